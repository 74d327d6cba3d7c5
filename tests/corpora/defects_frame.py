"""More plantings (see `defects.py`): numbering, sections, abbreviations, results, the act."""

import copy
import random

from tests.corpora.defects import any_row, at, by_language
from tests.corpora.planted import Body, Planted, Sketch, kind, one_of

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


@kind("structure.column-missing")
def column_lost(draw: random.Random, sketch: Sketch) -> Planted:
    column = one_of(draw, ("form", "bodies", "deadline", "finance"))
    for row in sketch.rows:
        if column == "form":
            row.form = "-"
        elif column == "bodies":
            row.bodies = []
        elif column == "deadline":
            row.deadline = ("", None, None)
        else:
            row.finance, row.total, row.years, row.sources, row.programmes = None, None, {}, [], []
    return Planted("plan", "", column)
