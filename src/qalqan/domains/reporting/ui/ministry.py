"""The consolidation board: who is where with the report on a year, by body and by measure. It reads only."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.queries import board as boards
from qalqan.domains.reporting.queries.board import Board, BoardRow, Filters
from qalqan.kernel import tables
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting
from qalqan.kernel.tables import Column, Table, Value

from . import ministry_shown as shown
from .screens import FIRST_DAY, LAST_DAY, day_asked

READ = "reporting.read"
View = Callable[..., HttpResponse]


def ministry_page(view: View) -> View:
    """A plan that is not in the register, and a year that none can have, is a page that is not there."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not FIRST_DAY.year <= kwargs.get("year", FIRST_DAY.year) <= LAST_DAY.year:
            raise Http404("no such year")
        try:
            return view(request, *args, **kwargs)
        except plans.Refused as refused:
            raise Http404(refused.rule) from None

    return answered


@act(READ)
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """On to the board of the plan and year that the newest reports within reach belong to."""
    with frame(Actor.of(request.user, READ), READ, READING):
        found = boards.newest()
    if found is None:
        return render(request, "reporting/board_empty.html")
    return HttpResponseRedirect(reverse("reporting:board", args=found))


@act(READ)
@require_safe
@ministry_page
def board(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """The board of one plan and year; `?by=measure` turns it; `?format=` gives it as a file."""
    asked = day_asked(request)
    day = asked.day
    chosen = Filters(**{name: request.GET.get(name, "")[:40] for name in ("state", "kind", "duty")})
    by = "measure" if request.GET.get("by") == "measure" else "body"
    with frame(Actor.of(request.user, READ), READ, READING):
        found = boards.board(plan, year, language=formatting.language(), day=day, filters=chosen)
    if year not in found.years:
        raise Http404("no reports on this year")
    if wanted := request.GET.get("format"):
        table = measures_table(found) if by == "measure" else bodies_table(found)
        return as_file(table, wanted, f"{plan}-{year}-{by}")
    context = {
        "found": found,
        "plan": found.plan,
        "by": by,
        "day": day,
        "bad_day": asked.bad,
        "states": shown.states(found.all.counts),
        "state_choices": [(key, words) for key, (_kind, words) in shown.STATES.items()],
        "kind_choices": [("regions", _("regions")), ("national", _("national bodies"))],
        "duty_choices": [(duty, duty) for duty in found.duties] if len(found.duties) > 1 else [],
        "rows": [_row(row, day or timezone.localdate()) for row in found.rows] if by == "body" else (),
        "measures": [
            {"one": one, "states": shown.states(one.tally.counts)} for one in found.measures
        ] if by == "measure" else (),
    }  # fmt: skip
    return render(request, "reporting/board.html", context)


def _row(row: BoardRow, day: datetime.date) -> dict[str, Any]:
    left = (row.due - day).days if row.due else None
    return {
        "row": row,
        "states": shown.states(row.tally.counts),
        "last": shown.last_act(row.last),
        "days_left": left if left is not None and left >= 0 and row.tally.owing else None,
    }


def as_file(table: Table, wanted: str, name: str) -> HttpResponse:
    """A list as a file; an unknown format is a wrong address."""
    if wanted not in tables.WRITERS:
        raise Http404
    response = HttpResponse(tables.written(table, wanted), content_type=tables.CONTENT_TYPES[wanted])
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


def _state_columns() -> tuple[Column, ...]:
    return tuple(Column(key, str(words), 14) for key, (_kind, words) in shown.STATES.items())


def bodies_table(found: Board) -> Table:
    """The board by body as a table."""
    columns = (
        Column("body", _("Body"), 44),
        Column("duty", _("Duty"), 16),
        Column("due", _("Due"), 12),
        Column("days_late", _("Days late"), 12),
        *_state_columns(),
        Column("total", _("Lines"), 10),
        Column("last_act", _("Last act"), 18),
        Column("last_at", _("When"), 12),
        Column("last_post", _("Post"), 34),
    )
    rows: list[tuple[Value, ...]] = []
    for row in found.rows:
        last: tuple[Value, ...] = (None, None, None)
        if row.last:
            post = bodies.post_title(row.last.post, formatting.language())
            last = (str(shown.ACTS[row.last.act]), timezone.localdate(row.last.at), post)
        counts = (row.tally.counts[key] for key in shown.STATES)
        rows.append((row.name, row.duty, row.due, row.days_late, *counts, row.tally.total, *last))
    return Table(f"{found.plan.act_title.text}: {found.year}", columns, tuple(rows))


def measures_table(found: Board) -> Table:
    """The board by measure as a table."""
    columns = (
        Column("number", "№", 6),
        Column("section", _("Section"), 8),
        Column("title", _("Measure"), 70),
        *_state_columns(),
        Column("total", _("Lines"), 10),
    )
    rows: list[tuple[Value, ...]] = []
    for one in found.measures:
        counts = (one.tally.counts[key] for key in shown.STATES)
        rows.append((one.number, one.section, one.title, *counts, one.tally.total))
    return Table(f"{found.plan.act_title.text}: {found.year}", columns, tuple(rows))
