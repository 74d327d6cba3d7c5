"""Addresses of GeoReport v2, without a language before them: programs call them. A format ends the address;
without one `Accept` decides. The last line answers everything else in the standard's words."""

from django.urls import URLPattern, path

from . import views

patterns: tuple[list[URLPattern], str] = (
    [
        path("discovery.<slug:ending>", views.discovery, name="discovery"),
        path("discovery", views.discovery, name="discovery_chosen"),
        path("services.<slug:ending>", views.services, name="services"),
        path("services", views.services, name="services_chosen"),
        path("services/<slug:code>.<slug:ending>", views.definition, name="definition"),
        path("services/<slug:code>", views.definition, name="definition_chosen"),
        path("requests.<slug:ending>", views.requests, name="requests"),
        path("requests", views.requests, name="requests_chosen"),
        path("requests/<slug:key>.<slug:ending>", views.one, name="request"),
        path("requests/<slug:key>", views.one, name="request_chosen"),
        path("tokens/<slug:token>.<slug:ending>", views.token, name="token"),
        path("tokens/<slug:token>", views.token, name="token_chosen"),
        path("servicerequestupdates.<slug:ending>", views.updates, name="updates"),
        path("servicerequestupdates", views.updates, name="updates_chosen"),
        path("", views.nothing, name="root"),
        path("<path:rest>", views.nothing, name="nothing"),
    ],
    "open311",
)
