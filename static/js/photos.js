/* Photos made smaller on the phone: drawn again the right way up, with its long side at most LONG_SIDE, as JPEG.
   Anything that is not a photo, is small already or would not become smaller stays as it is. */
"use strict";

window.smallerPhoto = (() => {
  const LONG_SIDE = 2000; // px: about 170 dots per inch of a sheet A4, print is read easily
  const QUALITY = 0.8;

  const drawn = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // what was transparent
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  };

  return async (file, limit) => {
    if (file.size <= limit || !/^image\/(jpeg|png)$/.test(file.type)) return file;
    try {
      const smaller = await drawn(file);
      if (!smaller || smaller.size >= file.size) return file;
      return new File([smaller], file.name.replace(/\.\w{1,5}$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file; // a picture that this browser cannot read: the server looks at it
    }
  };
})();
