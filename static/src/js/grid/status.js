// What the page says about the grid: saving state, echo of the cell in hand, undo buttons.
import { format, parse, yi } from "../cents.js";
import { amount, cellOf, cellsOf, rowOf } from "./rows.js";

const all = (selector) => document.querySelectorAll(selector);

/** states: saving, saved, offline, signedout, refused */
export function showState(name, waiting, savedAt) {
  const words = {
    saving: "正在保存…",
    saved: savedAt ? `已自动保存 ${savedAt}` : "没有待存的改动",
    offline: `断网存本机（${waiting} 行待传）`,
    signedout: `登录已失效，存本机（${waiting} 行待传）`,
    refused: `有 ${waiting} 行没有存上，见行下说明`,
  };
  for (const place of all("[data-save-state]")) {
    place.dataset.state = name === "signedout" ? "offline" : name;
    (place.querySelector("[data-save-text]") ?? place).textContent = words[name];
  }
}

export function showUnsaved(count) {
  for (const place of all("[data-grid-unsaved]")) {
    place.textContent = String(count);
    place.hidden = count === 0;
  }
}

export function showUndo({ undo, redo }) {
  for (const button of all("[data-undo]")) button.setAttribute("aria-disabled", String(!undo));
  for (const button of all("[data-redo]")) button.setAttribute("aria-disabled", String(!redo));
}

/** The label of a column is the first words of its head. */
const columnLabel = (cell) => rowOf(cell).closest("table").tHead.rows[0].cells[cell.parentElement.cellIndex]?.firstChild?.textContent.trim() ?? "";

function part(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span;
}

/** One fixed line for the cell in hand, so that no row jumps: amount in 亿元, last month, mean, what is left. */
export function showEcho(cell) {
  const place = document.querySelector("[data-echo]");
  if (!place) return;
  const row = rowOf(cell);
  const title = document.createElement("b");
  title.textContent = `${row.dataset.name} · ${columnLabel(cell)}`;
  const parts = [title];
  const kind = cell.dataset.cell;
  if (kind === "month" || kind === "ytd" || kind === "wan") {
    const cents = amount(cell);
    if (cents !== null) parts.push(document.createTextNode(`${format(cents)} 万元 = ${yi(cents)} 亿元`));
  }
  if (kind === "month" || kind === "ytd") parts.push(part(compared(row)));
  else if (kind === "percent" && row.dataset.priorPercent) parts.push(part(`上月 ${row.dataset.priorPercent}%`));
  else if (kind === "text" && row.dataset.priorText) parts.push(part(`上月：${row.dataset.priorText.slice(0, 40)}`));
  place.replaceChildren(...parts);
}

function compared(row) {
  const of = (name) => (row.dataset[name] ? parse(row.dataset[name]).cents : undefined);
  const [last, mean, plan] = [of("priorMonth"), of("mean"), of("plan")];
  const ytd = amount(cellOf(row, "ytd")) ?? of("priorYtd");
  const words = [];
  if (last !== undefined) words.push(`上月 ${format(last)}`);
  if (mean !== undefined) words.push(`月均 ${format(mean, { places: 0 })}`);
  if (plan !== undefined && ytd !== undefined) words.push(`计划还余 ${format(plan - ytd)}`);
  return words.join("　");
}

/** Filter by name: rows, their remark lines, and nothing else; groups stay as landmarks. */
export function filterRows(table, wanted) {
  const needle = wanted.trim().toLowerCase();
  for (const row of table.tBodies[0].rows) {
    const id = row.dataset.sayFor ?? row.dataset.liveFor;
    const owner = id ? table.querySelector(`tr[data-row="${CSS.escape(id)}"]`) : row;
    const name = owner?.dataset.name;
    row.hidden = Boolean(needle && name && !name.toLowerCase().includes(needle));
  }
}

export const editableRows = (table) => [...table.tBodies[0].querySelectorAll("tr[data-row]")]
  .filter((row) => !row.hidden && cellsOf(row).length);
