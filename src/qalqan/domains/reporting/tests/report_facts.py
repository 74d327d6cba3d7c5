"""An invented year of a plan, large enough to measure and to look at: every state, every standing."""

import random
from datetime import UTC, date, datetime
from decimal import Decimal

from qalqan.domains.reporting.report.facts import (
    OUTCOMES,
    STANDINGS,
    Addresses,
    ContradictionFacts,
    Facts,
    LineFacts,
    MeasureFacts,
    PackageFacts,
    Party,
    RegionFacts,
    ValueFacts,
)
from qalqan.kernel.names import Names

TITLES = Names(
    kk="Мектептерде жылы әжетханалар орнатуды қамтамасыз ету (2020 жылдың екінші жартыжылдығы)",
    ru="Обеспечить оборудование школ теплыми санузлами взамен надворных (второе полугодие 2020 года)",
    en="Warm toilets in schools",
)
SAID = Names(
    kk="Өңірде 345 мектептің барлығы тексерілді; 1\u00a0250 оқушы қамтылды, жұмыс 97,5 пайызға аяқталды.",
    ru="В регионе проверены все 345 школ; охвачены 1\u00a0250 учащихся, работы завершены на 97,5 процента.",
    en="",
)
FORMS = Names(kk="ақпарат", ru="информация", en="note")
SOURCES = Names(kk="Министрлік инспекциясы", ru="Инспекция министерства", en="Inspection")


def party(code: str, kk: str, ru: str) -> Party:
    return Party(code, Names(kk, ru, ru), Names(kk, ru, ru))


def make_facts(regions: int = 20, measures: int = 70, seed: int = 1) -> Facts:
    """The same facts for the same arguments."""
    rnd = random.Random(seed)  # noqa: S311 - the same country each time
    named = [
        RegionFacts(
            f"r{n}",
            f"KZ-{n + 10}",
            Names(f"Ақмола-{'іңғүұқөһ'[n % 8]} облысы", f"Область {'абвгдежзиклмнопрстуф'[n]}", ""),
            Names(f"Ақмола-{'іңғүұқөһ'[n % 8]} обл.", f"Обл. {'абвгдежзиклмнопрстуф'[n]}", ""),
        )
        for n in range(regions)
    ]
    bodies = {
        r.key: party(f"akimat-{r.code}", f"{r.name['kk']} әкімдігі", f"Акимат: {r.name['ru']}") for r in named
    }
    wording = [
        MeasureFacts(
            number=n,
            section=1 + (n - 1) * 5 // measures,
            title=TITLES,
            form=FORMS,
            deadline=Names("2020 – 2023 жылдар", "2020 – 2023 годы", ""),
            plan_money=Decimal("85.0") if n % 16 == 0 else None,
        )
        for n in range(1, measures + 1)
    ]
    lines, standings = [], {}
    for m in wording:
        standings[m.number, ""] = STANDINGS[m.number % 5]
        for r in named:
            state = rnd.choices(("accepted", "submitted", "returned", "not_submitted"), (70, 15, 5, 10))[0]
            lines.append(
                LineFacts(
                    measure=m.number,
                    body=bodies[r.key],
                    region=r.key,
                    state=state,
                    outcome=rnd.choice(OUTCOMES),
                    text=SAID,
                    value=Decimal(rnd.randint(0, 1_500_000)) / 100,
                    spend=Decimal(rnd.randint(0, 90_000)) / 1000 if m.number % 16 == 0 else None,
                    address=f"/open/progress/kz-156-2020/measures/{m.number}/#{r.code}",
                )
            )
            standings[m.number, r.key] = rnd.choice(STANDINGS)
    values = [
        ValueFacts(
            measure=n,
            indicator="schools.video.present",
            name=Names("Бейнебақылау орнатылған мектептер үлесі", "Доля школ с видеонаблюдением", ""),
            unit="percent",
            region=r.key,
            claimed=Decimal(rnd.randint(600, 1000)) / 10 if rnd.random() < 0.9 else None,
            seen=Decimal(rnd.randint(300, 1000)) / 10 if rnd.random() < 0.6 else None,
            source=SOURCES,
            seen_on=date(2022, 7, 1),
            address=f"/open/evidence/observations/{n}/{r.code}/",
        )
        for n in (6, 61)
        if n <= measures
        for r in named
    ]
    against = [
        ContradictionFacts(
            key=f"c{n}",
            region=named[n % regions].key,
            measure=6 if measures >= 6 else 1,
            place=named[n % regions].name,
            explanation=Names(
                "100 % деп мәлімделген, инспекция 91,3 % көрген: айырма 5 тармақтан артық.",
                "Заявлено 100 %, инспекция увидела 91,3 %: разница больше 5 пунктов.",
                "",
            ),
            owner=bodies[named[n % regions].key].name,
            since=date(2022, 9, 1 + n),
            days=147 - n,
            is_open=n % 3 != 0,
            address=f"/open/evidence/contradictions/c{n}/",
            claimed=Decimal(100),
            seen=Decimal("91.3"),
            unit="percent",
        )
        for n in range(min(7, regions))
    ]
    packages = [
        PackageFacts(
            bodies[r.key],
            date(2023, 1, 10),
            measures,
            measures - (r.key in ("r1", "r4")) * 12,
            measures - 20,
            15 if r.key == "r1" else None,
            f"/open/progress/kz-156-2020/regions/{r.code}/",
        )
        for r in named
    ]
    return Facts(
        plan_code="kz-156-2020",
        act_number="156",
        act_date=date(2020, 3, 30),
        act_title=Names(
            "Бала құқықтарын қорғауды күшейту жөніндегі 2020 – 2023 жылдарға арналған жол картасы",
            "Об утверждении Дорожной карты по усилению защиты прав ребенка на 2020 – 2023 годы",
            "",
        ),
        act_body=Names(
            "Қазақстан Республикасы Үкіметінің қаулысы",
            "Постановление Правительства Республики Казахстан",
            "",
        ),
        is_resolution=True,
        clause="paragraph 3",
        sender=party(
            "МП",
            "Қазақстан Республикасы Оқу-ағарту министрлігі",
            "Министерство просвещения Республики Казахстан",
        ),
        recipient=party(
            "Правительство", "Қазақстан Республикасының Үкіметі", "Правительство Республики Казахстан"
        ),
        period_start=date(2022, 1, 1),
        period_end=date(2022, 12, 31),
        due=date(2023, 1, 25),
        as_of=datetime(2023, 1, 24, 12, 30, tzinfo=UTC),
        number=1,
        sections={
            n: Names(f"{'АБВГД'[n - 1]} бөлімінің атауы", f"Название раздела {'АБВГД'[n - 1]}", "")
            for n in range(1, 6)
        },
        regions=tuple(named),
        measures=tuple(wording),
        lines=tuple(lines),
        standings=standings,
        values=tuple(values),
        contradictions=tuple(against),
        packages=tuple(packages),
        addresses=Addresses(
            plan="/open/kz-156-2020/",
            overview="/open/progress/kz-156-2020/",
            contradictions="/open/evidence/contradictions/",
            late="/open/late/",
            measures={n: f"/open/progress/kz-156-2020/measures/{n}/" for n in range(1, measures + 1)},
            regions={r.key: f"/open/progress/kz-156-2020/regions/{r.code}/" for r in named},
        ),
    )
