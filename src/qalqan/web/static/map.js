// Draws every map of the site from data-* attributes of components/map.html; nothing is global, and what it
// shows stands in a table beside it as well. It announces "q-map" with the Leaflet map as detail.
//
// points: {"points": [[lat, lon, "met|unmet|unknown", key, name], ...]} or, where there are too many,
//         {"cells": [[lat, lon, met, unmet, unknown], ...]}; asked for as ?bbox=south,west,north,east&zoom=.
// heat:   {"cells": [[south, west, north, east, at least so many, step], ...]}; asked for likewise.
// A status is told by shape and sign, never by colour alone.
"use strict";

(() => {
  const WAIT = 180;
  const NIL = "00000000-0000-0000-0000-000000000000";
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const AREA_LINE = "#5f7a80";
  const COUNTRY = [[40.4, 46.3], [55.6, 87.5]];
  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colours = { met: ink("--q-good"), unmet: ink("--q-late"), unknown: ink("--q-wait") };
  const STATUSES = ["met", "unmet", "unknown"];
  const shade = (step) => ink(`--q-step-${step}`) || "#fff";

  // ---- marks drawn on the canvas ----
  function sign(to, x, y, size, status) {
    to.beginPath();
    if (status === "unmet") {
      to.moveTo(x, y - size * 1.15); to.lineTo(x + size * 1.1, y + size * 0.85); to.lineTo(x - size * 1.1, y + size * 0.85); to.closePath();
    } else if (status === "met") {
      to.arc(x, y, size, 0, 2 * Math.PI);
    } else {
      to.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8);
    }
    to.fillStyle = status === "unknown" ? "#fff" : colours[status];
    to.strokeStyle = status === "unknown" ? colours.unknown : "#fff";
    to.lineWidth = status === "unknown" ? 2 : 1.5;
    to.fill(); to.stroke();
    to.fillStyle = to.strokeStyle = status === "unknown" ? colours.unknown : "#fff";
    if (status === "met") {
      to.beginPath(); to.lineWidth = 2;
      to.moveTo(x - size * 0.5, y); to.lineTo(x - size * 0.1, y + size * 0.4); to.lineTo(x + size * 0.5, y - size * 0.4); to.stroke();
    } else {
      write(to, x, y + (status === "unmet" ? size * 0.2 : 0), size * 1.4, status === "unmet" ? "!" : "?");
    }
  }

  function write(to, x, y, size, text) {
    to.font = `700 ${size}px ${ink("--qalqan-font")}`;
    to.textAlign = "center"; to.textBaseline = "middle";
    to.fillText(text, x, y);
  }

  function ring(to, x, y, size, counts) {
    const whole = counts.reduce((sum, n) => sum + n, 0);
    let from = -Math.PI / 2;
    counts.forEach((n, i) => {
      const until = from + 2 * Math.PI * n / whole;
      to.beginPath(); to.moveTo(x, y); to.arc(x, y, size, from, until); to.closePath();
      to.fillStyle = colours[STATUSES[i]]; to.fill();
      from = until;
    });
    to.beginPath(); to.arc(x, y, size - 5, 0, 2 * Math.PI); to.fillStyle = "#fff"; to.fill();
    to.fillStyle = ink("--q-ink");
    write(to, x, y, 12, String(whole));
  }

  const Mark = L.CircleMarker.extend({
    _updatePath() {
      const to = this._renderer._ctx;
      if (!this._renderer._drawing || this._empty() || !to) { return; }
      const { x, y } = this._point;
      if (this.options.counts) { ring(to, x, y, this._radius, this.options.counts); } else { sign(to, x, y, this._radius, this.options.status); }
    },
  });

  // ---- text without markup ----
  function told(lines, address, open) {
    const box = document.createElement("div");
    lines.forEach((line, i) => { const p = document.createElement(i ? "span" : "strong"); p.textContent = line; box.append(p, document.createElement("br")); });
    if (address) { const a = document.createElement("a"); a.href = address; a.textContent = open; a.className = "govuk-link"; box.append(a); }
    return box;
  }

  function words(figure) {
    return Object.fromEntries([...figure.querySelectorAll("[data-status]")].map((one) => [one.dataset.status, one.textContent.trim()]));
  }

  async function fetched(address, signal) {
    const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return answer.json();
  }

  // ---- layers ----
  function areas(map, ground, found) {
    const table = document.getElementById(ground.dataset.table);
    const rows = new Map([...(table?.querySelectorAll("[data-area]") ?? [])].map((row) => [row.dataset.area, row.dataset]));
    const focus = ground.dataset.focus;
    const layer = L.geoJSON(found, {
      style({ properties: { code } }) {
        const aside = focus && code !== focus;
        return { color: AREA_LINE, weight: focus && !aside ? 2 : 1, fillColor: aside ? "#eef2f2" : shade(rows.get(code)?.step), fillOpacity: ground.dataset.tiles ? 0.4 : 1 };
      },
      onEachFeature({ properties: { code } }, shape) {
        const row = rows.get(code);
        if (!row) { return; }
        shape.bindTooltip(told([row.say]), { sticky: true });
        shape.on("mouseover", () => shape.setStyle({ weight: 3, color: ink("--q-ink") })).on("mouseout", () => shape.setStyle({ weight: 1, color: AREA_LINE }));
        if (row.href) { shape.on("click", () => location.assign(row.href)); }
        if (row.mark) { shape.options.mark = row.mark; }
      },
    }).addTo(map);
    const labels = L.layerGroup();
    layer.eachLayer((shape) => {
      if (shape.options.mark) {
        labels.addLayer(L.tooltip({ permanent: true, direction: "center", className: "q-map__mark", interactive: false }).setLatLng(shape.getCenter?.() ?? shape.getBounds().getCenter()).setContent(told([shape.options.mark])));
      }
    });
    const fit = () => (map.getSize().x >= 560 || map.getZoom() >= 5 ? labels.addTo(map) : labels.remove());
    map.on("zoomend resize", fit);
    return { layer, fit };
  }

  function places(map, ground, named) {
    const group = L.layerGroup().addTo(map);
    const say = (counts) => STATUSES.map((status, i) => `${named[status] ?? status}: ${counts[i]}`);
    return (found) => {
      group.clearLayers();
      for (const [lat, lon, ...counts] of found.cells ?? []) {
        const whole = counts.reduce((sum, n) => sum + n, 0);
        new Mark([lat, lon], { radius: 13 + 3 * Math.min(4, Math.log10(whole)), counts })
          .bindTooltip(told(say(counts))).on("click", () => map.setView([lat, lon], map.getZoom() + 2)).addTo(group);
      }
      for (const [lat, lon, status, key, name] of found.points ?? []) {
        new Mark([lat, lon], { radius: 8, status })
          .bindPopup(told([name, named[status] ?? status], ground.dataset.place?.replace(NIL, key), ground.dataset.open)).addTo(group);
      }
    };
  }

  function heat(map, ground) {
    const group = L.layerGroup().addTo(map);
    return (found) => {
      group.clearLayers();
      for (const [south, west, north, east, count, step] of found.cells ?? []) {
        L.rectangle([[south, west], [north, east]], { color: "#7a4a00", weight: 1, fillColor: shade(step), fillOpacity: ground.dataset.tiles ? 0.6 : 1 })
          .bindTooltip(told([`${count}+`]), { permanent: true, direction: "center", className: "q-map__mark" }).addTo(group);
      }
    };
  }

  // The one place that a map is about. With a background its street is worth seeing, without one only where in
  // the region it lies: an empty sheet with a dot on it tells nothing.
  function here(map, ground) {
    const at = ground.dataset.here.split(",").map(Number);
    L.circleMarker(at, { radius: 9, color: "#fff", weight: 3, fillColor: ink("--q-brand"), fillOpacity: 1 })
      .bindTooltip(told([ground.dataset.hereName]), { permanent: true, direction: "top", offset: [0, -8] }).addTo(map);
    if (ground.dataset.tiles) { map.setView(at, 16, { animate: false }); }
  }

  // Asks anew whenever the map has come to rest; an answer that is overtaken is dropped.
  function follow(map, address, from, show, failed) {
    let timer = 0;
    let asking = new AbortController();
    const ask = async () => {
      asking.abort();
      if (map.getZoom() < from) { show({}); return; }
      asking = new AbortController();
      const bounds = map.getBounds();
      const url = new URL(address, location.href);
      url.searchParams.set("bbox", [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()].map((n) => n.toFixed(4)).join(","));
      url.searchParams.set("zoom", String(Math.round(map.getZoom())));
      try { show(await fetched(url, asking.signal)); } catch (error) { if (error.name !== "AbortError") { failed(); } }
    };
    map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    ask();
  }

  function background(map, ground) {
    const script = document.createElement("script");
    script.src = ground.dataset.tilesScript;
    script.addEventListener("load", () => {
      const layer = protomapsL.leafletLayer({ url: new URL(ground.dataset.tiles, location.href).href, flavor: "light", lang: document.documentElement.lang });
      layer.addTo(map);
    });
    document.head.append(script);
  }

  async function draw(ground) {
    const figure = ground.closest(".q-map");
    const failed = () => { figure.querySelector("[data-map-said]").textContent = ground.dataset.failed; };
    ground.hidden = false;
    const map = L.map(ground, { preferCanvas: true, attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.25, zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm, maxBounds: L.latLngBounds(COUNTRY).pad(0.25), minZoom: 3, maxZoom: 18 });
    L.control.zoom({ zoomInTitle: ground.dataset.in, zoomOutTitle: ground.dataset.out }).addTo(map);
    map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
    const given = ground.dataset.bounds?.split(",").map(Number);
    map.fitBounds(given ? [given.slice(0, 2), given.slice(2)] : COUNTRY, { animate: false });
    if (ground.dataset.tiles) { background(map, ground); }
    const named = words(figure);
    try {
      const { layer, fit } = areas(map, ground, await fetched(ground.dataset.outlines));
      if (!given && layer.getLayers().length) { map.fitBounds(layer.getBounds(), { animate: false, padding: [6, 6] }); }
      fit();
    } catch { failed(); }
    if (ground.dataset.here) { here(map, ground); }
    if (ground.dataset.heat) { follow(map, ground.dataset.heat, 0, heat(map, ground), failed); }
    if (ground.dataset.points) { follow(map, ground.dataset.points, Number(ground.dataset.pointsFrom), places(map, ground, named), failed); }
    ground.dispatchEvent(new CustomEvent("q-map", { bubbles: true, detail: map }));
    ground.dataset.ready = "";
  }

  const start = () => document.querySelectorAll("[data-map]:not([data-ready])").forEach((ground) => { if (!ground._leaflet_id) { draw(ground); } });
  start();
  document.addEventListener("htmx:afterSwap", start);
  document.addEventListener("htmx:after:swap", start);
})();
