// Unsent rows on this machine: they outlive a lost network, a closed window and the end of the session.

export function drafts(gridKey) {
  const key = `portal.grid.${document.body.dataset.user}.${gridKey}`;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "{}");
    } catch {
      return {};
    }
  };
  const write = (all) => {
    try {
      if (Object.keys(all).length) localStorage.setItem(key, JSON.stringify(all));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false; // storage is full or forbidden: the page itself still holds what was typed
    }
  };
  return {
    all: read,
    keep: (rowId, draft) => write({ ...read(), [rowId]: draft }),
    drop(rowId) {
      const all = read();
      delete all[rowId];
      write(all);
    },
  };
}
