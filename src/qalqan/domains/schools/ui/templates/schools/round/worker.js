{% autoescape off %}// Answers for the pages of rounds where there is no network. Keeps the list, the empty questionnaire and their
// files; no answer and no photograph passes through here.
"use strict";
const CACHE = "round-{{ edition }}";
const LIST = "{{ list }}", SHELL = "{{ shell }}";
const ASSETS = [{% for one in assets %}"{{ one }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const DAYS = 14; // a list that nobody has opened for so long is out of date, and the phone may be somebody else's
const PATIENCE = 6000; // ms: one bar of signal is worse than none

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(ASSETS);
    await refresh(cache, SHELL);
    await refresh(cache, LIST);
    self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("round-") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.open(CACHE).then(forget));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname.startsWith(LIST)) event.respondWith(page(event.request, url.pathname));
  else if (event.request.destination && event.request.destination !== "document") event.respondWith(asset(event.request));
});

// A page that is whole and ours is kept; a redirect to the door is not.
async function refresh(cache, path) {
  try {
    const answer = await fetch(path, { credentials: "same-origin", redirect: "manual" });
    if (answer.ok) await cache.put(path, dated(answer));
  } catch { /* no network: what was kept stays */ }
}

function forget(cache) {
  return Promise.all([cache.delete(LIST), cache.delete(SHELL)]);
}

function dated(answer) {
  const headers = new Headers(answer.headers);
  headers.set("x-kept-at", String(Date.now()));
  return new Response(answer.body, { status: answer.status, headers });
}

async function kept(cache, path) {
  const found = await cache.match(path);
  if (!found || Date.now() - Number(found.headers.get("x-kept-at")) < DAYS * 86400000) return found;
  await forget(cache);
  return undefined;
}

async function page(request, path) {
  const cache = await caches.open(CACHE);
  const late = new Promise((_done, fail) => setTimeout(() => fail(new Error("late")), PATIENCE));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.status >= 500) throw new Error("down");
    // sent to the door, or refused: whoever holds the phone is not signed in
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) await forget(cache);
    if (answer.ok && path === LIST && !new URL(request.url).search) {
      await cache.put(LIST, dated(answer.clone()));
      refresh(cache, SHELL);
    }
    return answer;
  } catch {
    return (await kept(cache, path === LIST ? LIST : SHELL)) || Response.error();
  }
}

async function asset(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok && new URL(request.url).pathname.startsWith("/static/")) cache.put(request, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  fresh.catch(() => {});
  return kept;
}
{% endautoescape %}
