// One-key commands: an element with data-key="J" is clicked by that key, wherever the page puts it.

/** True while a key belongs to a field or to an input method that is still composing. */
export function isTyping(event) {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  return Boolean(target.closest?.("input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable]"));
}

function target(key) {
  for (const element of document.querySelectorAll("[data-key]")) {
    const wanted = element.dataset.key;
    const same = wanted.length === 1 ? wanted.toLowerCase() === key.toLowerCase() : wanted === key;
    if (same && element.offsetParent !== null) return element;
  }
  return null;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") return void document.getElementById("keyhelp")?.showModal();
  if (event.key === "/") {
    const find = document.querySelector("[data-find]");
    if (!find) return;
    event.preventDefault();
    find.focus();
    return void find.select?.();
  }
  if (event.repeat) return; // a key held down must not pass a second report
  const element = target(event.key);
  if (!element) return;
  event.preventDefault();
  if (element.matches("a[href], button, [role=button], summary")) element.click();
  else element.focus();
}

export function keys() {
  document.addEventListener("keydown", onKey);
}
