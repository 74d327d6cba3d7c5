"""The page of a plan's children: which regions adopted plans of their own, and what maps to nothing."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .. import queries
from .common import language, page, register_page


@require_safe
@register_page
def regional(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """Region by region: its plan and the day of its act, rows of it that carry out nothing of the parent,
    rows of the parent that nothing of it carries out."""
    found = queries.family(code, language=language(), public_only=is_open)
    above = _titles(code)
    shown = []
    for place in found.places:
        if place.child is not None:
            own = _titles(place.child.head.code)
            links = [
                (link, own.get(link.number, ""), above.get(link.parent, "")) for link in place.child.links
            ]
            unmapped = [(number, own.get(number, "")) for number in place.child.unmapped]
            shown.append((place, links, unmapped))
    without = [place for place in found.places if place.child is None]
    return page(
        request,
        "regional.html",
        {"is_open": is_open, "plan": found.plan, "found": found, "shown": shown, "without": without},
    )


def _titles(code: str) -> dict[int, str]:
    """What the measures of a plan say, by number."""
    rows = queries.overview(code, language=language(), page_rows=10_000).rows
    return {row.number: row.title.text for row in rows}
