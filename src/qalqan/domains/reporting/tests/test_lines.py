"""Lines through the verbs: no save is lost, a name is put once, locked is locked, each return stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from qalqan.domains.evidence.models import Observation
from qalqan.domains.reporting.actions.lines import (
    Conflict,
    NotComplete,
    Saved,
    Unfit,
    accept,
    certify,
    reopen,
    save,
    send_back,
)
from qalqan.domains.reporting.models import Certificate, Entry, Line, Package, Step
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel.access.scope import Service, scope

from .making import ASTANA, READY, actor, bind, lines_of, make_package, officer, program, seen

pytestmark = pytest.mark.django_db
ME = Service("reporting.tests")


def entries(line: Line) -> list[Entry]:
    with scope(ME, "statistics"):
        return list(Entry.objects.filter(line=line).order_by("number"))


@contextmanager
def refusal(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as found:
        yield
    assert found.value.code == code


def filled(*numbers: int) -> Package:
    """A package whose lines are ready to be certified."""
    package = make_package(*numbers)
    for line in lines_of(package):
        save(program(), line.pk, seen=0, fields=READY)
    return package


def keys(package: Package) -> list[object]:
    return [line.pk for line in lines_of(package)]


def test_it_works() -> None:
    """Written by an officer, certified, returned, certified anew, accepted; every step stays."""
    package, user = make_package(1), officer()
    line = lines_of(package)[0]
    saved = save(actor(user), line.pk, seen=0, fields=READY)
    assert isinstance(saved, Saved)
    assert (saved.version, saved.number, saved.is_new, saved.is_merged) == (1, 1, True, False)
    first = certify(actor(user), package.pk, seen([line.pk]))
    reviewer = actor(officer("dana", role="coordinator"), "reporting.review")
    assert send_back(reviewer, seen([line.pk]), "Укажите, какие школы остались.") == 1
    save(
        actor(user),
        line.pk,
        seen=lines_of(package)[0].version,
        fields=replace(READY, text_ru="Осталась одна."),
    )
    second = certify(actor(user), package.pk, seen([line.pk]))
    accept(reviewer, seen([line.pk]))
    assert lines_of(package)[0].state == "accepted"
    assert (first.number, second.number) == (1, 2)
    with scope(ME, "statistics"):
        steps = Step.objects.filter(line=line).order_by("number")
        assert [(s.act, s.before, s.after, s.entry_number) for s in steps] == [
            ("submit", "open", "submitted", 1), ("return", "submitted", "returned", 1),
            ("submit", "returned", "submitted", 2), ("accept", "submitted", "accepted", 2),
        ]  # fmt: skip
        assert steps[1].reason == "Укажите, какие школы остались."
        assert steps[0].certificate_id == first.id
        assert Package.objects.get(pk=package.pk).met_at is not None


def test_the_same_text_twice_is_one_revision() -> None:
    line = lines_of(make_package(1))[0]
    save(program(), line.pk, seen=0, fields=READY)
    again = save(program(), line.pk, seen=1, fields=READY)
    assert isinstance(again, Saved)
    assert not again.is_new
    assert len(entries(line)) == 1


def test_two_people_who_write_different_fields_both_keep_what_they_wrote() -> None:
    line = lines_of(make_package(1))[0]
    save(program(), line.pk, seen=0, fields=Fields(text_kk="Қазақша."))
    second = save(program(), line.pk, seen=0, fields=Fields(text_ru="По-русски."))
    assert isinstance(second, Saved)
    assert second.is_merged
    assert second.fields == Fields(text_kk="Қазақша.", text_ru="По-русски.")
    assert [entry.base for entry in entries(line)] == [0, 0]


def test_two_people_who_write_the_same_field_are_shown_both_and_nothing_is_lost() -> None:
    line = lines_of(make_package(1))[0]
    save(program(), line.pk, seen=0, fields=Fields(text_ru="Первый.", outcome="done"))
    clash = save(program(), line.pk, seen=0, fields=Fields(text_ru="Второй.", spend=Decimal(5)))
    assert isinstance(clash, Conflict)
    assert clash.fields == ("text_ru",)
    assert (clash.mine.text_ru, clash.theirs.text_ru, clash.merged.text_ru) == (
        "Второй.",
        "Первый.",
        "Первый.",
    )
    assert (clash.merged.outcome, clash.merged.spend) == ("done", Decimal(5))
    kept = entries(line)
    assert [(entry.text_ru, entry.is_aside) for entry in kept] == [("Первый.", False), ("Второй.", True)]
    assert lines_of(Package(pk=line.package_id))[0].entry_number == 1
    again = save(program(), line.pk, seen=0, fields=Fields(text_ru="Второй.", spend=Decimal(5)))
    assert isinstance(again, Conflict)
    assert (again.kept, len(entries(line))) == (2, 2)
    settled = save(program(), line.pk, seen=clash.version, fields=replace(clash.merged, text_ru="Вместе."))
    assert isinstance(settled, Saved)
    assert settled.number == 3


def test_what_was_returned_meanwhile_is_no_conflict() -> None:
    """Steps raise the version too; a writer who saw the line before them has still seen its text."""
    package = filled(1)
    line = lines_of(package)[0]
    certify(program(), package.pk, seen([line.pk]))
    send_back(program(), seen([line.pk]), "Исправьте, пожалуйста.")
    saved = save(program(), line.pk, seen=1, fields=replace(READY, text_ru="Исправлено."))
    assert isinstance(saved, Saved)
    assert not saved.is_merged


def test_a_locked_line_is_not_written_and_says_so() -> None:
    package = filled(1)
    line = lines_of(package)[0]
    certify(program(), package.pk, seen([line.pk]))
    for _ in range(2):
        with refusal("locked"):
            save(program(), line.pk, seen=2, fields=Fields())
        accept(program(), seen([line.pk])) if lines_of(package)[0].state == "submitted" else None
    assert len(entries(line)) == 1
    reopen(program(), line.pk, "Внесено по ошибке.", seen=lines_of(package)[0].version)
    assert isinstance(save(program(), line.pk, seen=1, fields=Fields()), Saved)


def test_what_cannot_be_kept_is_refused_with_its_field() -> None:
    line = lines_of(make_package(1))[0]
    with pytest.raises(Unfit) as refused:
        save(program(), line.pk, seen=0, fields=Fields(text_kk="ә" * 20_001))
    assert [p.field for p in refused.value.problems] == ["text_kk"]
    assert not entries(line)


def test_who_writes_what() -> None:
    ours, national = lines_of(make_package(1))[0], lines_of(make_package(1, code=ASTANA, body_code="МП"))[0]
    stranger, neighbour = officer("berik", "KZ-15"), officer("astana", ASTANA)
    coordinator = officer("dana", role="coordinator")
    with refusal("no_such_line"):
        save(actor(stranger), ours.pk, seen=0, fields=READY)
    with refusal("not_yours"):  # in the region of the capital, but not the akimat's
        save(actor(neighbour), national.pk, seen=0, fields=READY)
    with refusal("not_yours"):
        save(actor(coordinator), ours.pk, seen=0, fields=READY)
    assert isinstance(save(actor(coordinator), national.pk, seen=0, fields=READY), Saved)
    with refusal("not_allowed"):
        send_back(actor(stranger), seen([ours.pk]), "Не моё это дело, но всё же.")
    with refusal("no_such_line"):
        save(program(), uuid4(), seen=0, fields=READY)


def test_a_certificate_takes_complete_lines_and_names_what_is_missing() -> None:
    bind(2, "schools.toilets.warm")
    package = filled(1, 2)
    with pytest.raises(NotComplete) as refused:
        certify(program(), package.pk, seen(keys(package)))
    assert {n: [p.rule for p in found] for n, found in refused.value.problems.items()} == {
        2: ["share_missing"]
    }
    assert "2" in str(refused.value)
    assert {line.state for line in lines_of(package)} == {"open"}


def test_a_certificate_asked_for_twice_is_given_once() -> None:
    package = filled()
    first = certify(program(), package.pk, seen(keys(package)))
    second = certify(program(), package.pk, seen(keys(package)))
    assert (second.id, second.digest, second.is_new) == (first.id, first.digest, False)
    with scope(ME, "statistics"):
        assert Certificate.objects.count() == 1
        assert Step.objects.count() == 3
    with refusal("not_in_this_state"):
        certify(program(), package.pk, seen(keys(package)[:2]))


def test_no_name_stands_under_a_text_that_was_not_read() -> None:
    """Somebody writes, or the ministry acts, after the page was shown: nothing is signed."""
    package = filled(1, 2)
    shown = seen(keys(package))
    line = lines_of(package)[0]
    save(program(), line.pk, seen=line.version, fields=replace(READY, text_ru="Совсем другой текст."))
    with refusal("changed"):
        certify(program(), package.pk, shown)
    assert {line.state for line in lines_of(package)} == {"open"}
    certify(program(), package.pk, seen(keys(package)))
    stale = seen([line.pk])
    send_back(program(), stale, "Приложите, пожалуйста, акт.")
    certify(program(), package.pk, seen([line.pk]))
    for act in (
        lambda: accept(program(), stale),
        lambda: send_back(program(), stale, "Приложите, пожалуйста, акт."),
        lambda: reopen(program(), line.pk, "Внесено по ошибке.", seen=stale[line.pk]),
    ):
        with refusal("changed"):
            act()
    assert accept(program(), seen([line.pk])) == 1


def test_the_digest_speaks_of_what_was_certified() -> None:
    same, other = filled(1), make_package(1)
    line = lines_of(other)[0]
    save(program(), line.pk, seen=0, fields=replace(READY, spend=Decimal("1.50")))
    first = certify(program(), same.pk, seen(keys(same))).digest
    second = certify(program(), other.pk, seen([line.pk])).digest
    assert first != second
    assert len(second) == 64


def test_not_before_the_period_is_over() -> None:
    package = filled(1)
    early = datetime(2021, 12, 31, 12, tzinfo=UTC)
    with refusal("too_early"):
        certify(program(), package.pk, seen(keys(package)), at=early)
    with pytest.raises(ValueError, match="a person acts now"):
        certify(actor(officer(), "reporting.certify"), package.pk, seen(keys(package)), at=early)


def test_certified_values_are_claims_and_a_correction_stands_beside() -> None:
    bind(1, "schools.toilets.warm")
    package = make_package(1, 2)
    line, plain = lines_of(package)
    said = replace(READY, numerator=Decimal(90), denominator=Decimal(100))
    save(program(), line.pk, seen=0, fields=said)
    save(program(), plain.pk, seen=0, fields=READY)
    certify(program(), package.pk, seen([line.pk, plain.pk]))
    send_back(program(), seen([line.pk]), "Проверка нашла меньше.")
    save(program(), line.pk, seen=3, fields=replace(said, numerator=Decimal(70)))
    certify(program(), package.pk, seen([line.pk]))
    with scope(ME, "statistics"):
        old, new = Observation.objects.order_by("known_from", "recorded_at", "id")
    assert (old.value, old.known_until is None, new.value, new.known_until) == (90, False, 70, None)
    assert (new.source_kind, new.place, new.line_id, new.measure_number) == ("claim", "region", line.pk, 1)
    assert (new.numerator, new.denominator, new.source_body) == (70, 100, "akimat-61")


def test_reviewing_is_all_or_nothing_and_wants_reasons() -> None:
    package = filled()
    first, *others = keys(package)
    certify(program(), package.pk, seen(others))
    with refusal("not_in_this_state"):
        send_back(program(), seen([first, *others]), "Пришлите ещё раз.")
    with refusal("reason_missing"):
        send_back(program(), seen(others), "нет")
    with refusal("nothing_chosen"):
        accept(program(), seen([]))
    assert [line.state for line in lines_of(package)] == ["open", "submitted", "submitted"]
    send_back(program(), seen(others), "Одна причина для всех.", reasons={others[0]: "Своя причина здесь."})
    with scope(ME, "statistics"):
        found = (
            Step.objects.filter(act="return")
            .order_by("line__measure_number")
            .values_list("reason", flat=True)
        )
        assert list(found) == ["Своя причина здесь.", "Одна причина для всех."]


def test_nobody_accepts_what_he_certified_himself() -> None:
    package = make_package(1, code=ASTANA, body_code="МП")
    line, user = lines_of(package)[0], officer("dana", role="coordinator")
    save(actor(user), line.pk, seen=0, fields=READY)
    certify(actor(user), package.pk, seen([line.pk]))
    with refusal("own_certificate"):
        accept(actor(user, "reporting.review"), seen([line.pk]))
    assert accept(actor(officer("erlan", role="coordinator"), "reporting.review"), seen([line.pk])) == 1


def test_history_is_final_in_the_database_too() -> None:
    filled(1)
    for table in ("reporting_entry", "reporting_step", "reporting_certificate"):
        with (
            pytest.raises(DatabaseError),
            scope(ME, "planning"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")


def test_a_national_line_claims_for_the_nation() -> None:
    bind(1, "schools.toilets.warm")
    package = make_package(1, code=ASTANA, body_code="МП", due=date(2022, 2, 1))
    line = lines_of(package)[0]
    save(program(), line.pk, seen=0, fields=replace(READY, numerator=Decimal(9), denominator=Decimal(10)))
    certify(program(), package.pk, seen([line.pk]))
    with scope(ME, "statistics"):
        assert Observation.objects.get().place == "nation"
