"""The number of a work item: "TK-7F3K-92". Pure.

Two letters of the region, five characters drawn by chance and one that checks the others, all of Crockford's
alphabet, which has no I, L, O, U: what is read out by telephone or copied from paper is read as it was meant.
A number is no secret (the list is public); that it tells neither how many there are nor which came next keeps
people from walking through what is not shown.
"""

import secrets
import tomllib
from functools import cache
from pathlib import Path

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = Path(__file__).parents[1] / "data" / "letters.toml"
DRAWN = 5
ALIKE = str.maketrans("OILU", "011V")  # what eyes take for another


@cache
def letters() -> dict[str, str]:
    """The two letters of each region, by its code."""
    found: dict[str, str] = tomllib.loads(LETTERS.read_text(encoding="utf-8"))
    if len(set(found.values())) != len(found):
        raise ValueError("two regions begin with the same letters")
    return found


def draw(region_code: str) -> str:
    """A new number of a region. KeyError for a region without letters."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return written(letters()[region_code], drawn + check(drawn))


def written(region: str, rest: str) -> str:
    """The number as people see it."""
    return f"{region}-{rest[:4]}-{rest[4:]}"


def check(drawn: str) -> str:
    """The character that tells a slip of one character: odd weights make every single change visible."""
    total = sum((2 * place + 1) * ALPHABET.index(char) for place, char in enumerate(drawn))
    return ALPHABET[total % len(ALPHABET)]


def read(text: str) -> str:
    """A number as somebody typed it, in its one form; "" when it is none (also after a slip of a key)."""
    plain = "".join(char for char in text.upper() if char.isalnum())
    region, rest = plain[:2], plain[2:].translate(ALIKE)
    if region not in letters().values() or len(rest) != DRAWN + 1 or set(rest) - set(ALPHABET):
        return ""
    return written(region, rest) if check(rest[:DRAWN]) == rest[DRAWN] else ""
