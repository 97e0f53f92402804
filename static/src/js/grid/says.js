// The live line under a row: checks while typing and the server's answers, pointing at their field.
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

function liveLine(row) {
  return row.parentElement.querySelector(`tr[data-live-for="${CSS.escape(row.dataset.row)}"]`);
}

/** The server's own remarks stay directly under the row, ours come after them. */
function lastLine(row) {
  let last = row;
  while (last.nextElementSibling?.dataset.sayFor === row.dataset.row) last = last.nextElementSibling;
  return last;
}

function markCells(row, notes, id) {
  for (const cell of cellsOf(row)) {
    const own = notes.filter((note) => note.field === cell.name);
    const bad = own.some((note) => note.level === "bad");
    const late = !bad && own.some((note) => note.level === "late");
    cell.parentElement.classList.toggle("is-bad", bad || cell.dataset.remark === "bad");
    cell.parentElement.classList.toggle("is-late", late);
    cell.setAttribute("aria-invalid", String(bad));
    if (own.length) cell.setAttribute("aria-describedby", id);
    else cell.removeAttribute("aria-describedby");
  }
}

/** Redraws the line of a row; nothing is touched when the words are the same, so a chosen reason stays chosen. */
export function say(row, notes, run) {
  const id = `live-${row.dataset.row}`;
  const print = JSON.stringify(notes, (_, value) => (typeof value === "bigint" ? String(value) : value));
  const old = liveLine(row);
  if ((old?.dataset.print ?? "[]") === print) return;
  markCells(row, notes, id);
  old?.remove();
  if (!notes.length) return;
  const columns = notes.map((note) => {
    const cell = cellsOf(row).find((entry) => entry.name === note.field);
    return cell ? cell.parentElement.cellIndex : row.cells.length - 1;
  });
  const line = element("tr", "say-row");
  const { cells, say: place } = layout(row, Math.min(...columns));
  place.append(...notes.map((note) => remark(note, run)));
  line.id = id;
  line.dataset.liveFor = row.dataset.row;
  line.dataset.print = print;
  line.append(...cells);
  line.hidden = row.hidden;
  lastLine(row).after(line);
}
