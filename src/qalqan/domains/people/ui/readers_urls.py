"""Addresses of the book's pages: the data protection officer's, and everybody's own."""

from django.urls import path

from qalqan.domains.people.ui import readers, readers_own

patterns = (
    [
        path("", readers.search, name="search"),
        path("persons/<uuid:person_id>/", readers.of_person, name="person"),
        path("users/<uuid:user_id>/", readers.of_user, name="user"),
        path("emergencies/", readers.emergencies, name="emergencies"),
        path("own/", readers_own.own, name="own"),
        path("own/<uuid:person_id>/", readers_own.of_person, name="own_person"),
    ],
    "readers",
)
