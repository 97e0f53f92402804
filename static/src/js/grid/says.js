// The live lines under a row: checks while typing and the server's answers, pointing at their field.
import { cellsOf } from "./rows.js";

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function actionButton(action, run) {
  const button = element("button", "link-btn", action.label);
  button.type = "button";
  button.addEventListener("click", () => run(action));
  return button;
}

/** A reason to choose, sent with the row under its own name. */
function choiceSelect(choice) {
  const select = element("select", "inp");
  select.name = choice.name;
  select.setAttribute("aria-label", choice.label ?? "原因");
  select.append(new Option(choice.label ?? "请选…", ""));
  for (const [value, label] of choice.options) select.append(new Option(label, value));
  select.value = choice.value ?? "";
  return select;
}

function remark(note, run) {
  const tone = { bad: "", late: " rm--late", info: " rm--info" }[note.level] ?? "";
  const box = element("div", `rm${tone}`);
  box.append(element("b", "", note.title || (note.level === "bad" ? "错误" : "提醒")), element("span", "", note.text));
  if (note.choice) box.append(choiceSelect(note.choice));
  if (note.link) {
    const link = element("a", "", note.link.label);
    link.href = note.link.url;
    box.append(link);
  }
  for (const action of note.actions ?? (note.action ? [note.action] : [])) box.append(actionButton(action, run));
  return box;
}

function cellAt(span, className) {
  const made = element("td", className);
  if (span > 1) made.colSpan = span;
  return made;
}

/** Cells of the line: the two frozen columns, a gap, then the words from their field on; right-bound near the edge. */
function layout(row, column) {
  const width = row.cells.length;
  const frozen = row.cells[1]?.classList.contains("fz2") ? 2 : 0;
  const cells = frozen ? [cellAt(1, "fz1"), cellAt(1, "fz2")] : [];
  const start = Math.max(column, frozen);
  const atEnd = start >= width * 0.6;
  const say = cellAt(atEnd ? start - frozen + 1 : width - start, atEnd ? "say say--end" : "say");
  const gap = atEnd ? width - start - 1 : start - frozen;
  if (!atEnd && gap) cells.push(cellAt(gap));
  cells.push(say);
  if (atEnd && gap) cells.push(cellAt(gap));
  return { cells, say };
}

const lineId = (row, field) => `live-${row.dataset.row}-${field}`;

function liveLines(row) {
  return [...row.parentElement.querySelectorAll(`tr[data-live-for="${CSS.escape(row.dataset.row)}"]`)];
}

/** The server's own remarks stay directly under the row, ours come after them. */
function lastLine(row) {
  let last = row;
  while (last.nextElementSibling?.dataset.sayFor === row.dataset.row) last = last.nextElementSibling;
  return last;
}

function markCells(row, notes) {
  for (const cell of cellsOf(row)) {
    const own = notes.filter((note) => note.field === cell.name);
    const bad = own.some((note) => note.level === "bad");
    const late = !bad && own.some((note) => note.level === "late");
    cell.parentElement.classList.toggle("is-bad", bad || cell.dataset.remark === "bad");
    cell.parentElement.classList.toggle("is-late", late);
    cell.setAttribute("aria-invalid", String(bad));
    if (own.length) cell.setAttribute("aria-describedby", lineId(row, cell.name));
    else cell.removeAttribute("aria-describedby");
  }
}

function columnOf(row, field) {
  const cell = cellsOf(row).find((entry) => entry.name === field);
  return cell ? cell.parentElement.cellIndex : row.cells.length - 1;
}

/** One line for one field, pointing at it. */
function lineFor(row, field, notes, run) {
  const line = element("tr", "say-row");
  const { cells, say: place } = layout(row, columnOf(row, field));
  place.append(...notes.map((note) => remark(note, run)));
  line.id = lineId(row, field);
  line.dataset.liveFor = row.dataset.row;
  line.append(...cells);
  line.hidden = row.hidden;
  line.classList.toggle("is-returned", row.classList.contains("is-returned"));
  return line;
}

const printed = new WeakMap(); // row → what its lines say, so that a chosen reason stays chosen

/** Redraws the lines of a row if their words changed. Lines the server drew with the page are kept as they are. */
export function say(row, notes, run) {
  const print = JSON.stringify(notes, (_, value) => (typeof value === "bigint" ? String(value) : value));
  const old = liveLines(row);
  if (printed.get(row) === print) return;
  const isFirst = !printed.has(row);
  printed.set(row, print);
  markCells(row, notes);
  if (isFirst && old.length && notes.length) return;
  for (const line of old) line.remove();
  const fields = [...new Set(notes.map((note) => note.field))].sort((one, two) => columnOf(row, one) - columnOf(row, two));
  lastLine(row).after(...fields.map((field) => lineFor(row, field, notes.filter((note) => note.field === field), run)));
}
