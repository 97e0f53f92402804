// The state of one grid: what each cell holds here and on the server, what is said about each row.
import { editable, parse } from "../cents.js";
import { drafts } from "./drafts.js";
import * as rows from "./rows.js";
import { say } from "./says.js";
import * as status from "./status.js";

export class Model {
  #onServer = new WeakMap(); // cell → what the server is known to hold
  #answers = new WeakMap(); // row → notes of the last answer
  #hints = new WeakMap(); // row → notes about the last gesture, gone with the next one
  #extras = new WeakMap(); // row → reasons chosen in remark lines

  /** `act(row, action)` is what a button in a remark line does. */
  constructor(box, act) {
    this.table = box.querySelector("table.xgrid");
    this.store = drafts(box.dataset.grid);
    this.surge = BigInt(Math.round(Number(box.dataset.surge ?? "3") * 100));
    this.rows = [...this.table.tBodies[0].querySelectorAll("tr[data-row]")].filter((row) => rows.cellsOf(row).length);
    this.refused = new Set();
    this.act = act;
    for (const row of this.rows) if (row.dataset.notes) this.#answers.set(row, JSON.parse(row.dataset.notes));
    for (const cell of this.rows.flatMap(rows.cellsOf)) this.#onServer.set(cell, rows.payloadOf(cell));
  }

  /** After the columns have found their width: lines of remarks bring a scroll bar, a web font other letters. */
  fit() {
    rows.fitTexts(this.rows.flatMap(rows.cellsOf));
  }

  find(id) {
    return this.rows.find((row) => row.dataset.row === id);
  }

  isOpen(cell) {
    return rows.payloadOf(cell) !== this.#onServer.get(cell);
  }

  openCells(row) {
    return rows.cellsOf(row).filter((cell) => this.isOpen(cell));
  }

  labelOf(row, name) {
    const cell = rows.cellsOf(row).find((entry) => entry.name === name);
    if (!cell) return name;
    return this.table.tHead.rows[0].cells[cell.parentElement.cellIndex].firstChild.textContent.trim();
  }

  // ---- what is sent ----------------------------------------------------------------------------

  /** Changed fields of a row, month and year-to-date together; null when nothing can or need be sent. */
  fieldsOf(row) {
    const wanted = new Set(this.openCells(row));
    const pair = [rows.cellOf(row, "month"), rows.cellOf(row, "ytd")].filter(Boolean);
    if (pair.some((cell) => wanted.has(cell))) pair.forEach((cell) => wanted.add(cell));
    if (pair.some((cell) => rows.payloadOf(cell) === null)) pair.forEach((cell) => wanted.delete(cell));
    const fields = { ...this.#extras.get(row) };
    for (const cell of wanted) if (rows.payloadOf(cell) !== null) fields[cell.name] = rows.payloadOf(cell);
    return Object.keys(fields).length ? { ...fields, version: row.dataset.version } : null;
  }

  choose(row, name, value) {
    this.#extras.set(row, { ...this.#extras.get(row), [name]: value });
  }

  keepDraft(row) {
    const values = {};
    for (const cell of this.openCells(row)) values[cell.name] = rows.payloadOf(cell) === "" ? "" : cell.value;
    const draft = { version: row.dataset.version, name: row.dataset.name, values };
    if (Object.keys(values).length) this.store.keep(row.dataset.row, draft);
    else this.store.drop(row.dataset.row);
  }

  // ---- what comes back -------------------------------------------------------------------------

  /** The server holds `fields` now. */
  acknowledge(row, fields) {
    for (const cell of rows.cellsOf(row)) if (cell.name in fields) this.#onServer.set(cell, fields[cell.name]);
    const extras = { ...this.#extras.get(row) };
    for (const name of Object.keys(extras)) if (extras[name] === fields[name]) delete extras[name];
    this.#extras.set(row, extras);
  }

  /** Writes the server's values into the row, except where `unless` says that someone is at work. */
  take(row, values, unless = () => false) {
    for (const cell of rows.cellsOf(row)) {
      if (!(cell.name in values) || unless(cell)) continue;
      const text = values[cell.name] ?? "";
      const value = rows.isNumeric(cell) && text !== "" ? parse(text, { unit: "%" }) : null;
      rows.setText(cell, value?.cents === undefined ? text : editable(value.cents));
      rows.settle(cell);
      this.#onServer.set(cell, rows.payloadOf(cell));
    }
  }

  // ---- what is said ----------------------------------------------------------------------------

  setAnswers(row, notes) {
    this.#answers.set(row, notes);
  }

  setHints(row, notes) {
    this.#hints.set(row, notes);
    this.review(row);
  }

  /** Notes about the last gesture, and answers about fields that have changed since, are out of date. */
  forget(row) {
    const open = new Set(this.openCells(row).map((cell) => cell.name));
    this.#answers.set(row, (this.#answers.get(row) ?? []).filter((note) => !open.has(note.field)));
    this.#hints.delete(row);
    this.refused.delete(row);
  }

  review(row) {
    const told = [...(this.#answers.get(row) ?? []), ...(this.#hints.get(row) ?? [])];
    const fields = new Set(told.map((note) => note.field));
    const own = rows.notesOf(row, this.surge).filter((note) => !fields.has(note.field));
    say(row, [...told, ...own], (action) => this.act(row, action));
    rows.showRate(row);
    for (const cell of rows.cellsOf(row)) cell.parentElement.classList.toggle("is-unsaved", this.isOpen(cell));
  }

  refreshTotals() {
    rows.showTotals(this.table, this.rows);
    status.showUnsaved(this.rows.filter((row) => this.openCells(row).length).length);
  }
}
