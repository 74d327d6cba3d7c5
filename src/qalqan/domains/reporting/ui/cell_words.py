"""The words of the map's cells, what each means, and its mark: a shape of its own, so that no meaning rests
on colour. The order is that of `rules.cells.State`."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qalqan.domains.reporting.rules.cells import State

WORDS: dict[State, Promise] = {
    State.CONTRADICTED: _("contradicted by a source"),
    State.EVIDENCED: _("evidenced"),
    State.PARTLY: _("partly evidenced"),
    State.NOT_DONE: _("reported as not done"),
    State.CLAIMED: _("only claimed"),
    State.LATE: _("report overdue"),
    State.DUE: _("report expected"),
    State.NOT_DUE: _("not due yet"),
    State.NONE: _("nothing known"),
}
MEANINGS: dict[State, Promise] = {
    State.CONTRADICTED: _(
        "A report says one thing, an independent source another, and nobody has answered yet."
    ),
    State.EVIDENCED: _("What closes the measure is there: verified papers or values of independent sources."),
    State.PARTLY: _("Some of what closes the measure is there, not all of it."),
    State.NOT_DONE: _("The body that owes the measure says itself that it is not done."),
    State.CLAIMED: _("The body says that it is done. Nothing independent shows it."),
    State.LATE: _("The day of the report has passed and nothing has come. Silence is never counted as done."),
    State.DUE: _("The period is over, the report may come until its day."),
    State.NOT_DUE: _("The period is not over."),
    State.NONE: _("Owed, and nothing is known of it; where the text names no day, nothing can be late."),
}

SOURCES: dict[str, Promise] = {
    "claim": _("claim of the body"),
    "inspection": _("inspection"),
    "police": _("police"),
    "citizens": _("citizens"),
    "sensor": _("sensor"),
    "registry": _("register"),
    "media": _("media"),
}


@lru_cache(maxsize=4)
def marks(language: str) -> dict[State, SafeString]:
    """A mark with its word for screen readers, drawn once for a language."""
    return {
        state: SafeString(
            render_to_string("reporting/parts/mark.html", {"state": state, "word": WORDS[state]}).strip()
        )
        for state in State
    }
