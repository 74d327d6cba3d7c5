"""The act around an invented plan's table: what comes before it and the list of abbreviations after it."""

from tests.corpora.invent import Invented, words

INDENT = "   "


def opening(plan: Invented) -> list[str]:
    """Title of the act, its paragraphs, signature, stamp and the plan's own title; empty items are gaps."""
    say = words(plan.language)["prose"]
    values = {
        "topic": plan.topic,
        "first": plan.years[0],
        "last": plan.years[-1],
        "day": plan.signed.day,
        "month": words(plan.language)["connect"]["months"][plan.signed.month - 1],
        "year": plan.signed.year,
        "no": plan.number,
    }
    lower = values | {"topic": plan.topic[0].lower() + plan.topic[1:]}
    numbered = (f"{INDENT}{at}. {text.format(**lower)}" for at, text in enumerate(say["paragraphs"], start=1))
    stamp = (line.format(**values) for line in say["stamp"])
    return [
        say["title"].format(**values),
        "",
        say["heading"].format(**values),
        INDENT + say["preamble"],
        *numbered,
        INDENT + say["signature"][0],
        *say["signature"][1:],
        "",
        *stamp,
        "",
        say["plan"],
        say["plan_line"].format(**values),
        "",
    ]


def closing(plan: Invented) -> list[str]:
    """The list of abbreviations, one a paragraph."""
    heading = words(plan.language)["prose"]["abbreviations"]
    return ["", INDENT + heading, *(f"{INDENT}{code} – {name}" for code, name in plan.abbreviations.items())]
