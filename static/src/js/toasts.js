// Short messages at the corner. Errors stay until closed, the rest leaves after a few seconds.

export function toast(text, tone = "info") {
  const box = document.getElementById("toasts");
  if (!box || !text) return;
  const note = document.createElement("div");
  note.className = `note note--${tone}`;
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "note-close";
  close.setAttribute("aria-label", "关闭提示");
  close.textContent = "×";
  close.addEventListener("click", () => note.remove());
  note.append(words, close);
  box.append(note);
  while (box.children.length > 4) box.firstElementChild.remove();
  if (tone !== "bad") setTimeout(() => note.remove(), 6000);
}
