// Writing a pasted block into the grid: one step of undo, and every doubt named.
import { format, parse } from "../cents.js";
import { outsideText, parseBlock, planPaste } from "./paste.js";
import * as rows from "./rows.js";
import { editableRows } from "./status.js";

function disagreement(row, cell, text) {
  const [pasted, computed] = [parse(text).cents, parse(cell.value).cents];
  if (pasted === undefined || computed === undefined || pasted === computed) return [];
  return [{
    field: cell.name, level: "late", title: "对不上",
    text: `粘贴的累计 ${format(pasted)} 与上月累计加本月（${format(computed)}）不符，已以本月为准。`,
    action: { label: `改以累计 ${format(pasted)} 为准`, cell: "ytd", cents: pasted },
  }];
}

/** Month goes last and counts; a year-to-date that says otherwise is named. Returns hints for the row. */
function writeRow(row, entries) {
  const cells = entries.map(({ column, text }) => ({ cell: rows.cellsOf(row)[column], text }));
  const isMonth = ({ cell }) => cell.dataset.cell === "month";
  for (const { cell, text } of [...cells.filter((entry) => !isMonth(entry)), ...cells.filter(isMonth)]) {
    rows.setText(cell, text);
    rows.link(cell);
    rows.settle(cell);
  }
  const ytd = cells.find(({ cell }) => cell.dataset.cell === "ytd");
  return ytd && cells.some(isMonth) ? disagreement(row, ytd.cell, ytd.text) : [];
}

/**
 * Handles a paste event at `cell`. Returns null when the field itself should take it, else
 * {touched: [[row, before]], hints: Map(row → notes), outside: text}.
 */
export function pasteBlock(table, event, cell, takesWhole) {
  const lines = parseBlock(event.clipboardData.getData("text/plain"));
  if (lines.length === 1 && lines[0].length === 1 && !takesWhole) return null; // a word into the text at the caret
  event.preventDefault();
  const visible = editableRows(table);
  const start = { row: visible.indexOf(rows.rowOf(cell)), column: rows.cellsOf(rows.rowOf(cell)).indexOf(cell) };
  const plan = planPaste(lines, start, visible.map((row) => ({ name: row.dataset.name, width: rows.cellsOf(row).length })));
  const touched = [];
  const hints = new Map();
  for (const at of new Set(plan.writes.map((entry) => entry.row))) {
    const row = visible[at];
    touched.push([row, rows.snapshot(row)]);
    hints.set(row, writeRow(row, plan.writes.filter((entry) => entry.row === at)));
  }
  return { touched, hints, outside: outsideText(plan) };
}
