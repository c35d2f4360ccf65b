/* A photographed identity card is read as soon as the photo is there; with a camera at the computer the picture is
   taken here. Without this script the photo is sent with the button that looks up the owner. */
"use strict";

(() => {
  const dialog = document.getElementById("camera");
  let stream = null;
  let field = null;

  const send = (input) => input.form.requestSubmit(document.querySelector("button[name=preview][form]"));

  const close = () => {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    dialog.close();
  };

  const open = async (input) => {
    const refused = dialog.querySelector("[data-camera-refused]");
    field = input;
    refused.hidden = true;
    dialog.showModal();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
      dialog.querySelector("video").srcObject = stream;
    } catch {
      refused.hidden = false;
    }
  };

  const take = () => {
    const video = dialog.querySelector("video");
    if (!video.videoWidth) return;
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
    dialog.querySelector("[data-camera-take]").addEventListener("click", take);
    dialog.querySelector("[data-camera-close]").addEventListener("click", close);
    dialog.addEventListener("cancel", close);
  }
})();
