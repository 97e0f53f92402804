// What the answer to a saved row means for the page.
import * as status from "./status.js";

function saved(model, row, fields, result) {
  row.dataset.version = String(result.version);
  model.acknowledge(row, fields);
  const busy = (cell) => cell === document.activeElement || model.isOpen(cell);
  if (result.values) model.take(row, result.values, busy);
  for (const [id, html] of Object.entries(result.html ?? {})) {
    const place = document.getElementById(id);
    if (place) place.innerHTML = html;
  }
  if (result.notes) model.setAnswers(row, result.notes);
  model.refused.delete(row);
  model.keepDraft(row);
}

/** Someone else wrote the row in between: both versions are shown, a person decides. */
function stale(model, row, fields, result) {
  const other = Object.entries(result.values)
    .filter(([name]) => name in fields)
    .map(([name, value]) => `${model.labelOf(row, name)} ${value || "空"}`)
    .join("，");
  hold(model, row, [{
    field: Object.keys(fields)[0], level: "bad", title: "已被改动",
    text: `${result.message ?? "别人刚改过这一行"}${other ? `，现为：${other}` : ""}。`,
    actions: [
      { label: "用我的", version: result.version },
      { label: "用服务器的", version: result.version, values: result.values },
    ],
  }]);
}

function invalid(model, row, fields, result) {
  hold(model, row, Object.entries(result.errors ?? result.field_errors ?? {}).map(([field, texts]) => ({
    field, level: "bad", title: "错误", text: [].concat(texts).join(" "),
  })));
}

function notAccepted(model, row, fields, result) {
  const words = result.message || (result.status === 403
    ? "这一行现在不能改，或登录已失效。已存本机，刷新页面后再试。"
    : `没有存上（${result.status}），已存本机。`);
  hold(model, row, [{ field: Object.keys(fields)[0], level: "bad", title: "没有存上", text: words }]);
}

/** The row stays on this machine until a person has dealt with it; it is not sent again by itself. */
function hold(model, row, notes) {
  model.refused.add(row);
  model.setAnswers(row, notes);
  model.keepDraft(row);
  status.showState("refused", model.refused.size);
}

const HANDLERS = { saved, stale, invalid, refused: notAccepted };

export function answer(model, row, fields, result) {
  HANDLERS[result.kind](model, row, fields, result);
  model.review(row);
  model.refreshTotals();
}
