// Checks while typing: hints on the spot. What counts is checked again by the server when the row is saved. Pure.
import { divide, format, looksLikeYuan } from "../cents.js";

const note = (cell, level, title, text, action) => ({ cell, level, title, text, action });

/** About ten thousand times what is usual: most likely 元. Asks, and offers the amount in 万元. */
function unitCheck(cell, amount, yardsticks) {
  const yardstick = yardsticks.find((value) => value !== null && value > 0n);
  if (amount === null || !looksLikeYuan(amount, yardstick)) return null;
  const times = divide(amount, yardstick) * 100n;
  const converted = divide(amount, 10000n);
  return note(cell, "bad", "单位", `疑似填成元：约为平常的 ${format(times)} 倍。`, {
    label: `按 ${format(converted)} 万元读入`, cell, cents: converted,
  });
}

function amountNotes({ typed, month, ytd, prior, mean, priorMonth, plan, surge }) {
  const unit = typed === "ytd"
    ? unitCheck("ytd", ytd, [prior, plan])
    : unitCheck("month", month, [priorMonth, mean, plan === null ? null : divide(plan, 12n)]);
  if (unit) return [unit];
  const notes = [];
  if (month !== null && month < 0n && prior !== null) {
    notes.push(note("ytd", "bad", "错误",
      `累计 ${format(ytd)} 小于上月 ${format(prior)}。属冲减的，写明原因并附依据；否则请改为不小于 ${format(prior)}。`));
  }
  if (month !== null && mean !== null && mean > 0n && month * 100n >= mean * surge) {
    const times = divide(month * 10n, mean);
    notes.push(note("month", "late", "提醒",
      `本月 ${format(month)} 为月均 ${format(mean)} 的 ${times / 10n}.${times % 10n} 倍，请核对，属实的说明原因。`));
  }
  if (month !== null && month > 0n && ytd !== null && plan !== null && plan > 0n && ytd > plan) {
    notes.push(note("ytd", "late", "提醒", `累计 ${format(ytd)} 超过年度计划 ${format(plan)}。`));
  }
  return notes;
}

function percentNotes({ percent, priorPercent }) {
  if (percent === null) return [];
  if (percent < 0n || percent > 10000n) return [note("percent", "bad", "错误", "形象进度在 0 到 100 之间。")];
  if (priorPercent !== null && percent < priorPercent) {
    return [note("percent", "late", "提醒", `上月 ${format(priorPercent)}%、本月 ${format(percent)}%，形象不应倒退，请核实。`)];
  }
  return [];
}

/**
 * Notes of one row. Amounts are cents or null; `typed` says which of month and ytd a person wrote; `surge` is the multiple of the mean in hundredths (300 = three times);
 * `unreadable` are [cell, message] pairs of fields that hold no number.
 */
export function rowNotes(facts) {
  const notes = facts.unreadable.map(([cell, message]) => note(cell, "bad", "错误", message));
  notes.push(...amountNotes(facts), ...percentNotes(facts));
  if (facts.text && facts.priorText && facts.text.trim() === facts.priorText.trim()) {
    notes.push(note("text", "late", "提醒", "与上月文字相同；确无进展的，说明原因。"));
  }
  return notes;
}
