"""The reporter's pages: what is owed, the working page, a line that saves as one types, conflicts, papers,
the certificate. As browsers with and without script ask for them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting.actions.lines import certify, save, send_back
from qalqan.domains.reporting.models import Entry, Line, Package
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault.tests import hostile

from .making import ASTANA, READY, bind, lines_of, make_package, officer, program, region, seen

pytestmark = pytest.mark.django_db
ME = Service("reporting.tests")
AUTOSAVE = {"X-Autosave": "1"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def akimat() -> Client:
    return client_of(officer())


def url(name: str, *args: object, language: str = "en") -> str:
    return reverse(f"reporting:{name}", args=args).replace("/kk/", f"/{language}/", 1)


def form(line: Line, **typed: str) -> dict[str, str]:
    return {"seen": str(line.version), "text_kk": "", "text_ru": "", "spend": "", **typed}


def now(line: Line) -> Line:
    with scope(ME, "statistics"):
        return Line.objects.get(pk=line.pk)


def looked(*lines: Line) -> list[str]:
    """What the certificate's page sends: each line in the version it showed."""
    return [f"{line.pk}.{now(line).version}" for line in lines]


def held(line: Line) -> Entry:
    with scope(ME, "statistics"):
        return Entry.objects.get(line=line, number=now_in_scope(line))


def now_in_scope(line: Line) -> int:
    return Line.objects.get(pk=line.pk).entry_number


def observed(numerator: int, denominator: int = 100, kind: str = "inspection") -> None:
    with scope(ME, "planning"):
        evidence.observe(
            evidence.NewObservation(
                at=evidence.At(region()),
                indicator="schools.toilets.warm",
                period_start=date(2021, 9, 1),
                period_end=date(2021, 9, 1),
                source_kind=kind,
                numerator=Decimal(numerator),
                denominator=Decimal(denominator),
                source_body="МОН",
                source_name="Проверка школ",
                known_from=datetime(2021, 9, 20, tzinfo=UTC),
            )
        )


def test_it_works(akimat: Client) -> None:
    """Owed, opened, written, certified: the page says so at each step."""
    package = make_package(6)
    line = lines_of(package)[0]
    assert url("package", package.pk).removeprefix("/en") in akimat.get(url("owing")).content.decode()
    assert akimat.get(url("package", package.pk)).status_code == 200
    answer = akimat.post(
        url("edit_line", line.pk),
        form(line, outcome="done", text_kk="Бар.", text_ru="Есть."),
        headers=AUTOSAVE,
    )
    page = answer.content.decode()
    assert 'data-answer="saved" data-version="1"' in page
    assert re.search(r"Saved \d\d:\d\d:\d\d", page)
    assert "ready to certify" in page
    asked = akimat.get(url("certify", package.pk)).content.decode()
    assert str(line.pk) in asked
    done = akimat.post(url("certify", package.pk), {"line": looked(line), "sure": "1"}, follow=True)
    assert "1 measure is certified under your name" in done.content.decode()
    assert now(line).state == "submitted"
    assert url("edit_line", line.pk) not in done.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_answers_in_every_language(akimat: Client, language: str) -> None:
    bind(1, "schools.toilets.warm")
    observed(70)
    package, before = (
        make_package(1, 2),
        make_package(1, period_start=date(2020, 1, 1), period_end=date(2020, 12, 31)),
    )
    line = lines_of(package)[0]
    save(program(), line.pk, seen=0, fields=replace(READY, value=Decimal(7)))
    for name, args in (
        ("owing", ()),
        ("package", (package.pk,)),
        ("package", (before.pk,)),
        ("certify", (package.pk,)),
        ("line", (line.pk,)),
        ("edit_line", (line.pk,)),
        ("line_card", (line.pk,)),
    ):
        answer = akimat.get(url(name, *args, language=language))
        assert answer.status_code == 200, name
        assert "%(" not in answer.content.decode()


def test_home_leads_by_role(akimat: Client) -> None:
    assert akimat.get(url("home"))["Location"].endswith("/reporting/owed/")
    answer = client_of(officer("dana", role="coordinator")).get(url("home"))
    assert answer["Location"].endswith("/reporting/board/")


def test_a_line_is_saved_without_script_too(akimat: Client) -> None:
    package = make_package(1, 2)
    line, later = lines_of(package)
    answer = akimat.post(url("edit_line", line.pk), form(line, outcome="partly", text_ru="Часть."))
    assert answer["Location"].endswith(f"/packages/{package.pk}/#line-1")
    answer = akimat.post(url("edit_line", line.pk), form(now(line), text_kk="Бөлігі.", next="1"))
    assert answer["Location"].endswith(f"/lines/{later.pk}/edit/")
    assert (held(line).text_kk, held(line).outcome, held(line).text_ru) == ("Бөлігі.", "partly", "")


def test_a_number_that_cannot_be_read_is_told_and_the_rest_is_saved(akimat: Client) -> None:
    bind(1, "schools.toilets.warm")
    line = lines_of(make_package(1))[0]
    sent = form(line, text_kk="Бар.", numerator="девяносто", denominator="100", spend="1,5")
    answer = akimat.post(url("edit_line", line.pk), sent, headers=AUTOSAVE)
    page = answer.content.decode()
    assert 'data-answer="saved"' in page
    assert "девяносто" in page
    assert (held(line).text_kk, held(line).denominator, held(line).numerator) == ("Бар.", 100, None)
    assert held(line).spend == Decimal("1.5")
    again = akimat.post(url("edit_line", line.pk), form(now(line), numerator="девяносто"))
    assert again.status_code == 422
    assert 'value="девяносто"' in again.content.decode()


def test_two_writers_merge_and_meet(akimat: Client) -> None:
    """What collides is kept twice and settled on a page of its own."""
    line = lines_of(make_package(1))[0]
    other = client_of(officer("berik"))
    akimat.post(url("edit_line", line.pk), form(line, text_kk="Қазақша."), headers=AUTOSAVE)
    merged = other.post(
        url("edit_line", line.pk), form(line, text_ru="Мой."), headers=AUTOSAVE
    ).content.decode()
    assert '<span data-theirs="text_kk">Қазақша.</span>' in merged
    clash = akimat.post(
        url("edit_line", line.pk), form(line, text_kk="Қазақша.", text_ru="Её."), headers=AUTOSAVE
    ).content.decode()
    assert 'data-answer="conflict"' in clash
    kept = int(re.search(r"settle/(\d+)/", clash).group(1))  # type: ignore[union-attr]
    page = akimat.get(url("settle_line", line.pk, kept)).content.decode()
    assert "Мой." in page
    assert "Её." in page
    akimat.post(url("settle_line", line.pk, kept), {"seen": str(now(line).version), "text_ru": "mine"})
    assert (held(line).text_ru, held(line).text_kk) == ("Её.", "Қазақша.")
    history = akimat.get(url("line", line.pk)).content.decode()
    assert "kept aside" in history


def test_a_locked_line_tells_the_script_and_keeps_the_text_on_the_page(akimat: Client) -> None:
    package = make_package(1)
    line = lines_of(package)[0]
    save(program(), line.pk, seen=0, fields=READY)
    certify(program(), package.pk, seen([line.pk]))
    answer = akimat.post(url("edit_line", line.pk), form(line, text_ru="Поздно."), headers=AUTOSAVE)
    assert answer.status_code == 409
    assert 'data-answer="refused"' in answer.content.decode()
    send_back(program(), seen([line.pk]), "Где акт приёмки?")
    page = akimat.get(url("edit_line", line.pk)).content.decode()
    assert "Где акт приёмки?" in page
    assert "Где акт приёмки?" in akimat.get(url("package", package.pk)).content.decode()


def test_values_of_sources_are_shown_with_day_and_source_and_taken_over(akimat: Client) -> None:
    bind(1, "schools.toilets.warm")
    observed(70)
    package = make_package(1, 2)
    line = lines_of(package)[0]
    page = akimat.get(url("edit_line", line.pk)).content.decode()
    for word in ("70 of 100 (70 %)", "Проверка школ", "1 Sept 2021", "20 Sept 2021"):
        assert word in page, word
    akimat.post(url("edit_line", line.pk), form(line, text_ru="Своё.", take="1"))
    assert (held(line).numerator, held(line).denominator, held(line).text_ru) == (70, 100, "Своё.")


def test_taking_over_everything_changes_nothing_that_is_written(akimat: Client) -> None:
    bind(1, "schools.toilets.warm")
    bind(2, "schools.toilets.warm")
    observed(70)
    package = make_package(1, 2, 3)
    first, second, third = lines_of(package)
    save(program(), second.pk, seen=0, fields=Fields(numerator=Decimal(90), denominator=Decimal(100)))
    assert "1 value from evidence" in akimat.get(url("package", package.pk)).content.decode()
    answer = akimat.post(url("take_over_all", package.pk), follow=True).content.decode()
    assert "1 value was taken over" in answer
    assert (held(first).numerator, held(second).numerator, now(third).entry_number) == (70, 90, 0)


def test_what_was_said_before_stands_folded_with_the_difference(akimat: Client) -> None:
    bind(1, "schools.toilets.warm")
    before = make_package(1, period_start=date(2020, 1, 1), period_end=date(2020, 12, 31))
    with scope(ME, "planning"):
        Package.objects.filter(pk=before.pk).update(duty_code="yearly")
    save(
        program(),
        lines_of(before)[0].pk,
        seen=0,
        fields=replace(READY, numerator=Decimal(60), denominator=Decimal(100)),
    )
    package = make_package(1)
    with scope(ME, "planning"):
        Package.objects.filter(pk=package.pk).update(duty_code="yearly")
    line = lines_of(package)[0]
    save(program(), line.pk, seen=0, fields=Fields(numerator=Decimal(75), denominator=Decimal(100)))
    page = akimat.get(url("edit_line", line.pk)).content.decode()
    assert "60 of 100 (60 %)" in page
    assert "+15 percentage points" in page
    akimat.post(url("edit_line", line.pk), form(now(line), copy="1"))
    assert (held(line).text_kk, held(line).numerator) == (READY.text_kk, 75)


@contextmanager
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))
    yield


def test_papers_come_and_go_and_stay_in_the_history(
    akimat: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stored(tmp_path, monkeypatch):
        package = make_package(1)
        line = lines_of(package)[0]
        paper = SimpleUploadedFile("акт.pdf", hostile.PDF)
        akimat.post(url("attach", line.pk), {"title": "Акт № 7", "paper": paper})
        page = akimat.get(url("edit_line", line.pk)).content.decode()
        assert "Акт № 7" in page
        address = re.search(r'href="(/\w\w/)?(/?files/[^"]+|[^"]*reporting.paper/[^"]+)"', page)
        assert address
        file = re.search(r'href="([^"]*reporting\.paper[^"]*)"', page).group(1)  # type: ignore[union-attr]
        assert b"".join(akimat.get(file).streaming_content) == hostile.PDF  # type: ignore[attr-defined]
        assert client_of(officer("berik", "KZ-15")).get(file).status_code == 404
        bad = akimat.post(
            url("attach", line.pk), {"title": "Вирус", "paper": SimpleUploadedFile("a.pdf", b"MZ\0\0")}
        )
        assert bad.status_code == 422
        remove = re.search(r'action="([^"]*/remove/)"', page).group(1)  # type: ignore[union-attr]
        akimat.post(remove)
        akimat.post(remove)
        assert "Акт № 7" not in akimat.get(url("edit_line", line.pk)).content.decode()
        assert "<del>Акт № 7</del>" in akimat.get(url("line", line.pk)).content.decode()
        save(program(), line.pk, seen=0, fields=READY)
        certify(program(), package.pk, seen([line.pk]))
        late = akimat.post(
            url("attach", line.pk), {"title": "Поздно", "paper": SimpleUploadedFile("b.pdf", hostile.PDF)}
        )
        assert late.status_code == 409


def test_a_certificate_wants_the_box_and_says_what_is_wrong(akimat: Client) -> None:
    package = make_package(1, 2)
    line, empty = lines_of(package)
    save(program(), line.pk, seen=0, fields=READY)
    page = akimat.post(url("certify", package.pk), {"line": looked(line)})
    assert page.status_code == 409
    assert "Tick the box" in page.content.decode()
    page = akimat.post(url("certify", package.pk), {"line": looked(line, empty), "sure": "1"})
    assert "Measures 2 are not complete yet" in page.content.decode()
    assert akimat.post(url("certify", package.pk), {"sure": "1"}).status_code == 409
    assert {one.state for one in lines_of(package)} == {"open"}


def test_who_is_shown_what() -> None:
    package = make_package(1)
    line = lines_of(package)[0]
    national = make_package(1, code=ASTANA, body_code="МП")
    neighbour, capital = client_of(officer("berik", "KZ-15")), client_of(officer("astana", ASTANA))
    coordinator, reader = (
        client_of(officer("dana", role="coordinator")),
        client_of(officer("oqu", role="viewer")),
    )
    for name, key in (
        ("package", package.pk),
        ("certify", package.pk),
        ("line", line.pk),
        ("edit_line", line.pk),
    ):
        assert neighbour.get(url(name, key)).status_code == 404, name
    assert coordinator.get(url("package", package.pk)).status_code == 200
    assert coordinator.get(url("edit_line", line.pk)).status_code == 403
    assert coordinator.get(url("certify", package.pk)).status_code == 403
    assert coordinator.get(url("certify", national.pk)).status_code == 200
    assert capital.get(url("certify", national.pk)).status_code == 404
    assert reader.get(url("line", line.pk)).status_code == 200
    assert reader.post(url("edit_line", line.pk), form(line)).status_code == 403
    assert str(national.pk) not in capital.get(url("owing")).content.decode()
    assert str(national.pk) in coordinator.get(url("owing")).content.decode()
    assert Client().get(url("package", package.pk)).status_code == 302


def test_the_number_of_questions_does_not_grow_with_the_lines(akimat: Client) -> None:
    bind(1, "schools.toilets.warm")
    few, many = make_package(1, 2), make_package(*range(1, 71))
    for line in lines_of(many):
        save(program(), line.pk, seen=0, fields=READY)
    for name in ("package", "certify"):
        akimat.get(url(name, few.pk))
        with CaptureQueriesContext(
            connection,
        ) as small:
            akimat.get(url(name, few.pk))
        with CaptureQueriesContext(connection) as large:
            akimat.get(url(name, many.pk))
        assert len(large) <= len(small) + 2, name
        assert len(large) < 50


def test_odd_addresses_and_forms_are_no_server_error(akimat: Client) -> None:
    package = make_package(1)
    line = lines_of(package)[0]
    nobody = "00000000-0000-0000-0000-000000000000"
    for name in ("package", "certify", "line", "edit_line", "line_card"):
        assert akimat.get(url(name, nobody)).status_code == 404
    assert akimat.get(url("settle_line", line.pk, 7)).status_code == 404
    odd = {"seen": "²", "outcome": "nonsense", "text_kk": "a\0b\r\nc", "spend": "1e999", "value": "∞"}
    assert akimat.post(url("edit_line", line.pk), odd, headers=AUTOSAVE).status_code == 200
    assert (held(line).text_kk, held(line).outcome) == ("ab\nc", "unknown")
    long = form(now(line), text_ru="я" * 20_001)
    refused = akimat.post(url("edit_line", line.pk), long, headers=AUTOSAVE)
    assert refused.status_code == 409
    assert "20001" in refused.content.decode()
    assert akimat.get(url("package", package.pk) + "?show=<script>").status_code == 200
