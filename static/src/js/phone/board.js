// The list of what waits on this phone, with the state of each finding and each photo.
import { small } from "./thumbs.js";
import { drop, waiting } from "./store.js";

function words(entry) {
  if (entry.refused) return `没有收下：${entry.refused}`;
  const left = entry.photos.filter((each) => !each.sent).length;
  if (entry.sent) return `问题已发，照片还有 ${left} 张`;
  return entry.later || (navigator.onLine ? "正在发送" : "待发送");
}

async function shot(photo) {
  const figure = document.createElement("figure");
  const caption = Object.assign(document.createElement("figcaption"), { textContent: photo.sent ? "已发" : "待发" });
  caption.className = photo.sent ? "is-sent" : "";
  try {
    figure.append(Object.assign(document.createElement("img"), { src: await small(photo.file), alt: "" }));
  } catch {
    figure.append(Object.assign(document.createElement("span"), { textContent: photo.file.name }));
  }
  figure.append(caption);
  return figure;
}

async function row(entry, changed) {
  const item = document.createElement("li");
  const head = Object.assign(document.createElement("b"), { textContent: entry.fault });
  const state = Object.assign(document.createElement("small"), { textContent: `${entry.name} · ${words(entry)}` });
  if (entry.refused) state.className = "tone-bad";
  item.append(head, state);
  if (entry.photos.length) {
    const shots = Object.assign(document.createElement("div"), { className: "waiting-shots" });
    shots.append(...(await Promise.all(entry.photos.map(shot))));
    item.append(shots);
  }
  if (entry.refused) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: "丢弃这条" });
    button.addEventListener("click", async () => {
      await drop(entry.id);
      changed();
    });
    item.append(button);
  }
  return item;
}

let turns = 0;

/** Draws list and bar anew; returns how many findings wait. A drawing that a newer one overtook leaves the list alone. */
export async function board(changed) {
  const turn = ++turns;
  const entries = await waiting();
  const bar = document.querySelector("[data-offline-bar]");
  const list = document.querySelector("[data-waiting]");
  const going = entries.filter((each) => !each.refused).length;
  if (bar) {
    bar.hidden = navigator.onLine && !going;
    const text = going ? `已存本机 ${going} 条，` : "填的内容存在本机，";
    bar.querySelector("span").textContent = navigator.onLine ? `本机有 ${going} 条，正在发送` : `没有信号，${text}联网后自动发送`;
  }
  if (list) {
    const rows = await Promise.all(entries.map((each) => row(each, changed)));
    if (turn !== turns) return going;
    list.hidden = rows.length === 0;
    list.querySelector("ul").replaceChildren(...rows);
  }
  return going;
}
