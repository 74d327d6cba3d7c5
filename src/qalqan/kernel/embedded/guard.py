"""The program that serves people never runs with rights over its own walls: a superuser or BYPASSRLS role is
bound by no row policy, and the owner of a table may switch its policies off. Checked at every start, most of
all with a DATABASE_URL, where somebody typed the role's name."""

from typing import Any

QUERY = """
SELECT current_user,
       rolsuper,
       rolbypassrls,
       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
               AND pg_has_role(current_user, c.relowner, 'MEMBER')),
       has_schema_privilege('public', 'CREATE'),
       current_setting('server_version_num')::int,
       current_setting('server_encoding'),
       lower('ӘҚ') = 'әқ' AND show_trgm IS NOT NULL
FROM pg_roles, LATERAL (SELECT to_regproc('show_trgm') AS show_trgm) found
WHERE rolname = current_user
"""
LEAST_VERSION = 180000


class UnsafeRoleError(Exception):
    """The database role or server is not one this program may serve people with."""


def problems(row: tuple[Any, ...]) -> list[str]:
    """What is wrong with the answer to QUERY, in words; empty when all is well."""
    user, superuser, bypass, owns, creates, version, encoding, cyrillic = row
    found = [
        (superuser, f"role {user} is a superuser"),
        (bypass, f"role {user} has BYPASSRLS"),
        (owns, f"role {user} owns tables, or is a member of their owner"),
        (creates, f"role {user} may create tables in schema public"),
        (version < LEAST_VERSION, f"the server is version {version // 10000}; 18 or later is needed"),
        (encoding != "UTF8", f"the server's encoding is {encoding}; UTF8 is needed"),
        (not cyrillic, "the server folds no Kazakh letters or lacks pg_trgm"),
    ]
    return [text for wrong, text in found if wrong]


def check() -> None:
    """Ask Django's default connection; UnsafeRoleError when this process must not start."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        found = problems(cursor.fetchone())
    connection.close()
    if found:
        raise UnsafeRoleError(
            "refusing to start: " + "; ".join(found) + ". Use role qalqan_app: docs/operations/database.md"
        )
