"""Contradictions as pages show them: claim and source side by side in words and numbers of the reader's
language. Decides nothing."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence.indicators import indicator
from qalqan.domains.evidence.queries.contradictions import ContradictionView, Side, StepView
from qalqan.domains.evidence.rules.indicator import UNITS
from qalqan.domains.territory import api as territory
from qalqan.kernel.i18n import formatting

SOURCES: dict[str, Promise] = {
    "claim": _("Claim of the responsible body"),
    "inspection": _("Inspection"),
    "police": _("Police"),
    "citizens": _("Citizens"),
    "sensor": _("Sensor"),
    "registry": _("Registry"),
    "media": _("Media"),
}
STATES: dict[str, tuple[str, Promise]] = {
    "open": ("late", pgettext_lazy("contradiction", "open")),
    "answered": ("soon", pgettext_lazy("contradiction", "answered, not decided")),
    "explained": ("closed", pgettext_lazy("contradiction", "explained")),
    "claim_corrected": ("good", pgettext_lazy("contradiction", "the claim was corrected")),
    "source_corrected": ("closed", pgettext_lazy("contradiction", "the source says so no more")),
    "overtaken": ("good", pgettext_lazy("contradiction", "done since, as a later source saw")),
}
ACTS: dict[str, Promise] = {
    "raise": _("Raised: claim and source were both known from this moment"),
    "join": _("One more source says the same"),
    "reopen": _("Open again"),
    "close": _("Closed by evidence"),
    "explain": _("The owner explained"),
    "correct": _("The owner will correct the claim"),
    "dispute": _("The owner disputes the source"),
    "accept": _("The explanation was accepted by another person"),
    "send_back": _("The answer was sent back"),
}
MENDED = pgettext_lazy("contradiction", "mended, confirmed independently")
# Why citizens say so no more: words of the correction's note, by what became of their report and why. Said is
# what is known to have happened: of a rejection nobody knows whether anybody looked.
GONE: dict[tuple[str, str], Promise] = {
    ("closed", "citizen"): _("Report %(number)s: a witness confirmed that it was mended, %(day)s."),
    ("closed", "inspector"): _("Report %(number)s: an inspector confirmed that it was mended, %(day)s."),
    ("rejected", "inspector"): _("Report %(number)s was rejected by an inspector, %(day)s."),
    ("rejected", "moderator"): _("Report %(number)s was rejected by a moderator, %(day)s."),
    ("rejected", "officer"): _(
        "Report %(number)s: fewer than two witnesses stood by it, and the body that has to act rejected it,"
        " %(day)s."
    ),
    ("merged", "heard"): _("Report %(number)s was joined with another one, which speaks for it, %(day)s."),
    ("merged", ""): _("Report %(number)s was joined with another one, %(day)s."),
    ("", "spam"): _("Report %(number)s was set aside as spam by a moderator, %(day)s."),
    ("", "withdrawn"): _("Report %(number)s was taken back by those who sent it, %(day)s."),
    ("", "unused"): _(
        "Report %(number)s: more than half of the witnesses say that children do not use it, %(day)s."
    ),
    ("", "few"): _(
        "Report %(number)s: fewer than two witnesses whose reports are shown stand by it, %(day)s."
    ),
    ("", ""): _("Report %(number)s speaks against the claim no more, %(day)s."),
}
CORRECTED = _("%(source)s: %(old)s became %(new)s, %(day)s.")
MEASURES = frozenset(
    UNITS[key].short[language] for key in ("mln_tenge", "days", "minutes") for language in ("kk", "ru", "en")
)
METHODS: dict[str, Promise] = {"at_least": _("at least"), "at_most": _("at most")}
NOTES: dict[str, Promise] = {
    "assumed": _("An assumption: the document itself is not published."),
    "day-read": _("The source names no exact day; this one is read from its text."),
}


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side. `value` with its unit; `parts`: numerator of denominator, empty when not given. `address`:
    empty when it was not kept."""

    value: str
    parts: str
    kind: Promise
    is_claim: bool
    indicator: str
    source: str
    address: str
    body: str
    place: str
    on: datetime.date
    known: datetime.datetime
    notes: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the history. `who`: the post in words; empty for the engine. `why`: what the sources said
    that ended it. `text` and `file_id` only for those who may read answers."""

    title: Promise | str
    at: datetime.datetime
    who: str
    why: tuple[str, ...]
    text: str
    file_id: UUID | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A contradiction for a list or a page."""

    id: UUID
    number: int
    plan_code: str
    place: str
    rule: str
    title: str
    sentence: str
    indicator: str
    badge: str
    state: Promise
    is_open: bool
    days: int
    since: datetime.datetime
    until: datetime.datetime | None
    due: datetime.datetime | None
    is_late: bool
    owner: str
    claim: SideShown
    against: tuple[SideShown, ...]
    steps: tuple[StepShown, ...]


def shown(
    view: ContradictionView, language: str, *, moment: datetime.datetime, answers: bool = False
) -> Shown:
    """A contradiction in the reader's language. `answers`: whether the reader may see what people wrote."""
    end = next((one for one in reversed(view.steps) if one.act == "close"), None)
    badge, state = _state(view.state, end, view)
    return Shown(
        id=view.id,
        number=view.number,
        plan_code=view.plan_code,
        place=place_name(view.place, view.region_id, language),
        rule=view.rule,
        title=view.title(language),
        sentence=view.sentence(language),
        indicator=view.indicator_name[language],
        badge=badge,
        state=state,
        is_open=view.is_open,
        days=view.days,
        since=view.since,
        until=view.known_until,
        due=view.due,
        is_late=view.due is not None and view.due < moment,
        owner=view.owner_name[language],
        claim=side(view.claim, language),
        against=tuple(side(one, language) for one in view.against),
        steps=tuple(_step(one, view, language, answers=answers) for one in view.steps),
    )


def _state(state: str, end: StepView | None, view: ContradictionView) -> tuple[str, Promise]:
    """A state in words, with the step that ended it; what others found mended is said to be that."""
    if state == "source_corrected" and end is not None and _is_mended(end, view):
        return "good", MENDED
    return STATES[state]


def _is_mended(end: StepView, view: ContradictionView) -> bool:
    """Whether others confirmed that all that stood against the claim until this end was mended. One source
    that was only taken back, with no value in its place, is enough for it not to be."""
    ended = _ended_by(end, view)
    if not ended:
        return False
    before = {one.replaces for one in view.corrections if one.known_from <= end.at} - {
        one.replaces for one in ended
    }
    stood = {one.id for one in view.against if one.known_from <= end.at} - before
    ends = {_gone(one) for one in ended} - {("merged", "heard")}  # the other one is among them
    return {one[:1] for one in ends} == {("closed",)} and stood == {one.replaces for one in ended}


def side(one: Side, language: str) -> SideShown:
    """A claim or a source in the reader's language."""
    return SideShown(
        value=value(one.value, one.unit[language], one.method),
        parts=_parts(one.numerator, one.denominator),
        kind=SOURCES[one.kind],
        is_claim=one.kind == "claim",
        indicator=_indicator(one.indicator, language),
        source=one.source_name,
        address=one.address if one.address.startswith(("https://", "http://")) else "",
        body=body_name(one.body, language),
        place=place_name(one.place, one.region_id, language),
        on=one.on,
        known=one.known_from,
        notes=tuple(NOTES[word] for word in one.note.split() if word in NOTES),
    )


def value(number: Decimal, unit: str, method: str = "") -> str:
    """A number with its unit; "at least" before a limit. Percents stand as the language writes them."""
    digits = 0 if number == number.to_integral_value() else 1
    text = formatting.percent(number / 100, digits) if unit == "%" else formatting.number(number, digits)
    whole = f"{text} {unit}" if unit in MEASURES else text  # of what is counted, the indicator's name tells
    return f"{METHODS[method]} {whole}" if method in METHODS else whole


def _parts(numerator: Decimal | None, denominator: Decimal | None) -> str:
    if numerator is None or denominator is None:
        return ""
    return f"{formatting.number(numerator, 0)} / {formatting.number(denominator, 0)}"


def _indicator(key: str, language: str) -> str:
    return indicator(key).name[language]


def _gone(one: Side) -> tuple[str, ...]:
    """What became of a report of people's control and why; () for any other source, whatever its note is."""
    if one.kind != "citizens" or not one.ref.startswith("cluster:") or one.is_typed:
        return ()
    first, *rest = one.note.split() or [""]
    return tuple(rest) if first == "gone" else ()


def _ended_by(one: StepView, view: ContradictionView) -> tuple[Side, ...]:
    """The corrections that became known with this end and not with one before it."""
    before = max((step.at for step in view.steps if step.act == "close" and step.at < one.at), default=None)
    known = (side for side in view.corrections if side.known_from <= one.at)
    return tuple(side for side in known if before is None or side.known_from > before)


def _why(one: Side, view: ContradictionView, language: str) -> str:
    """A correction in a sentence."""
    day = formatting.date(one.known_from)
    if gone := _gone(one):
        state, why = (*gone, "")[:2]
        found = (GONE.get(key) for key in ((state, why), ("", why), (state, ""), ("", "")))
        words = next(one for one in found if one is not None)
        return words % {"number": one.ref.rpartition(":")[2], "day": day}
    old = next((side for side in view.against if side.id == one.replaces), one)
    unit = one.unit[language]
    return CORRECTED % {
        "source": one.source_name or SOURCES[one.kind],
        "old": value(old.value, unit, old.method),
        "new": value(one.value, unit, one.method),
        "day": day,
    }


def _step(one: StepView, view: ContradictionView, language: str, *, answers: bool) -> StepShown:
    is_person = one.user_id is not None or one.act in ("explain", "correct", "dispute", "accept", "send_back")
    title: Promise | str = ACTS.get(one.act, one.act)
    why: tuple[str, ...] = ()
    if one.act == "close":
        corrections = _ended_by(one, view) if one.after == "source_corrected" else ()
        title = _state(one.after, one, view)[1]
        why = tuple(_why(side, view, language) for side in corrections)
    return StepShown(
        title,
        one.at,
        bodies.post_title(one.by, language) if is_person else "",
        why,
        one.text if answers else "",
        one.file_id if answers else None,
    )


def place_name(place: str, region_id: UUID, language: str) -> str:
    """The nation, or the region's last name; a narrower place is not named: it may be a single school."""
    if place == "nation":
        return {"kk": "Қазақстан", "ru": "Казахстан", "en": "Kazakhstan"}[language]
    atlas = territory.atlas()
    try:
        name = atlas.find(region_id).spells[-1].name[language]
    except territory.UnknownRegionError:
        return ""
    return name


def body_name(code: str, language: str) -> str:
    """A body's name; a source that no register knows under its own words."""
    if not code:
        return ""
    try:
        return bodies.body(code).name[language]
    except bodies.UnknownBodyError:
        return code
