"""The register's pages under odd addresses: nothing of a closed plan shows, nothing ends in a server error,
and a decision is taken only where it belongs."""

from datetime import date
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from qalqan.domains.plans import actions, models
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.patches import PlanFacts
from qalqan.domains.plans.reading.document import BodyRef, PlanDocument
from qalqan.kernel.access import actions as seating
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service

from .builders import finance, make_document, make_measure, with_joint

pytestmark = pytest.mark.django_db
ME = Actor("coordinator МОН", Service("tests"), "Айгерім")
SECRET = "Закрытое мероприятие"


def bring(code: str, *, public: bool, document: PlanDocument | None = None) -> None:
    facts = PlanFacts(code=code, is_public=public)
    file = SourceFile("f", "a" * 64)
    actions.import_plan(document or make_document(), actor=ME, code=code, file=file, facts=facts)


def coordinator() -> Client:
    user = User.objects.create_user(username="coordinator")
    seating.seat(user, seating.post("coordinator", body_code="МОН"), since=date(2020, 1, 1))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.force_login(user)
    return client


PAGES = (
    "", "?search=закрытое", "?format=csv", "measures/1/", "measures/99/", "bodies/", "bodies/?format=json",
    "calendar/", "calendar/?year=2020&format=csv", "findings/", "gaps/", "gaps/?format=xlsx",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_mirror_answers_for_a_closed_plan_as_for_none(client: Client, page: str) -> None:
    bring("shut", public=False, document=make_document(make_measure(1, SECRET)))
    shut, none = client.get(f"/ru/open/shut/{page}"), client.get(f"/ru/open/none/{page}")
    assert (shut.status_code, none.status_code) == (404, 404)
    assert shut.content.decode().replace("shut", "none") == none.content.decode()
    assert "no-store" in shut.headers["Cache-Control"]


def test_a_closed_plan_shows_on_no_other_open_page(client: Client) -> None:
    bring("shut", public=False, document=make_document(make_measure(1, SECRET)))
    bring("open-plan", public=True)
    mon = quote("МОН")
    staff = coordinator()
    for path in (
        "/",
        "/open/",
        "/open/?format=json",
        f"/open/bodies/{mon}/",
        f"/open/bodies/{mon}/?plan=shut",
    ):
        staff.get(f"/ru{path}")
        staff.get(f"/ru{path.replace('open', 'plans', 1)}")
        answer = client.get(f"/ru{path}")
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
        assert "shut" not in answer.content.decode().replace("plan=shut", "")


ODD = (
    "\0",
    "a\0b",
    "²",
    "²-1",
    "2020-²",
    "-1",
    "0",
    "9" * 100,
    "1" * 5000,
    "<script>",
    "'",
    "..",
    "\r\nX: 1",
)
NAMES = ("page", "search", "section", "body", "form", "deadline", "funding", "state", "on", "year", "plan")


@pytest.mark.parametrize("odd", ODD)
def test_no_odd_value_ends_in_an_error(client: Client, odd: str) -> None:
    bring("open-plan", public=True)
    client.raise_request_exception = False
    for path in ("open-plan/", "open-plan/calendar/", f"bodies/{quote('МОН')}/", "open-plan/measures/1/"):
        for name in NAMES:
            answer = client.get(f"/en/open/{path}", {name: odd})
            assert answer.status_code in (200, 404), (path, name, odd)
            assert "<script>" not in answer.content.decode()
    assert client.get(f"/en/open/bodies/{quote(odd, safe='')}/").status_code == 404
    assert client.get("/en/open/open-plan/", {"format": odd}).status_code == 404


def test_text_of_a_plan_is_never_markup(client: Client) -> None:
    evil = "<script>alert(1)</script> =cmd|' /C calc'!A0 \"quoted\""
    measure = make_measure(1, evil, form=evil, bodies=(BodyRef("А/Б"), BodyRef("<b>"), BodyRef("?#")))
    bring("open-plan", public=True, document=make_document(measure))
    staff = coordinator()
    for page in ("", "measures/1/", "bodies/", "calendar/?year=2020", "findings/", "gaps/"):
        for reader, area in ((client, "open"), (staff, "plans")):
            answer = reader.get(f"/kk/{area}/open-plan/{page}")
            assert answer.status_code == 200, page
            assert "<script>alert" not in answer.content.decode()
    review = staff.get("/kk/plans/open-plan/review/")
    assert review.status_code == 200
    assert "<script>alert" not in review.content.decode()


def test_a_body_with_any_sign_in_its_code_has_a_page(client: Client) -> None:
    bring("open-plan", public=True, document=make_document(make_measure(1, bodies=(BodyRef("А/Б"),))))
    assert client.get(f"/ru/open/bodies/{quote('А/Б', safe='')}/").status_code == 200


def test_a_decision_is_taken_only_under_its_own_plan() -> None:
    joined = with_joint(make_document(make_measure(1, "Раз два")), 1, "Раз", "два", joined=False)
    bring("one", public=True, document=joined)
    bring("two", public=True)
    gap = models.Gap.objects.get(plan__code="one")
    joint = models.Joint.objects.get()
    staff = coordinator()
    words = {"value": "январь", "reason": "так решено"}
    assert staff.post(f"/ru/plans/two/gaps/{gap.id}/", words).status_code == 404
    assert staff.post(f"/ru/plans/none/gaps/{gap.id}/", words).status_code == 404
    wrong = staff.post(f"/ru/plans/two/review/joints/{joint.id}/", {"is_joined": "yes"})
    assert wrong.status_code == 404
    assert not models.GapDecision.objects.exists()
    assert not models.JointDecision.objects.exists()
    assert staff.post(f"/ru/plans/one/gaps/{gap.id}/", words).status_code == 302
    assert staff.post(f"/ru/plans/one/review/joints/{joint.id}/", {"is_joined": "yes"}).status_code == 302


def test_a_refused_decision_says_why_and_reading_its_address_leads_back() -> None:
    bring("one", public=True)
    gap = models.Gap.objects.get()
    staff = coordinator()
    where = f"/ru/plans/one/gaps/{gap.id}/"
    refused = staff.post(f"{where}?format=csv", {"value": "январь", "reason": " "})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'value="январь"' in page
    assert "govuk-error-summary" in page
    assert f'href="#reason-{gap.id}"' in page
    assert f'id="reason-{gap.id}"' in page
    assert staff.get(where).headers["Location"] == f"/ru/plans/one/gaps/#gap-{gap.id}"


def test_the_mirror_names_the_post_and_not_the_person(client: Client) -> None:
    bring("one", public=True)
    actions.decide_gap(models.Gap.objects.get().id, "январь", "так решено", actor=ME)
    for page in ("gaps/", "gaps/?format=csv", "gaps/?format=json", "measures/1/"):
        assert ME.name not in client.get(f"/ru/open/one/{page}").content.decode()
    assert "Координатор в министерстве, МОН" in client.get("/ru/open/one/gaps/").content.decode()
    assert ME.name in coordinator().get("/ru/plans/one/gaps/").content.decode()


def test_a_plan_that_writes_everything_in_full_is_kept_whole(client: Client) -> None:
    name = "Министерство " + "весьма длинного наименования " * 8 + "Республики Казахстан"
    header = "Столбец " + "с длинным заголовком " * 12
    row = make_measure(1, bodies=(BodyRef(name, written=name),), extra={header: "да"}, form=f"отчет в {name}")
    bring("open-plan", public=True, document=make_document(row))
    page = client.get("/ru/open/open-plan/measures/1/").content.decode()
    assert name in page
    assert header in page
    assert client.get(f"/ru/open/bodies/{quote(name)}/").status_code == 200


def test_a_sum_of_forty_digits_is_shown(client: Client) -> None:
    total = "9" * 40 + ".5"
    row = make_measure(1, finance=finance(total=total, years={"2021": total}))
    bring("open-plan", public=True, document=make_document(row))
    for page in ("", "measures/1/", "?format=xlsx"):
        assert client.get(f"/en/open/open-plan/{page}").status_code == 200


def test_what_a_signed_in_person_saw_stays_in_no_cache(client: Client) -> None:
    staff = coordinator()
    for path in ("/en/", "/en/account/sessions/", "/en/account/2fa/", "/en/open/", "/en/plans/none/"):
        assert "no-store" in staff.get(path).headers["Cache-Control"], path
    assert client.get("/en/open/").headers["Cache-Control"] == "public, max-age=60"
    assert "Cache-Control" not in client.get("/health").headers
