// Hovering or focusing a field lights up the characters it was read from. Without this file the field's
// link still leads to its place, and `:target` lights it up.
"use strict";

for (const board of document.querySelectorAll("[data-citations]")) {
  const marks = [...board.querySelectorAll("[data-cite]")];
  const show = (field) => {
    let first = null;
    for (const mark of marks) {
      const hit = field !== null && mark.dataset.cite === field;
      mark.classList.toggle("is-cited", hit);
      if (hit && first === null) first = mark;
    }
    if (first === null) return;
    const frame = first.closest(".q-source");
    if (frame && frame.scrollHeight > frame.clientHeight) {
      const top = first.getBoundingClientRect().top - frame.getBoundingClientRect().top;
      if (top < 0 || top > frame.clientHeight - 40) frame.scrollTop += top - 40;
    }
  };
  for (const row of board.querySelectorAll("[data-field]")) {
    const field = row.dataset.field;
    row.addEventListener("mouseenter", () => show(field));
    row.addEventListener("mouseleave", () => show(null));
    row.addEventListener("focusin", () => show(field));
    row.addEventListener("focusout", () => show(null));
  }
}
