// The pages of rounds with a script: parts one at a time, answers kept at once, a line that says what waits.
// Without this file the same pages are plain forms.
"use strict";

(async () => {
  const words = JSON.parse(document.getElementById("round-words").textContent);
  const say = (key, ...given) => given.reduce((text, one) => text.replace("%s", one), words[key]);
  const stateLine = document.querySelector("[data-state]");
  const form = document.querySelector("[data-round]");
  const find = (selector, inside = document) => inside.querySelector(selector);
  const every = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const FRESH = 120000; // ms for which a position is where one stands
  const COARSE = 300; // metres: as in rules/whereabouts.py, a phone that knows no better does not know
  const pathSite = location.pathname.split("/").filter(Boolean).at(-1);

  // ---- what waits, said in one line ----
  // One news after another: each looks into the store first, and a slower look must not overwrite a later word.
  // "All on the server" stays until something waits again; an idle turn of the sender does not take it back.
  let isSent = false, lastShown = Promise.resolve();
  const showState = (kind) => (lastShown = lastShown.catch(() => {}).then(() => drawState(kind)));
  async function drawState(kind) {
    if (kind === "sent") isSent = true;
    const found = (await RoundSync.pending()).filter((one) => one.round.reader === RoundSync.reader);
    const answers = found.reduce((sum, one) => sum + one.left.answers.length, 0);
    const photos = found.reduce((sum, one) => sum + one.left.photos.length, 0);
    const waits = answers + photos > 0, closing = found.some((one) => one.round.closing);
    let text = "";
    if (kind === "others") text = say("others");
    else if (kind === "signed_out") text = say("signed_out");
    else if (kind === "sending" && waits) text = say("sending");
    else if (!waits && !closing) text = isSent ? say("sent") : "";
    if (waits && kind !== "sending") text = [text, say("kept"), say("waiting", answers, photos)].filter(Boolean).join(" ");
    if (closing) text = [text, say("closing")].filter(Boolean).join(" ");
    if (stateLine.textContent !== text) stateLine.textContent = text;
    stateLine.hidden = !text;
    stateLine.dataset.kind = kind === "signed_out" || kind === "others" ? "stop" : waits ? "wait" : "good";
    if (kind === "signed_out" && navigator.onLine) {
      const link = document.createElement("a");
      link.href = `${RoundSync.urls.login}?next=${encodeURIComponent(location.pathname)}`;
      link.textContent = ` ${find("title").textContent.split(" · ")[0]} →`;
      stateLine.append(link);
    }
  }

  function showRefused(problems) {
    const box = find("[data-refused]");
    if (!box) return;
    const title = document.createElement("h2"), list = document.createElement("ul");
    title.className = "govuk-error-summary__title"; title.textContent = say("refused");
    list.className = "govuk-list govuk-error-summary__list";
    for (const one of problems) {
      const row = document.createElement("li"), target = one.question && document.getElementById(`q-${one.question}`);
      const link = document.createElement(target ? "a" : "span");
      link.textContent = (target ? `${find(".r-q__ask", target).textContent.trim()} ` : "") + one.message;
      if (target) { link.href = `#q-${one.question}`; link.addEventListener("click", () => reveal(target)); target.classList.add("r-q--error"); }
      row.append(link); list.append(row);
    }
    box.replaceChildren(title, list);
    box.hidden = false;
    box.focus();
  }
  let reveal = () => {};

  RoundSync.listen(async (news) => {
    if (news.kind === "refused" && form && news.round.client === form.dataset.client) showRefused(news.problems);
    if (news.kind === "photo") find(`[data-photo="${news.id}"]`)?.remove();
    if (news.kind === "closed" && form && news.round.client === form.dataset.client) location.assign(news.link);
    await showState(news.kind);
  });

  // Signing out takes with it all that the server has; what waits stays for the same person.
  find("[data-signout]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const leave = event.target;
    try { await RoundStore.sweep(true); navigator.serviceWorker?.controller?.postMessage("forget"); } finally { HTMLFormElement.prototype.submit.call(leave); }
  });

  try {
    await RoundStore.open();
    await RoundStore.sweep(false);
  } catch {
    stateLine.textContent = say("no_store"); stateLine.hidden = false;
    return; // the plain form goes on working
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(document.body.dataset.worker).catch(() => {});

  // ---- the list of places ----
  const list = find("[data-visits]");
  if (list) await keepPlaces(list);

  async function keepPlaces(rows) {
    for (const row of every("[data-site]", rows)) await RoundStore.put("places", { site: row.dataset.site, name: find("[data-name]", row).textContent });
    const begun = new Set((await RoundStore.all("rounds")).filter((one) => one.reader === RoundSync.reader).map((one) => one.site));
    for (const row of every("[data-site]", rows)) {
      if (!begun.has(row.dataset.site)) continue;
      const mark = document.createElement("li"); mark.textContent = say("begun"); find(".r-why", row).append(mark);
    }
    const button = find("[data-nearest]");
    if (!button || !navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      if (navigator.onLine) {
        const to = new URL(location.href);
        to.searchParams.set("by", "near"); to.searchParams.set("near", `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`);
        location.assign(to);
      } else nearFirst(rows, coords);
    }, () => { stateLine.textContent = say("no_place"); stateLine.hidden = false; }, { timeout: 15000, maximumAge: 60000 }));
  }

  // Without a network only the places on this page are put in order; that is said.
  function nearFirst(rows, here) {
    const far = (row) => {
      if (!row.dataset.lat) return Infinity;
      const north = (row.dataset.lat - here.latitude) * 111195;
      const east = (row.dataset.lon - here.longitude) * 111195 * Math.cos(here.latitude * Math.PI / 180);
      return Math.hypot(north, east);
    };
    for (const row of every("[data-site]", rows).sort((one, other) => far(one) - far(other))) {
      if (Number.isFinite(far(row))) find("[data-far]", row).textContent = say("metres", Math.round(far(row)));
      rows.append(row);
    }
    stateLine.textContent = say("offline"); stateLine.hidden = false;
  }

  if (form) await questionnaire();
  await showState("idle");
  RoundSync.soon(0);

  // ---- the questionnaire ----
  async function questionnaire() {
    const site = form.dataset.site || pathSite;
    if (!form.dataset.site) { // the empty form: the worker answered in place of the network
      const place = await RoundStore.get("places", site);
      if (place) { find("[data-name]").textContent = place.name; document.title = place.name; }
    }
    const mine = (await RoundStore.all("rounds")).filter((one) => one.site === site && one.reader === RoundSync.reader && !one.closing);
    const local = mine.find((one) => one.client === form.dataset.client) || (form.dataset.client ? null : mine.sort((one, other) => other.touched - one.touched)[0]);
    const round = local || { client: form.dataset.client || RoundStore.key(), site, reader: RoundSync.reader, instrument: form.dataset.instrument, version: form.dataset.version, began: Date.now(), touched: Date.now(), closing: false };
    form.dataset.client = round.client;
    form.elements.client.value = round.client;
    const questions = every("[data-q]", form), parts = every("[data-section]", form);
    const touch = () => RoundStore.put("rounds", { ...round, touched: Date.now() });
    const noteOf = (box) => find("textarea", box), chosen = (box) => find("input[type=radio]:checked", box)?.value || "";

    for (const held of await RoundStore.of("answers", round.client)) {
      const box = document.getElementById(`q-${held.question}`);
      if (!box || (held.sent && chosen(box))) continue; // the server's own word is newer or the same
      const radio = find(`input[value="${held.answer}"]`, box);
      if (radio) radio.checked = true;
      noteOf(box).value = held.note;
    }
    for (const held of await RoundStore.of("photos", round.client)) await showPhoto(held);

    // How far the phone is from the place is a fact beside each answer; without it the round says that the
    // position is not known. An old position is none. The first one comes late: what was answered a moment
    // before it was answered there. The first ones are often of the network and too coarse: the server would
    // not take them, and they must not keep the exact one out.
    let latest = null;
    navigator.geolocation?.watchPosition(async (found) => {
      if (found.coords.accuracy > COARSE) return;
      const isFirst = !latest;
      latest = found;
      if (isFirst && await RoundStore.locate(round.client, whereabouts(), Date.now() - FRESH)) RoundSync.soon();
    }, () => { latest = null; }, { enableHighAccuracy: true, maximumAge: 30000 });
    function whereabouts() {
      if (!latest || Math.abs(Date.now() - latest.timestamp) > FRESH) return undefined;
      const { latitude: lat, longitude: lon, accuracy } = latest.coords;
      return { lat, lon, accuracy };
    }

    async function keep(box, place = {}) {
      const answer = chosen(box) || "unknown", question = box.dataset.q;
      const before = await RoundStore.get("answers", [round.client, question]);
      const spot = "lat" in place ? place : before ? { lat: before.lat, lon: before.lon } : {};
      // a note added later at a desk does not move the answer there; another answer does
      const here = before && before.answer === answer ? before.here : whereabouts();
      await touch();
      await RoundStore.put("answers", { client: round.client, question, answer, note: noteOf(box).value.trim(), at: Math.max(Date.now(), (before?.at || 0) + 1), sent: false, here, ...spot });
      box.classList.remove("r-q--error");
      refresh();
      await showState("idle");
      RoundSync.soon();
    }

    // A question hangs on another: what does not arise is hidden, and its answer no longer said.
    function arises(box) {
      if (box.dataset.kinds && form.dataset.kind && !box.dataset.kinds.split(" ").includes(form.dataset.kind)) return false;
      if (!box.dataset.when) return true;
      const answer = chosen(document.getElementById(`q-${box.dataset.when}`));
      return !answer || answer === "unknown" || box.dataset.is.split(" ").includes(answer);
    }
    async function clearHidden() {
      for (const box of questions) {
        if (arises(box) || !["yes", "partly", "no"].includes(chosen(box))) continue;
        find("input[value=unknown]", box).checked = true;
        await keep(box);
      }
    }

    function refresh() {
      questions.forEach((box) => { box.hidden = !arises(box); });
      const asked = questions.filter((box) => !box.hidden), done = asked.filter((box) => !["", "unknown"].includes(chosen(box)));
      find("[data-progress]").textContent = say("answered", done.length, asked.length);
      every("[data-q]", form).forEach((box) => { if (chosen(box) === "not_applicable") { find("details", box).open = true; noteOf(box).placeholder = say("reason"); } });
    }

    for (const box of questions) {
      box.addEventListener("change", async (event) => {
        if (event.target.type === "file") await takePhotos(box, event.target);
        else { await keep(box); await clearHidden(); }
      });
      let wait = 0;
      noteOf(box).addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => keep(box), 500); });
      const here = find("[data-here]", box);
      if (!here || !navigator.geolocation) continue;
      here.hidden = false;
      here.addEventListener("click", () => navigator.geolocation.getCurrentPosition(async ({ coords }) => {
        await keep(box, { lat: coords.latitude, lon: coords.longitude });
        find("[data-place]", box).textContent = say("located", Math.round(coords.accuracy));
      }, () => { find("[data-place]", box).textContent = say("no_place"); }, { enableHighAccuracy: true, timeout: 20000 }));
    }

    async function takePhotos(box, input) {
      for (const file of [...input.files]) {
        try {
          const photo = { id: RoundStore.key(), client: round.client, question: box.dataset.q, blob: await RoundPhoto.drawn(file), at: Date.now() };
          await touch();
          await RoundStore.put("photos", photo);
          await showPhoto(photo);
        } catch { alertIn(box, say("bad_photo")); }
      }
      input.value = "";
      await showState("idle");
      RoundSync.soon();
    }
    function alertIn(box, text) {
      const line = document.createElement("p");
      line.className = "govuk-error-message"; line.setAttribute("role", "alert"); line.textContent = text;
      find(".r-more", box).append(line);
    }
    async function showPhoto(photo) {
      const rows = find("[data-photos]", document.getElementById(`q-${photo.question}`));
      if (!rows) return;
      const row = document.createElement("li"), remove = document.createElement("button"), text = document.createElement("span");
      row.dataset.photo = photo.id;
      text.textContent = say("photo", rows.children.length + 1);
      remove.type = "button"; remove.className = "q-link-button r-remove"; remove.textContent = say("remove");
      remove.addEventListener("click", async () => { await RoundStore.drop("photos", photo.id); row.remove(); await showState("idle"); });
      row.append(await RoundPhoto.preview(photo.blob), text, remove);
      rows.append(row); rows.hidden = false;
      rows.closest("details").open = true;
    }

    // ---- one part at a time ----
    let shown = 0;
    const steps = find("[data-steps]", form), back = document.createElement("button"), next = document.createElement("button"), where = document.createElement("span");
    for (const [button, key, kind] of [[back, "back", " govuk-button--secondary"], [next, "next", ""]]) {
      button.type = "button"; button.className = `govuk-button${kind}`; button.textContent = say(key);
    }
    steps.append(back, where, next);
    steps.hidden = false;
    find("[data-progress]").hidden = false;
    find("[data-plain]").hidden = true;
    function show(to, isMoved) {
      shown = Math.min(Math.max(to, 0), parts.length - 1);
      parts.forEach((part, at) => { part.hidden = at !== shown; });
      back.hidden = shown === 0; next.hidden = shown === parts.length - 1;
      where.textContent = say("section", shown + 1, parts.length);
      history.replaceState(null, "", `#${shown + 1}`);
      if (isMoved) { const title = find("h2", parts[shown]); title.focus(); title.scrollIntoView(); }
    }
    back.addEventListener("click", () => show(shown - 1, true));
    next.addEventListener("click", () => show(shown + 1, true));
    reveal = (box) => { show(parts.indexOf(box.closest("[data-section]")), false); box.scrollIntoView(); };
    show(Number(location.hash.slice(1)) - 1 || 0, false);

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (find("[data-submit]").disabled) return;
      find("[data-submit]").disabled = true; // a second tap is the same wish
      await RoundStore.put("rounds", { ...round, touched: Date.now(), closing: true, note: form.elements.note.value.trim() });
      await showState("idle");
      RoundSync.now();
      setTimeout(() => { find("[data-submit]").disabled = false; }, 5000);
    });
    refresh();
  }
})();
