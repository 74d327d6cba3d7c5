/* On the reporter's and the witness's pages: pictures lose place and camera before they leave, and the phone says
   how near it is, if its owner lets it. Without this script both forms work all the same. */
"use strict";
(function () {
  const WIDE = 1600;

  async function cut(file) {
    try {
      const bitmap = await createImageBitmap(file);
      const scale = Math.min(1, WIDE / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return new File([blob], "photo.jpg", { type: "image/jpeg" });
    } catch {
      return file; // what this browser cannot draw is cut on the server
    }
  }

  for (const input of document.querySelectorAll("[data-cut]")) {
    input.addEventListener("change", async () => {
      const files = new DataTransfer();
      for (const file of input.files) files.items.add(await cut(file));
      input.files = files.files;
    });
  }

  const near = () => new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), () => done(null), { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 });
  });

  for (const form of document.querySelectorAll("[data-near]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (form.dataset.sending) return;
      form.dataset.sending = "1";
      if (button) button.setAttribute("aria-disabled", "true");
      const coords = await near();
      if (coords) {
        form.elements.lat.value = coords.latitude;
        form.elements.lon.value = coords.longitude;
      }
      if (form.dataset.ticket) await work(form);
      if (button && button.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
      form.submit();
    });
  }

  /* A fresh ticket and its answer; without them the page's own ticket asks for a wait in place of work. */
  async function work(form) {
    try {
      const address = form.dataset.ticket + "?draft=" + form.elements.client_id.value;
      const asked = await (await fetch(address, { headers: { Accept: "application/json" }, credentials: "omit", cache: "no-store" })).json();
      const worker = new Worker(form.dataset.work);
      form.elements.answer.value = await new Promise((done, failed) => {
        worker.onmessage = (event) => done(event.data);
        worker.onerror = failed;
        worker.postMessage(asked);
      });
      worker.terminate();
      form.elements.ticket.value = asked.ticket;
    } catch { /* the form goes as it is */ }
  }
})();
