import assert from "node:assert/strict";
import { test } from "node:test";
import { outsideText, parseBlock, planPaste } from "../../../static/src/js/grid/paste.js";

const rows = [{ name: "甲", width: 3 }, { name: "乙", width: 3 }];

test("a block as WPS puts it on the clipboard", () => {
  assert.deepEqual(parseBlock("1,850\t12,800\r\n620\t5,820\r\n"), [["1,850", "12,800"], ["620", "5,820"]]);
  assert.deepEqual(parseBlock("1850"), [["1850"]]);
  assert.deepEqual(parseBlock("1850\r\n"), [["1850"]]);
  assert.deepEqual(parseBlock("a\t\t b \n\t\t"), [["a", "", "b"], ["", "", ""]]);
});

test("cells with line breaks and quotes", () => {
  assert.deepEqual(parseBlock('"路基填筑\n完成60%"\t58\n'), [["路基填筑\n完成60%", "58"]]);
  assert.deepEqual(parseBlock('"称""先行段"""\t1'), [['称"先行段"', "1"]]);
  assert.deepEqual(parseBlock('5" 管\t1'), [['5" 管', "1"]]);
  assert.deepEqual(parseBlock('"未闭合\t1\n2\t3'), [['"未闭合', "1"], ["2", "3"]]);
});

test("a block fills right and down; blanks never overwrite", () => {
  const plan = planPaste([["1", "", "3"], ["", "5"]], { row: 0, column: 0 }, rows);
  assert.deepEqual(plan.writes, [
    { row: 0, column: 0, text: "1" }, { row: 0, column: 2, text: "3" }, { row: 1, column: 1, text: "5" },
  ]);
  assert.equal(outsideText(plan), "");
});

test("what falls outside is named", () => {
  const plan = planPaste([["1"], ["2"], ["3", "9"], [""]], { row: 1, column: 2 }, rows);
  assert.deepEqual(plan.writes, [{ row: 1, column: 2, text: "1" }]);
  assert.deepEqual(plan.outsideRows, [{ line: 2, text: "2" }, { line: 3, text: "3 9" }]);
  assert.equal(outsideText(plan), "2 行落在表外没有粘贴：第2行“2”、第3行“3 9”");
  const wide = planPaste([["1", "2"]], { row: 0, column: 2 }, rows);
  assert.equal(outsideText(wide), "1 格超出右边没有粘贴：甲“2”");
});
