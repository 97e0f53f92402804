// Exact money: amounts are BigInt counts of 0.01 (of 万元, or of a percent). No number here ever becomes a float.

const SCALE = 100n;
const FULL_WIDTH = /[\uff01-\uff5e]/g;

/** Full-width digits and signs → ASCII; thousands separators, blanks and invisible marks dropped. */
export function plain(text) {
  return String(text)
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u2212\u2013\u2014\ufe63]/g, "-")
    .replace(/[\s\u3000\u00a0\u200b\ufeff，,']/g, "")
    .replace(/。/g, ".");
}

/**
 * Reads an amount typed or pasted by a person.
 * Returns {empty: true}, {cents: BigInt} or {error: "what to do"}; never rounds in silence.
 */
export function parse(text, { unit = "万元" } = {}) {
  let body = plain(text);
  if (body === "" || body === "-" || body === "/") return { empty: true };
  const negative = /^\((.*)\)$/.exec(body);
  if (negative) body = `-${negative[1]}`;
  const named = /^(.*?)(万元|亿元|元|万|亿|%)$/.exec(body);
  if (named) {
    const same = named[2] === unit || (unit === "万元" && named[2] === "万");
    if (!same) return { error: `本栏单位是${unit}，不要带“${named[2]}”` };
    body = named[1];
  }
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(body);
  if (!match || (match[2] === "" && !match[3])) return { error: `“${String(text).trim()}”不是数字` };
  const decimals = (match[3] ?? "").replace(/0+$/, "");
  if (decimals.length > 2) return { error: "最多两位小数" };
  const digits = match[2] || "0";
  if (digits.length > 12) return { error: "数字太大，请核对单位" };
  const cents = BigInt(digits) * SCALE + BigInt(decimals.padEnd(2, "0"));
  return { cents: match[1] === "-" ? -cents : cents };
}

/** "1234.50": the form that is sent and compared. */
export function canonical(cents) {
  const size = cents < 0n ? -cents : cents;
  return `${cents < 0n ? "-" : ""}${size / SCALE}.${String(size % SCALE).padStart(2, "0")}`;
}

/** "1,234.50", or "1,234" when whole: the form that is shown. */
export function format(cents, { places } = {}) {
  const size = cents < 0n ? -cents : cents;
  const whole = String(size / SCALE).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = size % SCALE;
  const tail = places === 2 || (places !== 0 && rest) ? `.${String(rest).padStart(2, "0")}` : "";
  return `${cents < 0n ? "−" : ""}${whole}${tail}`;
}

/** In a field a minus must be one that can be typed again. */
export const editable = (cents) => format(cents).replace("−", "-");

/** Half away from zero, like the server's ROUND_HALF_UP. */
export function divide(top, bottom) {
  const negative = top < 0n !== bottom < 0n;
  const [n, d] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  const rounded = (n * 2n + d) / (d * 2n);
  return negative ? -rounded : rounded;
}

/** 万元 as 亿元: at least two decimals, up to four, nothing lost that fits: 1,850 → "0.185". */
export function yi(cents) {
  const parts = divide(cents, SCALE); // 万元 → 0.0001 亿元
  const size = parts < 0n ? -parts : parts;
  const tail = String(size % 10000n).padStart(4, "0").replace(/0{1,2}$/, "");
  return `${parts < 0n ? "−" : ""}${String(size / 10000n).replace(/\B(?=(\d{3})+$)/g, ",")}.${tail}`;
}

/** Rate in percent with `places` decimals, or "—" without a plan. */
export function rate(done, plan, places = 1) {
  if (plan === null || plan === undefined || plan === 0n) return "—";
  const scale = 10n ** BigInt(places);
  const value = divide(done * 100n * scale, plan);
  const size = value < 0n ? -value : value;
  const tail = places ? `.${String(size % scale).padStart(places, "0")}` : "";
  return `${value < 0n ? "−" : ""}${size / scale}${tail}`;
}

/** True when an amount is about ten thousand times its yardstick: someone typed 元 into a 万元 field. */
export function looksLikeYuan(cents, yardstick) {
  if (!yardstick || yardstick <= 0n || cents <= 0n) return false;
  return cents >= yardstick * 2000n;
}
