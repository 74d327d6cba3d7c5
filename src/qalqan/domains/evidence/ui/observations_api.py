"""Observations for programs: JSON in, JSON out, at one address of the interface.

GET is `evidence.read`, as the list for people. POST asks for `evidence.import` besides: the act is demanded
here, because an address declares one act. Who calls has a session (there are no accounts of services yet),
so Django's CSRF check stands before POST as before every form. What is wrong is told by index, field, rule,
message and mend, in the language of `?lang=` (kk if none).
"""

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods

from qalqan.domains.evidence import indicators as dictionary
from qalqan.domains.evidence.actions import importing
from qalqan.domains.evidence.actions.observing import Kept
from qalqan.domains.evidence.actor import READING, Actor
from qalqan.domains.evidence.queries.listed import ROWS, Held, listed
from qalqan.domains.evidence.rules.intake import Given
from qalqan.domains.evidence.rules.intake_words import columns
from qalqan.domains.evidence.rules.problem import Problem
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import LANGUAGES

from .contradictions import asked_day, kept, reader
from .contradictions_shown import SOURCES
from .observations import NATION, asked_of, asked_page

MOST = 1000
LONGEST = 2_000_000  # bytes of a request
PLAIN = (str, int, Decimal, bool, type(None))


@act("evidence.read")
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: HttpRequest) -> JsonResponse:
    """The address for programs."""
    return _post(request) if request.method == "POST" else _get(request)


def _get(request: HttpRequest) -> JsonResponse:
    if wrong := _filters(request):
        return _problems(request, [(None, "", one) for one in wrong], 400)
    actor, _answers = reader(request, is_open=False)
    page = asked_page(request)
    with scope(actor, READING):
        found, has_more = listed(asked_of(request), page)
    codes = {one.id: one.code for one in territory.atlas().regions}
    body = {
        "page": page,
        "rows": ROWS,
        "has_more": has_more,
        "observations": [_shown(one, codes) for one in found],
    }
    answer = JsonResponse(body)
    kept(request, answer, is_open=False)
    return answer


def _filters(request: HttpRequest) -> list[Problem]:
    """A filter that cannot be read is told: a program would take the answer for the filtered one."""
    said = request.GET
    known = {
        "indicator": {one.key for one in dictionary.indicators()},
        "region": {NATION, *(one.code for one in territory.atlas().regions)},
        "source_kind": set(SOURCES),
    }
    wrong = [name for name, words in known.items() if said.get(name) and said[name] not in words]
    if asked_day(request).bad:
        wrong.append("on")
    if said.get("page") and str(asked_page(request)) != said["page"]:
        wrong.append("page")
    wrong += sorted(set(said) - {*known, "on", "page", "lang"})
    return [Problem("api-filter", {"name": name[:40], "text": said[name][:40]}) for name in wrong]


def _post(request: HttpRequest) -> JsonResponse:
    try:
        actor = Actor.of(request.user, importing.ACT)
    except PermissionDenied:
        return JsonResponse({"error": "forbidden", "act": importing.ACT}, status=403)
    rows = _rows(request)
    if isinstance(rows, Problem):
        status = 415 if rows.rule == "api-media" else 400
        return _problems(request, [(None, "", rows)], status)
    unread = [
        (index, name[:80], Problem("intake-column-unknown", {"text": name[:80]}))
        for index, row in enumerate(rows)
        for name in row
        if name not in columns()
    ]
    if unread:
        return _problems(request, unread, 422)
    partial = request.GET.get("partial") == "1"
    cells = [{name: Given(value) for name, value in row.items()} for row in rows]
    done = importing.take(actor, cells, partial=partial)
    faults = [_fault(request, one.row, one.column, one.problem) for one in done.faults]
    body = {"kept": [_kept(row, one) for row, one in done.kept.items()], "problems": faults}
    return JsonResponse(body, status=200 if done.kept else 422)


def _rows(request: HttpRequest) -> list[dict[str, Any]] | Problem:
    if request.content_type != "application/json":
        return Problem("api-media")
    if len(request.body) > LONGEST:
        return Problem("import-size", {"size": f"{len(request.body) / 1e6:.1f}", "limit": "2"})
    try:
        found = json.loads(request.body, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError, InvalidOperation):  # not JSON, or nested without end
        return Problem("api-json")
    if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
        return Problem("api-json")
    if len(found) > MOST:
        return Problem("api-many", {"count": str(len(found)), "limit": str(MOST)})
    if not all(isinstance(value, PLAIN) for row in found for value in row.values()):
        return Problem("api-json")
    return found


def _no_constant(word: str) -> None:
    raise ValueError(word)  # NaN, Infinity: no numbers of JSON


def _problems(
    request: HttpRequest, found: Sequence[tuple[int | None, str, Problem]], status: int
) -> JsonResponse:
    told = [_fault(request, *one) for one in found]
    return JsonResponse({"kept": [], "problems": told}, status=status)


def _fault(request: HttpRequest, index: int | None, field: str, problem: Problem) -> dict[str, Any]:
    asked = request.GET.get("lang", "kk")
    language = asked if asked in LANGUAGES else "kk"
    return {"index": index, "field": field, **problem.words(language)}


def _kept(index: int, one: Kept) -> dict[str, Any]:
    return {"index": index, "id": one.id, "is_new": one.is_new, "replaced": one.replaced}


def _shown(one: Held, codes: dict[UUID, str]) -> dict[str, Any]:
    """An observation under the names of the columns of a file."""
    unit = dictionary.indicator(one.indicator).unit
    return {
        "id": one.id,
        "place": NATION if one.place == "nation" else codes[one.region_id],
        "place_kind": one.place,
        "indicator": one.indicator,
        "dims": one.dims,
        "period_start": one.period_start,
        "period_end": one.period_end,
        "value": _number(one.value),
        "numerator": _number(one.numerator),
        "denominator": _number(one.denominator),
        "unit": unit,
        "coverage": _number(None if one.coverage is None else one.coverage * 100),
        "source_kind": one.source_kind,
        "source_body": one.source_body,
        "ref": one.source_ref,
        "source_name": one.source_name,
        "address": one.address,
        "method": one.method,
        "observed_on": one.observed_on,
        "known_from": one.known_from,
        "replaces": one.replaces,
    }


def _number(value: Decimal | None) -> str | None:
    """A number as text, so that no program rounds it."""
    if value is None:
        return None
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
