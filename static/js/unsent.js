/* A filing goes on without a line: pages are kept on the phone, locked, and posted in order once the line is back and
   this page is open (docs/offline.md). Without this script pages are posted as always. */
"use strict";

(() => {
  const frame = document.querySelector("[data-filing]");
  const box = document.querySelector("[data-unsent]");
  const phone = window.phone;
  if (!frame || !box || !phone) return;

  const filing = frame.dataset.filing;
  const home = `/nop-ho-so/ho-so/${filing}/`;
  const review = `${home}kiem-tra/`;
  const PATIENCE = 20000; // ms for one answer
  const AGAIN = 15000; // ms between two tries while something waits
  let saved = frame.dataset.saved; // when the filing was last changed, as this page knows
  let token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  let path = location.pathname;
  let isBusy = false, mayOverwrite = false;
  const find = (name) => box.querySelector(`[data-unsent-${name}]`);
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const time = (at) => new Date(at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });

  class Ended extends Error {} // signed out
  class Stop extends Error {} // a person has to look

  const say = (title, text, { tone = "yellow", link = "", label = "", canSend = false, drop = null } = {}) => {
    box.hidden = false;
    box.dataset.tone = tone;
    find("title").textContent = title;
    find("text").textContent = text;
    find("link").href = link || "#";
    find("link").textContent = label;
    find("link").hidden = !link;
    find("send").hidden = !canSend;
    find("drop").hidden = !drop;
    find("drop").onclick = drop && (async () => { await drop(); location.assign(home); });
    find("ways").hidden = !link && !canSend && !drop;
  };

  const pages = () => phone.kept(filing, "page");
  const files = () => phone.kept(filing, "file");
  const forget = async (rows) => { for (const { id } of rows) await phone.drop(id); };

  /* What waits, in one glance. */
  const report = async () => {
    const kept = await pages(), waiting = await files();
    if (!kept.length && !waiting.length) return;
    const moment = time(Math.min(...[...kept, ...waiting].map((row) => row.at)) + 24 * 60 * 60 * 1000);
    const last = kept.at(-1);
    if (last && last.path === review) say(fill(box.dataset.pressed, { moment: time(last.at) }), box.dataset.pressedWhat);
    else if (kept.length) say(box.dataset.kept, fill(box.dataset.what, { pages: kept.length, files: waiting.length, moment }));
    else if (!document.querySelector("form[data-uploads]")) say(box.dataset.kept, box.dataset.photos, { link: `${home}giay-to/`, label: box.dataset.papers });
  };

  const ask = async (address, options = {}) => {
    const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500 || answer.status === 429) throw new TypeError("busy");
    if (new URL(answer.url).pathname.startsWith("/tai-khoan/dang-nhap/")) throw new Ended();
    return answer;
  };
  const post = (row) => {
    const body = new URLSearchParams(row.fields);
    body.set("csrfmiddlewaretoken", token);
    return ask(row.path, { method: "POST", body });
  };
  const isSent = (answer) => new URL(answer.url).pathname === `${home}da-gui/`;

  /* A fresh token, and whether somebody else changed the filing. */
  const look = async () => {
    const answer = await ask(home);
    if (isSent(answer)) return { isSent: true };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = page.querySelector("[data-filing]");
    if (!there) throw new Stop();
    token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    return { saved: there.dataset.saved };
  };

  /* Keep a page in place of what was kept of it before. */
  const keepPage = async (row, base) => {
    const old = (await pages()).filter((one) => one.path === row.path);
    await phone.keep(filing, "page", { ...row, base });
    await forget(old);
  };

  const sendOne = async (row) => {
    say(fill(box.dataset.sending, row), "");
    const there = await look();
    if (!there.isSent && there.saved !== row.base && !mayOverwrite) {
      say(box.dataset.changed, box.dataset.changedWhat, { canSend: true, drop: async () => forget(await pages()) });
      throw new Stop();
    }
    const answer = await post(row);
    if (isSent(answer)) {
      await forget([...await pages(), ...await files()]);
      location.assign(answer.url);
      throw new Stop();
    }
    if (!answer.redirected) {
      const drop = async () => phone.drop(row.id);
      const [title, text] = answer.status === 422 ? [box.dataset.wrong, box.dataset.wrongWhat] : [box.dataset.gone, box.dataset.goneWhat];
      say(fill(title, row), text, { drop, link: answer.status === 422 ? row.path : "", label: row.title });
      throw new Stop();
    }
    await phone.drop(row.id);
    saved = (await look()).saved;
    for (const rest of await pages()) {
      const { id, at, bytes, ...said } = rest;
      await phone.keep(filing, "page", { ...said, base: saved });
      await phone.drop(id);
    }
  };

  const send = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      if (!await phone.unlock(token)) throw new Ended();
      let row, number = 0;
      while ((row = (await pages())[0])) { await sendOne(row); number += 1; }
      if (number) {
        mayOverwrite = false;
        say(fill(box.dataset.arrived, { moment: time(Date.now()) }), box.dataset.arrivedWhat, { tone: "green", link: home, label: box.dataset.steps });
      } else await report();
    } catch (error) {
      if (error instanceof Ended) {
        const next = new URLSearchParams({ next: home });
        await report();
        if (!box.hidden) say(find("title").textContent, find("text").textContent, { link: `/tai-khoan/dang-nhap/?${next}`, label: box.dataset.signIn });
      } else if (!(error instanceof Stop)) await report();
    } finally {
      isBusy = false;
    }
  };

  /* Forms of the pages that come next, fetched while there is a line. */
  const fetchAhead = async () => {
    if (navigator.connection && navigator.connection.saveData) return;
    const known = new Set((await phone.kept(filing, "form")).map((form) => form.path));
    for (const address of frame.dataset.steps.split(" ")) {
      if (known.has(address) || [review, location.pathname].includes(address)) continue;
      const page = new DOMParser().parseFromString(await (await ask(address)).text(), "text/html");
      const content = page.querySelector("[data-filing]");
      if (content) await phone.keep(filing, "form", { path: address, title: page.title, html: content.innerHTML });
    }
  };

  const show = (form) => {
    const content = new DOMParser().parseFromString(form.html, "text/html").body;
    content.querySelector("[data-unsent]").replaceWith(box);
    frame.replaceChildren(...content.childNodes);
    document.title = form.title;
    path = form.path;
    history.pushState(null, "", path);
    if (window.startUploads) window.startUploads();
    const heading = frame.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus();
    scrollTo(0, 0);
  };

  /* There is no line: keep the page, go on with the next one as far as it is known. */
  const goOn = async (row) => {
    if (!phone.isOpen()) { say(box.dataset.noKey, ""); return; }
    if (row.path === review && (await pages()).some((one) => one.path !== review)) { say(box.dataset.first, ""); return; }
    await keepPage(row, saved);
    await report();
    if (row.path === review) return;
    const steps = frame.dataset.steps.split(" ");
    const next = (await phone.kept(filing, "form")).find((form) => form.path === steps[steps.indexOf(row.path) + 1]);
    if (next) show(next); else find("text").textContent += ` ${box.dataset.end}`;
  };

  const submit = async (event) => {
    const form = event.target, button = event.submitter;
    const stays = button && button.name; // buttons that take something out need their answer
    if (event.defaultPrevented && navigator.onLine) return; // files are being sent, and the page goes on by itself
    if (form.dataset.goes || stays || path === `${home}xoa/`) return;
    if ([...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
    const row = { path, fields, title: frame.querySelector("h1").textContent.trim() };
    if (button) button.setAttribute("aria-disabled", "true");
    try {
      if ((await pages()).some((one) => one.path !== path)) throw new TypeError("others wait");
      const answer = await post(row);
      if (!answer.redirected) throw new Ended();
      await forget((await pages()).filter((one) => one.path === path));
      location.assign(answer.url);
    } catch (error) {
      if (!(error instanceof Ended)) { await goOn(row); send(); return; }
      form.dataset.goes = "1"; // what the server has to say about it, it says to the browser
      form.requestSubmit();
    } finally {
      if (button) button.removeAttribute("aria-disabled");
    }
  };

  /* What was typed without a line and could not be taken stands in the form again. */
  const restore = async () => {
    const row = (await pages()).find((one) => one.path === path);
    const form = frame.querySelector("form[method=post]");
    if (!row || !form) return;
    for (const [name, value] of row.fields) {
      const control = form.elements[name];
      if (!control || control.type === "hidden") continue;
      if (control.type === "checkbox") control.checked = true; else control.value = value;
    }
  };

  const start = async () => {
    if (!await phone.unlock(token)) return;
    document.dispatchEvent(new Event("phone-open"));
    await restore();
    if ((await pages()).length) await send(); else await report();
    await fetchAhead();
  };
  frame.addEventListener("submit", submit);
  find("send").addEventListener("click", () => { mayOverwrite = true; send(); });
  addEventListener("online", send);
  setInterval(async () => { if (phone.isOpen() && (await pages()).length && !find("send").offsetParent && !find("drop").offsetParent) send(); }, AGAIN);
  addEventListener("popstate", () => location.reload());
  start().catch(() => {});
})();
