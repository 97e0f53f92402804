// Tables: choosing rows, copying text, dropping files.
import { toast } from "./toasts.js";

function boxes(table) {
  return [...table.querySelectorAll("tbody input[type=checkbox][name]")];
}

/** [data-chosen] elements show how many rows are chosen; [data-needs-chosen] buttons wait for one. */
function recount(scope) {
  const all = boxes(scope);
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr").classList.toggle("is-chosen", box.checked);
  for (const place of document.querySelectorAll("[data-chosen]")) place.textContent = String(chosen.length);
  for (const button of document.querySelectorAll("[data-needs-chosen]")) {
    button.setAttribute("aria-disabled", String(chosen.length === 0));
  }
  const head = scope.querySelector("[data-check-all]");
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
}

function onChange(event) {
  const table = event.target.closest("table");
  if (!table?.querySelector("[data-check-all]")) return;
  if (event.target.matches("[data-check-all]")) for (const box of boxes(table)) box.checked = event.target.checked;
  if (event.target.type === "checkbox") recount(table);
}

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  if (!source) return;
  const text = source.value ?? source.innerText;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // plain http in the office network has no clipboard API: fall back to a selection
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast("已复制，可粘贴到微信或公文。", "ok");
}

function drops() {
  for (const zone of document.querySelectorAll("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    const mark = (on) => zone.classList.toggle("is-over", on);
    zone.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
    zone.addEventListener("dragleave", () => mark(false));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("change", () => {
      const name = zone.querySelector("[data-drop-name]");
      if (name) name.textContent = [...input.files].map((file) => file.name).join("、");
    });
  }
}

export function tables() {
  document.addEventListener("change", onChange);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    if (event.target.closest("[data-print]")) window.print();
  });
  drops();
}
