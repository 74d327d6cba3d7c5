"""What to buy for so much money: a question, its answer, and two answers side by side."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.actions.budgeting import ACT, MOST_MONEY, NewScenario, order
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.queries import budgets as queries
from qalqan.domains.schools.queries.budgets import ScenarioView
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.domains.territory import api as territory
from qalqan.kernel import tables
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .gaps import names_of
from .norms import millions, money

MILLION = 1_000_000
SHOWN = 60  # lines of each half on the page; the file has all
STATES = {
    "ordered": ("waiting", gettext_lazy("being worked out")),
    "solved": ("good", gettext_lazy("worked out")),
    "refused": ("late", gettext_lazy("no answer was found in time")),
}


class QuestionForm(forms.Form):
    """How much money, in which region, for what."""

    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name of the question"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For example: budget 2027, first draft"),
    )
    millions = forms.DecimalField(
        label=gettext_lazy("Money, millions of tenge"),
        min_value=Decimal("0.1"),
        max_value=Decimal(MOST_MONEY // MILLION),
        decimal_places=3,
    )
    share = forms.IntegerField(
        label=gettext_lazy("Kept for every district, percent"),
        min_value=0,
        max_value=100,
        initial=50,
        help_text=gettext_lazy(
            "So much of the money is first divided among districts by their children; each gets at least "
            "what whole purchases can spend of its part. 0: the greatest benefit only."
        ),
    )
    keys = forms.MultipleChoiceField(
        label=gettext_lazy("Requirements to meet"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, region: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        priced = [(one.key, one.name[lang]) for one in requirements() if one.cost is not None]
        keys = self.fields["keys"]
        assert isinstance(keys, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        keys.choices, keys.initial = priced, [key for key, _name in priced]
        if not region:
            del self.fields["region"]
            return
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.required = True
        every = [(one.code, one.name[lang]) for one in territory.regions_on(timezone.localdate(), lang)]
        field.choices = [("", gettext_lazy("Choose a region")), *every]


@act(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The questions that were asked, and a new one."""
    actor = Actor.of(request.user, ACT)
    chosen = {"region": request.GET.get("region", "")}
    form = QuestionForm(actor.region_id is None, request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            key = order(actor, _question(form))
        except Refused as refused:
            for problem in refused.problems:
                words = problem.words(language())
                field = {"money": "millions"}.get(problem.field, problem.field)
                form.add_error(field if field in form.fields else None, f"{words['message']} {words['mend']}")
        else:
            return HttpResponseRedirect(reverse("schools:budget", args=[key]))
    with scope(actor.seat, PURPOSE):
        found = queries.scenarios()
    context = {
        "form": form,
        "rows": [_shown(one) for one in found],
        "solved": [one for one in found if one.state == "solved"],
    }
    return render(request, "schools/budgets.html", context, status=400 if form.errors else 200)


def _question(form: QuestionForm) -> NewScenario:
    data = form.cleaned_data
    code = data.get("region", "")
    region = territory.atlas().find(code).id if code else None
    tenge = int(data["millions"] * MILLION)
    return NewScenario(tenge, data["share"], tuple(data["keys"]), data["name"], region)


def _shown(one: ScenarioView) -> dict[str, Any]:
    badge, words = STATES[one.state]
    asked = {"sum": millions(one.money), "share": one.share}
    return {
        "one": one,
        "money": millions(one.money),
        "by": bodies.post_title(one.ordered_by, language()),
        "region": names_of(None).get(one.region_id, ""),
        "badge": badge,
        "state": words,
        "label": one.name or _("%(sum)s mln tenge, %(share)s %%") % asked,
    }


@act(ACT)
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """An answer: what is bought, district by district, and what stays. With `?format=` a file."""
    seat = policy.acting(request, ACT)
    kind = request.GET.get("format", "")
    with scope(seat, PURPOSE):
        one = _found(key)
        if kind in tables.WRITERS:
            return _file(one, kind)
        context = {
            **_shown(one),
            **_answer(one),
            "bought": [_line(row) for row in queries.lines(key, is_bought=True, limit=SHOWN)],
            "stays": [_line(row) for row in queries.lines(key, is_bought=False, limit=SHOWN)],
            "others": [_shown(each) for each in queries.scenarios(one.region_id) if _is_other(each, key)],
            "most": SHOWN,
        }
    return render(request, "schools/budget.html", context)


def _is_other(one: ScenarioView, key: UUID) -> bool:
    return one.state == "solved" and one.id != key


def _found(key: UUID) -> ScenarioView:
    one = queries.scenario(key)
    if one is None:
        raise Http404(key)
    return one


def _answer(one: ScenarioView) -> dict[str, Any]:
    """The numbers of an answer; inside a scope."""
    names, lang = names_of(one.region_id), language()
    districts = [
        (part, names.get(part.district_id, _("District not known")), money(part.low, part.high))
        for part in queries.parts(one.id, "district_id")
    ]
    norms = [
        (part, part.requirement.name[lang] if part.requirement else "", money(part.low, part.high))
        for part in queries.parts(one.id, "requirement")
    ]
    every = [part for part, *_rest in districts]
    children, places = queries.children(one.id)
    return {
        "districts": districts,
        "norms": norms,
        "count": sum(part.bought for part in every),
        "stay_count": sum(part.stays for part in every),
        "spent": money(sum(part.low for part in every), sum(part.high for part in every)),
        "left_money": millions(sum(part.left for part in every)),
        "children": children,
        "places": places,
    }


def _line(row: queries.LineView) -> dict[str, Any]:
    lang = language()
    return {
        "row": row,
        "name": row.name[lang] or row.name.ru,
        "norm": row.requirement.name[lang],
        "cost": money(row.low, row.high),
    }


@act(ACT)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two answers of a region side by side."""
    seat = policy.acting(request, ACT)
    with scope(seat, PURPOSE):
        pair = [_found(_key(request.GET.get(name, ""))) for name in ("a", "b")]
        if pair[0].region_id != pair[1].region_id or any(one.state != "solved" for one in pair):
            raise Http404
        answers = [{**_shown(one), **_answer(one)} for one in pair]
        bought = [
            {(row.site_id, row.requirement.key): row for row in queries.lines(one.id, is_bought=True)}
            for one in pair
        ]
    only = [
        [_line(row) for key, row in mine.items() if key not in other][:SHOWN]
        for mine, other in (bought, bought[::-1])
    ]
    both = len(bought[0].keys() & bought[1].keys())
    context = {"sides": list(zip(answers, only, strict=True)), "both": both, "most": SHOWN}
    return render(request, "schools/budget_compare.html", context)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _file(one: ScenarioView, kind: str) -> HttpResponse:
    names, lang = names_of(one.region_id), language()
    columns = (
        tables.Column("bought", _("Bought"), 10),
        tables.Column("place", _("Place"), 40),
        tables.Column("district", _("District"), 24),
        tables.Column("requirement", _("What is missing"), 36),
        tables.Column("low", _("From, tenge"), 14),
        tables.Column("high", _("To, tenge"), 14),
        tables.Column("pupils", _("Pupils"), 10),
    )
    rows = tuple(
        (
            _("yes") if row.is_bought else _("no"),
            row.name[lang] or row.name.ru,
            names.get(row.district_id, ""),
            row.requirement.name[lang],
            row.low,
            row.high,
            row.children,
        )
        for row in queries.lines(one.id)
    )
    table = tables.Table(_("What to buy first"), columns, rows)
    response = HttpResponse(tables.written(table, kind), content_type=tables.CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="qalqan-budget.{kind}"'
    return response
