"""The clock's words for people: terms, states, reasons, and the explanation of a count line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qalqan.kernel.clock import reading
from qalqan.kernel.clock.calendar import DayView
from qalqan.kernel.clock.rules import INSTANT, Count, Rule, Step
from qalqan.kernel.clock.zones import COUNTRY, Zone
from qalqan.kernel.i18n import formatting

# State: the badge's kind and its words.
STATES: dict[str, tuple[str, Promise]] = {
    "running": ("waiting", gettext_lazy("Still in time")),
    "paused": ("closed", gettext_lazy("Paused")),
    "breached": ("late", gettext_lazy("Deadline missed")),
    "met": ("good", gettext_lazy("Done in time")),
    "met_late": ("soon", gettext_lazy("Done late")),
    "waived": ("closed", gettext_lazy("Waived")),
}
BASES: dict[str, Promise] = {
    "law": gettext_lazy("Law"),
    "decree": gettext_lazy("Act of the Government"),
    "default": gettext_lazy("Working rule of Qalqan; no act names it"),
}
SHIFTS: dict[str, Promise] = {
    "none": gettext_lazy("The last day stays, even if it is a day off."),
    "forward": gettext_lazy("If the last day is a day off, the next working day is the last."),
    "backward": gettext_lazy("If the last day is a day off, the working day before it is the last."),
}
ACTS: dict[str, Promise] = {
    "start": gettext_lazy("The clock was started"),
    "meet": gettext_lazy("What was owed was done"),
    "pause": gettext_lazy("The clock was paused"),
    "resume": gettext_lazy("The clock runs again"),
    "correct_start": gettext_lazy("The start was corrected"),
    "ask_waive": gettext_lazy("A waiver was asked for; another person decides"),
    "ask_correct_start": gettext_lazy("A later start was asked for; another person decides"),
    "waive": gettext_lazy("Waived by a second person"),
    "refuse_waive": gettext_lazy("The waiver was refused; the clock runs on"),
    "refuse_correct_start": gettext_lazy("The later start was refused"),
    "recount": gettext_lazy("Counted again by the calendar of the year"),
    "restate": gettext_lazy("Another day was stated"),
    "turn": gettext_lazy("It was passed on: another one owes it from now on"),
    "escalate": gettext_lazy("A reminder went out"),
    "breach": gettext_lazy("The deadline passed"),
}
TARGETS: dict[str, Promise] = {
    "case": gettext_lazy("Case"),
    "measure": gettext_lazy("Measure"),
    "report": gettext_lazy("Report"),
    "appeal": gettext_lazy("Appeal"),
    "contact": gettext_lazy("Message to the helpline"),
    "decision": gettext_lazy("Decision of a commission"),
    "contradiction": gettext_lazy("Contradiction"),
    "notice": gettext_lazy("Notice to a site"),
}


def word(kind: str, key: str) -> str:
    """A word of the vocabulary (start, party, ground, act) in the active language; the key if unknown."""
    found = reading.vocabulary()[kind].get(key)
    return found[formatting.language()] if found else key


def target(kind: str) -> str:
    """What an obligation is about."""
    return str(TARGETS.get(kind, kind))


UNIT_WORDS: dict[str, Callable[[int], str]] = {
    "minutes": lambda n: ngettext("%(n)s minute", "%(n)s minutes", n),
    "hours": lambda n: ngettext("%(n)s hour", "%(n)s hours", n),
    "calendar_days": lambda n: ngettext("%(n)s calendar day", "%(n)s calendar days", n),
    "working_days": lambda n: ngettext("%(n)s working day", "%(n)s working days", n),
    "weeks": lambda n: ngettext("%(n)s week", "%(n)s weeks", n),
    "months": lambda n: ngettext("%(n)s month", "%(n)s months", n),
    "years": lambda n: ngettext("%(n)s year", "%(n)s years", n),
    "day_of_month": lambda n: _("day of the month: %(n)s"),
    "stated": lambda n: _("a day stated by the act that obliges"),
    "end_of_month": lambda n: _("end of the month"),
    "end_of_quarter": lambda n: _("end of the quarter"),
    "end_of_half_year": lambda n: _("end of the half-year"),
    "end_of_year": lambda n: _("end of the year"),
}


def amount(unit: str, number: int) -> str:
    """A span in words: 15 working days; end of the half-year."""
    return UNIT_WORDS[unit](number) % {"n": number}


def rung(offset: int, unit: str) -> str:
    """When a step of a ladder rings: before, at or after the deadline."""
    if offset == 0:
        return _("at the deadline")
    span = amount(unit, abs(offset))
    return (_("before: %(span)s") if offset < 0 else _("after: %(span)s")) % {"span": span}


def why(view: DayView | None) -> str:
    """Why a day is off, or worked although it falls on a weekend. None: the clock stood still."""
    if view is None:
        return _("the clock was paused")
    name = view.law.name[formatting.language()] if view.law else ""
    other = formatting.date(view.of, "short") if view.of else ""
    words = {
        "weekend": _("weekend"),
        "holiday": name,
        "day_off": name,
        "returned": _("day off in return for the holiday on %(day)s: %(name)s")
        % {"day": other, "name": name},
        "moved_here": _("day off moved here from %(day)s") % {"day": other},
        "moved_away": _("worked: the day off was moved to %(day)s") % {"day": other},
        "work": _("working day"),
    }
    return words[view.reason]


def end(due: datetime, zone: Zone, ends_the_day: bool) -> str:
    """A deadline as people say it: a day and 24:00, or a day and an hour."""
    if ends_the_day:
        return f"{formatting.date(zone.local(due - INSTANT).date())}, 24:00"
    return formatting.moment(zone.local(due))


def due(moment: datetime, *, with_hour: bool = True) -> str:
    """A deadline in the country's time, for who holds the moment alone: 00:00 is 24:00 of the day before, the
    last day there is. `with_hour` False: of a term that ends at an hour, its day only."""
    zone = reading.zones()[COUNTRY]
    local = zone.local(moment)
    ends_the_day = local.time() == time.min
    return end(moment, zone, ends_the_day) if ends_the_day or with_hour else formatting.date(local.date())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: what was done with which days, and why. `kind` is the step's."""

    kind: str
    title: str
    days: str
    why: str


TITLES: dict[str, Promise] = {
    "starts": gettext_lazy("Begins"),
    "counted": gettext_lazy("Counted"),
    "skipped": gettext_lazy("Skipped"),
    "lands": gettext_lazy("Falls on"),
    "extended": gettext_lazy("Extended"),
    "shifted": gettext_lazy("Moved"),
    "adds": gettext_lazy("Time added"),
}


def explain(rule: Rule, counted: Count, start: datetime, zone: Zone) -> list[Line]:
    """The count, line by line, so that anyone can follow it with a wall calendar."""
    return [
        Line(step.kind, str(TITLES[step.kind]), *_told(rule, step, start, zone)) for step in counted.steps
    ]


def _told(rule: Rule, step: Step, start: datetime, zone: Zone) -> tuple[str, str]:
    days = span(step.first, step.last, with_weekday=True)
    if step.kind == "starts":
        if rule.unit in ("minutes", "hours"):
            return formatting.moment(zone.local(start)), _("the count begins at this minute")
        first = _("this day is counted") if rule.counts_first_day else _("the count begins on the next day")
        return formatting.moment(zone.local(start)), first
    if step.kind == "adds":
        return amount(rule.unit, rule.amount), _("nights, weekends and holidays count as any other time")
    if step.kind == "counted":
        if step.low == step.high:
            told = _("day No. %(n)s") % {"n": step.low}
        else:
            told = _("days No. %(low)s to %(high)s") % {"low": step.low, "high": step.high}
        return days, "; ".join([told, *_worked(rule, step)])
    if step.kind == "extended":
        return amount("calendar_days", step.low), _("the clock was paused")
    if step.kind == "shifted":
        return f"{formatting.date(step.first)} → {formatting.date(step.last)}", why(step.view)
    if step.kind == "lands":
        return days, amount(rule.unit, rule.amount)
    return days, why(step.view)


def _worked(rule: Rule, step: Step) -> list[str]:
    """The days among those counted that a plain week would have off, and why they are worked."""
    if rule.unit != "working_days":
        return []
    days = (step.first + timedelta(days=n) for n in range((step.last - step.first).days + 1))
    views = (reading.working_calendar().view(day) for day in days)
    return [
        f"{formatting.date(view.day, 'short')}: {why(view)}" for view in views if view.reason == "moved_away"
    ]


def span(first: date, last: date, *, with_weekday: bool = False) -> str:
    """One day, or from a day to a day."""
    words = [formatting.date(first)] if first == last else [formatting.date(first), formatting.date(last)]
    if with_weekday:
        locale = formatting.locale(formatting.language())
        names = [format_date(day, "EEE", locale=locale) for day in (first, last)]
        words = [f"{word} ({name})" for word, name in zip(words, names, strict=False)]
    return " – ".join(words)
