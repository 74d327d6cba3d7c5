"""The pages of a report: ordered, looked at, published by the coordinator; read by everyone afterwards."""

import pytest
from django.conf import settings
from django.test import Client

from qalqan.domains.plans.models import Plan
from qalqan.domains.reporting.actions import compiling, reports
from qalqan.domains.reporting.models import Report
from qalqan.domains.reporting.report.making import Made
from qalqan.domains.reporting.rules.numbers import Finding
from qalqan.domains.reporting.tests import ministry_year as year
from qalqan.domains.reporting.tests.making import officer
from qalqan.domains.reporting.tests.test_reports import COMPILING, LATER, PERIOD, duty
from qalqan.kernel.access.models import User

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def coordinator() -> Client:
    return client_of(officer("saule", role="coordinator"))


@pytest.fixture
def told() -> None:
    year.plan()
    duty()
    year.report(year.package("KZ-61"))


def compiled() -> Report:
    made = reports.order(year.PROGRAM, year.CODE, *PERIOD, at=LATER)
    compiling.compile_ordered(made.id)
    return Report.objects.get(pk=made.id)


@pytest.mark.usefixtures("told")
def test_ordered_on_the_page_compiled_published_and_open_to_everyone(coordinator: Client) -> None:
    Plan.objects.filter(code=year.CODE).update(is_public=True)
    page = coordinator.get("/ru/reporting/reports/")
    [(choice, _words)] = page.context["form"].fields["on"].choices
    answer = coordinator.post("/ru/reporting/reports/order/", {"on": choice})
    report = Report.objects.get()
    assert answer.headers["location"] == f"/ru/reporting/reports/{report.pk}/"
    assert 'hx-trigger="every 2s"' in coordinator.get(answer.headers["location"]).content.decode()
    assert Client().get(f"/ru/open/reports/{report.pk}/").status_code == 404
    compiling.compile_ordered(report.pk)
    page = coordinator.get(f"/ru/reporting/reports/{report.pk}/")
    assert page.context["may_publish"]
    unsure = coordinator.post(f"/ru/reporting/reports/{report.pk}/publish/", {})
    assert (unsure.status_code, Report.objects.get().state) == (422, "compiled")
    coordinator.post(f"/ru/reporting/reports/{report.pk}/publish/", {"sure": "on"})
    assert Report.objects.get().state == "published"
    public = Client().get(f"/kk/open/reports/{report.pk}/")
    assert public.status_code == 200
    assert "saule" not in public.content.decode()
    name = report.files.get(format="pdf", language="kk").name
    got = Client().get(f"/kk/open/reports/{report.pk}/{name}")
    assert (got.headers["content-type"], got.content[:5]) == ("application/pdf", b"%PDF-")
    assert str(report.pk) in Client().get("/en/open/reports/").content.decode()


@pytest.mark.usefixtures("told")
def test_findings_stand_on_the_page_and_nothing_is_offered_to_publish(
    coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def planted(*_args: object) -> object:
        finding = Finding("docx-kk", "changed", "Итоги", "7", "8")
        return Made({}, {}, (finding,), "")

    monkeypatch.setattr(f"{COMPILING}.make", planted)
    report = compiled()
    page = coordinator.get(f"/en/reporting/reports/{report.pk}/")
    said = page.content.decode()
    assert "This file shows another number than the report." in said
    assert not page.context["may_publish"]


@pytest.mark.usefixtures("told")
def test_a_report_of_a_plan_that_is_not_public_is_not_in_the_mirror(coordinator: Client) -> None:
    Plan.objects.filter(code=year.CODE).update(is_public=False)
    report = compiled()
    reports.publish(year.PROGRAM, report.pk, at=LATER)
    assert Client().get(f"/ru/open/reports/{report.pk}/").status_code == 404
    assert coordinator.get(f"/ru/reporting/reports/{report.pk}/").status_code == 200


@pytest.mark.usefixtures("told")
def test_what_is_not_published_is_the_ministrys_alone(coordinator: Client) -> None:
    report = compiled()
    address = f"/kk/reporting/reports/{report.pk}/"
    file = f"{address}{report.files.get(format='json').name}"
    for stranger in (client_of(officer()), client_of(officer("oqu", role="viewer"))):
        assert stranger.get(address).status_code == stranger.get(file).status_code == 404
        assert str(report.pk) not in stranger.get("/kk/reporting/reports/").content.decode()
    assert coordinator.get(file).status_code == 200
    reports.publish(year.PROGRAM, report.pk, at=LATER)
    assert stranger.get(file).status_code == 200


@pytest.mark.usefixtures("told")
def test_an_akimat_reads_and_is_offered_nothing() -> None:
    report, akimat = compiled(), client_of(officer())
    reports.publish(year.PROGRAM, report.pk, at=LATER)
    page = akimat.get(f"/kk/reporting/reports/{report.pk}/")
    assert (page.status_code, page.context["may_publish"]) == (200, False)
    assert akimat.get("/kk/reporting/reports/").context["form"] is None
    assert akimat.post(f"/kk/reporting/reports/{report.pk}/publish/", {"sure": "on"}).status_code == 403
    assert akimat.post("/kk/reporting/reports/order/", {"on": "x"}).status_code == 403


@pytest.mark.usefixtures("told")
def test_a_choice_that_is_not_offered_orders_nothing(coordinator: Client) -> None:
    answer = coordinator.post("/ru/reporting/reports/order/", {"on": "kz-000 2020-01-01 2020-12-31"})
    assert (answer.status_code, Report.objects.count()) == (422, 0)


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get("/kk/reporting/reports/").status_code == 302
    assert Client().get("/kk/open/reports/").status_code == 200


@pytest.mark.usefixtures("told")
def test_a_file_that_is_not_there(coordinator: Client) -> None:
    report = compiled()
    assert coordinator.get(f"/ru/reporting/reports/{report.pk}/passwd").status_code == 404
