"""What happens behind the browser in `test_year_turns`: a plan of three measures whose year is over, and the
akimats that report by the verbs. Run as a program on the running server's home; prints what it did as JSON.

The plan is invented; the country (20 regions, their akimats) is the real one on the day of the test."""

import io
import json
import os
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

CODE = "year-turns"
YEAR = date.today().year - 1
MEASURES = {
    1: "Ввести специализированную охрану во всех школах",
    2: "Провести учебную эвакуацию на всех объектах образования",
    3: "Открыть службы примирения во всех школах",
}
KEYS = {1: "schools.guards.specialised", 2: "schools.drills.held", 3: "schools.mediation.working"}
BY_BROWSER, BY_WORKBOOK, LATE, FALSE = "KZ-61", "KZ-35", ("KZ-23", "KZ-47"), "KZ-15"
FACTS = f"""
code = "{CODE}"
jurisdiction = "KZ"
language = "ru"
public = true
[act]
in_force = {YEAR}-01-01
[period]
start = {YEAR}-01-01
end = {YEAR}-12-31
[defaults]
"МОН" = "child-rights"
"МИО" = "local-executive"
"""
DUTIES = """
plan = "{code}"
jurisdiction = "KZ"
[[duty]]
code = "akimats"
reporter = "МИО"
recipient = "МОН"
recipient_function = "child-rights"
period = "once"
term = {{ on = {due} }}
shift = "none"
citation = "paragraph 1"
[[duty]]
code = "government"
reporter = "МОН"
reporter_function = "child-rights"
recipient = "Правительство"
period = "once"
term = {{ on = {later} }}
shift = "none"
citation = "paragraph 2"
"""
BINDING = """
[measures.{number}]
mode = "indicators"
each = "region"
recurs = "year"
reason = {{ kk = "Көрсеткіш көрсетеді.", ru = "Видно по показателю.", en = "The indicator shows it." }}
[[measures.{number}.indicators]]
key = "{key}"
target = 100
closes = true
reason = {{ kk = "Барлық мектеп.", ru = "Все школы.", en = "All schools." }}
"""


def open_year() -> dict[str, str]:
    """The plan, its bindings and duties, and the reports that follow; packages by region."""
    from django.utils import timezone

    from qalqan.domains.evidence.actions import binding
    from qalqan.domains.plans import actions, patches
    from qalqan.domains.plans.reading.document import Deadline
    from qalqan.domains.plans.tests.builders import make_document, make_measure
    from qalqan.domains.reporting.actions.duties import load_duties
    from qalqan.domains.reporting.actions.packages import open_packages
    from qalqan.domains.reporting.models import Package
    from qalqan.kernel.access.scope import scope

    term = Deadline(f"{YEAR} год", date(YEAR, 1, 1), date(YEAR, 12, 31))
    rows = [make_measure(number, title, deadline=term) for number, title in MEASURES.items()]
    facts = patches.load_facts(FACTS.encode())
    actions.import_plan(
        make_document(*rows),
        actor=actions.Actor("journey", SERVICE(), "Qalqan"),
        code=CODE,
        file=actions.SourceFile("year.txt", "0" * 64),
        facts=facts,
        accept=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bindings.toml"
        parts = [BINDING.format(number=number, key=key) for number, key in KEYS.items()]
        file.write_text(f'plan = "{CODE}"\n' + "".join(parts), "utf-8")
        binding.bind(file)
    today = timezone.localdate()
    load_duties(DUTIES.format(code=CODE, due=today - timedelta(days=1), later=today + timedelta(days=15)))
    open_packages(CODE)
    with scope(SERVICE(), "statistics"):
        rows_ = Package.objects.filter(plan_code=CODE, duty_code="akimats").values_list("body_code", "id")
        return {f"KZ-{body.removeprefix('akimat-')}": str(pk) for body, pk in rows_}


def SERVICE() -> Any:  # noqa: N802  a constant that may be made after Django is set up only
    from qalqan.kernel.access.scope import Service

    return Service("reporting.journey")


def reporter(region: str) -> Any:
    from qalqan.domains.reporting.actor import Actor

    return Actor(f"akimat_officer akimat-{region[3:]}", SERVICE(), "Есеп беруші")


def said(number: int, region: str) -> Any:
    """What an akimat says of a measure; one of them says more than there is."""
    from qalqan.domains.reporting.rules.lines import Fields

    part, whole = 180 + int(region[3:]), 300
    if (region, number) == (FALSE, 1):
        part = whole
    text = f"школ: {whole}, сделано: {part}, мероприятие {number}, отчёт {region}"
    return Fields(
        "done", f"Мектептер: {text}", f"Всего {text}", numerator=Decimal(part), denominator=Decimal(whole)
    )


def report(packages: dict[str, str]) -> int:
    """All but four akimats write and certify; how many."""
    from uuid import UUID

    from qalqan.domains.reporting.actions import lines as verbs
    from qalqan.domains.reporting.models import Line
    from qalqan.kernel.access.scope import scope

    done = 0
    for region, package in packages.items():
        if region in (BY_BROWSER, BY_WORKBOOK, *LATE):
            continue
        with scope(SERVICE(), "statistics"):
            lines = list(Line.objects.filter(package_id=package).order_by("measure_number"))
        for line in lines:
            verbs.save(
                reporter(region),
                line.pk,
                seen=line.version,
                fields=said(line.measure_number, region),
                origin="program",
            )
        with scope(SERVICE(), "statistics"):
            seen = dict(Line.objects.filter(package_id=package).values_list("pk", "version"))
        verbs.certify(reporter(region), UUID(package), seen)
        done += 1
    return done


def by_workbook(package: str) -> dict[str, Any]:
    """One akimat works offline: three errors, told by cell; mended; taken over; certified."""
    from uuid import UUID

    import openpyxl

    from qalqan.domains.reporting.actions import lines as verbs
    from qalqan.domains.reporting.actions import uploads
    from qalqan.domains.reporting.actor import READING, frame
    from qalqan.domains.reporting.models import Line
    from qalqan.domains.reporting.queries.uploads import upload
    from qalqan.domains.reporting.queries.workbook import book_data
    from qalqan.domains.reporting.rules.workbook_texts import column_of
    from qalqan.domains.reporting.workbook import writer
    from qalqan.kernel.access.scope import scope
    from qalqan.kernel.vault.files.content import checked
    from qalqan.kernel.vault.files.kinds import kinds

    me, key = reporter(BY_WORKBOOK), UUID(package)
    with frame(me, "reporting.read", READING):
        empty = writer.written(book_data(key, "kk"))

    def filled(wrong: bool) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(empty))
        sheet = book.worksheets[0]
        head = next(
            row for row in sheet.iter_rows() if any(column_of(str(c.value or "")) == "number" for c in row)
        )
        places = {column_of(str(cell.value or "")): cell.column for cell in head}
        for cells in sheet.iter_rows(min_row=head[0].row + 1):
            number = cells[places["number"] - 1].value
            if number not in KEYS:
                continue
            fields = said(number, BY_WORKBOOK)
            values: dict[str, Any] = {
                "outcome": "орындалды",
                "text_kk": fields.text_kk,
                "text_ru": fields.text_ru,
                "numerator": float(fields.numerator),
                "denominator": float(fields.denominator),
            }
            if wrong:
                values |= {1: {"numerator": "екі жүз"}, 2: {"numerator": 400}, 3: {"denominator": "=1+2"}}[
                    number
                ]
            for name, value in values.items():
                cells[places[name] - 1].value = value
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def send(content: bytes) -> Any:
        received = uploads.receive(me, key, checked("есеп.xlsx", content, kinds()["reporting.workbook"]))
        with frame(me, "reporting.read", READING):
            return upload(received.id, language="kk")

    bad, good = send(filled(wrong=True)), send(filled(wrong=False))
    taken = uploads.apply(me, good.id).lines
    with scope(SERVICE(), "statistics"):
        seen = dict(Line.objects.filter(package_id=package).values_list("pk", "version"))
    verbs.certify(me, key, seen)
    errors = [one for one in bad.findings if one.severity == "error"]
    return {
        "cells": [one.cell for one in errors],
        "mends": all(one.mend for one in errors),
        "bad_lines": bad.bad,
        "good_lines": good.good,
        "taken": taken,
    }


def inspect() -> None:
    """The ministry's inspectors find fewer guards than one akimat claimed."""
    from qalqan.domains.evidence import api as evidence
    from qalqan.domains.territory import api as territory
    from qalqan.kernel.access.scope import scope

    with scope(SERVICE(), "planning"):
        evidence.observe(
            evidence.NewObservation(
                at=evidence.At(territory.region(FALSE, date.today()).id),
                indicator=KEYS[1],
                period_start=date(YEAR, 12, 1),
                period_end=date(YEAR, 12, 31),
                source_kind="inspection",
                numerator=Decimal(180),
                denominator=Decimal(300),
                coverage=Decimal(1),
                source_body="МП",
                source_ref="act 7",
                source_name="Тексеру актісі № 7",
            )
        )


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
    import django

    django.setup()
    packages = open_year()
    done = {
        "packages": packages,
        "reported": report(packages),
        "workbook": by_workbook(packages[BY_WORKBOOK]),
    }
    inspect()
    json.dump(done | {"year": YEAR}, sys.stdout)


if __name__ == "__main__":
    main()
