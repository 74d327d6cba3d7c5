"""Many things and statements at once, by COPY: for registers that come in as files and for demonstrations.
Who calls has checked every row and stands in a scope; each row still passes the row policy."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from psycopg.types.range import Range

from qalqan.domains.schools.models import Asset, AssetState, Site
from qalqan.kernel.access.intake import copy_rows

JSON = frozenset({"line", "details", "file_ids"})
MADE_THERE = frozenset({"recorded_at", "changed_at", "known_from"})  # the database's clock, if not set here


def write(
    sites: Sequence[Site] = (), assets: Sequence[Asset] = (), states: Sequence[AssetState] = ()
) -> None:
    """Insert rows with keys of their own, in an order that foreign keys allow."""
    for rows in (sites, assets, states):
        if rows:
            _copy(rows)


def _copy(rows: Sequence[Model]) -> None:
    """The columns of the first row that have a value; a clock's column is copied if the first row sets it."""
    model = type(rows[0])
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in MADE_THERE
        or not hasattr(getattr(rows[0], field.attname), "resolve_expression")
    ]
    copy_rows(
        model._meta.db_table, names, ([_plain(name, getattr(row, name)) for name in names] for row in rows)
    )


def _plain(name: str, value: Any) -> Any:
    if name in JSON:
        return None if value is None else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Range):
        return f"[{value.lower or ''},{value.upper or ''})"
    return value
