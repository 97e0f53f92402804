// The monthly grid: ties fingers (editing), sums and checks (rows), remarks (says), saving and drafts together.
import { editable } from "./cents.js";
import { answer } from "./grid/answers.js";
import { pasteBlock } from "./grid/block.js";
import { editing } from "./grid/editing.js";
import { history } from "./grid/history.js";
import { Model } from "./grid/model.js";
import { restore, revive } from "./grid/restore.js";
import * as rows from "./grid/rows.js";
import { saver } from "./grid/saver.js";
import * as status from "./grid/status.js";
import { toast } from "./toasts.js";

class Grid {
  constructor(box) {
    this.model = new Model(box, (row, action) => this.act(row, action));
    this.table = this.model.table;
    this.line = saver({
      fieldsOf: (row) => (this.model.refused.has(row) ? null : this.model.fieldsOf(row)),
      answer: (row, fields, result) => this.answered(row, fields, result),
      state: (name, waiting, at) => this.showState(name, waiting, at),
    });
    this.past = history({ changed: status.showUndo, apply: (side, step) => this.rewrite(side, step) });
    this.fingers = editing(this.table, {
      entered: status.showEcho,
      typed: (cell) => this.typed(cell),
      left: (cell, before) => this.left(cell, before),
      undo: () => this.past.undo(),
      redo: () => this.past.redo(),
      send: () => this.send(),
    });
    this.reviewSoon = debounce((row) => this.model.review(row), 250);
  }

  start() {
    for (const row of this.model.rows) this.model.review(row);
    status.showUndo({ undo: false, redo: false });
    restore(this.model, (row) => this.changed(row));
    this.model.refreshTotals();
    this.model.fit();
    this.listen();
  }

  listen() {
    this.table.addEventListener("input", (event) => {
      const cell = event.target.closest("[data-cell]");
      if (cell) this.typed(cell);
    });
    this.table.addEventListener("paste", (event) => this.pasted(event));
    this.table.addEventListener("change", (event) => this.chosen(event));
    window.addEventListener("resize", debounce(() => this.model.fit(), 150));
    document.addEventListener("portal:fonts", () => document.fonts.ready.then(() => this.model.fit()));
    onClick("[data-undo]", () => this.past.undo());
    onClick("[data-redo]", () => this.past.redo());
    document.querySelector("[data-row-find]")?.addEventListener("input", (event) => {
      status.filterRows(this.table, event.target.value);
    });
  }

  // ---- gestures ----------------------------------------------------------------------------------

  typed(cell) {
    rows.link(cell);
    rows.fitText(cell);
    status.showEcho(cell);
    this.model.keepDraft(rows.rowOf(cell));
    this.reviewSoon(rows.rowOf(cell));
  }

  left(cell, before) {
    const row = rows.rowOf(cell);
    if (!before || rows.same(before, rows.snapshot(row))) return;
    this.remember([[row, before]]);
    this.changed(row);
  }

  pasted(event) {
    const cell = event.target.closest("[data-cell]");
    const block = cell && pasteBlock(this.table, event, cell, this.fingers.isReady());
    if (!block) return;
    this.remember(block.touched);
    for (const [row] of block.touched) this.changed(row);
    for (const [row, hints] of block.hints) if (hints.length) this.model.setHints(row, hints);
    this.fingers.rebase(cell);
    cell.select();
    status.showEcho(cell);
    if (block.outside) toast(block.outside, "late");
  }

  /** A reason chosen in a remark line travels with its row. */
  chosen(event) {
    const owner = event.target.closest("tr.say-row");
    const row = owner && event.target.name && this.model.find(owner.dataset.sayFor ?? owner.dataset.liveFor);
    if (!row) return;
    this.model.choose(row, event.target.name, event.target.value);
    this.model.refused.delete(row);
    this.line.queue(row);
  }

  /** Buttons in remark lines: another reading of an amount, one side of a conflict, a draft of this machine. */
  act(row, action) {
    const before = rows.snapshot(row);
    if (action.version !== undefined) row.dataset.version = String(action.version);
    if (action.values) this.model.take(row, action.values);
    if (action.draft) revive(row, action.draft);
    if (action.cents !== undefined) {
      const cell = rows.cellOf(row, action.cell) ?? rows.cellsOf(row).find((entry) => entry.name === action.cell);
      rows.setText(cell, editable(action.cents));
      rows.link(cell);
    }
    this.model.setAnswers(row, []);
    this.remember([[row, before]]);
    this.changed(row);
    const cell = rows.cellsOf(row)[0];
    cell.focus();
    this.fingers.rebase(cell);
  }

  // ---- steps -------------------------------------------------------------------------------------

  remember(touched) {
    this.past.push(touched
      .map(([row, before]) => ({ row, before, after: rows.snapshot(row) }))
      .filter((entry) => !rows.same(entry.before, entry.after)));
  }

  rewrite(side, step) {
    for (const entry of step) {
      for (const { cell, value, carried } of entry[side]) rows.setText(cell, value, carried);
      this.changed(entry.row);
    }
    const cell = document.activeElement?.closest?.("[data-cell]");
    if (cell) this.fingers.rebase(cell);
  }

  // ---- saving ------------------------------------------------------------------------------------

  changed(row) {
    this.model.forget(row);
    this.model.review(row);
    this.model.keepDraft(row);
    if (this.model.fieldsOf(row)) this.line.queue(row);
    this.model.refreshTotals();
  }

  answered(row, fields, result) {
    answer(this.model, row, fields, result);
    if (result.kind === "saved" && this.model.fieldsOf(row)) this.line.queue(row); // typed on while it was on its way
  }

  showState(name, waiting, at) {
    if (name === "saved" && this.model.refused.size) status.showState("refused", this.model.refused.size);
    else status.showState(name, waiting, at);
  }

  async send() {
    if (!(await this.line.idle())) return void toast("还有内容没有传到服务器，联网后再报送。", "late");
    const held = this.model.rows.filter((row) => this.model.openCells(row).length).length;
    if (held) return void toast(`有 ${held} 行没有存上，请先处理行下的说明。`, "late");
    document.querySelector("[data-grid-send]")?.click();
  }
}

function onClick(selector, run) {
  for (const button of document.querySelectorAll(selector)) button.addEventListener("click", run);
}

/** Runs once per row, when its typing has paused. */
function debounce(run, pause) {
  const timers = new Map();
  return (row) => {
    clearTimeout(timers.get(row));
    timers.set(row, setTimeout(() => run(row), pause));
  };
}

for (const box of document.querySelectorAll("[data-grid]")) new Grid(box).start();
