// Draws a signature with pen, finger or mouse and puts it as PNG into the hidden field of the form.
// Without this script the field stays hidden and empty: there is the tick "signed on paper".
for (const box of document.querySelectorAll("[data-signature]")) {
  const canvas = box.querySelector("canvas");
  const target = document.getElementById(box.dataset.signature);
  const pen = canvas.getContext("2d");
  let isDrawing = false;

  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) * canvas.width) / frame.width,
      ((event.clientY - frame.top) * canvas.height) / frame.height,
    ];
  };
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    target.value = "";
  };

  pen.lineWidth = 2.5;
  pen.lineCap = pen.lineJoin = "round";
  clear();
  box.hidden = false;
  canvas.addEventListener("pointerdown", (event) => {
    isDrawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    isDrawing = false;
    target.value = canvas.toDataURL("image/png");
  });
  box.querySelector("[data-clear]").addEventListener("click", clear);
}
