"""Many rows at once. COPY FROM is refused on a table with row security, so rows are copied into a table of
the closed schema `intake`, which lives as long as the transaction, and inserted from there under the scope:
the row policy checks each one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from qalqan.kernel.access.scope import scope


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows into a table behind row security; gives how many. Only inside a scope (NoScope). The
    database refuses (ProgrammingError) if any row lies outside it; then none is inserted."""
    scope.current()
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake.open(%s::regclass, %s)", [table, list(columns)])
        staging: str = cursor.fetchone()[0]  # made by the database: schema and name, quoted
        with connection.wrap_database_errors, cursor.copy(f"COPY {staging} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {quote(table)} ({names}) SELECT {names} FROM {staging}"  # noqa: S608
        )
        inserted: int = cursor.rowcount
        cursor.execute("SELECT intake.close(%s)", [staging])
    return inserted
