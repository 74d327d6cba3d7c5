"""One measure with everything the register knows of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from qalqan.domains.bodies import api as bodies

from .. import forms, labels, models, rules, store
from ..cells import cells
from ..reading.document import Measure
from ..refusals import Refused
from .common import BodyLabel, BodyNames, PlanHead, Worded, Words, find, today
from .lists import FindingView, GapView, finding_views, gap_views
from .rows import OverviewRow
from .snapshot import edition, snapshot
from .source import JointView, Piece, cut, joints_of, places_of

TOO_FAR = 20_000  # a row's places farther apart than this are not shown as one excerpt
KEPT = 256  # measures a process keeps


@dataclass(frozen=True, slots=True)
class Owner:
    """A body that owes the measure from `start` to `end`, both days counted."""

    code: str
    short: str
    name: str
    start: date
    end: date
    is_official: bool


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owes what a code stands for. `owners` through time follow the function; for a collective body (МИО)
    they are those of the day, one for each region. `unknown` says why there are none."""

    function: str
    function_label: str
    is_collective: bool
    owners: tuple[Owner, ...]
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class DutyView:
    """A body's part in the measure; `function_reason` says why the row follows another than the usual one."""

    body: BodyLabel
    role: str
    role_label: str
    by_agreement: bool
    written: str
    function_reason: str
    is_doubtful: bool
    ownership: Ownership


@dataclass(frozen=True, slots=True)
class DeliverableView:
    """A thing that ends the measure and what it takes. `is_claim`: it is said, not shown. `bodies` as the
    plan names them, `living` who stands for each on the day: nothing is addressed to a body that is gone."""

    kind: str
    kind_label: str
    text: str
    bodies: tuple[BodyLabel, ...]
    living: tuple[BodyLabel, ...]
    is_claim: bool
    takes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A cell that an amendment changed in this measure."""

    column: str
    column_label: str
    before: str | None
    after: str | None
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """An amendment that touches the measure."""

    act_number: str
    act_date: date
    title: str
    in_force: date
    in_force_basis: str
    in_force_reason: str
    is_consolidated: bool
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    """A wording of the measure: the days it binds (`end` is the first day no longer), and when the register
    held it so. `changed` names the columns that differ from the wording before it in legal time."""

    id: UUID
    start: date | None
    end: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    cells: Mapping[str, str]
    changed: tuple[str, ...]
    is_shown: bool

    @property
    def last_day(self) -> date | None:
        """The last day it binds; None while nothing ends it."""
        return self.end - timedelta(days=1) if self.end else None


@dataclass(frozen=True, slots=True)
class MeasureView:
    """`row` is the measure as in lists. `citations` gives each field its stretches of the source; `excerpt`
    is the source around the row, cut into pieces. `uncited` fields come from an amendment."""

    plan: PlanHead
    day: date
    row: OverviewRow
    section_title: Worded
    deliverables: tuple[DeliverableView, ...]
    duties: tuple[DutyView, ...]
    occurrences: tuple[rules.Period, ...]
    has_no_milestone: bool
    extra: Mapping[str, str]
    citations: Mapping[str, tuple[Piece, ...]]
    uncited: tuple[str, ...]
    excerpt: tuple[Piece, ...]
    versions: tuple[VersionView, ...]
    amendments: tuple[AmendmentView, ...]
    defects: tuple[FindingView, ...]
    gaps: tuple[GapView, ...]
    joints: tuple[JointView, ...]
    previous: int | None
    next: int | None
    bodies_checked_until: date | None


def measure(plan_code: str, number: int, *, as_of: date | None = None, language: str = "kk") -> MeasureView:
    """A measure in the wording of `as_of` (today if None). Two queries when the process has it already (see
    `snapshot`). Refused: `plan-unknown`, `measure-unknown` (also for a day on which the plan does not have
    the row)."""
    plan = find(plan_code)
    return _measure(plan_code, plan.revision, edition(), number, as_of or today(), language)


@lru_cache(maxsize=KEPT)
def _measure(
    plan_code: str, revision: UUID, of: UUID | None, number: int, day: date, language: str
) -> MeasureView:
    kept = snapshot(plan_code, day, language)
    row = next((row for row in kept.rows if row.number == number), None)
    if row is None:
        raise Refused("measure-unknown", f"{number}, {day.isoformat()}")
    plan = find(plan_code)
    source = models.SourceDocument.objects.get(pk=kept.source_id)
    words = Words(plan.id, plan.language, language)
    names = kept.names
    held = models.MeasureVersion.objects.filter(measure__plan=plan, legal__contains=day, **store.OPEN)
    own = store.load(held.filter(measure__number=number))[0]
    measure_id = models.Measure.objects.values_list("id", flat=True).get(plan=plan, number=number)
    citations, excerpt = _citations(source, measure_id)
    numbers = [row.number for row in kept.rows]
    at = numbers.index(number)
    deadline = own.row.deadline
    functions = _functions(plan, number)
    return MeasureView(
        plan=kept.head,
        day=day,
        row=row,
        section_title=kept.titles.get(row.section, Worded("", "", language)),
        deliverables=_deliverables(own.row, words, names, functions, day),
        duties=_duties(plan, own.row, names, language, day, functions),
        occurrences=rules.occurrences(deadline),
        has_no_milestone=rules.has_no_milestone(deadline),
        extra=own.row.extra,
        citations=citations,
        uncited=own.uncited,
        excerpt=excerpt,
        versions=_versions(measure_id, own.id),
        amendments=_amendments(plan, number, language),
        defects=tuple(
            note
            for note in finding_views(source, language, measure_id)
            if note.kind == "defect" and note.field not in own.uncited
        ),
        gaps=gap_views(plan, language, number),
        joints=joints_of(source, measure_id),
        previous=numbers[at - 1] if at else None,
        next=numbers[at + 1] if at + 1 < len(numbers) else None,
        bodies_checked_until=_checked_until(),
    )


def _checked_until() -> date | None:
    """The last day that the register of bodies was compared with the public record; None without one."""
    try:
        return bodies.register().checked_until
    except bodies.EmptyRegisterError:
        return None


def _citations(
    source: models.SourceDocument, measure_id: UUID
) -> tuple[dict[str, tuple[Piece, ...]], tuple[Piece, ...]]:
    places = places_of(source.id, measure_id)
    by_field: dict[str, list[Piece]] = defaultdict(list)
    for place in sorted(places):
        by_field[place.field].append(Piece(source.text[place.start : place.end], *place[0:1], *place[2:]))
    if not places:
        return {}, ()
    start, end = min(p.start for p in places), max(p.end for p in places)
    around = cut(source.text, places, start, end) if end - start <= TOO_FAR else ()
    return {field: tuple(pieces) for field, pieces in by_field.items()}, around


type Functions = Mapping[str, models.FunctionOverride]


def _functions(plan: models.Plan, number: int) -> Functions:
    """The function that each body answers with in a row: the row's own, else the plan's default."""
    known = models.FunctionOverride.objects.filter(plan=plan)
    chosen = [f for f in known if f.measure_number is None] + [f for f in known if f.measure_number == number]
    return {function.body_code: function for function in chosen}


def _living(codes: Iterable[str], functions: Functions, day: date, language: str) -> tuple[BodyLabel, ...]:
    """Who stands on the day for bodies that a form names; codes that stand for many, or for no body that the
    register knows, are left out."""
    found = []
    for code in codes:
        function = functions[code].function if code in functions else None
        try:
            view = bodies.addressee(code, day, function)
        except LookupError:
            continue
        found.append(BodyLabel(view.code, view.short[language], view.name[language]))
    return tuple(found)


def _deliverables(
    row: Measure, words: Words, names: BodyNames, functions: Functions, day: date
) -> tuple[DeliverableView, ...]:
    found = []
    for thing in forms.deliverables(row.form):
        contract = forms.contract(thing.kind)
        found.append(
            DeliverableView(
                kind=thing.kind,
                kind_label=contract.name[words.language],
                text=words.text(thing.text),
                bodies=tuple(names(code) for code in thing.bodies),
                living=_living(thing.bodies, functions, day, words.language),
                is_claim=contract.is_claim,
                takes=contract.takes[words.language],
            )
        )
    return tuple(found)


def _duties(
    plan: models.Plan, row: Measure, names: BodyNames, language: str, day: date, functions: Functions
) -> tuple[DutyView, ...]:
    """The row's bodies, and who owes their part through time."""
    begin = plan.in_force or row.deadline.start or day
    end = max(row.deadline.end or day, day, begin)
    found = []
    for position, ref in enumerate(row.bodies):
        override = functions.get(ref.code)
        role = "co" if position else "lead"
        function = override.function if override else None
        found.append(
            DutyView(
                body=names(ref.code),
                role=role,
                role_label=labels.label("role", role, language),
                by_agreement=ref.by_agreement,
                written=ref.written,
                function_reason=str(getattr(override, f"reason_{language}")) if override else "",
                is_doubtful=bool(override and override.is_doubtful),
                ownership=_owned(ref.code, function, (begin, end), day, language),
            )
        )
    return tuple(found)


def _owned(code: str, function: str | None, span: tuple[date, date], day: date, language: str) -> Ownership:
    try:
        register = bodies.register()
        stands_for = register.function(code, function)
        is_collective = register.is_collective(code, function)
        if is_collective:
            stretches = tuple((view, day, day) for view in register.resolve(code, function, day))
        else:
            through = register.owners_through(code, function, *span)
            stretches = tuple((owned.body, owned.start, owned.end) for owned in through)
    except LookupError as error:
        return Ownership(function or "", "", False, (), str(error))
    owners = tuple(
        Owner(view.code, view.short[language], view.name[language], start, last, view.is_official)
        for view, start, last in stretches
    )
    return Ownership(stands_for.key, stands_for.name[language], is_collective, owners)


def _versions(measure_id: UUID, shown: UUID) -> tuple[VersionView, ...]:
    """All wordings ever held: those held now in the order of legal time, then the superseded ones."""
    held = models.MeasureVersion.objects.filter(measure=measure_id)
    recorded = dict(held.values_list("id", "recorded"))
    known = sorted(
        store.load(held),
        key=lambda v: (recorded[v.id].upper is not None, v.start or date.min, recorded[v.id].lower),
    )
    found: list[VersionView] = []
    for version in known:
        own = cells(version.row)
        is_held = recorded[version.id].upper is None
        before = found[-1].cells if found and is_held else own
        found.append(
            VersionView(
                id=version.id,
                start=version.start,
                end=version.end,
                recorded_at=recorded[version.id].lower,
                superseded_at=recorded[version.id].upper,
                cells=own,
                changed=tuple(c for c in dict.fromkeys((*before, *own)) if before.get(c) != own.get(c)),
                is_shown=version.id == shown,
            )
        )
    return tuple(found)


def _amendments(plan: models.Plan, number: int, language: str) -> tuple[AmendmentView, ...]:
    found = []
    held = models.Amendment.objects.filter(plan=plan, changes__measure_number=number, **store.OPEN).distinct()
    for act in held.prefetch_related("changes"):
        found.append(
            AmendmentView(
                act_number=act.act_number,
                act_date=act.act_date,
                title=str(getattr(act, f"title_{language}")),
                in_force=act.in_force,
                in_force_basis=act.in_force_basis,
                in_force_reason=str(getattr(act, f"reason_{language}")),
                is_consolidated=act.is_consolidated,
                changes=tuple(
                    ChangeView(
                        change.column,
                        labels.column(change.column, language),
                        change.before,
                        change.after,
                        change.basis,
                        str(getattr(change, f"reason_{language}")),
                    )
                    for change in act.changes.all()
                    if change.measure_number == number
                ),
            )
        )
    return tuple(found)
