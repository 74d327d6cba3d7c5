// The running drill: the clock goes on, and a count carries the moment at which it was taken.
"use strict";
(() => {
  const clock = document.querySelector("[data-since]");
  if (clock) {
    const since = Date.parse(clock.dataset.since);
    const show = () => {
      const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
      clock.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    };
    show();
    setInterval(show, 1000);
  }
  for (const form of document.querySelectorAll("[data-count]")) {
    form.addEventListener("submit", () => { form.querySelector("[name=at]").value = new Date().toISOString(); });
  }
})();
