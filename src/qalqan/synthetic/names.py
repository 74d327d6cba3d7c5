"""Names as families bear them: women's surnames, both forms of patronymics, other letters. Pure."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qalqan.domains.people.names import reading
from qalqan.synthetic.draw import ranked

DATA = Path(__file__).parent / "data"
TRADITIONS = ("kazakh", "slavic", "uzbek", "uighur", "german", "tatar", "korean", "turkic")
FOLDED = str.maketrans("әіңғүұқөһӘІҢҒҮҰҚӨҺ", "аинг" + "уу" + "кох" + "АИНГ" + "УУ" + "КОХ")
HISSING = "жчшщц"
VOWELS = "аеёиоуыэюяәіөүұ"
IRREGULAR = {"Павел": "Павл", "Лев": "Льв", "Яков": "Яковл", "Пётр": "Петр", "Никита": "Никит", "Илья": "Иль"}


@dataclass(frozen=True, slots=True)
class Tradition:
    """The names of one tradition, as decks to draw from."""

    key: str
    inflect: bool
    boys: list[str]
    men: list[str]
    elders: list[str]
    girls: list[str]
    women: list[str]
    surnames: list[str]


@cache
def traditions() -> tuple[Tradition, ...]:
    """All traditions, in the order of TRADITIONS."""
    tables = tomllib.loads((DATA / "names.toml").read_text("utf-8"))
    return tuple(
        Tradition(
            key,
            tables[key]["inflect"],
            *(ranked(tables[key][part]) for part in ("boys", "men", "elders", "girls", "women", "surnames")),
        )
        for key in TRADITIONS
    )


@cache
def surname_of(surname: str, sex: str, inflect: bool) -> str:
    """The form a man or a woman bears: Ахметов, Ахметова; Покровский, Покровская; Сәрсенбай for both."""
    if sex == "m" or not inflect:
        return surname
    if surname.endswith("ский"):
        return surname[:-2] + "ая"
    return surname + "а" if surname.endswith(("ов", "ев", "ёв", "ин", "ын")) else surname


@cache
def patronymic(father: str, sex: str, form: str) -> str:
    """«Ерлан» gives Ерланұлы and Ерланқызы in the `kazakh` form, Ерланович and Ерлановна in the `russian`."""
    if form == "kazakh":
        return father + ("ұлы" if sex == "m" else "қызы")
    if father in ("Никита", "Илья"):
        return IRREGULAR[father] + ("ич" if sex == "m" else "ична" if father == "Никита" else "инична")
    stem, ending = IRREGULAR.get(father, father), "ов"
    if stem == "Яковл":
        ending = "ев"
    elif stem.endswith("ий"):
        stem, ending = stem[:-2] + "ь", "ев"
    elif stem.endswith(("й", "ь")):
        stem, ending = stem[:-1], "ев"
    elif stem[-1] in HISSING + VOWELS:
        ending = "ев"
    return stem + ending + ("ич" if sex == "m" else "на")


@cache
def folded(text: str) -> str:
    """Kazakh letters by the Russian ones that stand nearest, as old keyboards had them."""
    return text.translate(FOLDED)


@cache
def latin(text: str) -> str:
    """A name as somebody typed it in Latin letters."""
    return reading(text)
