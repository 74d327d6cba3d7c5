"""Addresses of the ministry's desk."""

from django.urls import URLPattern, path

from .ministry import board, newest
from .ministry_decide import decide
from .ministry_review import compare, review

PATTERNS: tuple[URLPattern, ...] = (
    path("board/", newest, name="boards"),
    path("board/<slug:plan>/<int:year>/", board, name="board"),
    path("board/<slug:plan>/<int:year>/measures/<int:number>/", compare, name="compare"),
    path("review/<uuid:package>/", review, name="review"),
    path("decide/", decide, name="decide"),
)
