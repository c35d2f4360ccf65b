/* Files of a filing, sent in pieces that go on where the line broke (docs/uploads.md). Several can be chosen at once;
   one is sent at a time. Without this script the files go with the form. */
"use strict";

window.startUploads = () => {
  const form = document.querySelector("form[data-uploads]");
  if (!form || !window.crypto.subtle || !window.smallerPhoto) return;
  const frame = form.closest("[data-filing]");
  const phone = frame && window.phone; // files that have not arrived are kept there, locked

  const text = form.querySelector("[data-upload-texts]").dataset;
  const status = form.querySelector("[data-upload-status]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const LONGEST_WAIT = 30; // s
  const PATIENCE = 60000; // ms for one answer
  const SMALLEST = 8 * 1024, LARGEST = 512 * 1024; // bytes of a piece
  const A_PIECE_TAKES = 4000; // ms, what the size of a piece aims at
  let pieceSize = 32 * 1024;
  let total = 0, arrived = 0, failed = 0;
  let submitter = null, isGoingOn = false, wake = null;
  const queue = [];

  class Refused extends Error {}
  class Ended extends Error {} // signed out, or the page is not valid any more

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const size = (bytes) => bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} KB` : `${(Math.ceil(bytes / 104857.6) / 10).toFixed(1).replace(".", ",")} MB`;

  const pause = (seconds) => new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    wake = () => { clearTimeout(timer); done(); };
  });
  addEventListener("online", () => { if (wake) wake(); });

  const once = async (address, options) => {
    const answer = await fetch(address, {
      ...options,
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      headers: { "X-CSRFToken": token, ...options.headers },
    });
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new TypeError("busy");
    if (answer.status === 404) return { state: "gone" };
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Ended();
    const told = await answer.json();
    if (!answer.ok && answer.status !== 409) throw new Refused(told.message);
    return told;
  };

  /* Ask until there is an answer; after a break with growing waits `again` is asked instead. */
  const ask = async (row, address, options, again) => {
    for (let wait = 1; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        return await once(address, options);
      } catch (error) {
        if (error instanceof Refused || error instanceof Ended || row.isGone) throw error;
      }
      if (again) [address, options, again] = [...again, null];
      const seconds = Math.round(wait * (0.8 + 0.4 * Math.random()) * 10) / 10;
      row.say(fill(text.waiting, { seconds: Math.ceil(seconds) }), "yellow");
      await pause(seconds);
    }
  };

  const looksRight = async (file) => {
    const first = String.fromCharCode(...new Uint8Array(await file.slice(0, 1024).arrayBuffer()));
    return first.startsWith("\xff\xd8\xff") || first.startsWith("\x89PNG") || first.includes("%PDF-");
  };

  const begin = async (row, file) => {
    if (!file.size) throw new Refused(fill(text.empty, { name: file.name }));
    if (!await looksRight(file)) throw new Refused(fill(text.kind, { name: file.name }));
    if (file.size > Number(form.dataset.maxBytes)) throw new Refused(fill(text.large, { name: file.name, size: size(file.size) }));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const said = new URLSearchParams({
      slot: row.field,
      name: file.name,
      size: file.size,
      sha256: [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    });
    return ask(row, form.dataset.uploads, { method: "POST", body: said });
  };

  const sendPiece = async (row, file, told) => {
    const piece = file.slice(told.offset, told.offset + pieceSize);
    const started = performance.now();
    const next = await ask(row, told.address, {
      method: "PATCH",
      body: piece,
      headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": told.offset },
    }, [told.address, { method: "GET" }]);
    const took = performance.now() - started;
    pieceSize = Math.round(Math.max(SMALLEST, Math.min(LARGEST, 2 * pieceSize, piece.size * A_PIECE_TAKES / took)));
    return next;
  };

  const send = async (row, original) => {
    row.say(text.preparing);
    const file = await (row.smaller || smaller(original));
    let told = await begin(row, file);
    let damaged = 0;
    row.address = told.address;
    while (told.state === "receiving" && !row.isGone) {
      row.progress(told.offset, file.size, fill(text.sending, { done: size(told.offset), size: size(file.size) }));
      const before = told.offset;
      told = await sendPiece(row, file, told);
      if (told.offset < before && ++damaged > 3) throw new Refused(text.damaged); // arrived, and not as it was sent
      if (told.state === "gone") told = await begin(row, file);
    }
    row.end(told, file);
    await row.forget();
  };

  const newRow = (input) => {
    const part = document.getElementById("upload-row").content.cloneNode(true).firstElementChild;
    const find = (name) => part.querySelector(`[data-upload-${name}]`);
    let list = input.parentElement.querySelector("ul.uploads");
    if (!list) {
      list = document.createElement("ul");
      list.className = "uploads tasks";
      input.before(list);
    }
    list.append(part);
    const row = {
      field: input.name,
      isGone: false,
      name: (name) => { find("name").textContent = name; find("bar").setAttribute("aria-label", name); find("which").textContent = name; },
      say: (words, tone = "") => { find("state").textContent = words; part.dataset.tone = tone; },
      progress: (done, of, words) => { find("bar").value = done / of; row.say(words); },
      forget: async () => { const id = await row.kept; if (id) await phone.drop(id); },
      refuse: (words) => { failed += 1; find("bar").hidden = true; find("state").setAttribute("role", "alert"); row.say(words, "red"); },
      end: (told, file) => {
        if (row.isGone) return;
        if (told.state === "refused") { row.refuse(told.message); return; }
        const known = form.querySelector(`button[name=remove][value="${told.paper}"]`);
        if (told.paper && known) { part.remove(); return; }
        row.name(told.name);
        find("bar").hidden = true;
        row.say(told.state === "kept" ? fill(text.kept, { size: size(file.size) }) : text.scanner, told.state === "kept" ? "green" : "yellow");
        const button = find("remove");
        button.type = "submit";
        [button.name, button.value] = told.paper ? ["remove", told.paper] : ["give_up", told.address.split("/").at(-2)];
      },
    };
    find("remove").addEventListener("click", (event) => {
      if (event.currentTarget.type === "submit") return;
      row.isGone = true;
      part.remove();
      row.forget();
      if (row.address) fetch(row.address, { method: "DELETE", headers: { "X-CSRFToken": token } }).catch(() => {});
      if (wake) wake();
    });
    return row;
  };

  const report = () => {
    status.textContent = queue.length
      ? fill(submitter ? text.goesOn : text.overall, { number: arrived + failed + 1, total })
      : fill(failed ? text.someFailed : text.allThere, { arrived, failed });
  };

  const work = async () => {
    isGoingOn = true;
    while (queue.length) {
      const { row, file } = queue[0];
      report();
      const before = failed;
      try {
        if (!row.isGone) await send(row, file);
      } catch (error) {
        if (!row.isGone) row.refuse(error instanceof Refused ? error.message : text.ended);
        if (error instanceof Refused) await row.forget();
      }
      queue.shift();
      if (failed === before && !row.isGone) arrived += 1;
    }
    isGoingOn = false;
    report();
    if (submitter && !failed) form.requestSubmit(submitter);
    submitter = null;
  };

  const smaller = (file) => window.smallerPhoto(file, Number(form.dataset.shrinkBytes));

  const keep = async (row) => {
    const { name, type } = await row.smaller;
    return phone.keep(frame.dataset.filing, "file", { slot: row.field, name, type }, await (await row.smaller).arrayBuffer());
  };

  const add = (input, file, kept = null) => {
    const row = newRow(input);
    row.name(file.name);
    row.say(text.queued);
    row.smaller = kept ? Promise.resolve(file) : smaller(file);
    row.kept = kept || (phone && phone.isOpen() ? keep(row).catch(() => null) : null);
    queue.push({ row, file });
    total += 1;
  };

  const choose = (event) => {
    const input = event.target;
    if (!input.matches("input[type=file]")) return;
    if (!isGoingOn) total = arrived = failed = 0;
    for (const file of input.files) add(input, file);
    input.value = "";
    if (isGoingOn) report(); else if (queue.length) work();
  };

  /* Files of an earlier visit that did not arrive. */
  const goOn = async () => {
    for (const { id, slot, name, type, bytes } of await phone.kept(frame.dataset.filing, "file")) {
      const input = form.elements[slot] || form.elements.other;
      if (input) add(input, new File([bytes], name, { type }), id);
    }
    if (!isGoingOn && queue.length) work();
  };

  /* Without a word to the rest of the page: what is being sent must not be lost. */
  const removeQuietly = async (button) => {
    const said = new URLSearchParams({ csrfmiddlewaretoken: token, [button.name]: button.value });
    try {
      await fetch(location.href, { method: "POST", body: said, redirect: "manual" });
      button.closest("li").remove();
    } catch {
      status.textContent = text.offline;
    }
  };

  const submit = (event) => {
    if (!isGoingOn) return;
    event.preventDefault();
    if (["remove", "give_up"].includes(event.submitter.name)) removeQuietly(event.submitter);
    else { submitter = event.submitter; report(); }
  };

  form.addEventListener("change", choose);
  form.addEventListener("submit", submit);
  addEventListener("beforeunload", (event) => { if (isGoingOn) event.preventDefault(); });
  if (phone && phone.isOpen()) goOn(); else if (phone) document.addEventListener("phone-open", goOn, { once: true });
};
window.startUploads();
