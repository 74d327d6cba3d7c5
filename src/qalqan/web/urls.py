"""All addresses. Pages stand under a language prefix, so that a public page can be shared and cached; what is
not a page (health) has none. `demo` addresses are not merely refused outside demo mode: they do not exist."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from qalqan.domains.bodies.ui import urls as administration
from qalqan.domains.evidence.ui import urls as evidence
from qalqan.domains.people.ui import readers_urls
from qalqan.domains.people.ui.urls import patterns as people_patterns
from qalqan.domains.plans.ui.urls import desk_patterns, open_patterns
from qalqan.domains.reporting.ui import urls as reporting
from qalqan.domains.schools.ui import urls as schools
from qalqan.domains.watch.open311 import urls as open311
from qalqan.domains.watch.ui import urls as watch
from qalqan.kernel.vault.files import views as vault_files
from qalqan.web import api, deadlines, demo_people, ledger, maps, operator, styleguide, views

pages: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    administration.invitation,
    path("account/", include("allauth.urls")),
    path("administration/", include(administration.patterns)),
    path("operation/", include(operator.patterns)),
    path("deadlines/", include(deadlines.patterns)),
    path("ledger/", include(ledger.patterns)),
    path("readers/", include(readers_urls.patterns)),
    path("people/", include(people_patterns)),
    path("plans/", include(desk_patterns, namespace="plans")),
    path("reporting/", include(reporting.desk_patterns, namespace="reporting")),
    path("evidence/", include(evidence.desk_patterns, namespace="evidence")),
    path("schools/", include(schools.desk_patterns, namespace="schools")),
    path("watch/", include(watch.desk_patterns, namespace="watch")),
    path("control/", include(watch.citizen_patterns, namespace="citizen")),
    # the mirror; the plans' own pages last, because they take any first word as a plan's code
    path("open/schools/", include(schools.open_patterns, namespace="schoolsopen")),
    path("open/", include(reporting.open_patterns, namespace="mirror")),
    path("open/evidence/", include(evidence.open_patterns, namespace="witness")),
    path("open/", include(open_patterns, namespace="open")),
]

if settings.DEMO:
    pages += [
        path("demo/sign-in/", demo_people.sign_in, name="demo_sign_in"),
        path("styleguide/", styleguide.page, name="styleguide"),
    ]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.root, name="root"),
    path("health", views.health, name="health"),
    path("api/v1/", include(api.patterns)),
    path("map/", include(maps.patterns)),
    path("open311/v2/", include(open311.patterns)),
    path("files/<str:kind>/<uuid:pk>", vault_files.serve, name="file"),
    *i18n_patterns(*pages),
]

handler400 = "qalqan.web.views.bad_request"
handler403 = "qalqan.web.views.forbidden"
handler404 = "qalqan.web.views.not_found"
handler500 = "qalqan.web.views.server_error"
