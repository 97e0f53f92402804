// Undo and redo in steps; a step is what one gesture changed, be it a key or a block of fifty rows. Pure.

/** `apply(side, step)` writes a step's "before" or "after" back to the page. */
export function history({ apply, changed, limit = 200 }) {
  let done = [];
  let undone = [];
  const report = () => changed?.({ undo: done.length > 0, redo: undone.length > 0 });
  return {
    push(step) {
      if (!step.length) return;
      done = [...done, step].slice(-limit);
      undone = [];
      report();
    },
    undo() {
      const step = done.pop();
      if (!step) return false;
      undone.push(step);
      apply("before", step);
      report();
      return true;
    },
    redo() {
      const step = undone.pop();
      if (!step) return false;
      done.push(step);
      apply("after", step);
      report();
      return true;
    },
  };
}
