"""The ledger's public side: what was sealed on each day, for anyone to keep and to compare. Whoever keeps a
line of this page, or a day's file, holds an anchor: a ledger rewritten later can no longer agree with it."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from qalqan.kernel.access.acts import act
from qalqan.kernel.ledger import keys, public


def month_of(text: str | None) -> datetime.date:
    """The first day of a month written as 2026-11; of this month (UTC) when nothing is written. Http404 for
    what is no month."""
    if not text:
        return datetime.datetime.now(datetime.UTC).date().replace(day=1)
    try:
        month = datetime.date.fromisoformat(f"{text}-01")
        moved(month, 1)  # the calendar ends in the year 9999
    except (ValueError, OverflowError):
        raise Http404(text) from None
    return month


def moved(month: datetime.date, by: int) -> datetime.date:
    """The first day of the month before (-1) or after (1)."""
    return (month + datetime.timedelta(days=45 if by > 0 else -1)).replace(day=1)


@act("ledger.read_open", public=True)
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """A month of days, newest first."""
    month = month_of(request.GET.get("month"))
    first = public.first_day()
    following = moved(month, 1)
    context = {
        "days": public.days(month, following),
        "month": month,
        "earlier": moved(month, -1) if first and first < month else None,
        "later": following if following <= datetime.datetime.now(datetime.UTC).date() else None,
    }
    return render(request, "ledger/days.html", context)


@act("ledger.read_open", public=True)
@require_safe
def day_file(request: HttpRequest, day: str) -> HttpResponse:
    """A day's seals as JSON lines, which `qalqan ledger verify` reads by their address."""
    try:
        lines = b"".join(public.day_lines(datetime.date.fromisoformat(day)))
    except (ValueError, OverflowError):
        raise Http404(day) from None
    if not lines:
        raise Http404(day)
    return HttpResponse(lines, content_type="application/jsonl; charset=utf-8")


@act("ledger.read_open", public=True)
@require_safe
def key_file(request: HttpRequest) -> HttpResponse:
    """The public keys, one a line: what `--key` wants. Better kept from another day than fetched now."""
    lines = "".join(f"{key.public.hex()}\n" for key, _ in keys.chain())
    return HttpResponse(lines, content_type="text/plain; charset=ascii")


patterns = (
    [
        path("", days, name="days"),
        path("keys.txt", key_file, name="keys"),
        path("<str:day>.jsonl", day_file, name="day"),
    ],
    "ledger",
)
