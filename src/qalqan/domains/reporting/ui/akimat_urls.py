"""Addresses of the reporter's desk."""

from django.urls import URLPattern, path

from .akimat import certify, home, owing, package, take_over_all
from .line import attach, card, edit, history, remove_file, settle

PATTERNS: tuple[URLPattern, ...] = (
    path("", home, name="home"),
    path("owed/", owing, name="owing"),
    path("packages/<uuid:package>/", package, name="package"),
    path("packages/<uuid:package>/certify/", certify, name="certify"),
    path("packages/<uuid:package>/take-over/", take_over_all, name="take_over_all"),
    path("lines/<uuid:line>/", history, name="line"),
    path("lines/<uuid:line>/card/", card, name="line_card"),
    path("lines/<uuid:line>/edit/", edit, name="edit_line"),
    path("lines/<uuid:line>/settle/<int:number>/", settle, name="settle_line"),
    path("lines/<uuid:line>/files/", attach, name="attach"),
    path("lines/<uuid:line>/files/<uuid:file>/remove/", remove_file, name="remove_file"),
)
