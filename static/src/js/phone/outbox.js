// Sends what waits on this phone: the finding first, then each photo in a request of its own, so that a weak signal
// costs one photo and not all. Every piece has a name of its own; the portal stores a name once, however often it comes.
import { csrfToken } from "../requests.js";
import { drop, keep, waiting } from "./store.js";

/** What an answer means: stored, refused for good (with words), or to be tried again later. */
async function post(url, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  let answer;
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    answer = await fetch(url, { method: "POST", body, headers, redirect: "manual" });
  } catch {
    return { later: "没有信号" };
  }
  if (answer.status === 201) return { stored: true };
  if (answer.type === "opaqueredirect") return { later: "登录已失效，重新登录后自动发送" };
  if (answer.status >= 500 || answer.status === 429) return { later: "服务器忙，稍后自动再发" };
  const said = await answer.json().then((words) => words.said, () => "");
  return { refused: said || (answer.status === 413 ? "照片太大" : "检查已结束，或您已不在检查组") };
}

/** Sends one entry; true when all of it is there. Writes its state down after each piece. */
async function send(entry, changed) {
  if (!entry.sent) {
    const answer = await post(entry.url, [...entry.fields, ["client_id", entry.id], ["photos_follow", entry.photos.length]]);
    if (!answer.stored) return settle(entry, answer);
    entry.sent = true;
    await keep(entry);
    changed();
  }
  for (const photo of entry.photos.filter((each) => !each.sent)) {
    const answer = await post(entry.photosTo, [["finding", entry.id], ["client_id", photo.id], ["photo", photo.file]]);
    if (!answer.stored) return settle(entry, answer);
    photo.sent = true;
    await keep(entry);
    changed();
  }
  await drop(entry.id);
  return true;
}

async function settle(entry, answer) {
  entry.later = answer.later ?? "";
  entry.refused = answer.refused ?? "";
  await keep(entry);
  return false;
}

/** Sends whatever waits, in order; `changed` is called whenever the picture on the screen is old. One page at a time. */
export async function drain(changed) {
  const work = async () => {
    for (const entry of await waiting()) {
      if (entry.refused) continue;
      if (!(await send(entry, changed)) && entry.later) break; // the next one would fare no better
    }
  };
  if (navigator.locks) await navigator.locks.request("portal-phone", work);
  else await work();
  changed();
}
