"""The knob: faults that registries have, planted at asked rates, the truth of each noted apart. Pure.

Every fault is a function that gives the damaged value, or None where it cannot be made (a date of the 25th
has no month 25): rates are shares of the records where it can. A level's chance is a stream of its own, so
families are the same at every level, and what was planted can be compared with what was there.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from qalqan.synthetic.family import Family, Ids, Place, Record
from qalqan.synthetic.names import DATA, folded, latin
from qalqan.synthetic.plan import Country, School

LETTERS = "аеиоуынтлркмсд"
COPIES = ("duplicate", "move_district", "move_region")


class RatesError(ValueError):
    """The asked rates cannot be used; the message names the key and the rule."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares by kind of fault; `text` is their canonical form, which names the country that they make."""

    shares: dict[str, float]

    @property
    def text(self) -> str:
        return ",".join(f"{kind}={rate:g}" for kind, rate in sorted(self.shares.items()) if rate)


def rates(asked: str) -> Rates:
    """A level "0" to "3", or the path of a TOML file with a table of rates. RatesError if it is neither, or
    holds an unknown kind or a share outside 0 to 0.5."""
    levels = tomllib.loads((DATA / "errors.toml").read_text("utf-8"))
    if asked in levels:
        return Rates(levels[asked])
    file = Path(asked)
    if not file.is_file():
        raise RatesError(f"{asked}: give a level from 0 to 3, or a TOML file of rates")
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise RatesError(f"{asked}: {problem}") from None
    for kind, rate in given.items():
        if kind not in levels["3"]:
            raise RatesError(f"{asked}: {kind} is no kind of error; there are: {', '.join(levels['3'])}")
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 0.5:
            raise RatesError(f"{asked}: {kind} must be a number from 0 to 0.5")
    return Rates(given)


def mistyped(chance: Random, text: str) -> str:
    """One letter dropped, doubled, replaced, or changed with its neighbour; never the same text."""
    place = 1 + int(chance.random() * (len(text) - 2))
    way = chance.random()
    head, letter, tail = text[:place], text[place], text[place + 1 :]
    if way < 0.3:
        return head + tail
    if way < 0.5:
        return head + letter + letter + tail
    if way < 0.75 and tail and tail[0] != letter:
        return head + tail[0] + letter + tail[1:]
    return head + chance.choice([other for other in LETTERS if other != letter]) + tail


def _with(record: Record, part: str, text: str) -> Record:
    changed = replace(record)
    setattr(changed, part, text)
    return changed


def typo(chance: Random, record: Record) -> Record | None:
    part = ("surname", "given", "patronymic")[int(chance.random() * 3)]
    text = getattr(record, part)
    return _with(record, part, mistyped(chance, text)) if len(text) > 3 else None


def all_names(record: Record, change: Callable[[str], str]) -> Record | None:
    changed = [change(record.surname), change(record.given), change(record.patronymic)]
    if changed == [record.surname, record.given, record.patronymic]:
        return None
    return replace(record, surname=changed[0], given=changed[1], patronymic=changed[2])


def patronymic_form(_: Random, record: Record) -> Record | None:
    """Серікұлы as Серікович, Серікқызы as Серіковна, and back."""
    for old, new in (("ұлы", "ович"), ("қызы", "овна"), ("ович", "ұлы"), ("овна", "қызы")):
        if record.patronymic.endswith(old):
            return replace(record, patronymic=record.patronymic.removesuffix(old) + new)
    return None


def patronymic_missing(_: Random, record: Record) -> Record | None:
    return replace(record, patronymic="") if record.patronymic else None


def date_swapped(_: Random, record: Record) -> Record | None:
    born = record.born
    if born.day > 12 or born.day == born.month:
        return None
    return replace(record, born=date(born.year, born.day, born.month))


def date_typo(chance: Random, record: Record) -> Record | None:
    """A day or a year beside the right one."""
    drawn = chance.random()
    if drawn < 0.7:
        return replace(record, born=record.born + timedelta(days=chance.choice((-10, -1, 1, 10))))
    year = record.born.year + chance.choice((-1, 1))
    return (
        None
        if (record.born.month, record.born.day) == (2, 29)
        else replace(record, born=record.born.replace(year=year))
    )


def iin_missing(_: Random, record: Record) -> Record | None:
    return replace(record, iin=None, iin_state="unknown") if record.iin else None


def iin_foreign(_: Random, record: Record) -> Record | None:
    return replace(record, iin=None, iin_state="foreign") if record.iin else None


SIMPLE: dict[str, Callable[[Random, Record], Record | None]] = {
    "typo": typo,
    "folded": lambda _, record: all_names(record, folded),
    "latin": lambda _, record: all_names(record, latin),
    "patronymic_form": patronymic_form,
    "patronymic_missing": patronymic_missing,
    "date_swapped": date_swapped,
    "date_typo": date_typo,
    "iin_missing": iin_missing,
    "iin_foreign": iin_foreign,
}


@dataclass(slots=True)
class Knob:
    """Plants faults in the families of one district. `chance` is the errors' own stream, a new one for each
    school; `ids` are those of duplicates."""

    rates: Rates
    country: Country
    ids: Ids
    chance: Random
    last_phone: str = ""

    def damaged(self, record: Record, others: list[Record]) -> Record:
        """The record with the faults that chance gives it; `others` are of the same family."""
        for kind, rate in self.rates.shares.items():
            if kind in COPIES or self.chance.random() >= rate:
                continue
            changed = self._changed(kind, record, others)
            if changed is not None:
                changed.errors = [*record.errors, kind]
                record = changed
        return record

    def _changed(self, kind: str, record: Record, others: list[Record]) -> Record | None:
        if kind == "phone_shared":  # another family's telephone
            if not record.phone or not self.last_phone or self.last_phone == record.phone:
                return None
            return replace(record, phone=self.last_phone)
        if kind == "iin_other":  # a valid number, but a relative's
            numbers = [other.iin for other in others if other.iin and other.iin != record.iin]
            return replace(record, iin=numbers[0], iin_state="known") if numbers else None
        return SIMPLE[kind](self.chance, record)

    def apply(self, family: Family) -> list[Family]:
        """The family with its faults, and a family more for every record of a child made a second time."""
        more = []
        for child, place, kin in family.children:
            for kind in COPIES:
                if self.chance.random() < self.rates.shares.get(kind, 0):
                    more.append(self._second(kind, child, place, kin))
        clean = [*family.adults, *(child for child, _, _ in family.children)]
        damaged = {record.id: self.damaged(record, clean) for record in clean}
        changed = Family(
            [
                (damaged[child.id], place, tuple((damaged[a.id], kind, own) for a, kind, own in kin))
                for child, place, kin in family.children
            ],
            [damaged[adult.id] for adult in family.adults],
        )
        self.last_phone = next((a.phone for a in family.adults if a.phone), self.last_phone)
        return [changed, *more]

    def _second(
        self, kind: str, child: Record, place: Place, kin: tuple[tuple[Record, str, bool], ...]
    ) -> Family:
        """The child once more, at another school, with the adults it lives with. After a move the first
        school has mostly closed its record; a plain duplicate stands open in both."""
        target = self._elsewhere(kind, place.school)
        moved = place.since + timedelta(days=60 + int(self.chance.random() * 600))
        moved = min(moved, self.country.as_of + timedelta(days=60))
        if kind != "duplicate" and self.chance.random() < 0.7:
            place.until = moved
        with_child = [(adult, what, own) for adult, what, own in kin if own]
        copies = {a.id: self._copy(a, kind, target) for a, _, _ in with_child}
        clean = [child, *(adult for adult, _, _ in with_child)]
        again = self.damaged(self._copy(child, kind, target), clean)
        adults = {key: self.damaged(copy, clean) for key, copy in copies.items()}
        label = f"{place.grade}{place.label[-1] if target.classes[place.grade - 1] > 1 else 'А'}"
        return Family(
            [
                (
                    again,
                    Place(target, place.grade, label, moved),
                    tuple((adults[a.id], what, own) for a, what, own in with_child),
                )
            ],
            list(adults.values()),
        )

    def _copy(self, record: Record, kind: str, target: School) -> Record:
        return replace(
            record,
            id=self.ids(),
            region=target.region,
            district=target.district,
            address=record.address if kind == "duplicate" else "",
            errors=[kind],
        )

    def _elsewhere(self, kind: str, school: School) -> School:
        """Another school: of the district, of another district in the region, or of another region."""
        districts = list(self.country.districts.values())
        if kind == "duplicate":
            districts = [self.country.districts[school.district]]
        elif kind == "move_district":
            districts = [d for d in districts if d.region == school.region and d.code != school.district]
        else:
            districts = [d for d in districts if d.region != school.region]
        while True:
            chosen = self.chance.choice(self.chance.choice(districts).schools)
            if chosen.number != school.number or chosen.region != school.region:
                return chosen
