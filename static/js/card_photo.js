/* A photographed identity card is read as soon as the photo is there; with a camera at the computer the picture is
   taken here. Without this script the photo is sent with the button that looks up the owner. */
"use strict";

(() => {
  const dialog = document.getElementById("camera");
  const video = dialog && dialog.querySelector("video");
  const shutter = dialog && dialog.querySelector("[data-camera-take]");
  let stream = null;
  let field = null;

  const send = (input) => input.form.requestSubmit(document.querySelector("button[name=preview][form]"));

  const stop = (its) => { for (const track of its.getTracks()) track.stop(); };

  const close = () => {
    if (stream) stop(stream);
    stream = video.srcObject = null;
    shutter.disabled = true;
    dialog.close();
  };

  const open = async (input) => {
    const refused = dialog.querySelector("[data-camera-refused]");
    field = input;
    refused.hidden = true;
    dialog.showModal();
    try {
      const given = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
      if (!dialog.open || stream) { stop(given); return; }  // closed, or opened again, while the person was asked
      stream = video.srcObject = given;
    } catch {
      refused.hidden = false;
    }
  };

  const take = () => {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob((photo) => {
      const files = new DataTransfer();
      files.items.add(new File([photo], "the.jpg", { type: "image/jpeg" }));
      field.files = files.files;
      close();
      send(field);
    }, "image/jpeg", 0.92);
  };

  for (const place of document.querySelectorAll("[data-card-photo]")) {
    const input = place.querySelector("input");
    const camera = place.querySelector("[data-camera]");
    input.addEventListener("change", () => { if (input.files.length) send(input); });
    if (!navigator.mediaDevices || !dialog || !dialog.showModal) continue;
    camera.hidden = false;
    camera.addEventListener("click", () => open(input));
  }

  if (dialog) {
    video.addEventListener("loadeddata", () => { shutter.disabled = !stream; });  // before, there is nothing to take
    shutter.addEventListener("click", take);
    dialog.querySelector("[data-camera-close]").addEventListener("click", close);
    dialog.addEventListener("cancel", close);
  }
})();
