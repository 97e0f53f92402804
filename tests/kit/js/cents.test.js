import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, divide, editable, format, looksLikeYuan, parse, rate, yi } from "../../../static/src/js/cents.js";

const cents = (text, options) => parse(text, options).cents;

test("amounts are read as people write them", () => {
  assert.equal(cents("1,850"), 185000n);
  assert.equal(cents("１，８５０．５"), 185050n);
  assert.equal(cents("1 850.00"), 185000n);
  assert.equal(cents("−270"), -27000n);
  assert.equal(cents("－270"), -27000n);
  assert.equal(cents("(270.5)"), -27050n);
  assert.equal(cents("（270.5）"), -27050n);
  assert.equal(cents(".5"), 50n);
  assert.equal(cents("12。5"), 1250n);
  assert.equal(cents("1850万元"), 185000n);
  assert.equal(cents("57%", { unit: "%" }), 5700n);
  assert.equal(cents("1.500"), 150n);
});

test("nothing, a dash and blanks are empty, zero is not", () => {
  for (const text of ["", "  ", "-", "—", "/", "　"]) assert.deepEqual(parse(text), { empty: true });
  assert.equal(cents("0"), 0n);
});

test("what cannot be read is refused with a reason, never rounded", () => {
  assert.match(parse("1.234").error, /两位/);
  assert.match(parse("约100").error, /不是数字/);
  assert.match(parse("0.5亿元").error, /单位是万元/);
  assert.match(parse("100元").error, /单位是万元/);
  assert.match(parse("1234567890123").error, /核对单位/);
  assert.match(parse("1.2.3").error, /不是数字/);
  assert.match(parse(".").error, /不是数字/);
});

test("sums that floats get wrong are exact", () => {
  assert.equal(canonical(cents("0.1") + cents("0.2")), "0.30");
  assert.equal(canonical(cents("999999999999.99") + cents("0.01")), "1000000000000.00");
  assert.equal(canonical(cents("10950.10") + cents("1850.20")), "12800.30");
});

test("shown without decimals when whole, else with two", () => {
  assert.equal(format(123456700n), "1,234,567");
  assert.equal(format(123450n), "1,234.50");
  assert.equal(format(-27000n), "−270");
  assert.equal(editable(-27000n), "-270");
  assert.equal(format(123456n, { places: 0 }), "1,234");
  assert.equal(canonical(-5n), "-0.05");
});

test("what is shown can be read back", () => {
  for (const value of [0n, 5n, -5n, 185000n, 123456789n, -99999999999n]) assert.equal(cents(editable(value)), value);
});

test("亿元 keeps what fits in four decimals", () => {
  assert.equal(yi(cents("1850")), "0.185");
  assert.equal(yi(cents("62000")), "6.20");
  assert.equal(yi(cents("4700000")), "470.00");
  assert.equal(yi(cents("12345.67")), "1.2346");
  assert.equal(yi(cents("-312")), "−0.0312");
});

test("rates round half away from zero; no plan, no rate", () => {
  assert.equal(rate(cents("12800"), cents("22000")), "58.2");
  assert.equal(rate(cents("5"), cents("1000"), 0), "1");
  assert.equal(rate(cents("1"), 0n), "—");
  assert.equal(rate(cents("1"), null), "—");
  assert.equal(divide(-5n, 10n), -1n);
  assert.equal(divide(5n, 10n), 1n);
});

test("about ten thousand times the yardstick looks like 元", () => {
  assert.equal(looksLikeYuan(cents("12800000"), cents("1240")), true);
  assert.equal(looksLikeYuan(cents("6800"), cents("2050")), false);
  assert.equal(looksLikeYuan(cents("100"), 0n), false);
});
