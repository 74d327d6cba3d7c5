"""What in a text names or finds a person: hinted to the moderator, who decides what everybody may read. Pure.

A hint is no proof either way: names are found by the endings of Kazakh and Russian fathers' and family names
and by the words that people put before a name, not by a list of people.
"""

import re
from dataclasses import dataclass

KINDS = ("phone", "email", "iin", "plate", "link", "name")
LETTER = "A-Za-zА-ЯЁа-яёӘәҒғҚқҢңӨөҰұҮүҺһІі"
UPPER = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"

PATTERNS: dict[str, re.Pattern[str]] = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "link": re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@[A-Za-z]\w{3,}", re.IGNORECASE),
    "iin": re.compile(r"(?<!\d)\d{12}(?!\d)"),
    "phone": re.compile(r"(?<![\d+])(?:\+?7|8)[\s(.-]*\d{3}[\s).-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}(?!\d)"),
    # 123 ABC 02 (private), 123 AB 02 (body), A 123 BCD (before 2012)
    "plate": re.compile(
        r"(?<![0-9A-Za-zА-Яа-я])(?:\d{3}\s?[A-ZА-Я]{2,3}\s?\d{2}|[A-ZА-Я]\s?\d{3}\s?[A-ZА-Я]{2,3})"
        r"(?![0-9A-Za-zА-Яа-я])"
    ),
    "name": re.compile(
        rf"\b[{UPPER}][{LETTER}]+(?:ович|евич|овна|евна|ұлы|улы|қызы|кызы)(?:[а-яәіңғүұқөһ]{{0,3}})\b"
        rf"|\b[{UPPER}][а-яёәғқңөұүһі]+(?:(?:ов|ев)(?:а|у|ым|е|ой)?|ин|ина)\s+[{UPPER}][а-яёәғқңөұүһі]+\b"
        rf"|\b[{UPPER}][а-яёәғқңөұүһі]+\s+[{UPPER}][а-яёәғқңөұүһі]+(?:ов|ев)(?:а|у|ым|е|ой)?\b"
        r"|(?:директор|учител\w+|завуч|охранник|мұғалім\w*|сынып жетекші\w*|күзетші"
        rf"|меня зовут|менің атым|my name is)\s+[{UPPER}][{LETTER}]+(?:\s+[{UPPER}][{LETTER}]+)?"
    ),
}


# Streets and schools bear names, too: "улица Абая Кунанбаева", "Абай Құнанбаев көшесі".
BEFORE = re.compile(
    r"(?:\bул\.|\bулиц\w*|\bпр\.|\bпроспект\w*|\bим\.|\bимени|\bавеню|\bst\.)\s*$", re.IGNORECASE
)
AFTER = re.compile(r"\s*(?:көше|даңғыл|атындағы|ауыл|street|avenue)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hint:
    """A piece of a text, from `start` to before `end`, that may name or find a person."""

    kind: str
    start: int
    end: int


def hints(text: str) -> tuple[Hint, ...]:
    """What should be looked at before the text is shown, in its order; pieces do not overlap."""
    found: list[Hint] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                found.append(Hint(kind, match.start(), match.end()))
    return tuple(sorted(found, key=lambda one: one.start))


def names_somebody(text: str) -> bool:
    """Whether a text that nobody moderates may name or find a person; a street's name is none."""
    return any(
        one.kind != "name" or not (BEFORE.search(text[: one.start]) or AFTER.match(text[one.end :]))
        for one in hints(text)
    )


def hidden(text: str) -> str:
    """The text with every hinted piece blacked out: the proposal that a moderator starts from."""
    for one in reversed(hints(text)):
        text = text[: one.start] + "▇▇▇" + text[one.end :]
    return text
