"""Rules on money: sums that add up, years that agree with the deadline, work that is paid from somewhere."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from qalqan.domains.plans.lint.draft import Draft, Place
from qalqan.domains.plans.lint.engine import Hit, rule
from qalqan.domains.plans.reading.document import Finance, Measure

PROGRAMME = re.compile(r"\d{3}")


def sum_of_years(finance: Finance) -> Decimal:
    """Sum of the yearly amounts; 0 when there is none."""
    return sum(finance.years.values(), Decimal(0))


def plain(amount: Decimal) -> str:
    """A decimal as people write it: no exponent, no idle zeros ("80", "12.5")."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def has_sum(measure: Measure) -> bool:
    return measure.finance.total is not None or bool(measure.finance.years)


@rule("money.total-differs", "error")
def total_differs(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        total, years = each.finance.total, each.finance.years
        if total is not None and years and sum_of_years(each.finance) != total:
            params = {"total": plain(total), "sum": plain(sum_of_years(each.finance))}
            yield Hit((draft.at(each, "total"),), params)


@rule("money.negative", "error")
def negative(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if each.finance.total is not None and each.finance.total < 0:
            yield Hit((draft.at(each, "total"),))
        for year, amount in each.finance.years.items():
            if amount < 0:
                yield Hit((draft.at(each, f"years.{year}"),))


@rule("money.total-missing", "error")
def total_missing(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if each.finance.years and each.finance.total is None:
            year = min(each.finance.years)
            yield Hit((draft.at(each, f"years.{year}"),), {"sum": plain(sum_of_years(each.finance))})


@rule("money.years-missing", "warning")
def years_missing(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if each.finance.total is not None and not each.finance.years:
            yield Hit((draft.at(each, "total"),))


@rule("money.missing", "error")
def missing(draft: Draft) -> Iterator[Hit]:
    """Neither a sum nor a word about where the money comes from."""
    for each in draft.measures:
        is_silent = not has_sum(each) and not (each.finance.text or each.finance.sources)
        if is_silent and "finance" in draft.columns:
            yield Hit((draft.at(each, "finance"),))


@rule("money.sum-and-refusal", "error")
def sum_and_refusal(draft: Draft) -> Iterator[Hit]:
    """A sum stands beside words that say that no money is needed."""
    for each in draft.measures:
        text = each.finance.text or ""
        if has_sum(each) and draft.has("not_required", text):
            yield Hit((draft.at(each, "finance"),), {"quote": text})


@rule("money.no-source", "error")
def no_source(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        if has_sum(each) and not each.finance.sources and "sources" in draft.columns:
            yield Hit((draft.at(each, "total"),))


@rule("money.no-programme", "warning")
def no_programme(draft: Draft) -> Iterator[Hit]:
    """Money of a budget without the number of the budget programme that carries it."""
    for each in draft.measures:
        if "programmes" in draft.columns and has_sum(each) and not each.finance.programmes:
            budgets = [
                code for code in each.finance.sources if "бюджет" in draft.codes.get(code, code).lower()
            ]
            if budgets:
                yield Hit((draft.at(each, "sources"),))


@rule("money.programme-format", "error")
def programme_format(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        for number in each.finance.programmes:
            if not PROGRAMME.fullmatch(number):
                place = draft.at(each, "programmes")
                yield Hit((Place(place.part, place.key, place.column, number, place.spans),))


@rule("money.source-undefined", "warning")
def source_undefined(draft: Draft) -> Iterator[Hit]:
    """The source is an abbreviation that the plan does not explain."""
    for each in draft.measures:
        for source in each.finance.sources:
            if source.isupper() and source not in draft.codes and draft.codes:
                place = draft.at(each, "sources")
                yield Hit(
                    (Place(place.part, place.key, place.column, source, place.spans),), {"quote": source}
                )


@rule("money.years-outside-deadline", "error")
def years_outside_deadline(draft: Draft) -> Iterator[Hit]:
    for each in draft.measures:
        start, end = each.deadline.start, each.deadline.end
        if start is None or end is None:
            continue
        amounts = each.finance.years.items()
        years = [year for year, sum_ in amounts if sum_ and not start.year <= int(year) <= end.year]
        if years:
            places = tuple(draft.at(each, f"years.{year}") for year in years)
            yield Hit(places, {"years": ", ".join(years), "deadline": each.deadline.text})


@rule("money.year-unfunded", "note")
def year_unfunded(draft: Draft) -> Iterator[Hit]:
    """The work runs through a year for which a funded measure has no money."""
    for each in draft.measures:
        start, end = each.deadline.start, each.deadline.end
        if start is None or end is None or not each.finance.years:
            continue
        bare = [str(y) for y in range(start.year, end.year + 1) if not each.finance.years.get(str(y))]
        if bare:
            yield Hit((draft.at(each, "total"),), {"years": ", ".join(bare)})


@rule("money.programme-shared", "warning")
def programme_shared(draft: Draft) -> Iterator[Hit]:
    """Several measures draw on one programme: spending cannot be told apart in the budget report."""
    groups: dict[tuple[str, ...], list[Measure]] = defaultdict(list)
    for each in draft.measures:
        if each.finance.programmes:
            groups[each.finance.programmes].append(each)
    for programmes, measures in groups.items():
        if len(measures) > 1:
            places = tuple(draft.at(each, "programmes") for each in measures)
            yield Hit(places, {"programme": "/".join(programmes)})


@rule("money.unfunded-mandate", "warning")
def unfunded_mandate(draft: Draft) -> Iterator[Hit]:
    """The measure makes posts, duty hours, buildings or equipment, and no money is said to be needed."""
    for each in draft.measures:
        if not draft.has("not_required", each.finance.text or ""):
            continue
        if draft.opens_or_closes_with("costless", each.title):
            continue
        title = draft.cell(each, "title")
        bounds = next(draft.matches("cost", each.title), None)
        if bounds:
            yield Hit((draft.mark(title, *bounds), draft.at(each, "finance")))


@rule("money.untraceable", "warning")
def untraceable(draft: Draft) -> Iterator[Hit]:
    """ "Within the funds provided": no sum, no programme, so nobody can check whether money was spent."""
    rows = [
        each
        for each in draft.measures
        if draft.has("within_funds", each.finance.text or "")
        and not has_sum(each)
        and not each.finance.programmes
    ]
    if rows:
        yield Hit(tuple(draft.at(each, "finance") for each in rows))


@rule("money.extra-budget-unnamed", "warning")
def extra_budget_unnamed(draft: Draft) -> Iterator[Hit]:
    """ "Extra-budgetary funds" without naming who gives them."""
    rows = [
        each
        for each in draft.measures
        if draft.has("extra_budget", each.finance.text or "") and not has_sum(each)
    ]
    if rows:
        yield Hit(tuple(draft.at(each, "finance") for each in rows))


@rule("money.decimals-mixed", "note")
def decimals_mixed(draft: Draft) -> Iterator[Hit]:
    """One row writes "80,0" and "40": the same money with different precision."""
    for each in draft.measures:
        amounts = [
            amount for amount in (each.finance.total, *each.finance.years.values()) if amount is not None
        ]
        if len({amount.as_tuple().exponent for amount in amounts}) > 1:
            yield Hit((draft.at(each, "total"),))
