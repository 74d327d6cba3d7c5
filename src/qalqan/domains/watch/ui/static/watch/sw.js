/* People's control without a network: the form opens, drafts wait and go when the network returns. Served at
   /<language>/control/worker.js with SHELL, WORK and POST before it; it reaches no further than these pages. */
"use strict";
importScripts(WORK, POST);
const OURS = "qalqan-control" + SHELL[0]; // each language has a worker and a copy of its own
const KEPT = OURS + VERSION;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "POST" && url.pathname === SHARE) {
    event.respondWith(shared(event.request));
    return;
  }
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === SHELL[0]) event.respondWith(form(event.request));
  else if (SHELL.includes(url.pathname)) event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
});

/* The newest form while there is a network, the kept one without. A kept ticket may be stale: the script takes none
   from the page. */
async function form(request) {
  try {
    const fresh = await fetch(request);
    if (fresh.ok) (await caches.open(KEPT)).put(SHELL[0], fresh.clone());
    return fresh;
  } catch {
    return (await caches.match(SHELL[0])) || Response.error();
  }
}

/* A photo shared from the gallery begins a report. */
async function shared(request) {
  const data = await request.formData();
  const photos = data.getAll("photos").filter((file) => file.size).slice(0, 4);
  await Post.put("writing", { id: "writing", fields: { text: data.get("text") || "" }, photos, raw: true });
  return Response.redirect(SHELL[0], 303);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "reports") event.waitUntil(Post.sendWaiting(self.solve).finally(told));
});

async function told() {
  for (const page of await self.clients.matchAll()) page.postMessage("sent");
}
