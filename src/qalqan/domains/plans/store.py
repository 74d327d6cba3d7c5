"""Wordings in and out of the tables. Writes nothing that has not changed: a wording that the new timeline
holds too keeps its row, its key and its record time, so what an amendment does not touch stays as it was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import DateTimeField, F, Func, QuerySet, Value
from django.db.models.functions import UUID7, Cast

from . import forms, models, search
from .amendments import Segment
from .cells import cells
from .reading.document import BodyRef, Deadline, Finance, Measure

OPEN = {"recorded__upper_inf": True}  # held true now
FIELD_OF_COLUMN = {"deadline.start": "deadline", "deadline.end": "deadline"}


class Stored(NamedTuple):
    """A wording as it stands in the tables."""

    id: UUID
    number: int
    start: date | None
    end: date | None
    amendment_id: UUID | None
    uncited: tuple[str, ...]
    row: Measure


def load(versions: "QuerySet[models.MeasureVersion]") -> list[Stored]:
    """The wordings of a queryset with all their parts, in six queries however many there are."""
    rows = list(
        versions.order_by("measure__number", "legal").values_list(
            "id", "measure__number", "section__number", "legal", "amendment_id", "uncited", "title", "form",
            "deadline_text", "deadline_start", "deadline_end", "finance_text", "finance_total",
        )
    )  # fmt: skip
    ids = [row[0] for row in rows]
    duties = _parts(models.Duty, ids, "body_code", "is_by_agreement", "written")
    years = _parts(models.YearAmount, ids, "year", "amount")
    sources = _parts(models.FundingSource, ids, "code")
    programmes = _parts(models.Programme, ids, "code")
    extra = _parts(models.ExtraColumn, ids, "header", "text")
    return [
        Stored(
            id_, number, legal.lower, legal.upper, amendment, tuple(uncited),
            Measure(
                number, section, title, form,
                tuple(BodyRef(code, agreed, written) for code, agreed, written in duties[id_]),
                Deadline(deadline, start, end),
                Finance(
                    finance, total, {str(year): amount for year, amount in years[id_]},
                    tuple(code for (code,) in sources[id_]), tuple(code for (code,) in programmes[id_]),
                ),
                {},
                dict(extra[id_]),
            ),
        )
        for id_, number, section, legal, amendment, uncited, title, form, deadline, start, end, finance, total
        in rows
    ]  # fmt: skip


def _parts(model: type[models.measure.Part], ids: list[UUID], *columns: str) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for version, *values in model._default_manager.filter(version__in=ids).values_list(
        "version_id", *columns
    ):
        found[version].append(tuple(values))
    return found


def touch(plan: models.Plan) -> None:
    """Say that something of the plan has changed: what processes keep of it (queries/snapshot) is old now.
    Every action that writes calls it, in its own transaction."""
    models.Plan.objects.filter(pk=plan.pk).update(revision=UUID7())


def text_rows(plan: models.Plan) -> dict[int, Measure]:
    """The rows of the text at hand, as held now."""
    held = models.MeasureVersion.objects.filter(measure__plan=plan, amendment=None, **OPEN)
    return {stored.number: stored.row for stored in load(held)}


class Written(NamedTuple):
    """How many wordings a write added, closed and left as they were."""

    added: int
    closed: int
    kept: int


def write(
    plan: models.Plan,
    timeline: Mapping[int, tuple[Segment, ...]],
    text: Mapping[int, Measure],
    amendments: Mapping[str, UUID],
    moment: datetime,
) -> Written:
    """Make the register hold `timeline` from `moment` on. `amendments` gives the keys of causes their ids."""
    held = {
        (stored.number, stored.start, stored.end): stored
        for stored in load(models.MeasureVersion.objects.filter(measure__plan=plan, **OPEN))
    }
    fresh: list[Segment] = []
    kept: set[UUID] = set()
    for number, segments in timeline.items():
        for segment in segments:
            stored = held.get((number, segment.start, segment.end))
            cause = amendments[segment.cause] if segment.cause else None
            if (
                stored is not None
                and stored.row == segment.row
                and stored.amendment_id == cause
                and stored.uncited == uncited(segment.row, text.get(number))
            ):
                kept.add(stored.id)
            else:
                fresh.append(segment)
    closing = [stored.id for stored in held.values() if stored.id not in kept]
    close(models.MeasureVersion.objects.filter(id__in=closing), moment)
    _insert(plan, fresh, text, amendments, moment)
    return Written(len(fresh), len(closing), len(kept))


def close(rows: "QuerySet[Any]", moment: datetime) -> None:
    """End the record time of rows."""
    rows.update(
        recorded=Func(
            Func(F("recorded"), function="lower"),
            Cast(Value(moment), DateTimeField()),
            function="tstzrange",
        )
    )


def uncited(row: Measure, text: Measure | None) -> tuple[str, ...]:
    """Fields of a wording that do not stand in the source, because an amendment gave them."""
    own, cited = cells(row), cells(text) if text else {}
    columns = (c for c in dict.fromkeys((*own, *cited)) if own.get(c) != cited.get(c))
    return tuple(dict.fromkeys(FIELD_OF_COLUMN.get(column, column) for column in columns))


def _insert(
    plan: models.Plan,
    segments: list[Segment],
    text: Mapping[int, Measure],
    amendments: Mapping[str, UUID],
    moment: datetime,
) -> None:
    sections = _numbered(models.Section, plan, {segment.row.section for segment in segments})
    measures = _numbered(models.Measure, plan, {segment.row.number for segment in segments})
    versions = models.MeasureVersion.objects.bulk_create(
        models.MeasureVersion(
            measure_id=measures[segment.row.number],
            section_id=sections[segment.row.section],
            amendment_id=amendments[segment.cause] if segment.cause else None,
            legal=DateRange(segment.start, segment.end),
            recorded=DateTimeTZRange(moment, None),
            title=segment.row.title,
            form=segment.row.form,
            deadline_text=segment.row.deadline.text,
            deadline_start=segment.row.deadline.start,
            deadline_end=segment.row.deadline.end,
            finance_text=segment.row.finance.text,
            finance_total=segment.row.finance.total,
            uncited=list(uncited(segment.row, text.get(segment.row.number))),
        )
        for segment in segments
    )
    _insert_parts([(version.id, segment.row) for version, segment in zip(versions, segments, strict=True)])
    index(versions_of(plan), only={version.id for version in versions})


def _numbered(model: Any, plan: models.Plan, numbers: set[int]) -> dict[int, UUID]:
    """Ids of a plan's numbered things, made where they do not exist."""
    model.objects.bulk_create(
        [model(plan=plan, number=number) for number in sorted(numbers)], ignore_conflicts=True
    )
    return dict(model.objects.filter(plan=plan, number__in=numbers).values_list("number", "id"))


def _insert_parts(rows: Iterable[tuple[UUID, Measure]]) -> None:
    """The parts of wordings: duties, money, deliverables, kept columns."""
    parts: dict[Any, list[Any]] = defaultdict(list)
    for id_, row in rows:
        for position, body in enumerate(row.bodies):
            role = "co" if position else "lead"
            parts[models.Duty].append(
                models.Duty(
                    version_id=id_, position=position, body_code=body.code, role=role,
                    is_by_agreement=body.by_agreement, written=body.written,
                )
            )  # fmt: skip
        for position, thing in enumerate(forms.deliverables(row.form)):
            parts[models.Deliverable].append(
                models.Deliverable(
                    version_id=id_,
                    position=position,
                    kind=thing.kind,
                    text=thing.text,
                    bodies=list(thing.bodies),
                )
            )
        for year, amount in row.finance.years.items():
            parts[models.YearAmount].append(models.YearAmount(version_id=id_, year=int(year), amount=amount))
        for model, codes in (
            (models.FundingSource, row.finance.sources),
            (models.Programme, row.finance.programmes),
        ):
            parts[model] += [model(version_id=id_, position=n, code=code) for n, code in enumerate(codes)]
        for header, text in row.extra.items():
            parts[models.ExtraColumn].append(models.ExtraColumn(version_id=id_, header=header, text=text))
    for model, instances in parts.items():
        model.objects.bulk_create(instances, batch_size=2000)


def versions_of(plan: models.Plan) -> "QuerySet[models.MeasureVersion]":
    """All wordings of a plan that are held true now."""
    return models.MeasureVersion.objects.filter(measure__plan=plan, **OPEN)


def index(versions: "QuerySet[models.MeasureVersion]", *, only: set[UUID] | None = None) -> None:
    """Write the word index of wordings: title and form in the plan's language and in every translation,
    codes of bodies, and the number."""
    rows = versions.values_list(
        "id", "measure__plan_id", "measure__plan__language", "measure__number", "title", "form"
    )
    chosen = [row for row in rows if only is None or row[0] in only]
    translated: dict[tuple[UUID, str], list[tuple[str, str]]] = defaultdict(list)
    for plan, wording, language, text in models.Translation.objects.filter(
        plan__in={row[1] for row in chosen}
    ).values_list("plan_id", "wording", "language", "text"):
        translated[plan, wording].append((text, language))
    duties = _parts(models.Duty, [row[0] for row in chosen], "body_code")
    updates = []
    for id_, plan, language, number, title, form in chosen:
        found = {str(number)}
        for wording in (title, form):
            for text, spoken in [(wording, language), *translated[plan, wording]]:
                found |= search.tokens(text, spoken)
        for (code,) in duties[id_]:
            found.update(search.words(code))
        updates.append((sorted(found), id_))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE plans_measure_version SET tokens = array_to_tsvector(%s::text[]) WHERE id = %s", updates
        )
