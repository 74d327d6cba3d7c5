"""Codes of the room in the reader's words, for the desk: terms of risk and of likeness, kinds of steppers,
routes, refusals. Each code has a sentence: a number that cannot be explained is not shown."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qalqan.domains.bodies import api as bodies
from qalqan.domains.watch.queries.clusters import ClusterView, StepView
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.clock import labels
from qalqan.kernel.i18n import formatting

BY: dict[str, Promise] = {
    "citizen": gettext_lazy("a witness"),
    "officer": gettext_lazy("who has to act"),
    "inspector": gettext_lazy("an inspector"),
    "moderator": gettext_lazy("a moderator"),
    "program": gettext_lazy("the program"),
    "remote": gettext_lazy("another centre"),
}
CODES: dict[str, Promise] = {
    "another_report": gettext_lazy("Another person reported it."),
    "spam": gettext_lazy("Every report of it was spam."),
    "split": gettext_lazy("It was taken out of another work item."),
}
CHANNEL: dict[str, Promise] = {
    "phone": gettext_lazy("by telephone"),
    "web": gettext_lazy("by the page"),
    "open311": gettext_lazy("from another centre"),
    "staff": gettext_lazy("by staff"),
}
MODERATION: dict[str, tuple[str, Promise]] = {
    "waiting": ("waiting", gettext_lazy("waits for a moderator")),
    "shown": ("good", gettext_lazy("shown to everybody")),
    "hidden": ("closed", gettext_lazy("hidden")),
    "spam": ("warning", gettext_lazy("spam")),
    "withdrawn": ("closed", gettext_lazy("taken back by the reporter")),
}
HINTS: dict[str, Promise] = {
    "phone": gettext_lazy("telephone number"),
    "email": gettext_lazy("e-mail"),
    "iin": gettext_lazy("IIN"),
    "plate": gettext_lazy("car plate"),
    "link": gettext_lazy("link or account"),
    "name": gettext_lazy("name"),
}
# A step is told by the state it led to; these say more than that.
TURNS: dict[str, Promise] = {
    "pass_on": gettext_lazy("Passed on to another body"),
    "still_there": gettext_lazy("It is still there: back to work"),
    "dispute": gettext_lazy("The rejection was disputed"),
    "reopen": gettext_lazy("It was closed and is still there: back to work"),
    "uphold": gettext_lazy("The rejection was upheld"),
    "take_back": gettext_lazy("Taken back from the other centre"),
}
BADGES = {
    "new": "waiting",
    "accepted": "info",
    "in_work": "info",
    "fixed_said": "soon",
    "closed": "good",
    "rejected": "closed",
    "handed_over": "info",
    "merged": "closed",
}


def state_words(key: str) -> str:
    """A state in the reader's language."""
    return life().state(key).names[formatting.language()] if key else ""


def category_words(key: str) -> str:
    """A category in the reader's language."""
    return category(key).names[formatting.language()]


def risk_terms(view: ClusterView) -> list[tuple[str, int]]:
    """Why it is how dangerous: a sentence and its points, the heaviest first."""
    found = [
        (_risk_term(str(code), str(note)), int(points))
        for code, points, note in view.risk_why.get("terms", ())
    ]
    return sorted(found, key=lambda one: -one[1])


def _risk_term(code: str, note: str) -> str:
    if code == "category":
        kind = category(note)
        return f"{kind.names[formatting.language()]}: {kind.why[formatting.language()]}"
    if code == "near":
        return _("%(metres)s m to the nearest place of children") % {"metres": note}
    if code == "nowhere":
        return _("no place of children is known within 300 m")
    if code == "hour":
        return _("seen at %(time)s, when children are on their way") % {"time": note}
    if code == "dark":
        return _("it is dark then")
    if code == "witnesses":
        return _("witnesses: %(count)s") % {"count": note}
    return _("the words say that somebody is hurt") if code == "hurt" else code


def likeness_terms(why: dict[str, object]) -> list[str]:
    """Why a report was joined: the terms of likeness in words, what speaks for it first. Terms that read
    alike (two of them know the distance) are one reason: it speaks for what they come to together."""
    if why.get("by_hand"):
        return [_("joined by a moderator")]
    if why.get("about"):
        return [_("its witness said so on the page of this work item")]
    terms = why.get("terms", ())
    found: dict[str, float] = {}
    for term in terms if isinstance(terms, Iterable) else ():
        key, amount, points = term
        if words := _like(str(key), float(amount)):
            found[words] = found.get(words, 0.0) + float(points)
    return [words for words, points in found.items() if points >= 0] + [
        _("against it: %(reason)s") % {"reason": words} for words, points in found.items() if points < 0
    ]


def _like(key: str, amount: float) -> str:
    plain = {
        "same_category": _("the same kind of thing"),
        "same_branch": _("a kindred kind of thing"),
        "other_branch": _("another kind of thing"),
        "same_site": _("at the same place of the register"),
        "other_site": _("at another place of the register"),
        "same_asset": _("the same thing of the register"),
        "other_asset": _("another thing of the register"),
        "same_number": _("the same number in the words"),
        "other_number": _("another number in the words"),
        "same_places": _("the same place in the words"),
        "other_places": _("another place in the words"),
        "words": _("alike in words"),
        "named": _("the same thing is named"),
        "details": _("the same details are told"),
        "picture": _("the pictures are alike"),
    }
    if key in ("distance", "near"):
        return _("%(metres)s m apart") % {"metres": formatting.number(round(amount))}
    if key == "time":
        return _("%(days)s days apart") % {"days": formatting.number(round(amount, 1))}
    return plain.get(key, "")


def step_row(step: StepView) -> dict[str, object]:
    """A step for the timeline."""
    return {
        "at": step.at,
        "title": TURNS[step.move] if step.move in TURNS else state_words(step.after),
        "by": BY[step.by_kind],
        "post": bodies.post_title(step.post, formatting.language())
        if step.by_kind not in ("citizen", "program")
        else "",
        "reason": CODES.get(step.reason, step.reason),
        "note": step.public_note,
        "files": step.files,
    }


def due_words(view: ClusterView, *, with_hour: bool) -> str:
    """The deadline: with the hour where it is counted in hours; "" where no clock was started."""
    return labels.due(view.due, with_hour=with_hour) if view.due else ""


def row(view: ClusterView, *, with_hour: bool = True) -> dict[str, object]:
    """A work item for a list."""
    code, now = formatting.language(), timezone.now()
    left = (view.due - now) if view.due else None
    is_soon = left is not None and view.clock == "running" and 0 <= left.total_seconds() < 6 * 3600
    return {
        "view": view,
        "category": category_words(view.category),
        "state": state_words(view.state),
        "badge": BADGES[view.state],
        "owner": view.owner[code],
        "due": due_words(view, with_hour=with_hour),
        "risk_kind": "late" if view.risk >= 70 else "soon" if view.risk >= 45 else "info",
        "is_late": view.clock == "breached"
        or (left is not None and left.total_seconds() < 0 and view.clock == "running"),
        "is_soon": is_soon and with_hour,
    }
