"""What two texts have in common, whatever of the country's languages and letters they are typed in. Pure.

A citizen writes Kazakh, Russian or both in a line, with ә or with а, in Latin letters, with typos. So a
text is folded to a few letters; each word becomes its letter trigrams, which endings and typos change
little; words that name the kind of thing ("люк", "құдық") or a common place ("мектеп", "школа") become one
concept in any language. Numbers stay as they stand: two houses are told apart by them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .categories import categories

FOLD = str.maketrans("әғқңөұүіһёйщыэ", "агкноууихеишие", "ъь")
LATIN = (
    *(
        ("shch", "ш"),
        ("sh", "ш"),
        ("ch", "ч"),
        ("zh", "ж"),
        ("kh", "х"),
        ("ts", "ц"),
        ("gh", "г"),
        ("ng", "н"),
    ),
    *(("ya", "я"), ("yu", "ю"), ("yo", "е"), ("ye", "е")),
    *zip("äöüūğñşıç", "аоууғншич", strict=True),
    *zip("abvgdezijklmnoprstufhcyqwx", "абвгдезижклмнопрстуфхцикух", strict=True),
    ("'", ""),
)
LATIN_WORD = re.compile(r"[a-zäöüūğñşıç']+")
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"\d+")
# One place, or part of one, in Kazakh, Russian and English: beginnings of words, folded but for English.
PLACES = (
    ("мектеп", "школ", "гимназ", "лицеи", "school"),
    ("балабакш", "садик", "детсад", "kindergarten"),
    ("дукен", "магазин", "shop", "store"),
    ("киребери", "вход", "подъезд", "entrance"),
    ("аула", "двор", "yard"),
    ("дарихан", "аптек", "pharmac"),
    ("базар", "ринок", "market"),
    ("аурухан", "емхан", "больниц", "поликлин", "hospital", "clinic"),
    ("мешит", "мечет", "mosque"),
    ("аялдам", "остановк", "stop"),
    ("копир", "мост", "bridge"),
    ("саябак", "парк", "сквер", "park"),
    ("жанинда", "касинда", "тусинда", "возле", "около", "рядом", "near"),
    ("артинда", "позади", "сзади", "behind"),
    ("алдинда", "перед", "напротив", "front", "opposite"),
    ("слева", "левои", "левии", "left"),
    ("справа", "правои", "правии", "right"),
    ("бури", "угол", "углу", "corner"),
)
COMMON = """и в на у с к по не нет есть очень уже это там тут здесь мы вы наш пожалуиста просим прошу примите
мери бар жок мен да де бул оси сол жерде отинем шара кабилда
а тхе ис аре ат ин оф бя то анд плеасе"""  # the last line is English, as `folded` leaves it
STOP = frozenset(COMMON.split())
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text is compared by. `grams`: trigrams of its words; `kinds`: categories whose words it has;
    `places`: common places it names; `numbers`: as they stand."""

    grams: frozenset[str]
    kinds: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    words: int


def folded(text: str) -> str:
    """Lower case, Kazakh letters as a Russian keyboard has them, Latin typing in Cyrillic."""
    return LATIN_WORD.sub(lambda found: cyrillic(found[0]), text.lower()).translate(FOLD)


@lru_cache(maxsize=4096)
def cyrillic(word: str) -> str:
    for latin, letter in LATIN:
        word = word.replace(latin, letter)
    return word


@lru_cache(maxsize=4096)
def wording(text: str) -> Wording:
    """A text as it is compared; kept for the texts seen last."""
    grams: set[str] = set()
    concepts: set[tuple[str, str]] = set()
    count = 0
    for raw in WORD.findall(text.lower()[:600]):
        word = folded(raw)
        if word in STOP or len(word) < 2:
            continue
        count += 1
        grams.update(trigrams(word))
        concepts.update(concept(raw, word))
    return Wording(
        frozenset(grams),
        frozenset(key for what, key in concepts if what == "kind"),
        frozenset(key for what, key in concepts if what == "place"),
        frozenset(NUMBER.findall(text[:600])),
        count,
    )


@lru_cache(maxsize=8192)
def concept(raw: str, word: str) -> tuple[tuple[str, str], ...]:
    """The concepts a word names, in its own letters or folded; mostly none."""
    near = stems().get(raw[0], ()) + (stems().get(word[0], ()) if word[0] != raw[0] else ())
    return tuple(sorted({named for stem, named in near if raw.startswith(stem) or word.startswith(stem)}))


@lru_cache(maxsize=1)
def stems() -> dict[str, tuple[tuple[str, tuple[str, str]], ...]]:
    """Beginnings of words, folded, with what they name, by their first letters."""
    found: dict[str, tuple[tuple[str, tuple[str, str]], ...]] = {}
    for stem, named in _stems():
        found[stem[0]] = (*found.get(stem[0], ()), (stem, named))
    return found


def _stems() -> Iterator[tuple[str, tuple[str, str]]]:
    for one in categories():
        for language, words in one.keywords.items():
            for word in words:
                if " " in word.strip():
                    continue
                stem = word.lower().strip() if language == "en" else folded(word).strip()
                if len(stem) >= SHORTEST_STEM or one.key == "manhole":
                    yield stem, ("kind", one.key)
    for place in PLACES:
        for stem in place:
            yield stem, ("place", place[0])


def trigrams(word: str) -> Iterator[str]:
    padded = f" {word} "
    return (padded[at : at + 3] for at in range(len(padded) - 2))


def common(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets share, 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
