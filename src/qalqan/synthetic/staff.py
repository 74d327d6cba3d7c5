"""Who works in a district's organisations: invented people, one to a post. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from qalqan.kernel.names import Names
from qalqan.synthetic import plan
from qalqan.synthetic.draw import PLACES, stream
from qalqan.synthetic.family import LETTERS, traditions_of
from qalqan.synthetic.names import patronymic, surname_of

# One post of a kind stands in an organisation, so more inspectors and doctors are more stations and clinics.
CHILDREN_PER = {"police": 4000, "clinic": 3000}
ROLES = {
    "department": "education_officer",
    "police": "juvenile_police",
    "clinic": "doctor",
    "social_centre": "social_worker",
    "commission": "commission_secretary",
}
TITLES = {
    "department": Names("білім бөлімі", "отдел образования", "Education Department"),
    "police": Names("полиция бөлімі", "отдел полиции", "Police Station"),
    "clinic": Names("емхана", "поликлиника", "Clinic"),
    "social_centre": Names("отбасын қолдау орталығы", "центр поддержки семьи", "Family Support Centre"),
    "commission": Names(
        "кәмелетке толмағандардың істері жөніндегі комиссия",
        "комиссия по делам несовершеннолетних",
        "Commission on Minors",
    ),
}


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation of a district beside its schools. `code` is unique in the region."""

    kind: str
    code: str
    name: Names


@dataclass(frozen=True, slots=True)
class Worker:
    """A person in a post. `place`: the code of the organisation; `unit`: a class."""

    username: str
    name: str
    role: str
    place: str
    unit: str = ""


def offices(district: plan.District, name: Names) -> tuple[Office, ...]:
    """The education department, police stations, clinics, social centre and commission of a district called
    `name`."""
    stem = district.code.removeprefix(f"{district.region}-")
    found = []
    for kind, title in TITLES.items():
        count = 1 + district.pupils // CHILDREN_PER[kind] if kind in CHILDREN_PER else 1
        for number in range(1, count + 1):
            mark = f" № {number}" if count > 1 else ""
            found.append(
                Office(
                    kind,
                    f"{kind.replace('_', '-')}-{stem}" + (f"-{number}" if count > 1 else ""),
                    Names(
                        f"{name.kk}: {title.kk}{mark}",
                        f"{name.ru}: {title.ru}{mark}",
                        f"{name.en}: {title.en}{mark.replace('№', 'No.')}",
                    ),
                )
            )
    return tuple(found)


def of_offices(country: plan.Country, district: plan.District) -> Iterator[Worker]:
    """One worker to each office of the district."""
    chance = stream(country.seed, "offices", district.code)
    region = district.region.lower().removeprefix("kz-")
    for office in offices(district, Names("", "", "")):
        name = full_name(chance, district.region)
        yield Worker(f"{region}.{office.code}", name, ROLES[office.kind], office.code)


def of_school(country: plan.Country, school: plan.School) -> Iterator[Worker]:
    """Head, psychologist, a class teacher for each class."""
    chance = stream(country.seed, "staff", school.district, school.number)
    stem = f"{school.region.lower().removeprefix('kz-')}.school-{school.number}"

    def worker(post: str, role: str, unit: str = "") -> Worker:
        return Worker(f"{stem}.{post}", full_name(chance, school.region), role, school.code, unit)

    yield worker("head", "school_head")
    yield worker("psychologist", "school_psychologist")
    for grade, count in zip(plan.GRADES, school.classes, strict=True):
        for number, letter in enumerate(LETTERS[:count], 1):
            yield worker(f"class-{grade}-{number}", "class_teacher", f"{grade}{letter}")


def full_name(chance: Random, region: str) -> str:
    """Surname, name and patronymic; four of five who work with children are women."""
    tradition = traditions_of(region)[int(chance.random() * PLACES)]
    sex = "f" if chance.random() < 0.8 else "m"
    given = (tradition.women if sex == "f" else tradition.men)[int(chance.random() * PLACES)]
    elder = tradition.elders[int(chance.random() * PLACES)]
    form = "kazakh" if tradition.key == "kazakh" and chance.random() < 0.5 else "russian"
    surname = surname_of(tradition.surnames[int(chance.random() * PLACES)], sex, tradition.inflect)
    return f"{surname} {given} {patronymic(elder, sex, form)}"
