// Phone pages of a visit: photos chosen, the place at check-in, findings that wait for a signal and outlive the page.
import { forget } from "./forms.js";
import { board } from "./phone/board.js";
import { drain } from "./phone/outbox.js";
import { chosen, drop, dropChosen, keep, keepChosen, waiting } from "./phone/store.js";
import { small } from "./phone/thumbs.js";
import { toast } from "./toasts.js";

const AGAIN_AFTER = 20_000;

async function show(box, file) {
  const image = document.createElement("img");
  image.alt = file.name;
  box.prepend(image);
  try {
    image.src = await small(file);
  } catch {
    image.replaceWith(Object.assign(document.createElement("span"), { className: "add", textContent: file.name }));
  }
}

/** Every photo chosen so far stays in the field, also when the page was closed; pressing again adds to them. */
async function collects(box) {
  const field = box.querySelector("input[type=file]");
  let kept = new DataTransfer();
  field.form.addEventListener("portal:emptied", () => { kept = new DataTransfer(); });
  const add = async (files) => {
    for (const file of files) kept.items.add(file);
    field.files = kept.files;
    for (const file of files) await show(box, file);
  };
  field.addEventListener("change", async () => {
    const files = [...field.files];
    await keepChosen(field.form, [...kept.files, ...files]).catch(() => {});
    await add(files);
  });
  await add(await chosen(field.form).catch(() => []));
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

// ---- findings go through the phone's own queue ------------------------------------------------------------------

let timer;

async function redraw() {
  const going = await board(redraw);
  clearTimeout(timer);
  if (going) timer = setTimeout(sendAll, AGAIN_AFTER);
}

async function sendAll() {
  await redraw();
  const before = await waiting();
  if (!before.length) return;
  await drain(redraw);
  const left = new Set((await waiting()).map((each) => each.id));
  const sent = before.filter((each) => !left.has(each.id)).length;
  if (sent) toast(`本机存的 ${sent} 条已送到。`, "ok");
}

/** What the server would refuse at once, said before anything is queued. */
function lacks(data) {
  if (!data.get("item") && !data.get("fault")?.trim()) return "请选择是什么问题，或写在“其他问题”里。";
  if (!data.get("severity")) return "请选择轻重。";
  if (!data.get("liable_party")) return "请选择六方中的责任方。";
  return "";
}

function entryOf(form) {
  const data = new FormData(form);
  const chosenLine = form.querySelector("input[name=item]:checked")?.closest("label").textContent.trim();
  return {
    id: crypto.randomUUID(),
    at: Date.now(),
    url: location.pathname,
    photosTo: form.dataset.photosTo,
    name: form.dataset.name,
    fault: chosenLine || data.get("fault"),
    fields: [...data].filter(([name]) => name !== "photos" && name !== "csrfmiddlewaretoken"),
    photos: data.getAll("photos").filter((file) => file.size).map((file) => ({ id: crypto.randomUUID(), file })),
  };
}

async function queue(form, again) {
  const missing = lacks(new FormData(form));
  if (missing) return toast(missing, "bad");
  const entry = entryOf(form);
  try {
    await keep(entry);
  } catch {
    return form.submit(); // no room or no IndexedDB: the plain way, which needs a signal
  }
  await drain(redraw);
  const left = (await waiting()).find((each) => each.id === entry.id);
  if (left?.refused) {
    await drop(entry.id);
    await redraw();
    return toast(left.refused, "bad");
  }
  forget(form);
  await dropChosen(form);
  if (!left) return location.assign(again ? location.pathname : form.dataset.back);
  form.reset();
  for (const image of form.querySelectorAll("[data-shots] > img")) image.remove();
  form.dispatchEvent(new Event("portal:emptied"));
  toast("没有信号，已存本机；有信号后自动发送，可以接着记。", "late");
}

function queues(form) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) return;
    busy = form.inert = true; // what is typed now would belong to neither finding
    try {
      await queue(form, event.submitter?.name === "again");
    } finally {
      busy = form.inert = false;
    }
  }, true);
}

/** Without a signal any other form stays on the page (kit.js keeps its words) and goes by itself when it is back. */
function patient() {
  const held = new Map();
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || event.target.matches("[data-queue]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.set(event.target, event.submitter);
    toast("没有信号，已存本机；有信号后自动发送，请不要关闭本页。", "late");
  }, true);
  window.addEventListener("offline", redraw);
  window.addEventListener("online", async () => {
    await sendAll();
    for (const [form, button] of held) form.requestSubmit(button ?? undefined);
    held.clear();
  });
}

for (const box of document.querySelectorAll("[data-shots]")) collects(box);
for (const form of document.querySelectorAll("form[data-locate]")) locates(form);
for (const form of document.querySelectorAll("form[data-queue]")) queues(form);
patient();
sendAll();
