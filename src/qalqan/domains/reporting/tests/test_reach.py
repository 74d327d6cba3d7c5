"""Who sees which reports, and whose drafts: a seat of the capital none of national bodies, whose rows lie in
its region; a reader nothing that no name stands under."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from qalqan.domains.reporting.actions.lines import certify, save, send_back
from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.models import Package
from qalqan.domains.reporting.queries import board, comparison, lines, owing, packages, uploads
from qalqan.domains.reporting.refusals import Refused
from qalqan.kernel.access.models import User

from .making import ASTANA, PLAN, READY, actor, lines_of, make_package, officer, program, seen
from .test_line_pages import client_of, url

pytestmark = pytest.mark.django_db
READ = "reporting.read"
DRAFT = replace(READY, text_ru="Черновик, который никто не подписал.")


def reader(user: User) -> Actor:
    return actor(user, READ)


def write(package: Package, **said: str) -> None:
    held = lines_of(package)[0]
    save(program(), held.pk, seen=held.version, fields=replace(READY, **said))


def as_seen(who: Actor, package: Package) -> tuple[str, ...]:
    """The Russian texts that somebody reads in a package, and in the histories of its lines."""
    with frame(who, READ, READING):
        rows = lines.package_page(package.pk, language="ru").rows
        views = [lines.line(row.id, language="ru") for row in rows]
    return (
        *(row.fields.text_ru for row in rows),
        *(entry.fields.text_ru for view in views for entry in view.entries),
    )


def test_a_seat_of_the_capital_sees_no_report_of_a_national_body() -> None:
    own = make_package(1, code=ASTANA)
    national = make_package(1, code=ASTANA, body_code="МП")
    key = lines_of(national)[0].pk
    capital = reader(officer("astana", ASTANA))
    with frame(capital, READ, READING):
        for refuse in (
            lambda: lines.package_page(national.pk, language="ru"),
            lambda: lines.line(key),
            lambda: uploads.upload(key, language="ru"),
        ):
            with pytest.raises(Refused):
                refuse()
        assert packages.package(national.pk) is None
        assert [one.id for one in packages.packages(PLAN)] == [own.pk]
        assert owing.owed(national=True) == ()
        assert [one.pk for one in board.packages_of(PLAN, 2021)] == [own.pk]
        assert {one.package for one in board.lines_at(PLAN, 2021, None)} == {own.pk}
        assert comparison.review(national.pk, language="ru") is None
        assert comparison.decidable([key], language="ru") == ()
    with frame(reader(officer("dana", role="coordinator")), READ, READING):
        assert {one.id for one in packages.packages(PLAN)} == {own.pk, national.pk}


def test_pages_of_a_national_body_are_not_there_for_the_capital() -> None:
    national = make_package(1, code=ASTANA, body_code="МП")
    key = lines_of(national)[0].pk
    capital = client_of(officer("astana", ASTANA))
    asked: tuple[tuple[str, UUID], ...] = (
        ("package", national.pk),
        ("certify", national.pk),
        ("workbook", national.pk),
        ("review", national.pk),
        ("line", key),
        ("edit_line", key),
        ("line_card", key),
    )
    for name, of in asked:
        assert capital.get(url(name, of)).status_code == 404, name


def test_a_reader_sees_what_was_signed_and_no_draft() -> None:
    package = make_package(1)
    line = lines_of(package)[0]
    readers = [reader(officer("dana", role="coordinator")), reader(officer("oqu", role="viewer"))]
    write(package, text_ru=DRAFT.text_ru)
    for who in readers:
        assert as_seen(who, package) == ("",)
    assert set(as_seen(reader(officer()), package)) == {DRAFT.text_ru}
    write(package)
    certify(program(), package.pk, seen([line.pk]))
    send_back(program(), seen([line.pk]), "Приложите акт приёмки.")
    write(package, text_ru=DRAFT.text_ru)
    for who in readers:
        assert as_seen(who, package) == (READY.text_ru, READY.text_ru)


def test_no_page_shows_a_reader_a_draft() -> None:
    package = make_package(1)
    line = lines_of(package)[0]
    write(package, text_ru=DRAFT.text_ru)
    for client in (client_of(officer("oqu", role="viewer")), client_of(officer("dana", role="coordinator"))):
        for name, key in (("package", package.pk), ("line", line.pk), ("line_card", line.pk)):
            page = client.get(url(name, key))
            assert page.status_code == 200
            assert DRAFT.text_ru not in page.content.decode(), name
            assert "ready to certify" not in page.content.decode(), name
    assert DRAFT.text_ru in client_of(officer()).get(url("line", line.pk)).content.decode()
    assert Client().get(url("line", line.pk)).status_code == 302
