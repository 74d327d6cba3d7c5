"""A public story day by day: what had been said, what had been seen, and which contradictions stood open,
as this installation would have known it. Works by links; a slider does the same with fewer clicks."""

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from qalqan.domains.evidence.actor import MIRROR, READING
from qalqan.domains.evidence.demo import NOON
from qalqan.domains.evidence.indicators import indicator
from qalqan.domains.evidence.queries.contradictions import contradictions
from qalqan.domains.evidence.rules.stories import Story, StoryFact
from qalqan.domains.evidence.stories import ref, stories, story
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .contradictions import kept
from .contradictions_shown import NOTES, SOURCES, Shown, body_name, place_name, shown, value


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact of the story in the reader's language. `is_new`: it became known on the day shown."""

    day: datetime.date
    is_claim: bool
    is_new: bool
    kind: Promise
    words: str
    value: str
    indicator: str
    places: str
    body: str
    source: str
    address: str
    notes: tuple[Promise, ...]
    raised: tuple[Shown, ...]


@require_safe
def index(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """The stories there are."""
    found = [(one, one.title[language()], one.lead[language()]) for one in stories()]
    response = render(request, "evidence/replays.html", {"is_open": is_open, "stories": found})
    return kept(request, response, is_open=is_open)


@require_safe
def replay(request: HttpRequest, slug: str, *, is_open: bool) -> HttpResponse:
    """One story on one of its days: `?on=` a day, or `?step=` its place in the list (the slider)."""
    told = story(slug)
    if told is None:
        raise Http404
    days = told.days
    step = _step(request, days)
    day = days[step]
    moment = datetime.datetime.combine(day, NOON) + datetime.timedelta(hours=1)
    with scope(MIRROR, READING):
        views = contradictions(told.plan, at=moment)
    prefix = ref(told.slug, "")
    own = [one for one in views if one.claim.ref.startswith(prefix)]
    drawn = {one.id: shown(one, language(), moment=moment) for one in own}
    raised = {
        fact.key: tuple(drawn[one.id] for one in own if (one.claim.ref, one.rule) in _due(told, fact))
        for fact in told.facts
    }
    facts = [_fact(fact, day, raised[fact.key]) for fact in told.facts if fact.day <= day]
    response = render(
        request,
        "evidence/replay.html",
        {
            "is_open": is_open,
            "story": told,
            "title": told.title[language()],
            "lead": told.lead[language()],
            "days": list(enumerate(days)),
            "step": step,
            "last": len(days) - 1,
            "day": day,
            "previous": days[step - 1] if step else None,
            "next": days[step + 1] if step + 1 < len(days) else None,
            "facts": facts[::-1],
            "later": sum(fact.day > day for fact in told.facts),
            "standing": [drawn[one.id] for one in own if one.is_open],
            "plan_page": "open" if is_open else "plans",
        },
    )
    return kept(request, response, is_open=is_open)


def _due(told: Story, fact: StoryFact) -> set[tuple[str, str]]:
    """The contradictions that this fact brought about."""
    return {(ref(told.slug, key), rule) for key, rule in fact.raises}


def _step(request: HttpRequest, days: tuple[datetime.date, ...]) -> int:
    """Which day is looked at: the last one unless another is asked for; of a day between two, the earlier."""
    number = request.GET.get("step", "")
    if number.isascii() and number.isdecimal() and len(number) < 4:
        return min(int(number), len(days) - 1)
    try:
        asked = datetime.date.fromisoformat(request.GET.get("on", "").strip())
    except ValueError:
        return len(days) - 1
    return max((step for step, day in enumerate(days) if day <= asked), default=0)


def _fact(fact: StoryFact, day: datetime.date, raised: tuple[Shown, ...]) -> FactShown:
    of = indicator(fact.indicator)
    number = fact.value
    if number is None and fact.numerator is not None and fact.denominator is not None:
        number = of.scale * fact.numerator / fact.denominator
    words = ["assumed"] * fact.is_assumed + ["day-read"] * (not fact.is_day_kept)
    return FactShown(
        day=fact.day,
        is_claim=fact.is_claim,
        is_new=fact.day == day,
        kind=SOURCES[fact.kind],
        words=fact.words[language()],
        value="" if number is None else value(number, of.measured_in.short[language()], fact.method),
        indicator=of.name[language()],
        places=", ".join(_place(code) for code in fact.places),
        body=body_name(fact.body, language()),
        source=fact.source,
        address=fact.address,
        notes=tuple(NOTES[word] for word in words),
        raised=raised,
    )


def _place(code: str) -> str:
    atlas = territory.atlas()
    if code == "nation":
        return place_name("nation", atlas.regions[0].id, language())
    return place_name("region", atlas.find(code).id, language())
