"""What the progress pages share, in the mirror and behind sign-in: the day asked for, a plan that may be
shown, shares of evidence as bars, and the namespaces of other rooms in the reader's own half of the site."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.html import escape

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.rules.cells import Share, State

from .cell_words import WORDS

FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
OPEN_SECONDS = 60  # how long a copy of an open page may be served
BAR = 1000
QUIET = frozenset({State.DUE, State.NOT_DUE})

type View = Callable[..., HttpResponse]


def progress_page(view: View) -> View:
    """An unknown plan is a page that is not there; open pages may be kept for a minute, others not at all."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, is_open: bool = False, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, is_open=is_open, **kwargs)
        except plans.Refused as refused:
            raise Http404(refused.rule) from None
        if is_open and not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=OPEN_SECONDS)
        else:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return shown


def require_shown(plan: plans.PlanHead, *, is_open: bool) -> None:
    """A plan that is not public does not exist for the mirror."""
    if is_open and not plan.is_public:
        raise Http404(plan.code)


@dataclass(frozen=True, slots=True)
class Asked:
    """The day of the address: None for today, and what was written when it is no day."""

    day: datetime.date | None
    bad: str

    @property
    def query(self) -> str:
        """What keeps the day in an address; empty for today."""
        return f"?on={self.day.isoformat()}" if self.day else ""


def day_asked(request: HttpRequest, *, ahead: bool = False) -> Asked:
    """`?on=2021-05-01`. A day that is no day, or has not come (unless the page looks `ahead`), gives today,
    and the page says so: nothing is known of it yet."""
    written = request.GET.get("on", "").strip()
    if not written:
        return Asked(None, "")
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        return Asked(None, written[:40])
    last = LAST_DAY if ahead else timezone.localdate()
    return Asked(day, "") if FIRST_DAY <= day <= last else Asked(None, written[:40])


def number_asked(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, None when it is none."""
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else None


def namespaces(*, is_open: bool) -> dict[str, str]:
    """The namespaces of other rooms in this half of the site, for {% url %} with a variable."""
    if is_open:
        return {"plan": "open", "own": "mirror", "evidence": "witness"}
    return {"plan": "plans", "own": "reporting", "evidence": "evidence"}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: where it begins and how wide, of BAR; its count and its share of what is asked."""

    state: State
    word: Promise
    count: int
    share: float
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of evidence as a bar with numbers. `asked`: cells of which something may be asked by now."""

    parts: tuple[Part, ...]
    asked: int
    total: int
    evidenced: int

    @property
    def waiting(self) -> int:
        """Cells that are not due yet."""
        return self.total - self.asked


def bar(share: Share) -> Bar:
    """A share as a bar: the same order everywhere."""
    widths, parts, x = share.widths(BAR), [], 0
    for state in State:
        if state in widths:
            count = share.counts[state]
            parts.append(Part(state, WORDS[state], count, count / share.asked, x, widths[state]))
            x += widths[state]
    return Bar(tuple(parts), share.asked, share.total, share.counts[State.EVIDENCED])


def small_bar(share: Share) -> str:
    """A narrow bar for a cell of a table, drawn as text: a table has hundreds of them. The number it stands
    for is beside it, and every part in words for screen readers."""
    shown = bar(share)
    if not shown.asked:
        return f'<span class="r-small">{escape(WORDS[State.NOT_DUE])}</span>'
    drawn = "".join(
        f'<rect class="r-fill--{part.state}" x="{part.x}" width="{part.width}" height="10"/>'
        for part in shown.parts
    )
    said = "".join(f"; {escape(part.word)}: {part.count}" for part in shown.parts)
    return (
        '<svg class="r-bar r-bar--small" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{drawn}</svg><span class="r-small">{shown.evidenced} / {shown.asked}</span>'
        f'<span class="q-visually-hidden">{said}</span>'
    )


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], asked: Asked, *, is_open: bool
) -> HttpResponse:
    """A progress page."""
    shared = {"is_open": is_open, "day": asked.day, "bad_day": asked.bad, "query": asked.query}
    return render(
        request,
        f"reporting/progress/{template}",
        {**shared, "ns": namespaces(is_open=is_open), **context},
    )
