// A photograph is drawn anew on the phone before anything keeps it: the place, the camera and the time that
// phones write into pictures stay behind. The server does the same once more.
"use strict";

const RoundPhoto = (() => {
  const LONGEST = 1600, QUALITY = 0.85;

  // A JPEG of at most LONGEST pixels a side; rejects what is no picture.
  async function drawn(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const shrink = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * shrink));
    canvas.height = Math.max(1, Math.round(picture.height * shrink));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/jpeg", QUALITY));
  }

  // A small canvas to show: our pages load pictures from the server only.
  async function preview(blob) {
    const picture = await createImageBitmap(blob, { resizeHeight: 96 });
    const canvas = document.createElement("canvas");
    canvas.width = picture.width; canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
    return canvas;
  }

  return { drawn, preview };
})();
