"""Pages of places and things: what each reader is told, and what helps to break in stays inside."""

from datetime import date
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qalqan.domains.schools import api
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault import new_id

from . import places
from .places import PROGRAM, TURKISTAN, days_ago, moved, said

pytestmark = pytest.mark.django_db
READER = Service("schools.tests")


def as_(username: str) -> Client:
    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username=username)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    return client


@pytest.fixture
def school() -> dict[str, str]:
    """A school with secrets and an outdoor toilet; ids as texts."""
    own = places.organisation()
    places.seated(own)
    site = places.site(organisation_id=own, pupils=431)
    made = {"site": str(site), "organisation": str(own)}
    for kind in ("camera", "guard_post", "alarm_button", "entrance", "toilet_outdoor"):
        state = said(point=TURKISTAN, source_kind="claim")
        made[kind] = str(api.add_asset(PROGRAM, api.NewAsset(kind, state, site)))
    for kind in ("crossing", "road_camera"):
        state = said(point=moved(60), source_kind="registry")
        made[kind] = str(api.add_asset(PROGRAM, api.NewAsset(kind, state)))
    return made


def text(client: Client, path: str, status: int = 200) -> str:
    page = client.get(path)
    assert page.status_code == status, path
    return page.content.decode()


def test_the_open_page_hides_what_helps_to_get_in(school: dict[str, str]) -> None:
    stranger = Client(headers={"host": "localhost"})
    page = text(stranger, f"/en/open/schools/sites/{school['site']}/")
    assert "Outdoor toilet" in page
    assert "Pedestrian crossing" in page
    for secret in (
        "Camera of the school",
        "Guard post",
        "Alarm button",
        "Entrance",
        "Bells",
        "Pupils",
        "431",
    ):
        assert secret not in page
    for kind in ("camera", "guard_post", "toilet_outdoor"):
        assert school[kind] not in page
    listed = stranger.get("/en/open/schools/sites/?format=json").json()
    assert "pupils" not in listed["columns"]
    for path in (f"things/{school['camera']}/", "own/", f"sites/{school['site']}/change/"):
        assert stranger.get(f"/en/open/schools/{path}").status_code == 404
        assert stranger.get(f"/en/schools/{path}").status_code in (302, 403)


def test_a_report_is_told_in_public_and_to_the_school_only_when_a_moderator_let_it_through(
    school: dict[str, str],
) -> None:
    site = UUID(school["site"])
    with scope(READER, "safety"):
        for kind, page in (("guard_post", "/kk/control/1/"), ("fence", "/kk/control/2/"), ("lamp", "")):
            api.sight(api.NewSighting(site, kind, new_id(), "open", 1, days_ago(0), page))
        api.sight(api.NewSighting(site, "toilet_warm", new_id(), "open", 1, days_ago(0), "/kk/control/3/"))

    def told(reader: Client, path: str) -> set[str]:
        page = text(reader, path).partition('id="seen-title"')[2].partition("</section>")[0]
        return {word for word in ("Guard post", "Fence", "Street lamp", "Warm toilet") if word in page}

    stranger = Client(headers={"host": "localhost"})
    assert told(stranger, f"/en/open/schools/sites/{site}/") == {"Warm toilet"}
    own = {"Guard post", "Fence", "Warm toilet"}
    assert told(as_("demo.head"), f"/en/schools/sites/{site}/") == own
    assert told(as_("demo.inspector"), f"/en/schools/sites/{site}/") == own | {"Street lamp"}
    assert "Street lamp" not in text(as_("demo.head"), "/en/schools/own/")


def test_who_only_counts_or_moderates_reads_no_guard_and_no_camera(school: dict[str, str]) -> None:
    for name in ("demo.teacher", "demo.moderator"):
        for path in ("", "own/", f"sites/{school['site']}/", f"things/{school['camera']}/", "gaps/"):
            assert as_(name).get(f"/en/schools/{path}").status_code == 403, (name, path)
    assert as_("demo.teacher").get("/en/schools/drills/").status_code == 200


def test_the_desk_shows_all_and_who_says_so(school: dict[str, str]) -> None:
    page = text(as_("demo.akimat"), f"/en/schools/sites/{school['site']}/")
    for word in ("Camera of the school", "Guard post", "nobody has looked", "431"):
        assert word in page
    with scope(READER, "safety"):
        (first, *_rest) = api.assets_of(UUID(school["site"]))
    assert str(first.id) in page


def test_the_list_is_searched_filtered_and_exported(school: dict[str, str]) -> None:
    places.site("61-9", kind="sport", point=None)
    reader = as_("demo.viewer")
    assert "61-9" in text(reader, "/kk/schools/sites/?placed=no")
    assert "61-1 " not in text(reader, "/kk/schools/sites/?placed=no").replace("</td>", " ")
    assert "61-9" not in text(reader, "/kk/schools/sites/?kind=school")
    assert text(reader, "/ru/schools/sites/?q=" + "я" * 300 + "&page=99999999999&lacks=x&kind=x&district=x")
    rows = reader.get("/ru/schools/sites/?format=json&kind=school").json()["rows"]
    assert [row["code"] for row in rows] == ["61-1"]
    assert reader.get("/ru/schools/sites/?format=xlsx").content[:2] == b"PK"


def test_a_form_says_what_is_wrong_and_loses_nothing(school: dict[str, str]) -> None:
    head = as_("demo.head")
    where = f"/ru/schools/things/{school['camera']}/say/"
    given = {
        "state": "broken",
        "since": str(date.today()),
        "detail_days_kept": "-4",
        "lat": "68.27",
        "lon": "43.297",
    }
    page = head.post(where, given)
    assert page.status_code == 422
    assert "68.27" in page.content.decode()
    given |= {"detail_days_kept": "12", "lat": "43.297", "lon": "68.27"}
    assert head.post(where, given).status_code == 302
    with scope(READER, "safety"):
        one = api.asset(UUID(school["camera"]))
    assert one is not None
    assert (one.state, one.source_kind, one.details) == ("broken", "claim", {"days_kept": 12})
    assert head.post(f"/ru/schools/things/{school['camera']}/verify/", given).status_code == 403
    assert (
        as_("demo.inspector").post(f"/ru/schools/things/{school['camera']}/verify/", given).status_code == 302
    )


def test_the_head_of_another_school_gets_nothing(school: dict[str, str]) -> None:
    other = places.organisation("s-2")
    strange = places.site("61-2", organisation_id=other)
    head = as_("demo.head")
    assert head.get(f"/en/schools/sites/{strange}/").status_code == 404
    assert head.get(f"/en/schools/sites/{strange}/change/").status_code == 404
    assert head.get(f"/en/schools/sites/{strange}/things/add/?kind=camera").status_code == 404
    assert "What to do next" in text(head, "/en/schools/own/")
    assert as_("demo.akimat").get("/en/schools/own/").status_code == 302


def test_two_clocks_on_the_page_of_a_thing(school: dict[str, str]) -> None:
    head = as_("demo.head")
    api.change_asset(PROGRAM, UUID(school["camera"]), said("broken", days_ago(20), source_kind="claim"))
    base = f"/en/schools/things/{school['camera']}/"
    assert "in order" in text(head, f"{base}?on={days_ago(30)}").split("The answer")[1].split("Everything")[0]
    assert "broken" in text(head, f"{base}?on={days_ago(10)}").split("The answer")[1].split("Everything")[0]
    early = text(head, f"{base}?on={days_ago(10)}&known={days_ago(10)}")
    assert "Nothing was held of that day by then" in early
    assert text(head, f"{base}?on=2026-99-99&known=x")


def test_a_register_comes_in_by_its_pages(school: dict[str, str]) -> None:
    akimat = as_("demo.akimat")
    taken = akimat.get("/kk/schools/import/template-sites-kk.csv").content.decode("utf-8-sig").strip()
    assert akimat.get("/kk/schools/import/template-assets-ru.xlsx").content[:2] == b"PK"
    heads = taken.split(";")
    said = {"Нөмірі": "61-5", "Түрі": "мектеп", "Қазақша атауы": "№ 5 мектеп <b>"}
    wrong = {**said, "Нөмірі": "61-6", "Ендік": "68.27", "Бойлық": "43.297"}
    rows = "\n".join(";".join(row.get(head, "") for head in heads) for row in (said, wrong))
    sent = {"kind": "sites", "file": SimpleUploadedFile("a.csv", f"{taken}\n{rows}".encode())}
    page = akimat.post("/en/schools/import/", sent, follow=True)
    shown = page.content.decode()
    for word in (
        "seem to be swapped",
        "latitude 43.297, longitude 68.27",
        "№ 5 мектеп &lt;b&gt;",
        "1 row stays out",
    ):
        assert word in shown, word
    where = page.redirect_chain[-1][0]
    assert "1 rows cannot be taken over" in akimat.post(f"{where}decision/", follow=True).content.decode()
    done = akimat.post(f"{where}decision/", {"partial": "1"}, follow=True)
    assert "1 row was taken over" in done.content.decode()
    assert as_("demo.head").get("/en/schools/import/").status_code == 403
    assert as_("demo.inspector").get(where).status_code == 200
    refused = akimat.post(
        "/ru/schools/import/", {"kind": "sites", "file": SimpleUploadedFile("a.geojson", b"{]")}
    )
    assert refused.status_code == 422
