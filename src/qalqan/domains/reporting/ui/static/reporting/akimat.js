// Saves a line as it is written. Without this file the Save button does the same.
// One request at a time for each form; what is typed meanwhile goes with the next one. A save that fails is told and
// tried again; what stands in the form is never replaced, but by what somebody else wrote into a field that this writer left alone.
"use strict";

const PAUSE = 1200, AGAIN = 8000;
const states = new WeakMap();
const waiting = new Set();

function stateOf(form) {
  if (!states.has(form)) states.set(form, { timer: 0, busy: false, dirty: false, settled: false });
  return states.get(form);
}

function say(form, text, kind) {
  const line = form.querySelector("[data-say]");
  line.textContent = text;
  line.dataset.kind = kind;
}

function plan(form, pause) {
  const state = stateOf(form);
  if (state.settled) return;
  state.dirty = true;
  waiting.add(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), pause);
}

async function save(form) {
  const state = stateOf(form);
  if (state.busy || !form.isConnected) return;
  state.busy = true;
  state.dirty = false;
  say(form, form.dataset.saving, "busy");
  const sent = new FormData(form);
  let text = "", failed = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { "X-Autosave": "1" } });
    if (answer.redirected) failed = form.dataset.signin;
    else if (answer.ok || answer.status === 409) text = await answer.text();
    else failed = form.dataset.failed;
  } catch {
    failed = form.dataset.offline;
  }
  state.busy = false;
  if (failed || !take(form, sent, text)) {
    say(form, failed || form.dataset.failed, "error");
    plan(form, AGAIN);
  } else if (state.dirty) plan(form, PAUSE);
  else waiting.delete(form);
}

function take(form, sent, text) {
  const answer = new DOMParser().parseFromString(text, "text/html").querySelector("[data-answer]");
  if (!answer) return false;
  const state = stateOf(form);
  if (answer.dataset.version) form.elements.seen.value = answer.dataset.version;
  for (const item of answer.querySelectorAll("[data-theirs]")) {
    const field = form.elements[item.dataset.theirs];
    if (field && field.value === sent.get(item.dataset.theirs)) field.value = item.textContent;
  }
  form.querySelector("[data-list]").replaceChildren(...answer.querySelector("[data-list]").childNodes);
  const amount = form.querySelector("[data-amount]");
  if (amount && answer.querySelector("[data-amount]")) amount.textContent = answer.querySelector("[data-amount]").textContent;
  say(form, answer.querySelector("[data-say]").textContent, answer.dataset.answer);
  if (answer.dataset.answer !== "saved") {
    state.settled = true;
    waiting.delete(form);
  }
  return true;
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-autosave]")) plan(form, event.target.type === "radio" ? 0 : PAUSE);
});
document.addEventListener("submit", (event) => { waiting.delete(event.target); clearTimeout(states.get(event.target)?.timer); }, true);
addEventListener("beforeunload", (event) => { if ([...waiting].some((form) => form.isConnected)) event.preventDefault(); });
// An opened card takes the focus to its heading, a closed one back to its link.
document.addEventListener("htmx:after:swap", () => document.querySelector("[data-focus]")?.focus());
