"""More plantings (see `defects.py`): dates, money, numbering, sections, abbreviations, results, the act."""

import copy
import random
from datetime import date
from decimal import Decimal

from tests.corpora.defects import any_row, at, by_language, funded
from tests.corpora.planted import Body, Planted, Sketch, kind, one_of

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


@kind("money.no-source")
def source_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
    row.sources = []
    return at(row, "total")


@kind("money.no-programme")
def programme_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = funded(draw, sketch)
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


# -- the frame --------------------------------------------------------------------------------------------


@kind("structure.row-gap")
def row_lost(draw: random.Random, sketch: Sketch) -> Planted:
    index = one_of(draw, range(1, len(sketch.rows) - 2))
    del sketch.rows[index]
    return at(sketch.rows[index], "number")


@kind("structure.row-twice")
def number_twice(draw: random.Random, sketch: Sketch) -> Planted:
    index = one_of(draw, range(1, len(sketch.rows) - 1))
    sketch.rows[index].number = sketch.rows[index - 1].number
    return at(sketch.rows[index], "number")


@kind("structure.row-order")
def rows_swapped(draw: random.Random, sketch: Sketch) -> Planted:
    index = one_of(draw, range(1, len(sketch.rows) - 1))
    rows = sketch.rows
    rows[index], rows[index - 1] = rows[index - 1], rows[index]
    return at(rows[index], "number")


@kind("structure.section-empty")
def section_empty(draw: random.Random, sketch: Sketch) -> Planted:
    number = len(sketch.sections) + 1
    sketch.sections.append((number, by_language(sketch, ["ИНЫЕ МЕРЫ"], ["ӨЗГЕ ШАРАЛАР"])[0]))
    return Planted("section", str(number), "")


@kind("structure.section-gap")
def section_number_skipped(draw: random.Random, sketch: Sketch) -> Planted:
    last, title = sketch.sections[-1]
    wrong = last + draw.randint(1, 3)
    sketch.sections[-1] = (wrong, title)
    for row in sketch.rows:
        row.section = wrong if row.section == last else row.section
    return Planted("section", str(wrong), "")


@kind("structure.section-untitled")
def section_untitled(draw: random.Random, sketch: Sketch) -> Planted:
    index = one_of(draw, range(len(sketch.sections)))
    sketch.sections[index] = (sketch.sections[index][0], "")
    return Planted("section", str(sketch.sections[index][0]), "")


@kind("structure.section-twice")
def section_title_twice(draw: random.Random, sketch: Sketch) -> Planted:
    last = sketch.sections[-1][0]
    sketch.sections[-1] = (last, sketch.sections[0][1])
    return Planted("section", str(last), "")


@kind("structure.section-unknown")
def row_outside_sections(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.section = 9
    return at(row, "number")


@kind("structure.title-missing")
def title_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.title = ""
    return at(row, "number")


@kind("structure.form-missing")
def form_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.form = one_of(draw, ("", "-"))
    return at(row, "form")


@kind("structure.abbreviation-undefined")
def abbreviation_unknown(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    code = one_of(draw, by_language(sketch, ["КДНЗП", "ПМПК", "ЦПД"], ["КТІҚК", "ПМПК", "БҚО"]))
    row.title += f" ({code})"
    return at(row, "title", code)


@kind("structure.abbreviation-unused")
def abbreviation_unused(draw: random.Random, sketch: Sketch) -> Planted:
    code, meaning = by_language(
        sketch, ["ЖКХ", "жилищно-коммунальное хозяйство"], ["ТКШ", "тұрғын үй-коммуналдық шаруашылық"]
    )
    sketch.abbreviations.append((code, meaning))
    return Planted("abbreviation", code, "")


@kind("structure.abbreviation-twice")
def abbreviation_twice(draw: random.Random, sketch: Sketch) -> Planted:
    code, meaning = one_of(draw, sketch.abbreviations)
    if draw.random() < 0.5:
        sketch.abbreviations.append((code, meaning))
        return Planted("abbreviation", code, "")
    sketch.abbreviations.append((code + "К", meaning))
    row = any_row(draw, sketch)
    row.bodies.append(Body(code + "К"))
    return Planted("abbreviation", code + "К", "")


# -- results and the act ----------------------------------------------------------------------------------


@kind("results.note-only")
def note_only(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.form = by_language(sketch, ["информация в Правительство"], ["Үкіметке ақпарат"])[0]
    return at(row, "form")


@kind("results.note-unaddressed")
def note_to_nobody(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.form = one_of(draw, by_language(sketch, ["информация", "отчет"], ["ақпарат", "есеп"]))
    return at(row, "form")


@kind("results.vague-title")
def process_for_result(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.title = one_of(
        draw,
        by_language(
            sketch,
            [
                "Совершенствование работы школьных библиотек",
                "Принятие мер по снижению детского травматизма",
                "Рассмотрение возможности открытия летних лагерей",
                "Усиление контроля за питанием воспитанников",
                "Развитие сети подростковых клубов",
            ],
            [
                "Мектеп кітапханаларының жұмысын жетілдіру",
                "Балалар жарақатын азайту жөнінде шаралар қабылдау",
                "Жазғы лагерьлер ашу мүмкіндігін қарау",
                "Тәрбиеленушілердің тамақтануын бақылауды күшейту",
                "Жасөспірімдер клубтарының желісін дамыту",
            ],
        ),
    )
    return at(row, "title")


@kind("results.vague-form")
def vague_form(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.form = one_of(
        draw,
        by_language(sketch, ["пособие", "рекомендации", "материалы"], ["құрал", "ұсынымдар", "материалдар"]),
    )
    return at(row, "form")


@kind("results.form-mismatch")
def form_of_another_measure(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    titles = by_language(
        sketch,
        [
            "Разработка методики подсчета пропусков уроков",
            "Внесение изменений в правила приема в детские сады",
        ],
        ["Сабақ босатуды есептеу әдістемесін әзірлеу", "Балабақшаға қабылдау қағидаларына өзгерістер енгізу"],
    )
    forms = by_language(
        sketch,
        ["видеоролики, плакаты", "информация в Правительство"],
        ["бейнероликтер, плакаттар", "Үкіметке ақпарат"],
    )
    which = one_of(draw, range(2))
    row.title, row.form = titles[which], forms[which]
    return at(row, "form")


@kind("results.duplicate")
def same_measure_again(draw: random.Random, sketch: Sketch) -> Planted:
    long = [row for row in sketch.rows if len(row.title.split()) > 6]
    first = one_of(draw, long)
    second = one_of(draw, [row for row in sketch.rows if row is not first])
    words = copy.copy(first.title).split()
    del words[one_of(draw, range(1, len(words) - 1))]
    second.title = " ".join(words)
    return at(second, "title")


@kind("act.day-without-month")
def report_without_month(draw: random.Random, sketch: Sketch) -> Planted:
    day = one_of(draw, (5, 10, 15, 25))
    texts = by_language(
        sketch,
        [
            f"Акиматам не позднее {day} числа, следующего за отчетным годом, представлять отчет о Плане.",
            f"Акиматам ежегодно к {day} числу направлять отчет о ходе исполнения Плана.",
        ],
        [
            f"Әкімдіктер есепті жылдан кейінгі {day}-күнінен кешіктірмей ақпарат ұсынсын.",
            f"Әкімдіктер жыл сайын {day}-күніне дейін Жоспардың орындалуы туралы есеп жіберсін.",
        ],
    )
    sketch.paragraphs.append(one_of(draw, texts))
    return Planted("paragraph", str(len(sketch.paragraphs)), "")


@kind("act.no-period")
def years_lost_in_title(draw: random.Random, sketch: Sketch) -> Planted:
    sketch.title = by_language(
        sketch, ["Об утверждении плана по защите детей"], ["Балаларды қорғау жоспарын бекіту туралы"]
    )[0]
    return Planted("act", "", "title")
