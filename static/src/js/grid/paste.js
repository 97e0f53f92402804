// Blocks copied from WPS or Excel: tab-separated lines, cells with line breaks quoted. Pure functions.

/** Text of the clipboard → array of lines, each an array of trimmed cells. */
export function parseBlock(text) {
  const lines = [[]];
  let cell = "";
  let quoted = false;
  const source = String(text).replace(/\r\n?/g, "\n");
  const close = () => { lines.at(-1).push(cell.trim()); cell = ""; };
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') { cell += '"'; at += 1; } else quoted = false;
    } else if (sign === '"' && cell === "" && closes(source, at)) quoted = true;
    else if (sign === "\t") close();
    else if (sign === "\n") { close(); lines.push([]); } else cell += sign;
  }
  close();
  if (lines.at(-1).length === 1 && lines.at(-1)[0] === "" && lines.length > 1) lines.pop(); // the trailing line break
  return lines;
}

/** A quote opens a quoted cell only if a matching one stands before a tab, a line break or the end. */
function closes(source, at) {
  return /^"(?:[^"]|"")*"(?=[\t\n]|$)/.test(source.slice(at));
}

/**
 * Where each cell of the block goes. `rows` are the editable, visible rows ({name, width}) in their order on screen.
 * Blank cells are skipped: they never overwrite. What finds no place is named, never dropped in silence.
 */
export function planPaste(lines, { row, column }, rows) {
  const plan = { writes: [], outsideRows: [], outsideCells: [] };
  lines.forEach((cells, down) => {
    const target = rows[row + down];
    const filled = cells.some((text) => text !== "");
    if (!target) {
      if (filled) plan.outsideRows.push({ line: down + 1, text: cells.filter(Boolean).join(" ") });
      return;
    }
    cells.forEach((text, right) => {
      if (text === "") return;
      if (column + right >= target.width) plan.outsideCells.push({ line: down + 1, name: target.name, text });
      else plan.writes.push({ row: row + down, column: column + right, text });
    });
  });
  return plan;
}

const clip = (text) => (text.length > 18 ? `${text.slice(0, 18)}…` : text);

/** What to tell after a paste; empty when everything found its place. */
export function outsideText({ outsideRows, outsideCells }) {
  const parts = [];
  if (outsideRows.length) {
    const named = outsideRows.slice(0, 3).map(({ line, text }) => `第${line}行“${clip(text)}”`).join("、");
    parts.push(`${outsideRows.length} 行落在表外没有粘贴：${named}${outsideRows.length > 3 ? " 等" : ""}`);
  }
  if (outsideCells.length) {
    const named = outsideCells.slice(0, 3).map(({ name, text }) => `${name}“${clip(text)}”`).join("、");
    parts.push(`${outsideCells.length} 格超出右边没有粘贴：${named}${outsideCells.length > 3 ? " 等" : ""}`);
  }
  return parts.join("；");
}
