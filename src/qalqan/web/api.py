"""The interface for programs, version 1: plain JSON views, described in `openapi.json`.

Each address declares its act like every other; see docs/adr/0014-plain-json-views.md.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from qalqan.domains.evidence.ui import observations_api
from qalqan.kernel.access.acts import act


@cache
def description() -> dict[str, Any]:
    """The interface in OpenAPI 3.1."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "openapi.json").read_text("utf-8"))
    return found


@act("api.describe", public=True)
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """The description, for everyone."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


patterns: list[URLPattern] = [
    path("openapi.json", openapi, name="openapi"),
    path("observations", observations_api.endpoint, name="api_observations"),
]
