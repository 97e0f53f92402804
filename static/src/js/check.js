// 审核台: 1–6 open the remark of a field, remarks are kept until sent, the return button counts them.
// J K A R are plain data-key commands of the shell; a swap to the next report re-reads the page.
import { isTyping } from "./keys.js";

const remarkKey = (desk) => `portal.remarks.${document.body.dataset.user}.${desk.dataset.check}`;
const boxes = (desk) => [...desk.querySelectorAll("[data-remark-box]")];
const inputOf = (box) => box.querySelector("input, textarea");

function show(desk, field, on) {
  const box = desk.querySelector(`[data-remark-box="${CSS.escape(field)}"]`);
  const button = desk.querySelector(`[data-remark="${CSS.escape(field)}"]`);
  if (!box) return;
  box.hidden = !on;
  inputOf(box).disabled = !on; // a closed box sends nothing
  button?.setAttribute("aria-expanded", String(on));
  if (on) inputOf(box).focus();
  else button?.focus();
}

/** The return button says how many remarks go with it and stays refused without one. */
function count(desk) {
  const written = boxes(desk).filter((box) => !box.hidden && inputOf(box).value.trim());
  for (const button of desk.querySelectorAll("[data-return]")) {
    const label = button.querySelector("[data-return-label]") ?? button;
    label.textContent = written.length ? `退回（${written.length}条意见）` : "退回";
    button.setAttribute("aria-disabled", String(written.length === 0));
    button.dataset.refused = written.length ? "" : "退回要写意见：点栏目后面的气泡，或按 1–6。";
  }
  for (const place of desk.querySelectorAll("[data-remark-count]")) place.textContent = String(written.length);
}

function keep(desk) {
  const values = Object.fromEntries(
    boxes(desk).filter((box) => !box.hidden).map((box) => [box.dataset.remarkBox, inputOf(box).value]),
  );
  try {
    if (Object.values(values).some((text) => text.trim())) localStorage.setItem(remarkKey(desk), JSON.stringify(values));
    else localStorage.removeItem(remarkKey(desk));
  } catch {
    // storage is full or forbidden: the page still holds the remarks
  }
}

function prepare(desk) {
  const stored = JSON.parse(localStorage.getItem(remarkKey(desk)) ?? "{}");
  for (const box of boxes(desk)) {
    const text = stored[box.dataset.remarkBox];
    if (text) inputOf(box).value = text;
    const on = Boolean(inputOf(box).value.trim());
    box.hidden = !on;
    inputOf(box).disabled = !on;
    desk.querySelector(`[data-remark="${CSS.escape(box.dataset.remarkBox)}"]`)?.setAttribute("aria-expanded", String(on));
  }
  count(desk);
}

function onClick(event) {
  const button = event.target.closest("[data-remark]");
  const desk = event.target.closest("[data-check]");
  if (!button || !desk) return;
  const box = desk.querySelector(`[data-remark-box="${CSS.escape(button.dataset.remark)}"]`);
  const on = box.hidden;
  if (!on) inputOf(box).value = "";
  show(desk, button.dataset.remark, on);
  keep(desk);
  count(desk);
}

function onKey(event) {
  const desk = document.querySelector("[data-check]");
  if (!desk || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && event.target.closest("[data-remark-box]") && !event.isComposing) {
    const box = event.target.closest("[data-remark-box]");
    if (!inputOf(box).value.trim()) show(desk, box.dataset.remarkBox, false);
    else event.target.blur();
    return void count(desk);
  }
  if (isTyping(event) || event.repeat || !/^[1-9]$/.test(event.key)) return;
  const button = desk.querySelectorAll("[data-remark]")[Number(event.key) - 1];
  if (!button) return;
  event.preventDefault();
  show(desk, button.dataset.remark, true);
  count(desk);
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("input", (event) => {
  const desk = event.target.closest("[data-remark-box]") && event.target.closest("[data-check]");
  if (!desk) return;
  keep(desk);
  count(desk);
});
document.addEventListener("submit", (event) => {
  const desk = event.target.closest("[data-check]");
  if (desk && event.submitter?.matches("[data-return], [data-decision]")) localStorage.removeItem(remarkKey(desk));
});
document.addEventListener("htmx:load", (event) => {
  const desk = event.target.closest?.("[data-check]") ?? event.target.querySelector?.("[data-check]");
  if (desk) prepare(desk);
});
for (const desk of document.querySelectorAll("[data-check]")) prepare(desk);
