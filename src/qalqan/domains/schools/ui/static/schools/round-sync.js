// Sends what waits, one thing after another, when there is a network; again after a while when it did not go.
// Only for the person who answered: who else signs in on this phone sends none of it.
"use strict";

const RoundSync = (() => {
  const FIRST = 2000, LONGEST = 60000, PATIENCE = 30000, BATCH = 100;
  const urls = JSON.parse(document.getElementById("round-urls").textContent);
  const reader = document.body.dataset.reader;
  const heard = [];
  let pause = FIRST, timer = 0, running = false, again = false;

  class SignedOut extends Error {}
  class Refused extends Error { constructor(problems) { super("refused"); this.problems = problems; } }

  const tell = (news) => heard.forEach((one) => one(news));

  async function ask(url, body, token) {
    const isForm = body instanceof FormData;
    const answer = await fetch(url, {
      method: body ? "POST" : "GET", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
      headers: body ? { "X-CSRFToken": token, ...(isForm ? {} : { "Content-Type": "application/json" }) } : {},
      body: !body ? undefined : isForm ? body : JSON.stringify(body),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
    if (answer.status === 422) throw new Refused((await answer.json()).problems);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  const head = (round) => ({ client_id: round.client, site: round.site, instrument: round.instrument, version: round.version, began_at: new Date(round.began).toISOString(), sent_at: new Date().toISOString() });

  async function sendRound(round, token) {
    const left = await RoundStore.waiting(round.client);
    for (let at = 0; at < left.answers.length; at += BATCH) {
      const some = left.answers.slice(at, at + BATCH);
      const said = some.map(({ question, answer, note, at: when, lat, lon, here }) => ({ question, answer, note, lat, lon, here, at: new Date(when).toISOString() }));
      const result = await ask(urls.save, { ...head(round), answers: said }, token);
      for (const one of some) if (result.kept.includes(one.question)) await RoundStore.taken(one);
      if (result.refused.length) throw new Refused(result.refused);
    }
    for (const one of left.photos) {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...head(round), question: one.question })) form.append(name, value);
      form.append("photo", one.blob, "photo.jpg");
      await ask(urls.photo, form, token);
      await RoundStore.drop("photos", one.id);
      tell({ kind: "photo", round, id: one.id });
    }
    if (!round.closing) return;
    const late = await RoundStore.waiting(round.client);
    if (late.answers.length || late.photos.length) { again = true; return; }
    const { link } = await ask(urls.submit, { client_id: round.client, note: round.note || "" }, token);
    await RoundStore.forget(round.client);
    tell({ kind: "closed", round, link });
  }

  // Something waits for somebody: asked of the server only then, so that an idle phone is silent.
  async function pending() {
    const found = [];
    for (const round of await RoundStore.all("rounds")) {
      const left = await RoundStore.waiting(round.client);
      if (left.answers.length || left.photos.length || round.closing) found.push({ round, left });
    }
    return found;
  }

  async function run() {
    const found = await pending();
    const mine = found.filter((one) => one.round.reader === reader);
    if (!mine.length) return tell({ kind: found.length ? "others" : "idle" });
    tell({ kind: "sending" });
    const who = await ask(urls.session);
    if (who.reader !== reader) return tell({ kind: "others" });
    for (const { round } of mine) {
      try {
        await sendRound(round, who.token);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (round.closing) await RoundStore.put("rounds", { ...round, closing: false });
        tell({ kind: "refused", round, problems: error.problems });
      }
    }
    pause = FIRST;
    tell({ kind: "sent" });
  }

  // One tab of the phone sends at a time; a second one waits its turn.
  async function turn() {
    if (running) { again = true; return; }
    running = true; again = false;
    clearTimeout(timer);
    try {
      await (navigator.locks ? navigator.locks.request("qalqan-rounds", run) : run());
    } catch (error) {
      tell({ kind: error instanceof SignedOut ? "signed_out" : "waiting" });
      timer = setTimeout(turn, pause);
      pause = Math.min(pause * 2, LONGEST);
    } finally {
      running = false;
    }
    if (again) soon();
  }

  function soon(wait = 400) { clearTimeout(timer); timer = setTimeout(turn, wait); }

  function now() { pause = FIRST; soon(0); }
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });

  return { soon, now, pending, reader, urls, listen: (one) => heard.push(one) };
})();
