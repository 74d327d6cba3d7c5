// A position by a tap on the map or from where one stands: fills the two fields that work without this too.
"use strict";

(() => {
  const lat = document.getElementById("id_lat"), lon = document.getElementById("id_lon");
  const box = document.querySelector("[data-pick]");
  if (!lat || !lon || !box) return;
  const said = box.querySelector("[data-pick-said]"), button = box.querySelector("[data-pick-here]");
  let mark = null, map = null;

  function take(north, east, words) {
    lat.value = north.toFixed(6); lon.value = east.toFixed(6);
    said.textContent = words;
    show();
  }
  function show() {
    const at = [lat, lon].map((one) => Number(one.value.replace(",", ".")));
    if (!map || !lat.value || !lon.value || !at.every(Number.isFinite)) return;
    if (mark) mark.setLatLng(at); else mark = L.circleMarker(at, { radius: 9, interactive: false }).addTo(map);
  }

  box.hidden = false;
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    take(coords.latitude, coords.longitude, `${said.dataset.taken} ${Math.round(coords.accuracy)}`);
    map?.setView([coords.latitude, coords.longitude], Math.max(map.getZoom(), 16));
  }, () => { said.textContent = said.dataset.none; }, { enableHighAccuracy: true, timeout: 20000 }));
  document.addEventListener("q-map", (event) => {
    map = event.detail;
    map.on("click", ({ latlng }) => take(latlng.lat, latlng.lng, said.dataset.tapped));
    show();
  });
  for (const one of [lat, lon]) one.addEventListener("change", show);
})();
