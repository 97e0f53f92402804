// Rows and cells of the grid: what they hold, what links them, what is shown from them.
import { canonical, editable, format, parse, rate } from "../cents.js";
import { rowNotes } from "./checks.js";

const NUMERIC = new Set(["month", "ytd", "wan", "percent"]);

export const isNumeric = (cell) => NUMERIC.has(cell.dataset.cell);
export const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
export const cellOf = (row, kind) => row.querySelector(`[data-cell="${kind}"]`);
export const rowOf = (cell) => cell.closest("tr[data-row]");

const parsed = (cell) => parse(cell.value, { unit: cell.dataset.cell === "percent" ? "%" : "万元" });

/** Cents of a cell, or null when it is empty, carried over or unreadable. */
export function amount(cell) {
  if (!cell || cell.classList.contains("is-carried")) return null;
  return parsed(cell).cents ?? null;
}

const fact = (row, name) => (row.dataset[name] ? (parse(row.dataset[name], { unit: "%" }).cents ?? null) : null);

/** What would be sent for a cell: canonical amount, text, "" for nothing; null when it cannot be read. */
export function payloadOf(cell) {
  if (cell.classList.contains("is-carried")) return "";
  if (!isNumeric(cell)) return cell.value.replace(/\s+$/, "");
  const value = parsed(cell);
  if (value.error) return null;
  return value.empty ? "" : canonical(value.cents);
}

export function setText(cell, text, carried = false) {
  cell.value = text;
  cell.classList.toggle("is-carried", carried);
  fitText(cell);
}

/** One line stands in the middle of its row, two fill it. All are measured in one go: one layout, however many rows. */
export function fitTexts(cells) {
  const texts = cells.filter((cell) => cell.tagName === "TEXTAREA");
  for (const cell of texts) cell.classList.add("one-line");
  for (const cell of texts.filter((each) => each.scrollHeight > each.clientHeight)) cell.classList.remove("one-line");
}

export function fitText(cell) {
  fitTexts([cell]);
}

/** Shows an amount the way all amounts are shown; leaves what cannot be read as it was typed. */
export function tidy(cell) {
  if (!isNumeric(cell) || cell.classList.contains("is-carried")) return;
  const value = parsed(cell);
  if (value.cents !== undefined) cell.value = editable(value.cents);
  else if (value.empty) cell.value = "";
}

/** Month and year-to-date correct each other through last month's total, exact to the cent. */
export function link(cell) {
  const row = rowOf(cell);
  const kind = cell.dataset.cell;
  if (kind !== "month" && kind !== "ytd") return;
  cell.classList.remove("is-carried");
  const [month, ytd] = [cellOf(row, "month"), cellOf(row, "ytd")];
  const prior = fact(row, "priorYtd") ?? 0n;
  row.dataset.typed = kind;
  if (!month || !ytd) return;
  const value = parsed(cell);
  if (value.error) return;
  if (value.empty) { // also a lone minus on its way to a number: the field in hand is never rewritten
    if (kind === "month") setText(ytd, editable(prior), true);
    else setText(month, "");
    return;
  }
  if (kind === "month") setText(ytd, editable(prior + value.cents));
  else setText(month, editable(value.cents - prior));
}

/** An emptied year-to-date falls back to last month's total in grey once it is left. */
export function settle(cell) {
  tidy(cell);
  if (cell.dataset.cell === "ytd" && cell.value.trim() === "") {
    setText(cell, editable(fact(rowOf(cell), "priorYtd") ?? 0n), true);
  }
  fitText(cell);
}

export function snapshot(row) {
  return cellsOf(row).map((cell) => ({ cell, value: cell.value, carried: cell.classList.contains("is-carried") }));
}

export const same = (one, two) => one.every((entry, at) => entry.value === two[at].value && entry.carried === two[at].carried);

/** Everything the checks need to know about a row. */
export function factsOf(row, surge) {
  const unreadable = cellsOf(row)
    .filter((cell) => isNumeric(cell) && !cell.classList.contains("is-carried") && parsed(cell).error)
    .map((cell) => [cell.name, parsed(cell).error]);
  return {
    unreadable, surge, typed: row.dataset.typed,
    month: amount(cellOf(row, "month")), ytd: amount(cellOf(row, "ytd")), percent: amount(cellOf(row, "percent")),
    prior: fact(row, "priorYtd"), priorMonth: fact(row, "priorMonth"), mean: fact(row, "mean"), plan: fact(row, "plan"),
    priorPercent: fact(row, "priorPercent"), text: cellOf(row, "text")?.value ?? "", priorText: row.dataset.priorText ?? "",
  };
}

/** Notes with the field name they stand under. */
export function notesOf(row, surge) {
  return rowNotes(factsOf(row, surge)).map((note) => ({ ...note, field: cellOf(row, note.cell)?.name ?? note.cell }));
}

export function showRate(row) {
  const place = row.querySelector('[data-out="rate"]');
  if (!place) return;
  const ytd = cellOf(row, "ytd");
  const done = ytd && (amount(ytd) ?? (ytd.classList.contains("is-carried") ? fact(row, "priorYtd") : null));
  place.textContent = done === null || done === undefined ? "—" : rate(done, fact(row, "plan"), 1);
}

/** Totals move by what changed since the page was made; rows on other pages stay in the server's figure. */
export function showTotals(table, rows) {
  const moved = (kind) => rows.reduce((sum, row) => {
    const cell = cellOf(row, kind);
    if (!cell) return sum;
    const [now, then] = [parse(cell.value).cents ?? 0n, parse(cell.defaultValue).cents ?? 0n];
    return sum + now - then;
  }, 0n);
  const base = (place) => parse(place.dataset.value).cents ?? 0n;
  let ytd = null;
  for (const kind of ["month", "ytd"]) {
    const place = table.querySelector(`[data-total="${kind}"]`);
    if (!place) continue;
    const total = base(place) + moved(kind);
    place.textContent = format(total);
    if (kind === "ytd") ytd = total;
  }
  const place = table.querySelector('[data-total="rate"]');
  if (place && ytd !== null) place.textContent = rate(ytd, base(place), 1);
}
