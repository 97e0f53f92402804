// Sends rows one by one, never two requests for one row, and keeps trying when the network is gone.
import { csrfToken } from "../requests.js";

const PAUSES = [4000, 10000, 20000, 30000];
const AT_ONCE = 3;

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

/** One POST. Resolves to {kind, …}: saved, stale, invalid, signedout, refused, offline. */
async function send(url, fields, { keepalive }) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST", body: new URLSearchParams(fields), keepalive, credentials: "same-origin",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    });
  } catch {
    return { kind: "offline" };
  }
  const login = document.body.dataset.login;
  if (response.status === 401 || (response.redirected && login && new URL(response.url).pathname === login)) {
    return { kind: "signedout" };
  }
  if (response.status >= 500 || response.status === 429) return { kind: "offline" };
  const body = await readJson(response);
  if (response.ok && body.version !== undefined) return { kind: "saved", ...body };
  if (response.status === 409 && body.values) return { kind: "stale", ...body };
  if (response.status === 422) return { kind: "invalid", ...body };
  return { kind: "refused", status: response.status, ...body };
}

/**
 * `fieldsOf(row)` gives what is to be sent or null; `answer(row, fields, result)` takes the outcome;
 * `state(name, waiting)` is told saving, saved, offline, signedout.
 */
export function saver({ fieldsOf, answer, state }) {
  const waiting = new Set();
  const flying = new Set();
  let failures = 0;
  let timer = null;
  let savedAt = "";

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  };

  async function one(row, options) {
    const fields = fieldsOf(row);
    if (!fields) return void rest();
    flying.add(row);
    state("saving", waiting.size + flying.size);
    const result = await send(row.dataset.save, fields, options);
    flying.delete(row);
    if (result.kind === "offline" || result.kind === "signedout") {
      waiting.add(row);
      failures += 1;
      state(result.kind, waiting.size);
      later(PAUSES[Math.min(failures - 1, PAUSES.length - 1)]);
      return;
    }
    failures = 0;
    if (result.saved_at) savedAt = result.saved_at;
    answer(row, fields, result);
    if (!rest() && !options.keepalive) flush();
  }

  function rest() {
    const idle = !waiting.size && !flying.size;
    if (idle) state("saved", 0, savedAt);
    return idle;
  }

  function flush(options = { keepalive: false }) {
    clearTimeout(timer);
    for (const row of [...waiting]) {
      if (flying.has(row)) continue; // its newer state goes when the answer to the older one is here
      if (flying.size >= AT_ONCE && !options.keepalive) break;
      waiting.delete(row);
      one(row, options);
    }
  }

  window.addEventListener("online", () => { failures = 0; flush(); });
  window.addEventListener("pagehide", () => flush({ keepalive: true }));

  return {
    queue(row) {
      waiting.add(row);
      if (!failures) state("saving", waiting.size);
      later(failures ? PAUSES[0] : 150);
    },
    flush,
    /** Resolves when nothing waits or flies any more; false when the network keeps it here. */
    async idle() {
      flush();
      for (let tries = 0; tries < 100 && (waiting.size || flying.size); tries += 1) {
        if (failures && !flying.size) return false;
        await new Promise((resume) => { setTimeout(resume, 50); });
      }
      return !waiting.size && !flying.size;
    },
  };
}
