// What the phone keeps of rounds until the server has it: rounds, answers, photographs, in IndexedDB. Each
// answer is written at once, so a killed tab loses none. Nothing here names a child. Kept 14 days at most.
"use strict";

const RoundStore = (() => {
  const DAYS = 14, NAME = "qalqan-rounds";
  let opened = null;

  function open() {
    opened ??= new Promise((done, fail) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        const base = asked.result;
        base.createObjectStore("rounds", { keyPath: "client" });
        base.createObjectStore("answers", { keyPath: ["client", "question"] }).createIndex("client", "client");
        base.createObjectStore("photos", { keyPath: "id" }).createIndex("client", "client");
        base.createObjectStore("places", { keyPath: "site" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    return opened;
  }

  // One transaction; resolves when it is on the disk, not when it was asked for.
  async function within(stores, mode, work) {
    const base = await open();
    return new Promise((done, fail) => {
      const transaction = base.transaction(stores, mode, { durability: "strict" });
      let result;
      transaction.oncomplete = () => done(result instanceof IDBRequest ? result.result : result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
      result = work(...stores.map((name) => transaction.objectStore(name)));
    });
  }

  const all = (store) => within([store], "readonly", (one) => one.getAll());
  const get = (store, key) => within([store], "readonly", (one) => one.get(key));
  const put = (store, value) => within([store], "readwrite", (one) => { one.put(value); });
  const of = (store, client) => within([store], "readonly", (one) => one.index("client").getAll(client));
  const drop = (store, key) => within([store], "readwrite", (one) => { one.delete(key); });

  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // An answer that came back as taken is marked so, unless it or its place was changed in the meantime.
  const taken = (answer) => within(["answers"], "readwrite", (store) => {
    const asked = store.get([answer.client, answer.question]);
    asked.onsuccess = () => { if (asked.result && asked.result.at === answer.at && isSame(asked.result.here, answer.here)) store.put({ ...asked.result, sent: true }); };
  });

  // Where the phone is, for the answers given since a moment that do not say it; whether there were any.
  async function locate(client, here, since) {
    let found = false;
    if (here) await within(["answers"], "readwrite", (store) => {
      const asked = store.index("client").getAll(client);
      asked.onsuccess = () => asked.result.filter((one) => !one.here && one.at >= since).forEach((one) => { found = true; store.put({ ...one, here, sent: false }); });
    });
    return found;
  }

  async function forget(client) {
    const [answers, photos] = [await of("answers", client), await of("photos", client)];
    await within(["rounds", "answers", "photos"], "readwrite", (rounds, said, pictures) => {
      rounds.delete(client);
      answers.forEach((one) => said.delete([one.client, one.question]));
      photos.forEach((one) => pictures.delete(one.id));
    });
  }

  // Old rounds go; and at sign-out all that the server has. What waits stays for its owner.
  async function sweep(alsoSent) {
    const oldest = Date.now() - DAYS * 86400e3;
    for (const round of await all("rounds")) {
      const left = await waiting(round.client);
      if (round.touched < oldest || (alsoSent && !left.answers.length && !left.photos.length && !round.closing)) await forget(round.client);
    }
    if (alsoSent) await within(["places"], "readwrite", (places) => { places.clear(); });
  }

  async function waiting(client) {
    const answers = (await of("answers", client)).filter((one) => !one.sent);
    return { answers, photos: await of("photos", client) };
  }

  // randomUUID is there on https and localhost only; a round begins anywhere.
  function key() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((one, at) => (([4, 6, 8, 10].includes(at) ? "-" : "") + one.toString(16).padStart(2, "0"))).join("");
  }

  return { all, get, put, of, drop, taken, locate, forget, sweep, waiting, key, open };
})();
