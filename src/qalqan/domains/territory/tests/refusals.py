"""Tries statements on the test database over a connection of its own, as the app or as the owner of the
tables, and always rolls back. Deferred constraints are made to speak at once, as COMMIT would."""

import psycopg
from psycopg import errors

from qalqan.kernel.embedded import roles
from qalqan.kernel.embedded.settings import embedded

ROLES = {"app": roles.APP, "owner": roles.OWNER}


def refusal(role: str, *statements: str) -> str | None:
    """The name of the constraint that refuses the statements (or the message of a trigger's own refusal);
    None when the database accepts them."""
    entry = embedded(ROLES[role])
    with psycopg.connect(
        host=entry["HOST"],
        port=entry["PORT"],
        user=entry["USER"],
        password=entry["PASSWORD"],
        dbname=entry["NAME"],
    ) as connection:
        try:
            for statement in statements:
                connection.execute(statement)  # type: ignore[call-overload]
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except errors.IntegrityError as refused:
            return refused.diag.constraint_name or refused.diag.message_primary
        finally:
            connection.rollback()
    return None
