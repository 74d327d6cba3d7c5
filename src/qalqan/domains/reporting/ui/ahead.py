"""Of a measure: the papers that close it, and how likely each region is to arrive by the date. The likelihood
is a number in words with its reason, never a colour: it is no verdict on a region.
docs/algorithms/forecast.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.queries.heat import Place
from qalqan.domains.reporting.queries.progress import MeasureProgress
from qalqan.kernel.access import policy
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.i18n.formatting import number as written

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in words; `proof` is its id for whoever may open it, else None."""

    form: str
    place: str
    offered: date
    decided: date | None
    proof: object


@dataclass(frozen=True, slots=True)
class Chance:
    """A region's forecast: `said` in words, `whole` its number in a hundred (None: not known), and why."""

    place: Place
    by: date
    said: str
    whole: int | None
    reasons: tuple[str, ...]


def shown(found: MeasureProgress, places: Iterable[Place], user: policy.Person | None) -> dict[str, Any]:
    """What the page draws of both. `user` None: the open mirror, where no paper can be opened."""
    listed = list(places)
    may_open = user is not None and policy.may(user, "evidence.read_proofs")
    chances = [
        _chance(place, found.forecasts[place.code]) for place in listed if place.code in found.forecasts
    ]
    days = {chance.by for chance in chances}
    common = _common(chances)
    return {
        "papers": list(_papers(found, {place.code: place.name for place in listed}, may_open=may_open)),
        "unoffered": _unoffered(found),
        "chances": [replace(one, reasons=one.reasons[: len(one.reasons) - len(common)]) for one in chances],
        "chances_common": common,
        "is_none_known": all(one.whole is None for one in chances),
        "chances_by": days.pop() if len(days) == 1 else None,
    }


def _common(chances: Sequence[Chance]) -> tuple[str, ...]:
    """The last reason, if it is the same for every region: said once, above the table."""
    last = {one.reasons[-1:] for one in chances}
    return last.pop() if len(last) == 1 else ()


def _papers(found: MeasureProgress, names: dict[str, str], *, may_open: bool) -> Iterable[PaperRow]:
    for paper in found.papers:
        yield PaperRow(
            plans.contract(paper.contract).name[language()],
            names.get(paper.place, paper.place),
            paper.offered,
            paper.decided,
            paper.id if may_open else None,
        )


def _unoffered(found: MeasureProgress) -> list[str]:
    """Kinds of papers that close the measure and that nobody has offered anywhere."""
    there = {paper.contract for paper in found.papers}
    asked = found.binding.proofs_needed if found.binding else ()
    return [plans.contract(kind).name[language()] for kind in asked if kind not in there]


def _chance(place: Place, of_region: evidence.RegionForecast) -> Chance:
    one = of_region.forecast
    if one is None:
        reason = _("Two values of independent sources, or measures like it whose term is over, are needed.")
        return Chance(place, of_region.by, _("not known"), None, (reason,))
    whole = round(one.probability * HUNDRED)
    return Chance(place, of_region.by, _said(one, whole), whole, tuple(_reasons(of_region.indicator, one)))


def _said(one: evidence.Forecast, whole: int) -> str:
    if one.basis == "met":
        return _("reached already")
    if one.basis == "passed":
        return _("the day has passed")
    if whole < 1:
        return _("fewer than 1 in 100")
    if whole >= HUNDRED:
        return _("more than 99 in 100")
    return ngettext("about %(n)d in 100", "about %(n)d in 100", whole) % {"n": whole}


def _reasons(key: str, one: evidence.Forecast) -> Iterable[str]:
    if one.pace is not None and one.needed is not None:
        indicator = evidence.indicator(key)
        unit = indicator.measured_in.short[language()]
        values = {"name": indicator.name[language()], "unit": unit}
        values |= {"pace": _amount(one.pace), "needed": _amount(one.needed)}
        yield _("%(name)s: pace so far %(pace)s %(unit)s a month, needed %(needed)s.") % values
        yield ngettext(
            "Rests on %(n)d value of independent sources.",
            "Rests on %(n)d values of independent sources.",
            one.values,
        ) % {"n": one.values}
    if one.peers:
        yield ngettext(
            "Of %(n)d case like it, evidenced in time: %(arrived)d.",
            "Of %(n)d cases like it, evidenced in time: %(arrived)d.",
            one.peers,
        ) % {"n": one.peers, "arrived": one.arrived}


def _amount(value: float) -> str:
    """A pace with one digit after the comma; two when it is small."""
    return written(round(Decimal(value), 2 if abs(value) < 1 else 1))
