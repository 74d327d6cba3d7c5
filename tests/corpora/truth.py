"""The answer that `qalqan plan read` must give for an invented plan: the same JSON shape, without spans."""

from typing import Any

from tests.corpora.invent import Invented, words


def truth(plan: Invented) -> dict[str, Any]:
    """`{"act", "sections", "measures", "abbreviations"}` as decided when the plan was invented."""
    book = words(plan.language)
    return {
        "act": {"number": plan.number, "date": plan.signed.isoformat(), "body": book["prose"]["body"]},
        "sections": [{"number": at, "title": title} for at, title in enumerate(plan.sections, start=1)],
        "measures": [
            {
                "number": row.number,
                "section": row.section,
                "title": row.title,
                "form": row.form,
                "bodies": [{"code": code, "by_agreement": agreed} for code, agreed in row.bodies],
                "deadline": {
                    "text": row.deadline[0],
                    "start": row.deadline[1].isoformat() if row.deadline[1] else None,
                    "end": row.deadline[2].isoformat() if row.deadline[2] else None,
                },
                "finance": {
                    "text": row.finance_text,
                    "total": row.total,
                    "years": dict(row.years),
                    "sources": list(row.sources),
                    "programmes": list(row.programmes),
                },
            }
            for row in plan.rows
        ],
        "abbreviations": plan.abbreviations,
    }
