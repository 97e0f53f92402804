// Rows left on this machine by an earlier visit: taken up again, or named when that is not possible.
import { toast } from "../toasts.js";
import * as rows from "./rows.js";

function revive(row, values) {
  for (const cell of rows.cellsOf(row)) {
    if (!(cell.name in values)) continue;
    rows.setText(cell, values[cell.name]);
    rows.link(cell);
    rows.settle(cell);
  }
}

/** `changed(row)` reviews and queues a revived row. */
export function restore(model, changed) {
  for (const [id, draft] of Object.entries(model.store.all())) {
    const row = model.find(id);
    const named = Object.values(draft.values).filter(Boolean).join("，") || "清空";
    if (!row) {
      toast(`${draft.name}：本机有没送出的内容（${named}），这一行已不能改，请另行核对。`, "late");
      model.store.drop(id);
    } else if (draft.version === row.dataset.version) {
      revive(row, draft.values);
      changed(row);
    } else {
      model.setHints(row, [{
        field: Object.keys(draft.values)[0], level: "late", title: "本机草稿",
        text: `本机有没送出的内容：${named}。服务器上这一行已更新。`,
        actions: [{ label: "用本机的", draft: draft.values }, { label: "丢弃本机的", drop: true }],
      }]);
    }
  }
}

export { revive };
