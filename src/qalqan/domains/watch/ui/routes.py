"""The rules of routing, read by everybody who works with them; and the dry run: another file of rules tried
on reports that came before, which shows who would have had to act and changes nothing. Rules come with the
program: a person reviews a change of theirs like any other."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.queries.around import owner_names
from qalqan.domains.watch.queries.routed import LAST, Routed, last_cases
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules import routing
from qalqan.domains.watch.rules.categories import categories, groups
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language

from .desk_words import category_words

ACT = "watch.route"
MOST = 200_000  # characters of a file


@dataclass(frozen=True, slots=True)
class Change:
    """A work item that other rules would send elsewhere."""

    of: Routed
    category: str
    before: str
    after: str
    rule: str
    why: str


@act(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The rules; after a dry run, what it found."""
    actor = Actor.of(request.user, ACT)
    text, error, changes, tried = routing.text(), "", None, 0
    if request.method == "POST":
        text = request.POST.get("rules", "")
        try:
            if len(text) > MOST:
                raise routing.RoutesError(_("the file is longer than 200,000 characters"))
            rules = routing.read(text.replace("\r\n", "\n"))
            with frame(actor, ACT):
                cases = last_cases()
            tried = len(cases)
            changes = _changes(cases, rules)
        except routing.RoutesError as problem:
            error = str(Refused("bad_rules", problem=problem))
    return render(
        request,
        "watch/desk/routes.html",
        {
            "rules": [_rule(number, one) for number, one in enumerate(routing.rules(), 1)],
            "text": text,
            "error": error,
            "changes": changes[:200] if changes is not None else None,
            "changed": len(changes) if changes is not None else 0,
            "tried": tried,
            "last": LAST,
        },
        status=422 if error else 200,
    )


def _changes(cases: list[Routed], rules: tuple[routing.Rule, ...]) -> list[Change]:
    code = language()
    return [
        Change(
            cases[one.at],
            category_words(cases[one.at].case.category),
            owner_names(one.before.owner_body)[code],
            owner_names(one.after.owner_body)[code],
            one.after.rule,
            one.after.why[code],
        )
        for one in routing.compare([case.case for case in cases], rules)
    ]


def _rule(number: int, of: routing.Rule) -> dict[str, object]:
    code = language()
    kinds = {one.key: one.names[code] for one in categories()}
    trees = {one.key: one.names[code] for one in groups()}
    things = [
        one.names[code] for one in categories() if one.asset_kind in of.assets
    ]  # no other is looked for
    parts = (
        [*(kinds[one] for one in sorted(of.categories)), *(trees[one] for one in sorted(of.groups))],
        things,
        [AT[one]() for one in sorted(of.site_kinds)],
        [NEEDS[one]() for one in sorted(of.needs) if not (one == "site" and of.site_kinds)],
        sorted(of.regions | of.districts),
    )
    conditions = [", ".join(part) for part in parts if part]
    return {"number": number, "key": of.key, "why": of.why[code], "conditions": conditions, "to": TO[of.to]()}


AT = {
    "school": lambda: _("at a school"),
    "kindergarten": lambda: _("at a kindergarten"),
    "college": lambda: _("at a college"),
    "clinic": lambda: _("at a clinic"),
    "protection": lambda: _("at a social institution for children"),
    "sport": lambda: _("at a sports ground"),
    "leisure": lambda: _("at a place of leisure"),
}
NEEDS = {
    "asset_owner": lambda: _("the register names the owner of the thing"),
    "site_owner": lambda: _("the register names who keeps the place"),
    "site": lambda: _("it is at a place of the register"),
}


TO = {
    "akimat": lambda: _("the region's akimat"),
    "education": lambda: _("the region's education department"),
    "health": lambda: _("the region's health department"),
    "social": lambda: _("the region's department of social programmes"),
    "police": lambda: _("the region's police department"),
    "asset_owner": lambda: _("who owns the thing by the register"),
    "site_owner": lambda: _("who keeps the place by the register"),
    "site": lambda: _("the organisation itself"),
}
