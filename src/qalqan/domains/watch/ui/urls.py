"""Addresses of people's control. `watch` is the desk, behind sign-in; `citizen` is everybody's: reporting,
following, the public list and map, at a short address because it is read from a poster.

The two draw different pages, so that each has a list of its own and its own name: {% url 'watch:queue' %},
{% url 'citizen:report' %}. Every view declares its act. An author adds his import and his lines here and
nothing else.
"""

from django.urls import URLPattern, path

from . import (
    exchange,
    heat,
    item,
    letters,
    mine,
    moderation,
    originals,
    photos,
    pictures,
    public,
    queue,
    report,
    routes,
    witness,
)
from . import map as map_page

DESK: tuple[URLPattern, ...] = (
    path("", queue.index, name="queue"),
    path("items/<uuid:pk>/", item.one, name="item"),
    path("items/<uuid:pk>/move/", item.work, name="work"),
    path("items/<uuid:pk>/direct/", item.direct, name="direct"),
    path("items/<uuid:pk>/look/", item.look, name="look"),
    path("moderation/", moderation.index, name="moderation"),
    path("moderation/<uuid:pk>/", moderation.decide, name="decide"),
    path("routes/", routes.index, name="routes"),
    path("exchange/", exchange.index, name="exchange"),
    path("exchange/keys/<uuid:pk>/end/", exchange.end_key, name="exchange_end_key"),
    path("exchange/centres/new/", exchange.peer, name="exchange_new"),
    path("exchange/centres/<uuid:pk>/", exchange.peer, name="exchange_peer"),
    path("exchange/centres/<uuid:pk>/ask/", exchange.ask_peer, name="exchange_ask"),
    path("exchange/centres/<uuid:pk>/run/", exchange.run_peer, name="exchange_run"),
    path("exchange/centres/<uuid:pk>/end/", exchange.end_peer, name="exchange_end_peer"),
    path("pictures/<uuid:pk>/", pictures.one, name="picture"),
    path("originals/", originals.index, name="originals"),
    path("originals/<uuid:pk>/", originals.one, name="original"),
)

CITIZEN: tuple[URLPattern, ...] = (
    path("", report.form, name="report"),
    path("reports/", report.reports, name="reports"),
    path("ticket/", report.ticket, name="ticket"),
    path("places/", report.places, name="places"),
    path("share/", report.shared, name="share"),
    path("manifest.json", report.manifest, name="manifest"),
    path("worker.js", report.worker, name="worker"),
    path("list/", public.index, name="list"),
    path("feed/", public.feed, name="feed"),
    path("map/", map_page.index, name="map"),
    path("map/points/", map_page.points, name="points"),
    path("heat.json", heat.cells, name="heat"),
    path("items/<str:number>/", public.item, name="item"),
    path("items/<str:number>/witness/", witness.witness, name="witness"),
    path("mine/<str:key>/", mine.own, name="own"),
    path("photos/<uuid:pk>/", photos.photo, name="photo"),
    path("photos/<uuid:pk>/small/", photos.small, name="photo_small"),
    path("mine/<str:key>/letters/", letters.unsubscribe, name="unsubscribe"),
)

desk_patterns = (list(DESK), "watch")
citizen_patterns = (list(CITIZEN), "citizen")
