// The few things CSS cannot do. Every page works without this file.
"use strict";

// Browsers without ::details-content: open the filter panel where there is room for it.
if (!CSS.supports("selector(::details-content)")) {
  const wide = matchMedia("(min-width: 40.0625rem)");
  const fit = () => document.querySelectorAll("details.q-filters").forEach((panel) => { panel.open = panel.open || wide.matches; });
  fit();
  wide.addEventListener("change", fit);
}

// After a refused form, take the reader to the list of problems.
document.querySelector(".govuk-error-summary")?.focus();

// Printing opens what is folded, so that the paper holds all of the page.
addEventListener("beforeprint", () => document.querySelectorAll("details:not(.q-filters)").forEach((part) => { part.open = true; }));
