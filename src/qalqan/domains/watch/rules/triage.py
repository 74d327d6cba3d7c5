"""How dangerous a thing is to children, 0 to 100, term by term. Pure.

The score is of the thing and never of a person. It only puts work in order: it closes nothing, hides nothing
and shortens no deadline. Every term is an addition that can be read out loud, and none takes away: a thing
that is nearer, seen by more, or seen when children walk, never ranks lower. What is not known adds nothing
and is said as not known. The weights are ours, a proposal; docs/algorithms/triage.md says why each.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from .categories import Category

NEAR = 300.0  # metres: farther than this, a place of children adds nothing
NEAR_POINTS = {"school": 20, "kindergarten": 20, "college": 14, "sport": 12, "leisure": 12}
NEAR_OTHER = 10
HOUR_POINTS = 8
DARK_POINTS, DARK_OWN = 3, 7
WITNESS_POINTS, WITNESS_MOST = 3, 9
SLACK = 45  # minutes before and after a bell in which children are on the way
USUAL_HOURS = ((7 * 60, 9 * 60), (12 * 60 + 30, 14 * 60 + 30), (17 * 60, 18 * 60 + 30))
CALM_MOST = 94  # without somebody hurt
HURT_LEAST = 95
DARK_MONTHS = (10, 11, 12, 1, 2, 3)

HURT = {
    "kk": (
        "жарақат",
        "жаралан",
        "қансыра",
        "қан ағ",
        "талап таста",
        "тістеп ал",
        "есінен тан",
        "қаза бол",
        "қаза тап",
        "өліп қал",
        "батып кет",
        "ток соқ",
        "күйіп қал",
        "қағып кет",
        "құлап түс",
        "сынып кетті аяғы",
        "аяғын сындыр",
        "қолын сындыр",
    ),
    "ru": (
        "пострада",
        "травмир",
        "получил травм",
        "ранен",
        "кровь",
        "кровотеч",
        "без сознания",
        "потерял сознание",
        "погиб",
        "умер",
        "сбила",
        "сбили",
        "покусал",
        "искусал",
        "укусила",
        "ударило током",
        "утонул",
        "провалился",
        "провалилась",
        "упал в",
        "упала в",
        "сломал ног",
        "сломал рук",
        "сломала ног",
        "сломала рук",
        "ожог",
    ),
    "en": (
        "injured",
        "is hurt",
        "was hurt",
        "bleeding",
        "unconscious",
        "killed",
        "has died",
        "was bitten",
        "drowned",
        "electrocuted",
        "fell into",
        "fell in",
        "broke his",
        "broke her",
    ),
}
# Words that turn a sentence into a worry or a denial: "may be injured", "nobody was hurt".
WORRY = frozenset(
    {"может", "могут", "можно", "чтобы", "если", "вдруг", "пока", "никто", "риск", "опасность"}
    | {"may", "might", "could", "can", "if", "nobody", "before", "risk"}
)
DENIAL = frozenset({"не", "без", "нет", "not", "no", "never"})  # just before the word
AFTER = ("мүмкін", "жоқ", "алмасын", "болмасын", "кетпесін", "егер")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of a thing. `at`: when it was seen, local time; `metres`: to the nearest place of
    children of `site_kind`, None for none known within 300 m; bells: local, None for not known; `texts`: of
    all its reports."""

    category: Category
    at: datetime
    metres: float | None = None
    site_kind: str = ""
    bells: tuple[time | None, time | None] = (None, None)
    witnesses: int = 1
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One addend: `code` says which, `points` how much, `note` a plain value for the sentence shown."""

    code: str
    points: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Risk:
    """`score` 0 to 100 and its terms; `is_hurt`: somebody seems to be hurt now, which comes before all."""

    score: int
    terms: tuple[Term, ...]
    is_hurt: bool


def risk(scene: Scene) -> Risk:
    """The risk of a scene."""
    terms = [Term("category", scene.category.weight, scene.category.key)]
    terms.append(_near(scene))
    if points := _hour(scene):
        terms.append(Term("hour", points, f"{scene.at:%H:%M}"))
    if is_dark(scene.at):
        terms.append(Term("dark", DARK_OWN if scene.category.is_of_the_dark else DARK_POINTS))
    if scene.witnesses > 1:
        more = min(WITNESS_MOST, WITNESS_POINTS * (scene.witnesses - 1))
        terms.append(Term("witnesses", more, str(scene.witnesses)))
    score = min(CALM_MOST, sum(term.points for term in terms))
    hurt = is_hurt(scene.texts)
    if hurt:
        lifted = max(HURT_LEAST, min(100, HURT_LEAST + score // 20))
        terms.append(Term("hurt", lifted - score))
        score = lifted
    return Risk(score, tuple(terms), hurt)


def _near(scene: Scene) -> Term:
    if scene.metres is None or scene.metres > NEAR:
        return Term("nowhere", 0)
    most = NEAR_POINTS.get(scene.site_kind, NEAR_OTHER)
    points = round(most * (1 - max(0.0, scene.metres) / NEAR))
    return Term("near", points, str(round(scene.metres)))


def _hour(scene: Scene) -> int:
    """Whether children are on their way to or from the place just then; its own bells, else the usual
    hours."""
    if scene.metres is None or scene.metres > NEAR or scene.at.weekday() > 5:
        return 0
    minute = scene.at.hour * 60 + scene.at.minute
    bells = [bell for bell in scene.bells if bell is not None]
    spans = (
        [(bell.hour * 60 + bell.minute - SLACK, bell.hour * 60 + bell.minute + SLACK) for bell in bells]
        if bells
        else list(USUAL_HOURS)
    )
    return HOUR_POINTS if any(low <= minute <= high for low, high in spans) else 0


def is_dark(at: datetime) -> bool:
    """Whether it is dark at this local time when children walk: an hour by the season, not an almanac."""
    if at.month in DARK_MONTHS:
        return at.hour < 8 or at.hour >= 17
    return at.hour < 5 or at.hour >= 21


def is_hurt(texts: Collection[str]) -> bool:
    """Whether one of the texts says that somebody is hurt already; "may be hurt" and "nobody was hurt" do
    not. It errs to the side of yes."""
    return any(_says_hurt(text) for text in texts)


def _says_hurt(text: str) -> bool:
    for sentence in re.split(r"[.,!?;\n]+", text.lower().replace("ё", "е")):
        words = re.findall(r"[\w']+", sentence)
        joined = " " + " ".join(words) + " "
        for stem in (one for stems in HURT.values() for one in stems):
            place = joined.find(f" {stem.replace('ё', 'е')}")
            if place < 0:
                continue
            before = joined[:place].split()
            after = joined[place:].split()[: len(stem.split()) + 3]
            is_said = WORRY.isdisjoint(before[-4:]) and DENIAL.isdisjoint(before[-1:])
            if is_said and not any(one.startswith(AFTER) for one in after):
                return True
    return False
