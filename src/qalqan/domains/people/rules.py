"""What holds for identities, without a database: the IIN, ages, kinship, who is one person with whom. Pure.

docs/algorithms/iin.md and same-person.md explain; tests prove by properties and count exhaustive shares.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

BIRTH_KNOWN = ("day", "month", "year", "unknown")
SEXES = ("m", "f", "unknown")
LANGUAGES = ("kk", "ru", "other", "unknown")
# known: twelve digits stand in the record. foreign: a citizen of another state, who has none. none: not given
# yet (a newborn, a stateless child). unknown: nobody has asked.
IIN_STATES = ("known", "foreign", "none", "unknown")
PARENTS = ("mother", "father")
KINSHIPS = (
    *PARENTS,
    "adoptive_parent",
    "guardian",
    "foster_parent",
    "step_parent",
    "grandparent",
    "sibling",
    "other",
)
REPRESENTATIVES = frozenset({*PARENTS, "adoptive_parent", "guardian", "foster_parent"})
CAPACITIES = ("pupil", "guardian", "patient", "client", "staff")
SOURCES = ("registry", "document", "declared", "court")
PROVED = frozenset(SOURCES) - {"declared"}  # what a right may rest on
OF_AGE = 18

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
SEPARATORS = str.maketrans("", "", " \t\u00a0-‐‑–")


class IinFault(StrEnum):
    """Why twelve typed characters are no IIN."""

    LENGTH = "length"
    DIGITS = "digits"
    CHECK = "check"
    NEVER_ISSUED = "never_issued"


def check_digit(eleven: str) -> int | None:
    """The twelfth digit of an IIN that begins with these eleven; None when the number is never issued."""
    digits = [int(digit) for digit in eleven]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def read_iin(written: str) -> tuple[str, IinFault | None]:
    """The twelve digits of what was written (spaces and hyphens passed over), and what is wrong with them.

    The check digit alone decides. What the digits say of birth and sex is evidence (`evidence_of`), never a
    reason to refuse: by law numbers need not carry them since 2013."""
    number = written.translate(SEPARATORS)
    if not (number.isascii() and number.isdigit()):
        return number, IinFault.DIGITS
    if len(number) != 12:
        return number, IinFault.LENGTH
    right = check_digit(number[:11])
    if right is None:
        return number, IinFault.NEVER_ISSUED
    return number, None if right == int(number[11]) else IinFault.CHECK


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an IIN's digits say, if they say it: None is "says nothing", not "differs"."""

    birth_date: date | None
    sex: str | None


def evidence_of(iin: str) -> Evidence:
    """Birth date and sex as digits 1-7 tell them: the seventh is 1/2 for men and women of the 1800s, 3/4 of
    the 1900s, 5/6 of the 2000s, 0 for foreigners. Digits that form no date say nothing."""
    century = int(iin[6])
    sex = {0: None}.get(century, "m" if century % 2 else "f") if century <= 6 else None
    if not 1 <= century <= 6:
        return Evidence(None, None)
    year = 1800 + (century - 1) // 2 * 100 + int(iin[:2])
    try:
        return Evidence(date(year, int(iin[2:4]), int(iin[4:6])), sex)
    except ValueError:
        return Evidence(None, sex)


def latest_birth(year: int, month: int | None = None, day: int | None = None) -> date:
    """The last day on which someone of whom only this is known can have been born: it is stored, so that one
    who may still be a child counts as one. ValueError for a day that no calendar has."""
    if month is None:
        return date(year, 12, 31)
    if day is not None:
        return date(year, month, day)
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def birthday(born: date, years: int) -> date:
    """The day on which someone turns `years`; 1 March for those of 29 February, in common years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age_on(born: date | None, day: date) -> int | None:
    """Whole years on `day`; None if the birth is not known or lies ahead."""
    if born is None or born > day:
        return None
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def is_child(born: date | None, day: date) -> bool | None:
    """Whether someone is under 18 on `day`. None if nobody knows: then the person is treated as a child."""
    return None if born is None else birthday(born, OF_AGE) > day


def born_after(day: date) -> date:
    """Those born after this date are children on `day`: the border that lists are cut by."""
    try:
        return day.replace(year=day.year - OF_AGE)
    except ValueError:  # 29 February, and no such day eighteen years before
        return date(day.year - OF_AGE, 2, 28)


def canonical(people: Iterable[UUID], claims: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """Of each person, the record that stands for all that are the same: the oldest (smallest id) of those
    joined by claims in force. Computed anew each time, so a withdrawn claim leaves nothing behind."""
    above: dict[UUID, UUID] = {}

    def top(one: UUID) -> UUID:
        while (higher := above.setdefault(one, one)) != one:
            above[one] = above[higher]  # halves the path: long chains stay cheap
            one = above[one]
        return one

    for one, other in claims:
        low, high = sorted((top(one), top(other)))
        above[high] = low
    return {one: top(one) for one in people}


@dataclass(frozen=True, slots=True)
class Tie:
    """A kinship as far as it decides anything."""

    child: UUID
    kind: str
    is_restricted: bool
    source: str
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def children_of(ties: Iterable[Tie], births: Mapping[UUID, date | None], day: date) -> frozenset[UUID]:
    """The children whose records a person may read as their representative on `day`: under age by a known
    birth, represented by a tie that holds and is proved by a register, a document or a court, and kept away
    from by none, in whatever capacity. A restriction counts whoever told it, and outlives the tie it stands
    on: divorce does not lift a court's order."""
    listed = list(ties)
    kept_away = {tie.child for tie in listed if tie.is_restricted}
    return frozenset(
        tie.child
        for tie in listed
        if tie.kind in REPRESENTATIVES
        and tie.source in PROVED
        and tie.holds(day)
        and tie.child not in kept_away
        and is_child(births.get(tie.child), day) is True
    )


class Sameness(StrEnum):
    """How two records compare in one respect."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


def compare[Value](one: Value | None, other: Value | None) -> Sameness:
    """Two values of one field; whatever is missing on either side is unknown, not a difference."""
    if one in (None, "", "unknown") or other in (None, "", "unknown"):
        return Sameness.UNKNOWN
    return Sameness.AGREES if one == other else Sameness.DIFFERS


LOOK_ALIKE = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


def class_label(written: str, known: Iterable[str]) -> str | None:
    """A class as its school spells it: a letter typed in Latin that looks the same is the same class, else
    the class's teacher would not reach the child. None for what is no class's name."""
    label = " ".join(written.upper().split())
    if len(label) > 10 or not any(sign.isalnum() for sign in label):
        return None
    if any(not (sign.isalnum() or sign in " -") for sign in label):
        return None
    folded = label.translate(LOOK_ALIKE)
    return next((one for one in sorted(known) if one.upper().translate(LOOK_ALIKE) == folded), label)


@dataclass(frozen=True, slots=True)
class Draft:
    """A person as somebody writes one down. `birth_date` with `birth_known` as `latest_birth` makes them."""

    surname: str
    given: str = ""
    patronymic: str = ""
    birth_date: date | None = None
    birth_known: str = "unknown"
    sex: str = "unknown"
    language: str = "unknown"
    iin: str = ""
    iin_state: str = "unknown"
    phone: str = ""
    address: str = ""


NAME_FIELDS = ("surname", "given", "patronymic")
OLDEST = 130
NAME_SIGNS = frozenset(" -'.")


def faults(draft: Draft, day: date) -> list[tuple[str, str]]:
    """What must be mended before a draft becomes a record: (field, rule). Nothing here is a matter of
    plausibility: that is `doubts`, which never refuse."""
    found = []
    if not draft.surname:
        found.append(("surname", "surname_missing"))
    for name in NAME_FIELDS:
        written = getattr(draft, name)
        if any(not (sign.isalpha() or sign in NAME_SIGNS) for sign in written):
            found.append((name, "name_letters"))
    if (draft.birth_date is None) != (draft.birth_known == "unknown"):
        found.append(("birth_date", "birth_partial"))
    elif draft.birth_date is not None and draft.birth_known == "day" and draft.birth_date > day:
        found.append(("birth_date", "birth_future"))
    elif draft.birth_date is not None and draft.birth_date.year < day.year - OLDEST:
        found.append(("birth_date", "birth_long_ago"))
    if draft.iin and draft.iin_state != "known":
        found.append(("iin_state", "iin_and_state"))
    elif draft.iin_state == "known" and (fault := read_iin(draft.iin)[1]) is not None:
        found.append(("iin", f"iin_{fault}"))
    return found


def doubts(draft: Draft) -> list[str]:
    """What the record itself makes one look at twice. Shown beside it, never a refusal: numbers issued since
    2013 need not carry birth and sex, and a patronymic is what its bearer says it is."""
    if draft.iin_state != "known" or read_iin(draft.iin)[1] is not None:
        return []
    evidence = evidence_of(read_iin(draft.iin)[0])
    found = []
    born = draft.birth_date if draft.birth_known == "day" else None
    if compare(evidence.birth_date, born) is Sameness.DIFFERS:
        found.append("iin_birth_differs")
    if compare(evidence.sex, draft.sex) is Sameness.DIFFERS:
        found.append("iin_sex_differs")
    return found
