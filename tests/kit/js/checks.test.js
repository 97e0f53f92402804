import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../../static/src/js/cents.js";
import { rowNotes } from "../../../static/src/js/grid/checks.js";
import { history } from "../../../static/src/js/grid/history.js";
import { left } from "../../../static/src/js/countdown.js";

const c = (text) => (text === null ? null : parse(text).cents);
const facts = (given) => ({
  unreadable: [], surge: 300n, month: null, ytd: null, percent: null, priorPercent: null, text: "", priorText: "",
  prior: c("7850"), priorMonth: c("1200"), mean: c("1600"), plan: c("24000"), ...given,
});

test("an ordinary month raises nothing", () => {
  assert.deepEqual(rowNotes(facts({ month: c("1850"), ytd: c("9700"), percent: 5800n, priorPercent: 5700n })), []);
  assert.deepEqual(rowNotes(facts({})), []);
});

test("a total below last month's asks for the reason", () => {
  const [note] = rowNotes(facts({ month: c("-270"), ytd: c("7580") }));
  assert.equal(note.cell, "ytd");
  assert.equal(note.level, "bad");
  assert.match(note.text, /累计 7,580 小于上月 7,850/);
});

test("a surge names its multiple", () => {
  const [note] = rowNotes(facts({ month: c("6400"), ytd: c("14250") }));
  assert.equal(note.level, "late");
  assert.match(note.text, /4\.0 倍/);
});

test("元 in a 万元 field is asked about, with the amount it would be, in the field that was typed", () => {
  const [note] = rowNotes(facts({ month: c("12800000"), ytd: c("12807850") }));
  assert.equal(note.cell, "month");
  assert.equal(note.action.label, "按 1,280 万元读入");
  assert.equal(note.action.cents, c("1280"));
  const [total] = rowNotes(facts({ typed: "ytd", month: c("97992150"), ytd: c("98000000") }));
  assert.equal(total.cell, "ytd");
  assert.equal(total.action.cents, c("9800"));
});

test("total above the plan, percent backwards, percent out of range, same text", () => {
  assert.match(rowNotes(facts({ month: c("100"), ytd: c("24001") }))[0].text, /超过年度计划/);
  assert.match(rowNotes(facts({ percent: 5700n, priorPercent: 5800n }))[0].text, /不应倒退/);
  assert.equal(rowNotes(facts({ percent: 10100n }))[0].level, "bad");
  assert.match(rowNotes(facts({ text: "路基 ", priorText: "路基" }))[0].text, /相同/);
});

test("a step is undone and redone as a whole; a new step ends redo", () => {
  const seen = [];
  const past = history({ apply: (side, step) => seen.push(`${side}:${step.join("")}`) });
  assert.equal(past.undo(), false);
  past.push(["a", "b"]);
  past.push(["c"]);
  past.push([]);
  past.undo();
  past.undo();
  past.redo();
  assert.deepEqual(seen, ["before:c", "before:ab", "after:ab"]);
  past.push(["d"]);
  assert.equal(past.redo(), false);
});

test("time left is said in the two largest units", () => {
  assert.equal(left(26 * 3600000), "剩 1 天 2 小时");
  assert.equal(left(5 * 3600000 + 12 * 60000), "剩 5 小时 12 分");
  assert.equal(left(59000), "剩 1 分");
  assert.equal(left(0), "已过截止时间");
});
