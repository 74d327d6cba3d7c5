// An officer's check-in: asks the phone where it is, sends, and keeps what could not be sent until there is a network.
"use strict";
(() => {
  const form = document.getElementById("check-in");
  if (!form || !window.fetch) return;
  const said = document.getElementById("check-in-said");
  const store = "qalqan-duty " + location.pathname;
  const waiting = () => JSON.parse(localStorage.getItem(store) || "[]");
  const keep = (list) => localStorage.setItem(store, JSON.stringify(list));
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;

  const send = async (one) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(one)) if (value !== null) body.append(name, value);
    body.append("csrfmiddlewaretoken", token);
    const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status >= 500) throw new Error("again later");
    return answer.headers.get("Content-Type").includes("json") ? answer.json() : { words: "" };
  };

  const flush = async () => {
    for (const one of waiting()) {
      try {
        const answer = await send(one);
        keep(waiting().filter((other) => other.client_id !== one.client_id));
        said.textContent = answer.words || "";
        if (answer.badge) said.className = "q-state q-state--" + answer.badge;
      } catch {
        said.textContent = form.dataset.waiting;
        return;
      }
    }
  };

  const position = () => new Promise((tell) => {
    if (!navigator.geolocation) return tell({});
    navigator.geolocation.getCurrentPosition(
      (found) => tell({ lat: found.coords.latitude, lon: found.coords.longitude, accuracy: found.coords.accuracy }),
      () => tell({}),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    said.className = "govuk-body";
    said.textContent = form.dataset.asking;
    const here = await position();
    keep([...waiting(), { client_id: crypto.randomUUID(), at: new Date().toISOString(), ...here }]);
    await flush();
    button.disabled = false;
  });
  window.addEventListener("online", flush);
  flush();
})();
