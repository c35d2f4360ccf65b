/* What this phone keeps while there is no line: locked with keys that only the session of the person is given, held in
   memory, wiped after 24 hours (docs/adr/0012). */
"use strict";

window.phone = (() => {
  if (!window.crypto.subtle || !window.phoneRows) return null;
  const keys = new Map(); // id → key that cannot be read out
  let own = null;

  const { done, rows } = window.phoneRows;
  const all = async () => done((await rows("readonly")).getAll());
  const drop = async (id) => done((await rows("readwrite")).delete(id));

  /* Ask for the keys of what is kept; false when nobody is signed in. Throws when there is no line. */
  const unlock = async (token) => {
    const kept = await all();
    const said = new URLSearchParams([...new Set(kept.map((row) => row.key))].map((id) => ["key", id]));
    const answer = await fetch("/tai-khoan/khoa-may/", {
      method: "POST", body: said, redirect: "manual", headers: { "X-CSRFToken": token }, signal: AbortSignal.timeout(20000),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) return false;
    if (!answer.ok) throw new TypeError("busy");
    const told = await answer.json();
    for (const [id, secret] of Object.entries(told.keys)) {
      const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
      keys.set(id, await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]));
    }
    own = told.own;
    return true;
  };

  const context = (filing, kind) => new TextEncoder().encode(`${filing} ${kind}`);

  /* Keep `said` (any JSON) and `bytes` under a filing; the id of the row. */
  const keep = async (filing, kind, said, bytes = new ArrayBuffer(0)) => {
    const head = new TextEncoder().encode(JSON.stringify(said));
    const plain = new Uint8Array(4 + head.length + bytes.byteLength);
    new DataView(plain.buffer).setUint32(0, head.length);
    plain.set(head, 4);
    plain.set(new Uint8Array(bytes), 4 + head.length);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const way = { name: "AES-GCM", iv, additionalData: context(filing, kind) };
    const locked = await crypto.subtle.encrypt(way, keys.get(own), plain);
    return done((await rows("readwrite")).add({ filing, kind, key: own, iv, locked, at: Date.now() }));
  };

  /* What is kept of one kind, in order, as far as it can be opened. */
  const kept = async (filing, kind) => {
    const found = [];
    for (const row of await all()) {
      if (row.filing !== filing || row.kind !== kind || !keys.has(row.key)) continue;
      const way = { name: "AES-GCM", iv: row.iv, additionalData: context(filing, kind) };
      try {
        const plain = await crypto.subtle.decrypt(way, keys.get(row.key), row.locked);
        const length = new DataView(plain).getUint32(0);
        const said = JSON.parse(new TextDecoder().decode(plain.slice(4, 4 + length)));
        found.push({ id: row.id, at: row.at, bytes: plain.slice(4 + length), ...said });
      } catch {
        await drop(row.id); // damaged: it can never be opened
      }
    }
    return found;
  };

  return { unlock, keep, kept, drop, isOpen: () => own !== null };
})();
