"""Addresses of duty at crossings, drills and visitors."""

from django.urls import URLPattern, path

from . import drills, duty, duty_phone, visitors

DESK: tuple[URLPattern, ...] = (
    path("duty/", duty.index, name="duty"),
    path("duty/new/", duty.new, name="duty_new"),
    path("duty/<uuid:key>/", duty.plan, name="duty_plan"),
    path("duty/<uuid:key>/decision/", duty.decide, name="duty_decide"),
    path("duty/<uuid:key>/cards/", duty.cards, name="duty_cards"),
    path("drills/", drills.index, name="drills"),
    path("drills/new/", drills.new, name="drill_new"),
    path("drills/<uuid:key>/", drills.detail, name="drill"),
    path("drills/<uuid:key>/move/", drills.move, name="drill_move"),
    path("drills/<uuid:key>/count/", drills.count, name="drill_count"),
    path("drills/<uuid:key>/witness/", drills.witness, name="drill_witness"),
    path("visitors/", visitors.index, name="visitors"),
    path("visitors/<uuid:key>/out/", visitors.out, name="visitor_out"),
)

OPEN: tuple[URLPattern, ...] = (path("duty/<str:key>/", duty_phone.phone, name="duty_phone"),)
