/* Conveniences of the desk; every page works without them.
   Search: the arrow keys walk through the hits, Enter in the field opens the first one when the list is up to date.
   Reception: Alt with 1, 2, 3 goes to that part of the page in every browser alike; files dropped anywhere on the
   page are enclosed; a field to be scanned into again is selected. */
"use strict";

(() => {
  const search = document.getElementById("procedure-search");
  const links = () => [...document.querySelectorAll(".hits .hit")];

  const walk = (event) => {
    const hits = links();
    const here = hits.indexOf(document.activeElement);
    if (here < 0 && document.activeElement !== search) return;
    if (event.key === "ArrowDown" && here + 1 < hits.length) hits[here + 1].focus();
    else if (event.key === "ArrowUp") (hits[here - 1] || search).focus();
    else return;
    event.preventDefault();
  };

  const open = (event) => {
    const list = document.querySelector(".hits");
    const typed = search.value.trim();
    if (event.key !== "Enter" || !typed || !list || list.dataset.query !== typed) return;
    event.preventDefault();
    links()[0].click();
  };

  if (search) {
    document.addEventListener("keydown", walk);
    search.addEventListener("keydown", open);
  }

  const go = (event) => {
    if (!event.altKey || event.ctrlKey || event.shiftKey || event.metaKey) return;
    const place = document.querySelector(`[accesskey="${event.code.replace("Digit", "")}"]`);
    if (!place || !event.code.startsWith("Digit")) return;
    const part = place.matches("h2") ? place.closest("section").querySelector("input, select, textarea") : place;
    event.preventDefault();
    (part || place).focus();
  };

  document.addEventListener("keydown", go);

  const scans = document.querySelector("input[type=file][name=scans]");

  const enclose = (event) => {
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of [...scans.files, ...event.dataTransfer.files]) all.items.add(file);
    scans.files = all.files;
    scans.focus();
  };

  if (scans) {
    const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    document.addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
    document.addEventListener("drop", (event) => { if (carriesFiles(event)) enclose(event); });
  }

  const focused = document.activeElement;
  if (focused && focused.getAttribute("aria-invalid") === "true" && focused.select) focused.select();
})();
