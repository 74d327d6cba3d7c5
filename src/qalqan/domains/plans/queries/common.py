"""What all answers share: the plan's head, words in the reader's language, bodies by name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from qalqan.domains.bodies import api as bodies

from .. import models
from ..refusals import Refused
from ..store import OPEN


@dataclass(frozen=True, slots=True)
class Worded:
    """A wording as shown. `original` is the plan's own; `status` is "" for it, else working or official."""

    text: str
    original: str
    language: str
    status: str = ""

    @property
    def is_translated(self) -> bool:
        return bool(self.status)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan and its act. `language` is the language the act governs in; `measures` counts today's rows."""

    code: str
    language: str
    act_number: str
    act_date: date | None
    act_title: Worded
    act_body: Worded
    period: tuple[date, date] | None
    in_force: date | None
    is_public: bool
    origin: str
    measures: int


@dataclass(frozen=True, slots=True)
class BodyLabel:
    """A body as the plan names it: its code, and short and full name in the reader's language."""

    code: str
    short: str
    name: str


class Words:
    """Translations of one plan into one language, loaded once for a page."""

    def __init__(self, plan_id: UUID, own: str, language: str, only: Iterable[str] | None = None) -> None:
        self.own, self.language = own, language
        self._texts: dict[str, tuple[str, str]] = {}
        if language != own:
            rows = models.Translation.objects.filter(plan=plan_id, language=language)
            if only is not None:
                rows = rows.filter(wording__in=list(only))
            self._texts = {w: (t, s) for w, t, s in rows.values_list("wording", "text", "status")}

    @classmethod
    def of(cls, texts: dict[str, tuple[str, str]], own: str, language: str) -> "Words":
        """Translations that were loaded already: by wording, the text and its status."""
        words = cls.__new__(cls)
        words.own, words.language, words._texts = own, language, {} if language == own else texts
        return words

    def __call__(self, wording: str) -> Worded:
        """The wording in the reader's language, or as it is when there is no translation."""
        found = self._texts.get(wording)
        if found is None:
            return Worded(wording, wording, self.own)
        return Worded(found[0], wording, self.language, found[1])

    def text(self, wording: str) -> str:
        return self(wording).text


def today() -> date:
    """Today where the register is read, in Kazakhstan's time."""
    return timezone.localdate()


def find(code: str) -> models.Plan:
    """A plan by its code. Refused when there is none."""
    plan = models.Plan.objects.filter(code=code).first()
    if plan is None:
        raise Refused("plan-unknown", code)
    return plan


def require_open(code: str) -> None:
    """Refused with the same `plan-unknown` for a plan that is not public and for one that is not there."""
    if not models.Plan.objects.filter(code=code, is_public=True).exists():
        raise Refused("plan-unknown", code)


def source_of(plan: models.Plan) -> models.SourceDocument:
    """The source that the plan's text at hand comes from, its long text left in the database."""
    return models.SourceDocument.objects.defer("text", "pages", "notes").get(plan=plan, **OPEN)


def head(plan: models.Plan, source: models.SourceDocument, words: Words, measures: int) -> PlanHead:
    period = plan.period
    return PlanHead(
        code=plan.code,
        language=plan.language,
        act_number=source.act_number,
        act_date=source.act_date,
        act_title=words(source.act_title),
        act_body=words(source.act_body),
        period=(period.lower, date.fromordinal(period.upper.toordinal() - 1)) if period else None,
        in_force=plan.in_force,
        is_public=plan.is_public,
        origin=str(getattr(plan, f"origin_{words.language}")),
        measures=measures,
    )


def source_of_code(code: str) -> models.SourceDocument:
    """The present source of a plan by the plan's code. Refused: `plan-unknown`."""
    return source_of(find(code))


def plan_head(code: str, language: str = "kk") -> PlanHead:
    """The head of one plan. Refused: `plan-unknown`."""
    plan = find(code)
    source = source_of(plan)
    words = Words(plan.id, plan.language, language, (source.act_title, source.act_body))
    held = models.MeasureVersion.objects.filter(measure__plan=plan, legal__contains=today(), **OPEN)
    return head(plan, source, words, held.count())


def plans(
    language: str = "kk", *, as_of: date | None = None, public_only: bool = False
) -> tuple[PlanHead, ...]:
    """All plans, the newest act first."""
    day = as_of or today()
    sources = (
        models.SourceDocument.objects.filter(**OPEN).defer("text", "pages", "notes").select_related("plan")
    )
    if public_only:
        sources = sources.filter(plan__is_public=True)
    found = sorted(sources, key=lambda s: (s.act_date or date.min, s.plan.code), reverse=True)
    held = models.MeasureVersion.objects.filter(legal__contains=day, **OPEN).order_by()
    counts = dict(held.values_list("measure__plan_id").annotate(Count("id")))
    texts: dict[UUID, dict[str, tuple[str, str]]] = defaultdict(dict)
    shown = {wording for source in found for wording in (source.act_title, source.act_body)}
    translated = models.Translation.objects.filter(language=language, wording__in=shown)
    for plan_id, wording, text, status in translated.values_list("plan_id", "wording", "text", "status"):
        texts[plan_id][wording] = (text, status)
    return tuple(
        head(
            source.plan,
            source,
            Words.of(texts[source.plan_id], source.plan.language, language),
            counts.get(source.plan_id, 0),
        )
        for source in found
    )


class BodyNames:
    """Names of the bodies of one plan: from the register of bodies by their last name, else from the plan's
    own list of abbreviations, else the code alone."""

    def __init__(self, source: models.SourceDocument, words: Words) -> None:
        self._words = words
        self._own = dict(source.abbreviations.values_list("short", "meaning"))
        self._register = _register()
        self._known: dict[str, BodyLabel] = {}

    def __call__(self, code: str) -> BodyLabel:
        label = self._known.get(code) or self._find(code)
        if label is None:  # not kept: names live as long as the process, and anyone may ask for any code
            return BodyLabel(code, code, code)
        self._known[code] = label
        return label

    def _find(self, code: str) -> BodyLabel | None:
        language = self._words.language
        if code in self._own:
            short = code if language == self._words.own else self._words.text(code)
            return BodyLabel(code, short, self._words.text(self._own[code]))
        try:
            view = self._register.body(code) if self._register else None
        except LookupError:
            view = None
        return BodyLabel(code, view.short[language], view.name[language]) if view else None


def _register() -> bodies.Register | None:
    try:
        return bodies.register()
    except bodies.EmptyRegisterError:
        return None
