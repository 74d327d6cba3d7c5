"""How far a plan is carried by the plans that regions adopted under it: the page on which their progress
rolls up. A row that no region took over says so; it is owed all the same."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.queries.heat import MIRROR
from qalqan.domains.reporting.queries.regional import carried
from qalqan.kernel import clock
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .screens import day_asked, page, progress_page, require_shown


@require_safe
@progress_page
def adopted(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """Each measure of a plan: rows of regional plans that carry it out, how many are evidenced, of how many
    nothing is known."""
    asked = day_asked(request)
    head = plans.plan_head(code, language())
    require_shown(head, is_open=is_open)
    with scope(MIRROR, "statistics"):
        rows = carried(code, at=clock.as_of(asked.day), public_only=is_open)
    titles = {
        row.number: row.title for row in plans.overview(code, language=language(), page_rows=10_000).rows
    }
    mapped = [(number, titles[number], one) for number, one in sorted(rows.items()) if one.mapped]
    return page(
        request,
        "adopted.html",
        {
            "plan": head,
            "mapped": mapped,
            "without": [number for number, one in sorted(rows.items()) if not one.mapped],
            "all": len(rows),
        },
        asked,
        is_open=is_open,
    )
