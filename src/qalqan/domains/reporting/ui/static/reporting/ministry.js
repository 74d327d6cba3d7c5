// One click ticks every line that can be decided; the page works without it.
"use strict";
document.querySelectorAll("[data-tick-all]").forEach((button) => {
  const boxes = () => [...button.form.querySelectorAll("input[name=line]")];
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes().every((box) => box.checked);
    boxes().forEach((box) => { box.checked = !all; });
  });
});
