"""Addresses of protection, under those of people. Ids only, as everywhere."""

from django.urls import path

from . import protection_emergency as emergency
from . import protection_erasure as erasure
from . import protection_walls as walls

patterns = [
    path("emergency/", emergency.open_access, name="emergency"),
    path("emergency/<uuid:emergency_id>/end/", emergency.close, name="emergency_close"),
    path("protection/", erasure.waiting, name="waiting"),
    path("walls/<uuid:wall_id>/ask/", walls.ask, name="wall_ask"),
    path("walls/<uuid:wall_id>/lower/", walls.lower, name="wall_lower"),
    path("walls/<uuid:wall_id>/keep/", walls.keep, name="wall_keep"),
    path("<uuid:person_id>/walls/", walls.walls, name="walls"),
    path("<uuid:person_id>/walls/raise/", walls.raise_wall, name="wall_raise"),
    path("<uuid:person_id>/conflict/", walls.declare, name="conflict"),
    path("<uuid:person_id>/erasure/", erasure.erasure, name="erasure"),
    path("<uuid:person_id>/erasure/ask/", erasure.ask, name="erasure_ask"),
    path("<uuid:person_id>/erasure/<uuid:erasure_id>/agree/", erasure.agree, name="erasure_agree"),
]
