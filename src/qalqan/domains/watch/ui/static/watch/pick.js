/* The map on which a place is tapped: our own outlines, an operator's tiles where there are any, schools to find
   one's way by. Loaded only when somebody asks for it. A tap's accuracy is what a finger covers at that zoom. */
"use strict";
(function () {
  const COUNTRY = [[40.4, 46.3], [55.6, 87.5]];
  let map = null, mark = null;

  async function fetched(address) {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  const style = { color: "#0b4f5c", weight: 1.5, fillColor: "#dfecec", fillOpacity: 0.6 };

  function background(given) {
    const script = document.createElement("script");
    script.src = given.tilesScript;
    script.onload = () => protomapsL.leafletLayer({ url: new URL(given.tiles, location.href).href, flavor: "light", lang: document.documentElement.lang }).addTo(map);
    document.head.append(script);
  }

  async function draw(ground, given) {
    const outlines = given.outlines;
    map = L.map(ground, { attributionControl: false, minZoom: 3, maxZoom: 19, maxBounds: L.latLngBounds(COUNTRY).pad(0.25) });
    map.fitBounds(COUNTRY);
    if (given.tiles) background(given);
    const regions = L.geoJSON(await fetched(outlines), { style }).addTo(map);
    const districts = new Map();
    map.on("zoomend moveend", () => {
      if (map.getZoom() < 7) return;
      regions.eachLayer(async (shape) => {
        const code = shape.feature.properties.code;
        if (districts.has(code) || !shape.getBounds().contains(map.getCenter())) return;
        districts.set(code, true);
        const found = await fetched(outlines.replace("regions.json", code + ".json")).catch(() => null);
        if (!found) return;
        L.geoJSON(found, {
          style: { ...style, weight: 1, dashArray: "4 3", fillOpacity: 0 },
          interactive: false,
          onEachFeature(feature, one) {
            const name = feature.properties.name;
            const words = name && typeof name === "object" ? name[document.documentElement.lang] : name;
            if (words) one.bindTooltip(Object.assign(document.createElement("span"), { textContent: words }), { permanent: true, direction: "center", opacity: 0.75 });
          },
        }).addTo(map);
      });
    });
  }

  function put(point, accuracy) {
    const [lat, lon] = point;
    if (mark) mark.remove();
    mark = L.layerGroup([
      L.circle(point, { radius: accuracy, color: "#96201a", weight: 2, fillOpacity: 0.12, interactive: false }),
      L.circleMarker(point, { radius: 8, color: "#fff", weight: 3, fillColor: "#96201a", fillOpacity: 1, interactive: false }),
    ]).addTo(map);
    return { lat, lon };
  }

  window.pickPlace = async function (ground, given, known, chosen) {
    if (!map) {
      await draw(ground, given);
      map.on("click", ({ latlng }) => {
        const finger = 12 * 40075016 * Math.cos(latlng.lat * Math.PI / 180) / 2 ** (map.getZoom() + 8);
        put([latlng.lat, latlng.lng], finger);
        chosen(latlng.lat, latlng.lng, finger);
      });
    }
    map.invalidateSize();
    if (known) {
      map.setView(known, 15);
      put(known, 20);
    }
  };
})();
