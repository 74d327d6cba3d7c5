"""The desk: who sees and does what, what a form that was refused keeps."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from qalqan.domains.watch import api, photos
from qalqan.domains.watch.actions import photos as kept
from qalqan.domains.watch.actions import telling
from qalqan.domains.watch.models import Cluster, Report, ReportPhoto
from qalqan.domains.watch.queries.clusters import Asked, clusters
from qalqan.domains.watch.rules import routing
from qalqan.domains.watch.ui.desk_words import likeness_terms
from qalqan.kernel.access import actions as seating
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock import labels, reading
from qalqan.kernel.geo import Point

from . import worlds
from .strangers import photo

pytestmark = pytest.mark.django_db

NOTE = "The cover was replaced on Monday."


def client_of(role: str, region: str | None = worlds.REGION) -> Client:
    """A browser signed in under a post."""
    person = seating.add_user(f"{role}.{region}")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    post = seating.post(
        role,
        region_id=worlds.region_id(region) if region else None,
        body_code=f"akimat-{region[3:]}" if region else "МП",
    )
    seating.seat(person, post, since=timezone.now() - timedelta(minutes=1))
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


def main(page: str) -> str:
    """What stands between the frame's head and foot."""
    return page.partition("<main")[2].partition("</main>")[0]


def state(told: api.Received) -> str:
    with scope(Service("tests"), "safety"):
        return Cluster.objects.get(pk=told.cluster_id).state


def test_the_most_dangerous_comes_first_and_a_number_leads_to_its_item() -> None:
    worlds.school()
    low = api.receive(worlds.new("pothole", text="Шұңқыр"))
    high = api.receive(worlds.new(metres=250))
    client = client_of("akimat_officer")
    page = client.get("/kk/watch/").content.decode()
    assert page.index(high.number) < page.index(low.number)
    found = client.get("/kk/watch/", {"q": high.number.lower().replace("-", " ")})
    assert found.headers["Location"].endswith(f"/watch/items/{high.cluster_id}/")
    for query in (
        {"page": "99999"},
        {"page": "x"},
        {"state": "nonsense"},
        {"only": "late"},
        {"order": "due"},
    ):
        assert client.get("/ru/watch/", query).status_code == 200


def test_by_deadline_the_earliest_comes_first_and_what_has_no_running_clock_is_there_too() -> None:
    """25 a page over both halves: nothing twice, nothing lost, whichever page the halves meet on."""
    told = [api.receive(worlds.new(metres=500 * n, text=f"№ {n}")) for n in range(1, 31)]
    with scope(Service("tests"), "safety"):
        rows = {one.pk: one for one in Cluster.objects.select_related("obligation")}
        for number, one in enumerate(told):
            clock = rows[one.cluster_id].obligation
            clock.due += timedelta(hours=(number * 7) % 30)
            clock.state = "met" if number % 3 == 0 else "breached" if number % 3 == 1 else "running"
            clock.save()
        pages = [clusters(Asked(order="due"), number) for number in (1, 2)]
        late = clusters(Asked(only="late"))
    found = [one for page in pages for one in page.clusters]
    assert [len(page.clusters) for page in pages] == [25, 5]
    assert len({one.id for one in found}) == 30
    running = [one.due for one in found[:20] if one.due is not None and one.clock in ("running", "breached")]
    assert len(running) == 20
    assert running == sorted(running)
    assert [one.risk for one in found[20:]] == sorted((one.risk for one in found[20:]), reverse=True)
    assert {one.id for one in late.clusters} == {one.cluster_id for one in told[1::3]}


def test_a_list_asks_of_many_places_no_more_than_of_one() -> None:
    client, asked = client_of("akimat_officer"), []
    for first, last in ((0, 1), (1, 4)):
        for number in range(first, last):
            worlds.school(point=Point(worlds.north(2000 * number), worlds.LON))
            told = api.receive(worlds.new(metres=2000 * number + 20))
            api.moderate(worlds.actor("moderator"), told.report_id, "shown", "")
        for address in ("/ru/watch/", "/ru/control/list/"):
            client.get(address)
            with CaptureQueriesContext(connection) as made:
                assert client.get(address).content.count("Школа № 1".encode()) == last
            asked.append(len(made))
    assert asked[:2] == asked[2:]


def test_a_move_of_the_page_and_a_refused_one_that_keeps_what_was_typed() -> None:
    told = api.receive(worlds.new())
    client = client_of("akimat_officer")
    address = f"/ru/watch/items/{told.cluster_id}/"
    assert client.post(f"{address}move/", {"move": "accept"}).status_code == 302
    assert state(told) == "accepted"
    refused = client.post(f"{address}move/", {"move": "reject", "reason": "нет", "public_note": NOTE})
    assert refused.status_code == 422
    assert NOTE in refused.content.decode()
    assert client.post(f"{address}look/", {"says": "fixed"}).status_code == 403
    assert client.post(f"{address}direct/", {"move": "reject"}).status_code == 403
    assert state(told) == "accepted"


def test_a_stale_page_changes_nothing() -> None:
    told = api.receive(worlds.new())
    client = client_of("akimat_officer")
    with scope(Service("tests"), "safety"):
        seen = Cluster.objects.get(pk=told.cluster_id).changed_at.isoformat()
    api.move(worlds.actor("akimat_officer"), told.cluster_id, "accept")
    answer = client.post(f"/ru/watch/items/{told.cluster_id}/move/", {"move": "begin", "seen": seen})
    assert (answer.status_code, state(told)) == (422, "accepted")


def test_other_regions_and_strangers_see_nothing() -> None:
    told = api.receive(worlds.new())
    address = f"/ru/watch/items/{told.cluster_id}/"
    assert client_of("akimat_officer", "KZ-63").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert client_of("coordinator", None).get(address).status_code == 200
    assert client_of("akimat_officer").get("/ru/watch/moderation/").status_code == 403
    assert client_of("moderator").get("/ru/watch/routes/").status_code == 403


def test_the_moderator_gets_the_text_with_persons_blacked_out() -> None:
    told = api.receive(worlds.new(text="Люк открыт. Звоните 8 701 123 45 67, <b>Айгуль</b>"))
    client = client_of("moderator")
    page = client.get("/ru/watch/moderation/").content.decode()
    assert "Звоните ▇▇▇" in page
    assert "<b>" not in page
    address = f"/ru/watch/moderation/{told.report_id}/"
    assert client.post(address, {"to": "shown", "public_text": "Люк открыт."}).status_code == 302
    assert client.post(address, {"to": "nothing"}).status_code == 422
    with scope(api.MIRROR, "safety"):
        assert api.public_clusters()[0].number == told.number


def test_a_head_reads_what_everybody_may_and_an_inspector_rejects_what_two_saw() -> None:
    site = worlds.school()
    raw, place = "Крыша течёт, я из 7 Б", "третий ряд у окна"
    told, hidden = [
        api.receive(
            worlds.new("school_building", metres=11, text=raw, place_text=place, seen_at=worlds.SCHOOL_DAY)
        )
        for _ in range(2)
    ]
    assert told.cluster_id == hidden.cluster_id
    api.moderate(worlds.actor("moderator"), told.report_id, "shown", "Крыша течёт.")
    address = f"/ru/watch/items/{told.cluster_id}/"
    person = seating.add_user("head")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    post = seating.post(
        "school_head", region_id=worlds.region_id(), organisation_id=site.organisation_id, body_code=""
    )
    seating.seat(person, post, since=timezone.now() - timedelta(minutes=1))
    head = Client()
    head.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    page = head.get(address).content.decode()
    assert "Крыша течёт." in page
    assert "7 Б" not in page
    assert place not in page
    assert f"{worlds.north(11):.5f}".replace(".", ",") not in page.replace(".", ",")
    assert 'value="say_fixed"' in page
    assert set(re.findall(r"\d\d:\d\d", main(page))) == {"24:00"}  # nor the hour, which tells who it was
    terms = [int(one) for one in re.findall(r"<li>\+(\d+)", main(page))]
    shown = int(re.findall(r"<strong>(\d+)</strong>", main(page))[0])
    assert shown == sum(terms)  # nor does a number hold what is not told: on the way to school or at night
    with scope(Service("tests"), "safety"):
        assert Cluster.objects.get(pk=told.cluster_id).risk > shown
    queue = main(head.get("/ru/watch/").content.decode())
    assert re.findall(r"</span>(\d+)</p>", queue) == [str(shown)]
    assert "place of children" not in main(head.get(address.replace("/ru/", "/en/")).content.decode())
    assert 'value="reject"' not in page
    assert told.number not in head.get("/ru/watch/", {"q": "7 Б"}).headers.get("Location", "")
    inspector = client_of("safety_inspector")
    assert 'value="reject"' in inspector.get(address).content.decode()
    said = {"move": "reject", "reason": NOTE, "public_note": NOTE}
    assert inspector.post(f"{address}look/", said).status_code == 302
    assert state(told) == "rejected"


def test_a_deadline_is_its_last_day_everywhere() -> None:
    """Counted in days it ends at 24:00 of the day that the clock names; counted in hours, at its hour."""
    day, hour = api.receive(worlds.new("rubbish", metres=2500)), api.receive(worlds.new(metres=3500))
    client = client_of("akimat_officer")
    for told, hours in ((day, False), (hour, True)):
        api.moderate(worlds.actor("moderator"), told.report_id, "shown")
        with scope(Service("tests"), "safety"), override("en"):
            row = Cluster.objects.select_related("obligation").get(pk=told.cluster_id)
            assert (row.site_id, row.obligation.ends_the_day) == (None, not hours)
            zone = reading.zones()[row.obligation.zone]
            words = labels.end(row.obligation.due, zone, row.obligation.ends_the_day)
            letter = "\n".join(telling._worded(Report(cluster=row, language="en"), row.steps.latest("at"))[1])
            assert f"To be fixed by: {words}" in letter
            row.obligation.due -= timedelta(days=90)
            letter = "\n".join(telling._worded(Report(cluster=row, language="en"), row.steps.latest("at"))[1])
            assert "Should have been fixed by:" in letter
        for page in (
            client.get(f"/en/watch/items/{told.cluster_id}/"),
            client.get("/en/watch/"),
            Client().get(f"/en/control/items/{told.number}/"),
            Client().get(f"/en/control/mine/{told.secret}/"),
        ):
            assert words in main(page.content.decode())


def test_the_page_opens_with_a_report_that_counts() -> None:
    spam = api.receive(worlds.new(text="BUY NOW"))
    told = api.receive(worlds.new(text="No cover"))
    assert told.cluster_id == spam.cluster_id
    api.moderate(worlds.actor("moderator"), spam.report_id, "spam")
    client = client_of("akimat_officer")

    def first() -> str:
        page = client.get(f"/en/watch/items/{told.cluster_id}/").content.decode()
        return page.partition('class="w-first"')[2].partition("</div>")[0]

    assert "No cover" in first()
    assert "BUY NOW" not in first()
    later = api.receive(worlds.new(text="An open hole"))
    api.moderate(worlds.actor("moderator"), later.report_id, "shown", "An open hole")
    assert "An open hole" in first()


def test_the_dry_run_shows_what_would_change_and_changes_nothing() -> None:
    told = api.receive(worlds.new())
    client = client_of("coordinator", None)
    other = routing.text().replace('key = "region"\nto = "akimat"', 'key = "region"\nto = "police"')
    page = client.post("/ru/watch/routes/", {"rules": other}).content.decode()
    assert told.number in page
    assert client.post("/ru/watch/routes/", {"rules": routing.text()}).status_code == 200
    # only the last rule is for everything: each other one says when it decides
    assert client.get("/en/watch/routes/").content.decode().count("everything that is left") == 1
    assert "/en/watch/exchange/" in client.get("/en/watch/").content.decode()
    for bad in ("not toml [", "", "x = 1", "[[route]]\nkey = 'a'", "a" * 200_001):
        assert client.post("/ru/watch/routes/", {"rules": bad}).status_code == 422
    with scope(Service("tests"), "safety"):
        assert Cluster.objects.get(pk=told.cluster_id).owner_body == "akimat-61"


def test_no_picture_is_shown_that_did_not_stand_on_the_page() -> None:
    scene = photos.safe(photo().read())
    told = api.receive(worlds.new(photos=(replace(scene, public=None),)))
    client = client_of("moderator")
    where, said = f"/en/watch/moderation/{told.report_id}/", {"to": "shown", "public_text": "An open manhole"}

    def pictures() -> list[str]:
        return re.findall(
            r'name="picture" value="([^"]+)"', client.get("/en/watch/moderation/").content.decode()
        )

    drawn = pictures()  # the copy is not made yet
    assert drawn == []
    with scope(Service("tests"), "safety"):
        row = ReportPhoto.objects.get(report_id=told.report_id)
        row.public_id, row.state = kept.sealed(row.report, kept.PUBLIC, scene.public or b""), "ready"
        row.save()
    assert client.post(where, {**said, "picture": drawn}).status_code == 422
    assert client.get(f"/en/control/photos/{row.public_id}/").status_code == 404
    api.receive(worlds.new())  # what others report of the same thing is no reason to look again
    assert client.post(where, {**said, "picture": pictures()}).status_code == 302
    assert client.get(f"/en/control/photos/{row.public_id}/").status_code == 200


def test_a_moderator_erases_a_picture_of_a_step() -> None:
    told = api.receive(worlds.new())
    api.moderate(worlds.actor("moderator"), told.report_id, "shown", "An open manhole")
    scene = photos.safe(photo().read())
    officer = worlds.actor("akimat_officer")
    view = api.move(officer, told.cluster_id, "say_fixed", public_note=NOTE, photos=[scene])
    ((picture,),) = [one.files for one in view.steps if one.files]
    public, item = f"/en/control/photos/{picture}/", f"/en/control/items/{told.number}/"
    client = client_of("moderator")
    assert client.get(public).status_code == 200
    assert str(picture) in client.get(item).content.decode()
    where = f"/en/watch/items/{told.cluster_id}/"
    assert 'value="take_down"' in client.get(where).content.decode()
    erase = {"move": "take_down", "file": str(picture)}
    assert client_of("akimat_officer").post(f"{where}direct/", erase).status_code == 403
    assert client.post(f"{where}direct/", erase).status_code == 302
    assert client.get(public).status_code == 404
    assert str(picture) not in client.get(item).content.decode()
    assert client.post(f"{where}direct/", {**erase, "file": str(told.report_id)}).status_code == 404


def test_a_reason_for_joining_is_told_once_and_does_not_speak_for_and_against() -> None:
    terms = [["distance", 11.2, 1.4], ["same_category", 1.0, 2.0], ["near", 11.2, -0.6], ["time", 1.8, -0.3]]
    with override("en"):
        found = likeness_terms({"terms": terms})
    assert found == ["11 m apart", "the same kind of thing", "against it: 1.8 days apart"]
