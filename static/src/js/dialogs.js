// Dialogs, the figure panel and menus: native elements, so focus and Esc come from the browser.

let opener = null;

function open(dialog, from) {
  if (!dialog || dialog.open) return;
  opener = from ?? document.activeElement;
  dialog.showModal();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function onClick(event) {
  const opens = event.target.closest("[data-open-dialog]");
  if (opens) {
    closeMenus();
    open(document.getElementById(opens.dataset.openDialog), opens);
  }
  const panel = event.target.closest("[data-panel]");
  if (panel && panel.getAttribute("aria-disabled") !== "true") {
    const content = document.getElementById("figpanel-content");
    const inside = content?.contains(panel);
    if (content && !inside) content.replaceChildren(waiting());
    open(document.getElementById("figpanel"), panel);
  }
  const closes = event.target.closest("[data-close-dialog]");
  if (closes) closes.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && event.target.open && isOutside(event)) event.target.close();
  closeMenus(event.target.closest("details[data-menu]"));
}

/** The backdrop belongs to the dialog as a target; only its coordinates lie outside the box. */
function isOutside(event) {
  const box = event.target.getBoundingClientRect();
  if (event.clientX === 0 && event.clientY === 0) return false; // a key press, not a pointer
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

function waiting() {
  const text = document.createElement("p");
  text.className = "figpanel-wait";
  text.textContent = "正在取数…";
  return text;
}

export function dialogs() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("close", () => {
      if (opener?.isConnected) opener.focus();
      opener = null;
    });
  }
}
