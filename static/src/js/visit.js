// Phone pages of a visit: small pictures of what was chosen, the place at check-in, and patience without a signal.
import { toast } from "./toasts.js";

const WIDE = 240;

async function small(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  canvas.width = WIDE;
  canvas.height = Math.round((picture.height / picture.width) * WIDE);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.7);
}

/** Every photo chosen so far stays in the field; pressing again adds to them. */
function collects(box) {
  const field = box.querySelector("input[type=file]");
  const kept = new DataTransfer();
  field.addEventListener("change", async () => {
    const chosen = [...field.files];
    for (const file of chosen) kept.items.add(file);
    field.files = kept.files;
    for (const file of chosen) {
      const image = document.createElement("img");
      image.alt = file.name;
      box.prepend(image);
      try {
        image.src = await small(file);
      } catch {
        image.replaceWith(Object.assign(document.createElement("span"), { className: "add", textContent: file.name }));
      }
    }
  });
}

/** The check-in carries the phone's place when the person lets it; without one it is as good. */
function locates(form) {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
    },
    () => {},
    { enableHighAccuracy: true, timeout: 10_000 },
  );
}

/** Without a signal a form stays on the page (its words are kept by kit.js) and goes by itself when the signal is back. */
function patient() {
  const bar = document.querySelector("[data-offline-bar]");
  const waiting = new Map();
  const show = () => { if (bar) bar.hidden = navigator.onLine; };
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(event.target, event.submitter);
    toast("没有信号，已存本机；有信号后自动发送，请不要关闭本页。", "late");
  }, true);
  window.addEventListener("offline", show);
  window.addEventListener("online", () => {
    show();
    for (const [form, button] of waiting) form.requestSubmit(button ?? undefined);
    waiting.clear();
  });
  show();
}

for (const box of document.querySelectorAll("[data-shots]")) collects(box);
for (const form of document.querySelectorAll("form[data-locate]")) locates(form);
patient();
