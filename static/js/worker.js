/* Service worker: public pages that were looked at can be looked at again without a line (docs/offline.md).
   FRAME is written above this text by the server. Pages of a person are never kept here; nothing is sent from here. */
"use strict";

const KEPT_FRAME = `frame-${FRAME.version}`;
const PAGES = "pages";
const MOST_PAGES = 40;
const PATIENCE = 10000; // ms until a page that is kept is shown instead

addEventListener("install", (event) => {
  const keep = async () => (await caches.open(KEPT_FRAME)).addAll(FRAME.files);
  event.waitUntil(keep().then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (![KEPT_FRAME, PAGES].includes(name)) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(tidy());
});

const keepPage = async (address, answer) => {
  const pages = await caches.open(PAGES);
  await pages.delete(address);
  await pages.put(address, answer);
  for (const old of (await pages.keys()).slice(0, -MOST_PAGES)) await pages.delete(old);
};

/* The kept page says of itself since when it is kept. */
const keptPage = async (address) => {
  const found = await (await caches.open(PAGES)).match(address);
  if (!found) return null;
  const text = await found.text();
  const headers = new Headers(found.headers);
  headers.delete("Content-Encoding");
  return new Response(text.replace("<html ", `<html data-kept-at="${found.headers.get("Date") || ""}" `), { headers });
};

const page = async (event) => {
  const { pathname, search } = new URL(event.request.url);
  const copy = search ? null : await keptPage(pathname);
  const line = fetch(event.request).then((answer) => {
    if (answer.ok && !search && answer.headers.get(FRAME.keep)) event.waitUntil(keepPage(pathname, answer.clone()));
    return answer;
  });
  const late = new Promise((done) => { if (copy) setTimeout(done, PATIENCE, copy); });
  try {
    return await Promise.race([line, late]);
  } catch {
    return copy || caches.match(FRAME.noLine);
  }
};

const file = async (request) => {
  const known = await caches.match(request, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(KEPT_FRAME)).put(request, answer.clone());
  return answer;
};

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || new URL(url).origin !== location.origin) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (new URL(url).pathname.startsWith("/static/")) event.respondWith(file(event.request));
});
