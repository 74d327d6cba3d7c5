/* The form on a phone: photos are drawn anew and so lose place and camera before anything leaves; what is typed and
   photographed is kept on the phone until its number has come. Without this script the form works as a plain one. */
"use strict";
(function () {
  const find = (id) => document.getElementById(id);
  const form = find("report"), words = JSON.parse(find("words").textContent);
  const MOST = 4, WIDE = 1600, LONGEST = 4000, ROUGH = 300;
  const photos = []; // {blob, picture: canvas or null}
  let draftId = Post.id(), saving = 0, chosen = Boolean(form.querySelector("[name=category]:checked"));
  const put = (text, values) => Object.entries(values).reduce((made, [name, value]) => made.replace("{" + name + "}", value), text);

  for (const shown of ["takes", "locating"]) find(shown).hidden = false;
  find("plain").hidden = true;
  find("photos").disabled = true;
  find("region-field").hidden = true;
  find("advice").textContent = words.careful + " " + words.cut;

  /* ---- photos ---- */
  async function drawn(file) {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, WIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas;
  }

  async function add(file) {
    if (file.type.startsWith("video/")) return complain([{ field: "photos", text: words.video }]);
    if (photos.length >= MOST) return complain([{ field: "photos", text: words.four }]);
    try {
      const picture = await drawn(file);
      const blob = await new Promise((done) => picture.toBlob(done, "image/jpeg", 0.85));
      photos.push({ blob, picture });
    } catch { // HEIC, which this browser cannot draw: the server cuts it
      photos.push({ blob: file, picture: null });
      find("advice").textContent = words.asIs;
    }
    show();
    keep();
  }

  function show() {
    find("shots").replaceChildren(...photos.map((photo, place) => {
      const item = document.createElement("li");
      const picture = photo.picture || Object.assign(document.createElement("span"), { className: "file", textContent: photo.blob.name || words.photo });
      if (photo.picture) { picture.setAttribute("role", "img"); picture.setAttribute("aria-label", put(words.photoN, { n: place + 1 })); }
      const away = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      away.setAttribute("aria-label", put(words.removeN, { n: place + 1 }));
      away.onclick = () => { photos.splice(place, 1); show(); calm("photos"); keep(); find("camera").focus(); };
      item.append(picture, away);
      return item;
    }));
    find("takes").hidden = photos.length >= MOST;
  }

  for (const name of ["camera", "gallery"]) {
    find(name).addEventListener("change", async (event) => {
      const files = [...event.target.files];
      event.target.value = "";
      calm("photos");
      for (const file of files) await add(file);
      if (photos.length && counted() <= LONGEST) calm("text"); // a photo needs no words
    });
  }

  /* ---- place ---- */
  let named = ""; // the words that gave the position: other words take it away again
  function placed(lat, lon, accuracy, name = "") {
    named = name;
    form.lat.value = lat === "" ? "" : Number(lat).toFixed(6);
    form.lon.value = lon === "" ? "" : Number(lon).toFixed(6);
    form.accuracy.value = accuracy;
    find("here").hidden = lat === "";
    find("here").textContent = accuracy === "" ? words.placed : put(words.placedWithin, { metres: Math.max(1, Math.round(accuracy)) }) + (accuracy > ROUGH ? " " + words.rough : "");
    if (lat !== "") calm("place");
    keep();
  }

  find("locate").addEventListener("click", () => {
    if (!navigator.geolocation) return complain([{ field: "place", text: words.noPlace }]);
    find("here").hidden = false;
    find("here").textContent = words.locating;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => placed(coords.latitude, coords.longitude, coords.accuracy),
      () => { find("here").hidden = true; byWords(); complain([{ field: "place", text: words.noPlace }]); },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  });

  const loaded = (source) => new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: source, onload: done, onerror: failed });
    document.head.append(script);
  });

  find("choose").addEventListener("click", async () => {
    find("picking").hidden = false;
    find("choose").setAttribute("aria-expanded", "true");
    try {
      if (!window.L) {
        document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: form.dataset.leafletCss }));
        await loaded(form.dataset.leaflet);
      }
      if (!window.pickPlace) await loaded(form.dataset.pick);
      window.pickPlace(find("map"), form.dataset, form.lat.value && [Number(form.lat.value), Number(form.lon.value)], (lat, lon, radius) => placed(lat, lon, radius));
    } catch {
      complain([{ field: "place", text: words.noMap }]);
    }
  });

  function byWords() { find("region-field").hidden = false; }
  const known = new Map();
  form.region.addEventListener("change", () => { known.clear(); suggest(); if (form.region.value && form.place.value.trim()) calm("place"); });
  form.place.addEventListener("focus", byWords);
  form.place.addEventListener("input", () => {
    const found = known.get(form.place.value.trim());
    if (found) placed(found.lat, found.lon, found.accuracy, found.name);
    else if (named) placed("", "", "");
    clearTimeout(suggest.later);
    suggest.later = setTimeout(suggest, 350);
    keep();
  });

  async function suggest() {
    const text = form.place.value.trim();
    if (!form.region.value || text.length < 2 || known.has(text)) return;
    try {
      const address = form.dataset.places + "?" + new URLSearchParams({ region: form.region.value, text });
      const found = await (await fetch(address, { headers: { Accept: "application/json" }, credentials: "omit" })).json();
      find("places").replaceChildren(...(found.places || []).map((place) => {
        known.set(place.name, place);
        return Object.assign(document.createElement("option"), { value: place.name });
      }));
    } catch { /* no network: the words go with the report as they are */ }
  }

  /* Several places have the name that was typed: which of them? */
  function offer(places) {
    find("choices").querySelectorAll("label").forEach((label) => label.remove());
    find("choices").append(...places.map((place) => {
      const label = Object.assign(document.createElement("label"), { className: "tile" });
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "choice" });
      radio.onchange = () => { form.place.value = place.name; placed(place.lat, place.lon, place.accuracy, place.name); };
      label.append(radio, Object.assign(document.createElement("span"), { textContent: place.name }));
      return label;
    }));
    find("choices").hidden = !places.length;
  }

  /* ---- words and kind ---- */
  const tiles = [...form.querySelectorAll(".tile[data-stems]")];
  const stems = tiles.map((tile) => tile.dataset.stems.split("|").filter(Boolean)); // "other" has none: nothing is guessed as that

  function guess() {
    const text = " " + (form.text.value.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) || []).join(" ");
    const hits = stems.map((list) => list.filter((stem) => text.includes(" " + stem)).length);
    const best = Math.max(...hits), tile = best > 0 ? tiles[hits.indexOf(best)] : null;
    tiles.forEach((other) => other.querySelector("mark")?.remove());
    if (chosen) return;
    tiles.forEach((other) => { other.querySelector("input").checked = other === tile; });
    find("guessed").textContent = tile ? words.guessed + " " + tile.textContent.trim() : "";
    if (!tile) return;
    tile.append(Object.assign(document.createElement("mark"), { textContent: words.guessed }));
    advise(tile);
  }

  function advise(tile) {
    const isWhole = photos.some((photo) => !photo.picture);
    find("advice").textContent = tile.dataset.advice + ". " + (isWhole ? words.asIs : words.cut);
    calm("category");
  }

  const counted = () => [...form.text.value].length;
  form.text.addEventListener("input", () => {
    find("count").textContent = counted() + " / " + LONGEST;
    find("count").classList.toggle("over", counted() > LONGEST);
    if (form.text.value.trim() && counted() <= LONGEST) calm("text");
    guess();
    keep();
  });
  find("f-category").addEventListener("change", (event) => {
    chosen = true;
    guess();
    advise(event.target.closest(".tile"));
    keep();
  });

  form.contact.addEventListener("input", () => calm("contact"));

  /* ---- errors: every one at once, nothing lost; what is mended is struck out ---- */
  function complain(errors) {
    const list = errors.map((error) => {
      const item = document.createElement("li");
      item.dataset.field = error.field || "";
      const at = error.field && find("f-" + error.field);
      item.append(at ? Object.assign(document.createElement("a"), { href: "#f-" + error.field, textContent: error.text }) : error.text);
      return item;
    });
    for (const error of errors) if (error.field) document.getElementById("f-" + error.field)?.querySelector("input:not([type=hidden], [type=file]), textarea")?.setAttribute("aria-invalid", "true");
    const box = find("errors");
    box.querySelector("ul").replaceChildren(...list);
    box.hidden = false;
    box.focus();
    box.scrollIntoView({ block: "start" });
  }

  function calm(field) {
    find("errors").querySelectorAll(`[data-field="${field}"]`).forEach((item) => item.remove());
    if (!find("errors").querySelector("li")) find("errors").hidden = true;
    find("f-" + field)?.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
  }

  function lacking() {
    const wrong = [];
    if (!form.lat.value && !(form.place.value.trim() && form.region.value)) { byWords(); wrong.push({ field: "place", text: words.needPlace }); }
    if (!photos.length && !form.text.value.trim()) wrong.push({ field: "text", text: words.needWords });
    if (counted() > LONGEST) wrong.push({ field: "text", text: put(words.long, { n: counted() }) });
    if (!form.category.value) wrong.push({ field: "category", text: words.needKind });
    if (form.contact.value && !form.contact.checkValidity()) wrong.push({ field: "contact", text: words.badMail });
    return wrong;
  }

  /* ---- keeping and sending ---- */
  const fields = () => Object.fromEntries(["lat", "lon", "accuracy", "place", "region", "text", "category", "contact"].map((name) => [name, form[name].value]));

  function keep() {
    clearTimeout(saving);
    saving = setTimeout(() => Post.put("writing", { id: "writing", fields: fields(), chosen, photos: photos.map((photo) => photo.blob) }).catch(() => {}), 400);
  }

  async function solveAside(ticket, bits) {
    const worker = new Worker(form.dataset.work);
    try {
      return await new Promise((done, failed) => {
        worker.onmessage = (event) => done(event.data);
        worker.onerror = failed;
        worker.postMessage({ ticket, bits });
      });
    } finally {
      worker.terminate();
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (find("send").getAttribute("aria-disabled")) return;
    find("errors").hidden = true;
    const wrong = lacking();
    if (wrong.length) return complain(wrong);
    find("send").setAttribute("aria-disabled", "true");
    find("progress").textContent = words.sending;
    const draft = {
      id: draftId, address: form.action, ticket: form.dataset.ticket,
      fields: { ...fields(), seen_at: new Date().toISOString() }, photos: photos.map((photo) => photo.blob),
    };
    await Post.put("waiting", draft).catch(() => {});
    try {
      const found = await Post.send(draft, solveAside);
      if (found.ok) return done(found.data);
      await Post.remove("waiting", draft.id).catch(() => {});
      offer(found.data.choices || []);
      complain(found.data.errors || [{ text: words.fault }]);
    } catch {
      later();
    } finally {
      find("send").removeAttribute("aria-disabled");
      find("progress").textContent = "";
    }
  });

  async function forget() {
    clearTimeout(saving);
    await Post.remove("writing", "writing").catch(() => {});
    photos.length = 0;
    form.reset();
    placed("", "", "");
    offer([]);
    clearTimeout(saving);
    draftId = Post.id();
    chosen = false;
    show();
    guess();
    find("count").textContent = "0 / " + LONGEST;
  }

  async function done(data) {
    await forget();
    form.hidden = true;
    find("number").textContent = data.number;
    find("together").textContent = data.words;
    find("own").hidden = find("keep").hidden = !data.link;
    if (data.link) find("own").href = data.link;
    find("share").hidden = !data.link || !(navigator.share || navigator.clipboard);
    find("share").onclick = () => (navigator.share
      ? navigator.share({ title: data.number, url: find("own").href })
      : navigator.clipboard.writeText(find("own").href).then(() => { find("share").textContent = words.copied; })).catch(() => {});
    find("done").hidden = false;
    find("done").focus();
    find("done").scrollIntoView({ block: "start" });
    list();
  }

  async function later() {
    const registered = navigator.serviceWorker && await navigator.serviceWorker.ready.catch(() => null);
    await registered?.sync?.register("reports").catch(() => {});
    await forget();
    await list();
    find("drafts").scrollIntoView({ block: "start" });
  }

  const day = (at) => new Date(at).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });

  async function list(isNews) {
    const [waiting, sent] = await Promise.all([Post.all("waiting"), Post.all("sent")]).catch(() => [[], []]);
    const parts = [];
    if (waiting.length) {
      const box = Object.assign(document.createElement("div"), { className: "box box--soon" });
      box.append(Object.assign(document.createElement("p"), { textContent: put(words.waiting, { n: waiting.length }) }));
      for (const draft of waiting.filter((one) => one.refused)) {
        const again = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words.mend });
        again.onclick = async () => { await restore(draft); draftId = draft.id; await Post.remove("waiting", draft.id); complain(draft.refused.map((text) => ({ text }))); list(); };
        box.append(Object.assign(document.createElement("p"), { textContent: draft.refused.join(" ") }), again);
      }
      parts.push(box);
    }
    if (sent.length) {
      const box = Object.assign(document.createElement("details"), { open: Boolean(isNews) }), items = document.createElement("ul");
      box.append(Object.assign(document.createElement("summary"), { textContent: words.mine }), items);
      for (const one of sent.sort((a, b) => b.at - a.at)) {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("a"), { href: one.link, textContent: one.number }), " · " + day(one.at));
        items.append(item);
      }
      const away = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words.forget });
      away.onclick = async () => { await Post.empty("sent"); list(); };
      box.append(away);
      parts.push(box);
    }
    find("drafts").replaceChildren(...parts);
    find("drafts").hidden = !parts.length;
  }

  async function restore(draft) {
    for (const name of ["place", "region", "text", "contact"]) if (draft.fields[name]) form[name].value = draft.fields[name];
    if (draft.fields.category) { form.category.value = draft.fields.category; chosen = Boolean(draft.chosen); }
    if (draft.fields.region) byWords();
    photos.length = 0;
    for (const photo of draft.photos) await add(photo);
    if (draft.fields.lat) placed(draft.fields.lat, draft.fields.lon, draft.fields.accuracy);
    form.text.dispatchEvent(new Event("input"));
  }

  async function retry() {
    const before = (await Post.all("sent").catch(() => [])).length;
    await Post.sendWaiting(solveAside).catch(() => {});
    list((await Post.all("sent").catch(() => [])).length > before); // its number has come: shown, not folded away
  }

  async function begin() {
    const draft = (await Post.all("writing").catch(() => []))[0];
    if (draft && !form.text.value) await restore(draft);
    await list();
    if (navigator.onLine) retry();
  }

  window.addEventListener("online", retry);
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register(form.dataset.worker).catch(() => {});
    navigator.serviceWorker.addEventListener("message", list);
  }
  begin();
})();
