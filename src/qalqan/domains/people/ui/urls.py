"""Addresses of people. No name, number or class stands in one: ids only."""

from django.urls import path

from . import claims, common, lists, own, persons

patterns = (
    [
        path("", lists.children, name="children"),
        path("purpose/", common.state_purpose, name="purpose"),
        path("register/", persons.register, name="register"),
        path("same/", claims.claims, name="claims"),
        path("same/<uuid:claim_id>/", claims.claim, name="claim"),
        path("same/<uuid:claim_id>/confirm/", claims.confirm, name="confirm"),
        path("same/<uuid:claim_id>/undo/", claims.undo, name="undo"),
        path("own/", own.own, name="own"),
        path("own/<uuid:person_id>/", own.own_person, name="own_person"),
        path("<uuid:person_id>/", persons.person, name="person"),
        path("<uuid:person_id>/correct/", persons.correct, name="correct"),
        path("<uuid:person_id>/account/", persons.account, name="account"),
        path("<uuid:person_id>/same/", claims.new, name="claim_new"),
    ],
    "people",
)
