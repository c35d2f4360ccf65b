/* On every public page: has the phone keep what it may, says when there is no line, lists what can be read without one
   (docs/offline.md). Everything works without this script. */
"use strict";

/* The rows that phone.js locks things into. What is older than a day is wiped on whatever page is opened next. */
window.phoneRows = window.indexedDB && (() => {
  const KEPT_FOR = 24 * 60 * 60 * 1000; // ms
  const done = (request) => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });
  const request = indexedDB.open("phone", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("kept", { keyPath: "id", autoIncrement: true });
  const opened = done(request);
  const rows = async (mode) => (await opened).transaction("kept", mode).objectStore("kept");
  const wipe = async () => {
    const kept = await done((await rows("readonly")).getAll());
    for (const { id, at } of kept) if (Date.now() - at > KEPT_FOR) await done((await rows("readwrite")).delete(id));
  };
  wipe().catch(() => {});
  return { done, rows };
})();

(() => {
  if (!navigator.serviceWorker || !window.caches) return;
  navigator.serviceWorker.register("/sw.js").catch(() => {});

  const strip = document.querySelector("[data-no-line]");
  const keptAt = document.documentElement.dataset.keptAt;
  const moment = (text) => new Date(text).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
  const say = () => {
    if (!strip) return;
    strip.hidden = navigator.onLine && keptAt === undefined;
    strip.textContent = keptAt ? strip.dataset.copy.replace("{moment}", moment(keptAt)) : strip.dataset.noLine;
  };
  addEventListener("online", say);
  addEventListener("offline", say);
  say();

  const list = document.querySelector("[data-kept-pages]");
  const fill = async () => {
    const pages = await caches.open("pages");
    for (const request of (await pages.keys()).reverse()) {
      const text = await (await pages.match(request)).text();
      const title = new DOMParser().parseFromString(text, "text/html").querySelector("h1");
      const link = document.createElement("a");
      link.href = new URL(request.url).pathname;
      link.textContent = title ? title.textContent.trim() : link.href;
      list.append(document.createElement("li"));
      list.lastChild.append(link);
    }
    list.parentElement.hidden = !list.children.length;
  };
  if (list) fill().catch(() => {});
})();
