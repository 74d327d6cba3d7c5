"""One family: who lives together, how old they are, what they are called. Pure.

What fools a comparison of records is here on purpose: siblings share surname, father, address and telephone;
twins share the birth date too; half-siblings share a mother and not the father; a grandparent may stand where
parents do; a girl's surname has another form than her brother's.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random

from qalqan.synthetic import plan
from qalqan.synthetic.draw import PLACES, deck, stream, table
from qalqan.synthetic.names import Tradition, folded, patronymic, surname_of, traditions
from qalqan.synthetic.numbers import Numbers

YEAR = 365.25
APART = 300  # days between two births of one mother, at least


@dataclass(slots=True)
class Record:
    """A person's record. `id`: 32 hexadecimal digits. `person`: the id of the record that is truly theirs,
    its own but for duplicates. `errors`: what was planted. Empty text and None: nothing is known."""

    id: str
    region: str
    district: str
    surname: str
    given: str
    patronymic: str
    born: date
    sex: str
    language: str
    iin: str | None
    iin_state: str
    phone: str
    address: str
    person: str
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """Where a child goes to school."""

    school: plan.School
    grade: int
    label: str
    since: date
    until: date | None = None


@dataclass(slots=True)
class Family:
    """Children with their places at school, and the adults of each: (adult, kind, is custodial)."""

    children: list[tuple[Record, Place, tuple[tuple[Record, str, bool], ...]]]
    adults: list[Record]


@cache
def decks() -> dict[str, list[str]]:
    """The tables of data/families.toml as decks."""
    tables = plan.families()
    return {name: table(tables[name]) for name in ("size", "shape", "gap")}


@cache
def grades() -> list[int]:
    """Through a child of which class a family is met."""
    weights = plan.families()["class_weights"]["list"]
    shares = plan.grade_shares()
    return deck(list(plan.GRADES), [w * s for w, s in zip(weights, shares, strict=True)])


@cache
def traditions_of(region: str) -> list[Tradition]:
    """The deck of naming traditions of a region."""
    return deck(traditions(), plan.margins()["names"][region])


@dataclass(slots=True)
class Style:
    """How this family's names are written."""

    tradition: Tradition
    form: str  # of patronymics: kazakh, russian, or none
    is_kazakh_spelt: bool
    language: str

    def spelt(self, name: str) -> str:
        return name if self.is_kazakh_spelt else folded(name)

    def patronymic(self, father: str, sex: str) -> str:
        return "" if self.form == "none" or not father else self.spelt(patronymic(father, sex, self.form))

    def surname(self, base: str, sex: str) -> str:
        return self.spelt(surname_of(base, sex, self.tradition.inflect))


class Ids:
    """Ids of a district, in the form of UUID version 7: in time's order, so that loading appends to indexes.
    The last 62 bits belong to seed, district and `part`; `kind` keeps families, copies and staff apart."""

    def __init__(self, seed: int, district: plan.District, kind: int, part: int = 0):
        start = (date(2026, 9, 1).toordinal() - date(1970, 1, 1).toordinal()) * 86_400_000
        self.next = start + (district.index << 22)
        tail = stream(seed, "ids", district.code, part).getrandbits(62)
        self.tail = f"7{kind:03x}{(2 << 62) | tail:016x}"

    def __call__(self) -> str:
        self.next += 1
        return f"{self.next:012x}{self.tail}"


@dataclass(slots=True)
class Maker:
    """Makes the families of one district. `numbers` and `ids` go on from school to school."""

    district: plan.District
    as_of: date
    numbers: Numbers
    ids: Ids
    rates: dict[str, float]
    streets: tuple[list[str], list[str]]

    def family(self, chance: Random, school: plan.School) -> Family:
        """The next family that lives by `school`."""
        r = chance.random
        style = self._style(chance)
        shape = decks()["shape"][int(r() * PLACES)]
        births = self._births(chance, int(decks()["size"][int(r() * PLACES)]))
        if not births:  # a child of the tenth or eleventh class who has left for a college
            return Family([], [])
        base = style.tradition.surnames[int(r() * PLACES)]
        address = self._address(chance, school, style)
        adults = self._adults(chance, style, shape, base, births[0][1], address)
        phone = next((a.phone for a, kind in adults if a.phone and kind != "absent"), "")
        father = next((a.given for a, kind in adults if kind in ("father", "absent")), "")
        if shape == "grandparents" or (shape == "mother_alone" and r() < 0.6):
            father = style.tradition.men[int(r() * PLACES)]
        first_father = style.tradition.men[int(r() * PLACES)]
        first_base = style.tradition.surnames[int(r() * PLACES)]
        elder = (len(births) + 1) // 2 if shape == "blended" else 0
        children: list[tuple[Record, Place, tuple[tuple[Record, str, bool], ...]]] = []
        taken: set[str] = set()
        for place, (grade, born) in enumerate(births):
            ours = place >= elder
            child = self._child(
                chance, style, base if ours else first_base, father if ours else first_father, born, taken
            )
            child.address, child.phone = address, phone
            kin = tuple(
                (adult, self._kind(kind, ours), kind != "absent")
                for adult, kind in adults
                if kind != "hidden"
            )
            children.append((child, self._place(chance, school, grade, children, child), kin))
        return Family(children, [adult for adult, _ in adults])

    @staticmethod
    def _kind(kind: str, is_own: bool) -> str:
        if kind == "absent":
            return "father"
        return "step_parent" if kind == "father" and not is_own else kind

    def _style(self, chance: Random) -> Style:
        r = chance.random
        tradition = traditions_of(self.district.region)[int(r() * PLACES)]
        rates, drawn = self.rates, r()
        if tradition.key != "kazakh":
            form = "kazakh" if tradition.key in ("uzbek", "uighur") and drawn < 0.2 else "russian"
            language = (
                "ru" if tradition.key in ("slavic", "german", "tatar", "korean") or r() < 0.5 else "other"
            )
            return Style(tradition, form, True, language)
        none, kazakh = rates["patronymic_none"], rates["patronymic_kazakh"]
        form = "none" if drawn < none else "kazakh" if drawn < none + kazakh else "russian"
        spelt = r() < rates["kazakh_letters"]
        return Style(tradition, form, spelt, "kk" if r() < (0.95 if spelt else 0.6) else "ru")

    def _births(self, chance: Random, size: int) -> list[tuple[int, int]]:
        """(class, ordinal day of birth), the eldest first; those outside classes 1 to 11 are left out."""
        r, gaps = chance.random, decks()["gap"]
        met = grades()[int(r() * PLACES)]
        position = int(r() * size)  # which of the siblings it is, the eldest 0
        found = [met]
        for _ in range(position):
            found.insert(0, found[0] + int(gaps[int(r() * PLACES)]))
        for _ in range(size - position - 1):
            found.append(found[-1] - int(gaps[int(r() * PLACES)]))
        stay = plan.families()["stay"]["tenth"]
        births: list[tuple[int, int]] = []
        for grade in found:
            if not 1 <= grade <= 11 or (grade > 9 and grade != met and r() > stay):
                continue
            late = 365 if r() < self.rates["late_start"] else 0
            last = date(self.as_of.year - 5 - grade, 8, 31).toordinal()
            born = last - int(r() * 365) - late
            if births and born - births[-1][1] < APART:
                born = births[-1][1] + APART + int(r() * 60)
            births.append((grade, born))
            if r() < self.rates["twins"]:
                births.append((grade, born))
        return births

    def _person(self, style: Style, surname: str, given: str, father: str, born: int, sex: str) -> Record:
        moved, iin = self.numbers.iin(born, sex)
        identity = self.ids()
        return Record(
            identity,
            self.district.region,
            self.district.code,
            style.surname(surname, sex),
            style.spelt(given),
            style.patronymic(father, sex),
            date.fromordinal(moved),
            sex,
            style.language,
            iin,
            "known",
            "",
            "",
            identity,
        )

    def _child(
        self, chance: Random, style: Style, surname: str, father: str, born: int, taken: set[str]
    ) -> Record:
        r = chance.random
        sex = "m" if r() < self.rates["boys"] else "f"
        names = style.tradition.boys if sex == "m" else style.tradition.girls
        while style.spelt(given := names[int(r() * PLACES)]) in taken:  # no two siblings bear one name
            pass
        taken.add(style.spelt(given))
        child = self._person(style, surname, given, father, born, sex)
        drawn = r()
        foreign = self.rates["iin_foreign"]
        if drawn < foreign + self.rates["iin_none"]:
            child.iin, child.iin_state = None, "foreign" if drawn < foreign else "none"
        return child

    def _adults(
        self, chance: Random, style: Style, shape: str, base: str, eldest: int, address: str
    ) -> list[tuple[Record, str]]:
        """The adults of a family with what they are to its children; `absent` is a father who lives
        elsewhere."""
        r, tradition = chance.random, style.tradition
        mother_born = eldest - int((19 + 17 * (r() + r()) / 2) * YEAR)
        father_born = mother_born - int((r() * 10 - 2) * YEAR)
        found: list[tuple[Record, str]] = []

        def add(sex: str, kind: str, born: int, surname: str) -> None:
            given = (tradition.men if sex == "m" else tradition.women)[int(r() * PLACES)]
            if kind == "grandparent" and sex == "m":
                given = tradition.elders[int(r() * PLACES)]
            adult = self._person(style, surname, given, tradition.elders[int(r() * PLACES)], born, sex)
            lives = kind != "absent"
            adult.address = address if lives else ""
            adult.phone = "" if r() < self.rates["without_phone"] else self.numbers.phone()
            found.append((adult, kind))

        if shape == "grandparents":
            born = mother_born - int((20 + 10 * r()) * YEAR)
            add("f", "grandparent", born, base)
            if r() < 0.6:
                add("m", "grandparent", born - int(4 * r() * YEAR), base)
            return found
        if shape != "father":
            own = r() < self.rates["kept_maiden_name"]
            add("f", "mother", mother_born, tradition.surnames[int(r() * PLACES)] if own else base)
        if shape in ("both", "blended", "father"):
            add("m", "father", father_born, base)
        elif shape == "mother":
            add("m", "absent", father_born, base)
        return found

    def _address(self, chance: Random, school: plan.School, style: Style) -> str:
        r, house = chance.random, int(chance.random() ** 2 * 160) + 1
        kazakh, russian = self.streets
        flat = int(r() * 90) + 1 if school.is_urban and r() < 0.7 else 0
        if style.language == "ru":
            street = russian[int(r() * PLACES)] if r() < 0.6 else folded(kazakh[int(r() * PLACES)])
            village = f"с. {folded(school.village)}, " if school.village else ""
            return f"{village}ул. {street}, д. {house}" + (f", кв. {flat}" if flat else "")
        street = kazakh[int(r() * PLACES)]
        village = f"{school.village} ауылы, " if school.village else ""
        return f"{village}{street} көшесі, {house}-үй" + (f", {flat}-пәтер" if flat else "")

    def _place(
        self,
        chance: Random,
        near: plan.School,
        grade: int,
        elder: list[tuple[Record, Place, tuple[tuple[Record, str, bool], ...]]],
        child: Record,
    ) -> Place:
        """The nearest school, or another one of the district; twins mostly sit in one class."""
        r, school = chance.random, near
        if elder and elder[-1][1].grade == grade and elder[-1][0].born == child.born and r() < 0.8:
            twin = elder[-1][1]
            return Place(twin.school, grade, twin.label, twin.since)
        if r() < self.rates["other_school"]:
            school = self.district.schools[int(r() * len(self.district.schools))]
        letter = LETTERS[int(r() * school.classes[grade - 1])]
        started = grade if r() < 0.85 else int(r() * grade) + 1  # others came from another school since
        since = date(self.as_of.year - started + 1, 9, 1)
        return Place(school, grade, f"{grade}{letter}", since)


LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯӘӨҮ" + "абвгдежзиклмнопрстуфхцчшэюя"
