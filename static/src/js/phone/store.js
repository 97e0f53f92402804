// What a phone without signal keeps until the portal has it: findings with their photos, photos not yet stored.
// IndexedDB outlives a closed page; each entry belongs to the person who made it.

const NAME = "portal-phone";
const WAITING = "waiting";
const CHOSEN = "chosen";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(WAITING, { keyPath: "id" });
      request.result.createObjectStore(CHOSEN, { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

let opened;

async function ask(store, mode, work) {
  const base = await (opened ??= open());
  return new Promise((resolve, reject) => {
    const deal = base.transaction(store, mode);
    const request = work(deal.objectStore(store));
    deal.oncomplete = () => resolve(request.result);
    deal.onabort = () => reject(deal.error);
  });
}

const user = () => document.body.dataset.user;

/** The person's findings that the portal does not have yet, oldest first. */
export async function waiting() {
  const all = await ask(WAITING, "readonly", (store) => store.getAll());
  return all.filter((each) => each.user === user()).sort((one, other) => one.at - other.at);
}

export const keep = (entry) => ask(WAITING, "readwrite", (store) => store.put({ ...entry, user: user() }));
export const drop = (id) => ask(WAITING, "readwrite", (store) => store.delete(id));

const chosenKey = (form) => `${user()} ${location.pathname} ${form.dataset.draft}`;

/** Photos chosen in a form that was not sent, so that a closed page loses none. */
export async function chosen(form) {
  return (await ask(CHOSEN, "readonly", (store) => store.get(chosenKey(form))))?.files ?? [];
}

export const keepChosen = (form, files) =>
  ask(CHOSEN, "readwrite", (store) => store.put({ key: chosenKey(form), files }));
export const dropChosen = (form) => ask(CHOSEN, "readwrite", (store) => store.delete(chosenKey(form)));
