/* Drafts that outlive a lost network, and their sending. Shared by the page and the service worker: a draft is
   written down before it is sent and struck out when its number has come; its `id` makes a second sending the same
   report, so that it may be sent by whoever wakes first. */
"use strict";
(function (self) {
  const STORES = ["writing", "waiting", "sent"];

  function open() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("qalqan-control", 1);
      asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name, { keyPath: "id" }));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  async function inside(store, mode, act) {
    const base = await open();
    try {
      return await new Promise((done, failed) => {
        const work = base.transaction(store, mode), asked = act(work.objectStore(store));
        work.oncomplete = () => done(asked.result);
        work.onerror = work.onabort = () => failed(work.error);
      });
    } finally {
      base.close();
    }
  }

  const put = (store, value) => inside(store, "readwrite", (s) => s.put(value));
  const remove = (store, id) => inside(store, "readwrite", (s) => s.delete(id));
  const empty = (store) => inside(store, "readwrite", (s) => s.clear());
  const all = (store) => inside(store, "readonly", (s) => s.getAll());

  function id() {
    if (self.crypto.randomUUID) return self.crypto.randomUUID();
    const bytes = self.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  const asJson = { headers: { Accept: "application/json" }, credentials: "omit", cache: "no-store" };

  async function heard(response) {
    const data = (response.headers.get("Content-Type") || "").startsWith("application/json") ? await response.json() : {};
    return { ok: response.ok, status: response.status, data };
  }

  /* One try. Throws when there is no network. */
  async function once(draft, solve) {
    const asked = await heard(await fetch(draft.ticket + "?draft=" + encodeURIComponent(draft.id), asJson));
    if (!asked.ok) return asked;
    const form = new FormData();
    form.set("client_id", draft.id);
    form.set("ticket", asked.data.ticket);
    form.set("answer", await solve(asked.data.ticket, asked.data.bits));
    for (const [name, value] of Object.entries(draft.fields)) form.set(name, value);
    draft.photos.forEach((photo, place) => form.append("photos", photo, photo.name || "photo-" + place + ".jpg"));
    return heard(await fetch(draft.address, { ...asJson, method: "POST", body: form }));
  }

  async function send(draft, solve) {
    const found = await once(draft, solve);
    // the ticket was of yesterday, or used for another place: a fresh one is asked for, once
    const last = found.status === 409 ? await once(draft, solve) : found;
    if (last.ok) {
      await remove("waiting", draft.id);
      if (last.data.link) await put("sent", { id: draft.id, number: last.data.number, link: last.data.link, at: Date.now() });
    }
    return last;
  }

  /* All that waits. Of a draft that was refused in words, the words stay with it. */
  async function sendWaiting(solve) {
    const run = async () => {
      for (const draft of await all("waiting")) {
        const found = await send(draft, solve);
        if (!found.ok && found.status < 500 && found.status !== 429) {
          await put("waiting", { ...draft, refused: (found.data.errors || []).map((error) => error.text) });
        } else if (!found.ok) {
          throw new Error("not now");
        }
      }
    };
    return self.navigator.locks ? self.navigator.locks.request("qalqan-control", run) : run();
  }

  self.Post = { put, remove, empty, all, id, send, sendWaiting };
})(self);
