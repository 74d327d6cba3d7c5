"""What the register's pages share: the day asked for, the reader's language, refusals as pages, files."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .. import labels, queries, rules
from ..queries import OverviewRow
from ..refusals import Refused

# The shape and colour of a state's badge (web/components/state.html).
BADGES = {
    rules.State.UNDATED: "draft",
    rules.State.NOT_STARTED: "waiting",
    rules.State.RUNNING: "waiting",
    rules.State.DUE_SOON: "soon",
    rules.State.OVERDUE: "late",
}
FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
LIST_ITEM = re.compile(r"(?<=[:;])\s+[-–]\s+")
LONG_HEADING = 140
DRAWN = 64  # answers of the register whose rows a process keeps drawn
OPEN_SECONDS = 60  # how long a copy of an open page may be served


@dataclass(frozen=True, slots=True)
class Heading:
    """A measure's title for a heading: what comes before its list, and the list's items."""

    head: str
    items: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        return len(self.head) > LONG_HEADING


def heading(title: str) -> Heading:
    """ "A, namely: - b; - c" as a head and two items; a title without a list as it is. No letter is lost."""
    head, *items = LIST_ITEM.split(title)
    return Heading(head, tuple(items))


class View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def language() -> str:
    """The language of this page: kk, ru or en."""
    return (get_language() or "kk")[:2]


def day_asked(request: HttpRequest) -> tuple[datetime.date | None, str]:
    """`?on=2021-05-01` as a date, and what was written when it is not one (the page says so)."""
    written = request.GET.get("on", "").strip()
    if not written:
        return None, ""
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        return None, written[:40]
    return (day, "") if FIRST_DAY <= day <= LAST_DAY else (None, written[:40])


def number_asked(request: HttpRequest, name: str, default: int) -> int:
    """A whole number of the address, or the default when it is none."""
    written = request.GET.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 6 else default


def badges() -> dict[str, SafeString]:
    """Every state's badge, drawn once for a page however many rows it has."""
    return {
        str(state): SafeString(
            render_to_string(
                "components/state.html", {"kind": kind, "content": labels.label("state", state, language())}
            ).strip()
        )
        for state, kind in BADGES.items()
    }


@lru_cache(maxsize=DRAWN)
def drawn_rows(key: tuple[object, ...], plan_code: str, namespace: str, query: str) -> dict[int, SafeString]:
    """An empty drawer for the rows of one answer of the register, by number: `draw_rows` fills it. A row
    looks the same to every reader of its language, so a process draws it once."""
    return {}


def draw_rows(
    rows: Iterable[OverviewRow], key: tuple[object, ...], plan_code: str, request: HttpRequest, query: str
) -> SafeString:
    """The rows of a table as HTML. `key` as the register gave it with the rows; `query` goes behind the
    measures' addresses."""
    namespace = request.resolver_match.namespace if request.resolver_match else ""
    drawer = drawn_rows(key, plan_code, namespace, query)
    listed = list(rows)
    missing = [row for row in listed if row.number not in drawer]
    if missing:
        drawn = badges()
        template = get_template("plans/parts/row.html")
        for row in missing:
            url = reverse("plans:measure", args=[plan_code, row.number], current_app=namespace) + query
            context = {"row": row, "badge": drawn[row.clock.state], "url": url}
            drawer[row.number] = SafeString(template.render(context))
    return SafeString("".join(drawer[row.number] for row in listed))


def register_page(view: View) -> View:
    """A refusal of the register becomes a page with its place, rule and mend; open pages may be cached.

    A plan that is not public does not exist for the mirror: asked here, before any view, so that none can
    forget it and no answer differs from that for a plan that was never there."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, is_open: bool = False, **kwargs: Any) -> HttpResponse:
        try:
            if is_open and "code" in kwargs:
                queries.require_open(kwargs["code"])
            response = view(request, *args, is_open=is_open, **kwargs)
        except Refused as refused:
            status = 404 if refused.rule.endswith("-unknown") else 409
            words = refused.words(language())
            context = {"words": words, "is_open": is_open}
            response = render(request, "plans/refused.html", context, status=status)
            patch_cache_control(response, private=True, no_store=True)
            return response
        if is_open and not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=OPEN_SECONDS)
        else:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return shown


def page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page of the register; `context` has at least `is_open`."""
    return render(request, f"plans/{template}", dict(context))
