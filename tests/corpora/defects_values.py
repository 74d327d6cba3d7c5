"""More plantings (see `defects.py`): dates and money."""

import random
from datetime import date
from decimal import Decimal

from tests.corpora.defects import any_row, at, by_language, funded
from tests.corpora.planted import Planted, Row, Sketch, kind, one_of

# -- deadlines --------------------------------------------------------------------------------------------


@kind("deadlines.missing")
def no_deadline(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.deadline = ("", None, None)
    return at(row, "deadline")


@kind("deadlines.unreadable")
def deadline_says_nothing(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    texts = by_language(
        sketch,
        ["по отдельному графику", "в установленный срок"],
        ["жеке кесте бойынша", "белгіленген мерзімде"],
    )
    row.deadline = (one_of(draw, texts), None, None)
    return at(row, "deadline")


@kind("deadlines.open-ended")
def deadline_never_ends(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    texts = by_language(
        sketch,
        ["постоянно", "на постоянной основе", "ежеквартально"],
        ["тұрақты", "тұрақты негізде", "тоқсан сайын"],
    )
    row.deadline = (one_of(draw, texts), None, None)
    return at(row, "deadline")


@kind("deadlines.no-unit")
def year_word_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.deadline = one_of(
        draw,
        (
            ("2024-2025", date(2024, 1, 1), date(2025, 12, 31)),
            ("2025", date(2025, 1, 1), date(2025, 12, 31)),
            ("2025-2026", date(2025, 1, 1), date(2026, 12, 31)),
        ),
    )
    return at(row, "deadline")


@kind("deadlines.reversed")
def years_reversed(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    word = by_language(sketch, ["годы"], ["жылдар"])[0]
    row.deadline = (f"2026-2024 {word}", date(2026, 1, 1), date(2024, 12, 31))
    return at(row, "deadline")


@kind("deadlines.before-act")
def already_over(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    year = sketch.signed.year - draw.randint(1, 3)
    row.deadline = (
        by_language(sketch, [f"{year} год"], [f"{year} жыл"])[0],
        date(year, 1, 1),
        date(year, 12, 31),
    )
    return at(row, "deadline")


@kind("deadlines.too-soon")
def too_soon(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    sketch.signed = date(2024, 1, draw.randint(20, 30))
    text = by_language(sketch, ["январь 2024 года"], ["2024 жылғы қаңтар"])[0]
    row.deadline = (text, date(2024, 1, 1), date(2024, 1, 31))
    row.finance, row.total, row.years = (
        by_language(sketch, ["не требуются"], ["талап етілмейді"])[0],
        None,
        {},
    )
    row.sources, row.programmes = [], []
    return at(row, "deadline")


@kind("deadlines.outside-period")
def after_the_plan(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    year = one_of(draw, (2027, 2028, 2030))
    row.deadline = (
        by_language(sketch, [f"{year} год"], [f"{year} жыл"])[0],
        date(year, 1, 1),
        date(year, 12, 31),
    )
    return at(row, "deadline")


@kind("deadlines.title-later")
def title_promises_later(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [row for row in sketch.rows if row.deadline[2] and row.deadline[2].year < 2026]
    row = one_of(draw, rows)
    row.title += by_language(sketch, [" (внедрение – 2026 год)"], [" (енгізу – 2026 жыл)"])[0]
    return at(row, "title", "2026")


@kind("deadlines.recurring")
def month_of_years(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    texts = by_language(
        sketch,
        ["декабрь 2024-2026 годов", "второе полугодие 2024-2025 годов"],
        ["2024-2026 жылдардың желтоқсаны", "2024-2025 жылдардың екінші жартыжылдығы"],
    )
    row.deadline = (one_of(draw, texts), date(2024, 7, 1), date(2026, 12, 31))
    return at(row, "deadline")


@kind("deadlines.no-milestone")
def years_without_milestone(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    text = by_language(sketch, ["2024-2026 годы"], ["2024-2026 жылдар"])[0]
    row.deadline = (text, date(2024, 1, 1), date(2026, 12, 31))
    return at(row, "deadline")


# -- money ------------------------------------------------------------------------------------------------


@kind("money.total-differs")
def sum_wrong(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.total = (row.total or Decimal(0)) + one_of(
        draw, (Decimal("0.1"), Decimal(10), Decimal("-0.5"), Decimal(100))
    )
    return at(row, "total")


@kind("money.negative")
def sum_negative(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    year = one_of(draw, sorted(row.years))
    row.years[year] = -row.years[year]
    return at(row, f"years.{year}")


@kind("money.total-missing")
def total_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.total = None
    return at(row, f"years.{min(row.years)}")


@kind("money.years-missing")
def years_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.years = {}
    return at(row, "total")


@kind("money.missing")
def money_not_mentioned(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.finance, row.total, row.years, row.sources, row.programmes = None, None, {}, [], []
    return at(row, "finance")


@kind("money.sum-and-refusal")
def sum_and_refusal(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.finance = by_language(sketch, ["не требуются"], ["талап етілмейді"])[0]
    return at(row, "finance")


def one_of_several_funded(draw: random.Random, sketch: Sketch) -> Row:
    """A funded row beside another: what the only one lacks, the whole column lacks."""
    row = funded(draw, sketch)
    one_of(draw, [other for other in sketch.rows if other is not row and other.sources])
    return row


@kind("money.no-source")
def source_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = one_of_several_funded(draw, sketch)
    row.sources = []
    return at(row, "total")


@kind("money.no-programme")
def programme_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = one_of_several_funded(draw, sketch)
    row.programmes = []
    return at(row, "sources")


@kind("money.programme-format")
def programme_malformed(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.programmes = [one_of(draw, ("1", "0001", "О01", "00l", "12"))]
    return at(row, "programmes", row.programmes[0])


@kind("money.source-undefined")
def source_unknown(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.sources = [one_of(draw, ("ФНБ", "АБР", "ЦТ"))]
    return at(row, "sources", row.sources[0])


@kind("money.years-outside-deadline")
def money_outside_deadline(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [
        row
        for row in sketch.rows
        if row.total is not None and row.deadline[2] and row.deadline[2].year < 2026
    ]
    row = one_of(draw, rows)
    row.years = {**row.years, "2026": Decimal(5)}
    row.total = sum(row.years.values(), Decimal(0))
    return at(row, "years.2026")


@kind("structure.year-columns")
def money_outside_plan(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.years = {**row.years, "2029": Decimal(5)}
    row.total = sum(row.years.values(), Decimal(0))
    return at(row, "years.2029")


@kind("money.programme-shared")
def programme_shared(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [row for row in sketch.rows if row.programmes]
    first = one_of(draw, rows)
    second = one_of(draw, [row for row in rows if row is not first])
    second.programmes = list(first.programmes)
    return at(second, "programmes")


@kind("money.unfunded-mandate")
def work_without_money(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.title = one_of(
        draw,
        by_language(
            sketch,
            [
                "Введение 40 штатных единиц социальных педагогов",
                "Организация круглосуточного дежурства медицинских сестер в интернатах",
                "Строительство 12 спортивных площадок при школах",
                "Установка камер видеонаблюдения в общежитиях колледжей",
                "Приобретение 30 автобусов для сельских школ",
            ],
            [
                "Әлеуметтік педагогтердің 40 штаттық бірлігін енгізу",
                "Интернаттарда медбикелердің тәулік бойы кезекшілігін ұйымдастыру",
                "Мектептер жанынан 12 спорт алаңын салу",
                "Колледж жатақханаларында бейнебақылау камераларын орнату",
                "Ауыл мектептері үшін 30 автобус сатып алу",
            ],
        ),
    )
    row.finance, row.total, row.years = (
        by_language(sketch, ["не требуются"], ["талап етілмейді"])[0],
        None,
        {},
    )
    row.sources, row.programmes = [], []
    return at(row, "title")
