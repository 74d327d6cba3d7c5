"""Addresses of people. No name, number or class stands in one: ids only."""

from django.urls import path

from . import claims, common, kin, lists, own, persons, places, protection_urls

patterns = (
    [
        path("", lists.children, name="children"),
        path("purpose/", common.state_purpose, name="purpose"),
        path("register/", persons.register, name="register"),
        path("same/", claims.claims, name="claims"),
        path("same/<uuid:claim_id>/", claims.claim, name="claim"),
        path("same/<uuid:claim_id>/confirm/", claims.confirm, name="confirm"),
        path("same/<uuid:claim_id>/undo/", claims.undo, name="undo"),
        path("lifts/", kin.lifts, name="lifts"),
        path("lifts/<uuid:lift_id>/", kin.lift, name="lift"),
        path("lifts/<uuid:lift_id>/confirm/", kin.confirm, name="lift_confirm"),
        path("lifts/<uuid:lift_id>/decline/", kin.decline, name="lift_decline"),
        path("kin/<uuid:kinship_id>/end/", kin.end, name="kin_end"),
        path("kin/<uuid:kinship_id>/lift/", kin.ask, name="lift_ask"),
        path("places/<uuid:attachment_id>/end/", places.detach, name="detach"),
        path("own/", own.own, name="own"),
        path("own/<uuid:person_id>/", own.own_person, name="own_person"),
        path("<uuid:person_id>/", persons.person, name="person"),
        path("<uuid:person_id>/kin/", kin.link, name="kin_new"),
        path("<uuid:person_id>/places/", places.attach, name="attach"),
        path("<uuid:person_id>/move/", places.move, name="move"),
        path("<uuid:person_id>/correct/", persons.correct, name="correct"),
        path("<uuid:person_id>/account/", persons.account, name="account"),
        path("<uuid:person_id>/same/", claims.new, name="claim_new"),
        *protection_urls.patterns,
    ],
    "people",
)
