"""What a demonstration knows from the start: the two public stories, as observations and claims with their
sources, known from the days they were published, and what the engine makes of them. Idempotent.

These are public figures and not invented ones; where the source's day or the claim itself is a reading, the
observation's note says so."""

from datetime import UTC, datetime, time

from qalqan.domains.evidence.actions.engine import reconsider_all
from qalqan.domains.evidence.actions.observing import Kept, observe
from qalqan.domains.evidence.rules.observing import At, NewObservation
from qalqan.domains.evidence.rules.stories import Story, StoryFact
from qalqan.domains.evidence.stories import ref, stories
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import Service, scope

SERVICE = Service("evidence.demo")
CAPITAL = "KZ-71"
NOON = time(7, tzinfo=UTC)  # in Kazakhstan


def load() -> None:
    """Bring the stories in and let the engine look at each plan once."""
    plans = {story.plan for story in stories()}
    for story in stories():
        with scope(SERVICE, "statistics"):
            tell(story)
    for plan in sorted(plans):
        with scope(SERVICE, "statistics"):
            reconsider_all(plan)


def tell(story: Story) -> list[Kept]:
    """Observe the facts of a story in order of their days, in the open scope."""
    return [kept for fact in story.facts for kept in tell_fact(story, fact)]


def tell_fact(story: Story, fact: StoryFact) -> list[Kept]:
    """Observe one fact, in each of its places."""
    return [observe(observation(story, fact, place)) for place in fact.places]


def observation(story: Story, fact: StoryFact, place: str) -> NewObservation:
    """A fact as the table keeps it. The words of notes are codes: pages say them in the reader's language."""
    known = datetime.combine(fact.day, NOON)
    notes = [
        word for word, said in (("assumed", fact.is_assumed), ("day-read", not fact.is_day_kept)) if said
    ]
    return NewObservation(
        at=_at(place),
        indicator=fact.indicator,
        period_start=fact.about,
        period_end=fact.about,
        source_kind=fact.kind,
        value=fact.value,
        numerator=fact.numerator,
        denominator=fact.denominator,
        source_body=fact.body,
        source_ref=ref(story.slug, fact.key),
        source_name=fact.source,
        address=fact.address,
        method=fact.method,
        note=" ".join(notes),
        known_from=known,
        plan_code=story.plan if fact.is_claim else "",
        measure_number=story.measure if fact.is_claim else None,
    )


def _at(place: str) -> At:
    if place == "nation":
        return At(territory.atlas().find(CAPITAL).id, is_nation=True)
    return At(territory.atlas().find(place).id)
