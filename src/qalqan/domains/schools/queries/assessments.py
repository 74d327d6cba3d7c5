"""Rounds and what they say. All inside a scope."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from qalqan.domains.schools.models import Answer, Assessment, Coverage, Site
from qalqan.domains.schools.queries.sites import rows_now
from qalqan.domains.schools.rules.instrument import LOOKED, Instrument, instrument, instruments
from qalqan.domains.schools.rules.score import Given, Score, score
from qalqan.domains.schools.rules.visits import Visit
from qalqan.domains.schools.rules.whereabouts import Whereabouts, whereabouts
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point, metres
from qalqan.kernel.names import Names

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """A round. `low`, `high` of 100: None while it is a draft. `post`: who went, never a person's name."""

    id: UUID
    client_id: UUID
    region_id: UUID
    district_id: UUID | None
    site_id: UUID
    site_name: Names
    site_kind: str
    instrument: str
    version: str
    state: str
    is_own: bool
    post: str
    by_user: UUID | None
    began_at: datetime
    submitted_at: datetime | None
    asked: int | None
    answered: int | None
    low: float | None
    high: float | None
    note: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer and its photographs in the vault. `metres_off`: how far the phone was from the place."""

    given: Given
    at: datetime
    files: tuple[UUID, ...]
    point: Point | None
    metres_off: float | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A round whole: with its questionnaire and its answers by question."""

    view: AssessmentView
    form: Instrument
    answers: Mapping[str, AnswerView]

    @property
    def given(self) -> dict[str, Given]:
        """The answers alone, as rules take them."""
        return {key: one.given for key, one in self.answers.items()}

    @property
    def score(self) -> Score:
        """The interval as it stands."""
        return score(self.form, self.given, site_kind=self.view.site_kind)

    @property
    def whereabouts(self) -> Whereabouts:
        """From where it was answered; what was left open counts for nothing."""
        looked = [one.metres_off for one in self.answers.values() if one.given.answer in LOOKED]
        return whereabouts(looked)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list."""

    rows: tuple[AssessmentView, ...]
    total: int
    number: int


def one(assessment_id: UUID) -> Round | None:
    """A round by its id, None if there is none within reach."""
    row = _rows().filter(pk=assessment_id).first()
    return _whole(row) if row else None


def draft_of(user_id: UUID | None, site_id: UUID) -> Round | None:
    """The round of a place that a person began last and has not submitted."""
    row = _rows().filter(by_user=user_id, site_id=site_id, state="draft").order_by("-received_at").first()
    return _whole(row) if row else None


def latest(site_id: UUID, *, is_own: bool = False) -> AssessmentView | None:
    """The last submitted round of a place, by an inspector or the school's own; None if there is none."""
    row = _submitted(site_id, is_own).first()
    return _view(row) if row else None


def before(view: AssessmentView) -> AssessmentView | None:
    """The round of the same side before this one."""
    rows = _submitted(view.site_id, view.is_own).exclude(pk=view.id)
    row = rows.filter(submitted_at__lt=view.submitted_at).first() if view.submitted_at else None
    return _view(row) if row else None


def listed(*, state: str = "", own: bool | None = None, site_id: UUID | None = None, number: int = 1) -> Page:
    """Rounds in reach, the newest first; a number past the end gives the last page."""
    rows = _rows()
    if state:
        rows = rows.filter(state=state)
    if own is not None:
        rows = rows.filter(is_own=own)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    total = rows.count()
    number = min(max(number, 1), max(1, -(-total // PER_PAGE)))
    first = (number - 1) * PER_PAGE
    found = rows.order_by("-submitted_at", "-received_at", "pk")[first : first + PER_PAGE]
    return Page(tuple(_view(row) for row in found), total, number)


def to_visit(
    user_id: UUID | None, *, is_own: bool, text: str = "", here: Point | None = None
) -> tuple[tuple[Visit, ...], dict[UUID, Site]]:
    """Every place in reach that has a questionnaire, with why one might go there; and the places by id. Four
    queries."""
    s = scope.current()
    kinds = {kind for form in instruments() for kind in form.site_kinds}
    rows = rows_now().filter(kind__in=kinds)
    for word in text.split()[:6]:
        rows = rows.filter(Q(kk__icontains=word) | Q(ru__icontains=word) | Q(code__icontains=word))
    found = {row.pk: row for row in rows}
    rounds = Assessment.objects.within(s)
    seen = dict(
        rounds.filter(state="submitted", is_own=is_own)
        .values_list("site_id")
        .annotate(last=Max("submitted_at"))
    )
    begun = set(rounds.filter(state="draft", by_user=user_id).values_list("site_id", flat=True))
    unknown: dict[UUID, int] = {}
    for site_id in Coverage.objects.within(s).filter(status="unknown").values_list("site_id", flat=True):
        unknown[site_id] = unknown.get(site_id, 0) + 1
    visits = tuple(
        Visit(
            key,
            timezone.localdate(seen[key]) if key in seen else None,
            unknown.get(key, 0),
            _far(here, row),
            key in begun,
        )
        for key, row in found.items()
    )
    return visits, found


def surveyed(site_ids: Collection[UUID] | None = None) -> dict[tuple[UUID, str], date]:
    """For (site, kind of thing): the last day on which an inspector looked for such things in all of the
    place, by submitted rounds; of all sites in reach for None. Whoever finds nothing on record there knows
    that there was nothing, and not that nobody looked. A school's own round does not count. One query."""
    asking = {
        (form.code, form.version, question.key): question
        for form in instruments()
        for question in form.questions
        if any(question.looked_at(answer) for answer in LOOKED)
    }
    rows = Answer.objects.within(scope.current()).filter(
        assessment__state="submitted",
        assessment__is_own=False,
        answer__in=LOOKED,
        question__in={key for _code, _version, key in asking},
    )
    if site_ids is not None:
        rows = rows.filter(assessment__site__in=site_ids)
    found: dict[tuple[UUID, str], date] = {}
    for site_id, code, version, key, answer, at in rows.order_by("at").values_list(
        "assessment__site_id", "assessment__instrument", "assessment__version", "question", "answer", "at"
    ):
        question = asking.get((code, version, key))
        for kind in question.looked_at(answer) if question else ():
            found[site_id, kind] = timezone.localdate(at)
    return found


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A look for a kind of thing that a round had stood behind: its day, and when it was withdrawn."""

    organisation_id: UUID | None
    kind: str
    day: date
    at: datetime


def taken_back(region_id: UUID) -> frozenset[TakenBack]:
    """The looks of inspectors' rounds in a region that were submitted and withdrawn. One query."""
    rows = Answer.objects.within(scope.current()).filter(
        assessment__region_id=region_id,
        assessment__state="withdrawn",
        assessment__is_own=False,
        assessment__submitted_at__isnull=False,
        answer__in=LOOKED,
    )
    found = set()
    for organisation_id, withdrawn_at, code, version, key, answer, at in rows.values_list(
        "assessment__site__organisation_id",
        "assessment__withdrawn_at",
        "assessment__instrument",
        "assessment__version",
        "question",
        "answer",
        "at",
    ):
        question = instrument(code, version).question(key)
        kinds = {question.evidence.kind} if question.evidence else set()
        for kind in kinds.union(question.looked_at(answer)):
            found.add(TakenBack(organisation_id, kind, timezone.localdate(at), withdrawn_at))
    return frozenset(found)


def _rows() -> QuerySet[Assessment]:
    return Assessment.objects.within(scope.current()).select_related("site")


def _submitted(site_id: UUID, is_own: bool) -> QuerySet[Assessment]:
    rows = _rows().filter(site_id=site_id, state="submitted", is_own=is_own)
    return rows.order_by("-submitted_at", "-pk")


def _far(here: Point | None, row: Site) -> float | None:
    if here is None or row.lat is None or row.lon is None:
        return None
    return metres(here, Point(row.lat, row.lon))


def _whole(row: Assessment) -> Round:
    answers = {
        one.question: AnswerView(
            Given(one.answer, one.note),
            one.at,
            tuple(UUID(key) for key in one.file_ids),
            None if one.lat is None or one.lon is None else Point(one.lat, one.lon),
            one.metres_off,
        )
        for one in Answer.objects.within(scope.current()).filter(assessment=row)
    }
    return Round(_view(row), instrument(row.instrument, row.version), answers)


def _view(row: Assessment) -> AssessmentView:
    return AssessmentView(
        id=row.pk,
        client_id=row.client_id,
        region_id=row.region_id,
        district_id=row.district_id,
        site_id=row.site_id,
        site_name=Names(row.site.kk, row.site.ru, row.site.en),
        site_kind=row.site.kind,
        instrument=row.instrument,
        version=row.version,
        state=row.state,
        is_own=row.is_own,
        post=row.post,
        by_user=row.by_user,
        began_at=row.began_at,
        submitted_at=row.submitted_at,
        asked=row.asked,
        answered=row.answered,
        low=row.score_low,
        high=row.score_high,
        note=row.note,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        reason=row.reason,
    )
