"""The plantings: each puts one defect of its kind somewhere into a draft and says where.

Ways of going wrong were taken from the real decree (No. 156 of 30.03.2020) and from what drafts of plans
commonly suffer; wordings are this file's own. See `planted.py` for the drafts.
"""

import random
import re

from tests.corpora.planted import Body, NoRoomError, Planted, Row, Sketch, kind, one_of

LATIN_TWINS = str.maketrans("аеосрх", "aeocpx")
ALPHABET = {"ru": "абвгдежзиклмнопрстуфхцчшщыэюя", "kk": "абвгғдежзиклмнңоөпрстуүұшыі"}


def by_language(sketch: Sketch, ru: list[str], kk: list[str]) -> list[str]:
    return ru if sketch.language == "ru" else kk


def any_row(draw: random.Random, sketch: Sketch) -> Row:
    return one_of(draw, sketch.rows[1:-1])


def funded(draw: random.Random, sketch: Sketch) -> Row:
    return one_of(draw, [row for row in sketch.rows if row.total is not None and row.sources])


def at(row: Row, column: str, quote: str = "") -> Planted:
    return Planted("row", str(row.number), column, quote)


def lower_words(text: str, shortest: int) -> list[re.Match[str]]:
    return [
        found
        for found in re.finditer(r"(?<![\w-])[а-яёәғқңөұүһі]{4,}(?![\w-])", text)
        if len(found[0]) >= shortest
    ]


# -- wording ----------------------------------------------------------------------------------------------


@kind("wording.misspelt", "wording.unknown-word", "wording.rare-spelling", "wording.spelling-varies")
def misspelt_word(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    found = lower_words(row.title, 8)
    word = one_of(draw, found)
    spot = one_of(
        draw, range(1, len(word[0]) - 3)
    )  # inside the stem: an ending that is wrong is another word form
    letters = list(word[0])
    way = one_of(draw, ("replace", "drop", "swap", "double"))
    if way == "replace":
        letters[spot] = one_of(draw, [each for each in ALPHABET[sketch.language] if each != letters[spot]])
    elif way == "drop":
        del letters[spot]
    elif way == "swap" and letters[spot] != letters[spot + 1]:
        letters[spot], letters[spot + 1] = letters[spot + 1], letters[spot]
    else:
        letters.insert(spot, letters[spot])
    wrong = "".join(letters)
    row.title = row.title[: word.start()] + wrong + row.title[word.end() :]
    return at(row, "title", wrong)


@kind("wording.bracket")
def bracket_lost(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    words = row.title.split(" ")
    spot = one_of(draw, range(1, len(words)))
    words[spot] = one_of(draw, (f"({words[spot]}", f"{words[spot]})"))
    row.title = " ".join(words)
    return at(row, "title")


@kind("wording.quote")
def quote_lost(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [row for row in sketch.rows if row.title.count('"') == 2]
    row = one_of(draw, rows)
    spot = one_of(draw, [found.start() for found in re.finditer('"', row.title)])
    row.title = row.title[:spot] + row.title[spot + 1 :]
    return at(row, "title")


@kind("wording.doubled-word")
def word_twice(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    found = lower_words(row.title, 4)
    word = one_of(draw, found)
    row.title = row.title[: word.end()] + " " + word[0] + row.title[word.end() :]
    return at(row, "title", f"{word[0]} {word[0]}")


@kind("wording.doubled-mark")
def comma_twice(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    words = row.title.split(" ")
    spot = one_of(draw, range(1, len(words) - 1))
    words[spot] = words[spot].rstrip(",;:") + one_of(draw, (",,", ";,", ", ,"))
    row.title = " ".join(words)
    return at(row, "title")


@kind("wording.full-stop")
def full_stop(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [row for row in sketch.rows if row.title[-1].isalpha()]
    row = one_of(draw, rows)
    row.title += "."
    return at(row, "title", ".")


@kind("wording.double-space")
def double_space(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    spot = one_of(draw, [found.start() for found in re.finditer(" ", row.title)])
    row.title = row.title[:spot] + " " + row.title[spot:]
    return at(row, "title")


@kind("wording.space-before-mark")
def space_before_mark(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    words = row.title.split(" ")
    spot = one_of(draw, range(len(words) - 1))
    words[spot] = words[spot].rstrip(',;:")') + one_of(draw, (" ,", " ;"))
    row.title = " ".join(words)
    return at(row, "title")


@kind("wording.mixed-alphabet")
def latin_letter(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    found = [word for word in lower_words(row.title, 5) if set(word[0]) & set("аеосрх")]
    word = one_of(draw, found)
    spot = one_of(draw, [at for at, letter in enumerate(word[0]) if letter in "аеосрх"])
    wrong = word[0][:spot] + word[0][spot].translate(LATIN_TWINS) + word[0][spot + 1 :]
    row.title = row.title[: word.start()] + wrong + row.title[word.end() :]
    return at(row, "title", wrong)


@kind("wording.service-name")
def service_name(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    wrong = one_of(
        draw, ("Facebok", "Instagramm", "You Tube", "Telegramm", "Tik Tok", "WhatsAp", "Facebooke")
    )
    row.title += f" ({wrong})"
    return at(row, "title", wrong)


@kind("wording.lower-case-title")
def beginning_lost(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [row for row in sketch.rows if re.match(r"\w+ [а-яёәғқңөұүһі]", row.title)]
    row = one_of(draw, rows)
    row.title = row.title.split(" ", 1)[1]
    return at(row, "title")


@kind("wording.spelling-varies")
def kazakh_letters_lost(draw: random.Random, sketch: Sketch) -> Planted:
    name, plain = one_of(
        draw, (("Күнделік", "Кунделик"), ("Бөбек", "Бобек"), ("Жұлдыз", "Жулдыз"), ("Өркен", "Оркен"))
    )
    first, second = draw.sample(sketch.rows, 2)
    first.title += f' ("{name}")'
    second.title += f' ("{plain}")'
    return at(second, "title", plain)


@kind("wording.list-mark")
def list_mark_lost(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [row for row in sketch.rows if "; - " in row.title]
    row = one_of(draw, rows)
    row.title = row.title.replace("; - ", " - ", 1)
    return at(row, "title")


@kind("wording.case")
def wrong_case(draw: random.Random, sketch: Sketch) -> Planted:
    if sketch.language != "ru":
        raise NoRoomError
    row = any_row(draw, sketch)
    wrong = one_of(
        draw,
        ("для детьми", "без родители", "на территории Казахстан", "к школах", "среди подросткам", "об детей"),
    )
    row.title += f" {wrong}"
    return at(row, "title", wrong.removeprefix("на "))


@kind("wording.years-short")
def years_short(draw: random.Random, sketch: Sketch) -> Planted:
    if sketch.language != "ru":
        raise NoRoomError
    row = any_row(draw, sketch)
    row.title += " (апробация – 2024 г.г.)"
    return at(row, "title", "г.г.")


# -- responsible bodies -----------------------------------------------------------------------------------


@kind("bodies.misspelt")
def body_misspelt(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [
        (row, body) for row in sketch.rows for body in row.bodies if len(body.code) > 3 and not body.agreed
    ]
    row, body = one_of(draw, rows)
    spot = one_of(draw, range(1, len(body.code) - 1))
    if body.code[spot] == body.code[spot + 1]:
        raise NoRoomError
    body.written = body.code[:spot] + body.code[spot + 1] + body.code[spot] + body.code[spot + 2 :]
    return at(row, "bodies", body.written)


@kind("bodies.undefined")
def body_unknown(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    code = one_of(draw, by_language(sketch, ["АБВГД", "КНБЖ", "ЦСИ", "НПП"], ["АБҒД", "ҰҚКЖ", "ТСИ", "ҰКП"]))
    row.bodies.append(Body(code))
    return at(row, "bodies", code)


@kind("bodies.twice")
def body_twice(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.bodies.append(Body(row.bodies[0].code, row.bodies[0].agreed))
    return at(row, "bodies")


@kind("bodies.comma-left-over")
def comma_left_over(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.comma = ","
    return at(row, "bodies")


@kind("bodies.missing")
def nobody(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.bodies = []
    return at(row, "bodies")


@kind("bodies.agreement-missing")
def agreement_lost(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [(row, body) for row in sketch.rows for body in row.bodies if body.agreed]
    row, body = one_of(draw, rows)
    body.agreed = False
    return at(row, "bodies", body.code)


@kind("bodies.agreement-leads")
def guest_leads(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [
        row
        for row in sketch.rows
        if len(row.bodies) > 1 and row.bodies[-1].agreed and not row.bodies[0].agreed
    ]
    row = one_of(draw, rows)
    row.bodies.reverse()
    return at(row, "bodies")


@kind("bodies.collective-only")
def only_regions(draw: random.Random, sketch: Sketch) -> Planted:
    row = one_of(
        draw, [row for row in sketch.rows if [body.code for body in row.bodies] not in (["МИО"], ["ЖАО"])]
    )
    row.bodies = [Body(by_language(sketch, ["МИО"], ["ЖАО"])[0])]
    return at(row, "bodies")


@kind("bodies.addressee-undefined")
def addressee_unknown(draw: random.Random, sketch: Sketch) -> Planted:
    row = any_row(draw, sketch)
    row.form = one_of(
        draw, by_language(sketch, ["информация в МОН", "отчет в АГП"], ["БҒМ-ге ақпарат", "МҚАА-ға есеп"])
    )
    return at(row, "form")


@kind("bodies.addressee-leads")
def reports_to_itself(draw: random.Random, sketch: Sketch) -> Planted:
    rows = [row for row in sketch.rows if not row.bodies[0].agreed]
    row = one_of(draw, rows)
    code = row.bodies[0].code
    row.form = by_language(sketch, [f"информация в {code}"], [f"{code}-ге ақпарат"])[0]
    return at(row, "form")
