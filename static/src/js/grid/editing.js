// Fingers on the grid: which cell is in hand, how keys move, when typing ends. No saving here.
import { cellsOf, rowOf, settle, snapshot } from "./rows.js";
import { editableRows } from "./status.js";

/** The same column in the next editable row; rows may differ in their cells, so the name decides. */
function beside(table, cell, step) {
  const rows = editableRows(table);
  for (let at = rows.indexOf(rowOf(cell)) + step; rows[at]; at += step) {
    const same = cellsOf(rows[at]).find((entry) => entry.name === cell.name);
    if (same) return same;
  }
  return null;
}

function along(cell, step) {
  const cells = cellsOf(rowOf(cell));
  const next = cells[cells.indexOf(cell) + step];
  if (next || step > 0) return next ?? null;
  return rowOf(cell).querySelector("a[href]"); // left of the first cell stands the project's name
}

/** Tab goes through cells and the controls of remark lines, leaving out the links between them. */
function tabTarget(table, from, step) {
  const stops = [...table.tBodies[0].querySelectorAll(
    "tr[data-row] [data-cell], tr.say-row select, tr.say-row input, tr.say-row button, tr.say-row a[href]",
  )].filter((stop) => !stop.closest("tr").hidden && !stop.disabled);
  return stops[stops.indexOf(from) + step] ?? null;
}

/** `hooks`: typed(cell), left(cell, before), undo(), redo(), send(). */
export function editing(table, hooks) {
  let mode = "ready"; // ready: whole cell in hand; typing: keys replace it; editing: the caret moves inside
  let before = null;
  let fresh = false;

  const finish = (cell) => {
    settle(cell);
    hooks.left(cell, before);
    before = snapshot(rowOf(cell));
  };
  const go = (target) => {
    if (!target) return false;
    target.focus();
    return true;
  };

  const restore = (cell) => {
    for (const entry of before ?? []) {
      entry.cell.value = entry.value;
      entry.cell.classList.toggle("is-carried", entry.carried);
    }
    mode = "ready";
    cell.select();
    hooks.typed(cell);
  };

  function arrows(event, cell) {
    const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const vertical = event.key === "ArrowUp" || event.key === "ArrowDown";
    const inside = vertical ? mode === "editing" && cell.tagName === "TEXTAREA" : mode !== "ready";
    if (inside || event.shiftKey) return;
    event.preventDefault();
    go(vertical ? beside(table, cell, step) : along(cell, step));
  }

  function enter(event, cell) {
    event.preventDefault();
    if (event.altKey && cell.tagName === "TEXTAREA") {
      cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
      mode = "editing";
      hooks.typed(cell);
    } else if (event.ctrlKey || event.metaKey) {
      finish(cell);
      hooks.send();
    } else if (!go(beside(table, cell, event.shiftKey ? -1 : 1))) {
      finish(cell);
      mode = "ready";
      cell.select();
    }
  }

  /** Ctrl+Z belongs to the field while something is typed in it, else to the grid. */
  function steps(event, cell) {
    const key = event.key.toLowerCase();
    const own = before?.find((entry) => entry.cell === cell);
    if (own && own.value !== cell.value) return;
    if (key === "z" && !event.shiftKey) hooks.undo();
    else if (key === "y" || key === "z") hooks.redo();
    else return;
    event.preventDefault();
    before = snapshot(rowOf(cell));
    cell.select();
  }

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method is composing
    const cell = event.target.closest("[data-cell]");
    if (event.key === "Tab" && event.target.closest("tr[data-row] [data-cell], tr.say-row")) {
      const next = tabTarget(table, event.target, event.shiftKey ? -1 : 1);
      if (next) { event.preventDefault(); go(next); }
      return;
    }
    if (!cell) {
      if (event.key === "ArrowRight" && event.target.closest("tr[data-row] a")) go(cellsOf(rowOf(event.target))[0]);
      return;
    }
    if (event.key.startsWith("Arrow")) arrows(event, cell);
    else if (event.key === "Enter") enter(event, cell);
    else if (event.key === "Escape") { event.preventDefault(); restore(cell); }
    else if (event.key === "F2") {
      event.preventDefault();
      mode = "editing";
      cell.setSelectionRange(cell.value.length, cell.value.length);
    } else if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key)) steps(event, cell);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && mode === "ready") mode = "typing";
  }

  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell) return;
    mode = "ready";
    before = snapshot(rowOf(cell));
    fresh = true;
    table.querySelector("tr.is-current")?.classList.remove("is-current");
    rowOf(cell).classList.add("is-current");
    cell.select();
    hooks.entered(cell);
  });
  table.addEventListener("focusout", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell) finish(cell);
  });
  table.addEventListener("mouseup", (event) => {
    if (!event.target.closest("[data-cell]")) return;
    if (fresh) event.preventDefault(); // the first press takes the whole cell, the second sets the caret
    else mode = "editing";
    fresh = false;
  });
  table.addEventListener("compositionstart", () => { if (mode === "ready") mode = "typing"; });
  table.addEventListener("keydown", onKey);

  return {
    /** After the page changed cells by itself, what stands there now is the new "before". */
    rebase(cell) { if (cell?.isConnected) before = snapshot(rowOf(cell)); },
    isReady: () => mode === "ready",
  };
}
