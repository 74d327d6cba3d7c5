"""Every table with `region_id` stands behind row-level security, forced on its owner too; what the migrations
say and what the models say is the same; unique keys begin with the region; views are bound by their reader.
Asked of the database's own catalogue, so a table that nobody thought of is found as well."""

import re

import pytest
from django.apps import apps
from django.db import connection

from qalqan.kernel.access.models import Regional
from qalqan.kernel.access.rls import predicate

pytestmark = pytest.mark.django_db

REGIONAL = """
SELECT c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity,
       ARRAY(SELECT p.polcmd::text FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive),
       c.relispartition
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'region_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
ORDER BY 1
"""
# What lets everyone write, or read without a scope, is named here with its reason, or it is a hole.
OPEN_TO_READ = {
    "access_post": "posts are public: who holds which office is no secret",
    "bodies_body": "public reference",
    "bodies_holding": "public reference",
    "bodies_organisation": "public reference",
    "territory_district_place": "public reference",
    "territory_outline": "public reference",
    "territory_region_name": "public reference",
}
OPEN_TO_WRITE = {
    "ledger_entry": "a refused act is written without a scope; no row is ever changed or removed",
    "outbox_event": "an event is told inside whatever transaction it belongs to; only the dispatcher reads",
}
AS_OWNER = {
    "intake.open": "makes a staging table for COPY",
    "intake.close": "drops it",
    "ledger_make_partitions": "makes the ledger's months ahead",
}


def ask(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_every_table_with_a_region_is_behind_the_wall() -> None:
    found = ask(REGIONAL)
    assert {"access_wall", "people_person", "people_attachment"} <= {table for table, *_ in found}
    bare = [table for table, enabled, forced, *_ in found if not (enabled and forced)]
    assert bare == []
    silent = {table for table, _, _, commands, part in found if not part and not {"*", "r"} & set(commands)}
    assert silent == set(), "no policy says who reads these"
    loud = {table for table, *_, commands, part in found if part and commands}
    assert loud == set(), "a partition is reached through its table only"


def test_no_policy_lets_everyone_in_but_the_ones_named_here() -> None:
    wide = ask(
        """SELECT p.polrelid::regclass::text, p.polcmd::text, pg_get_expr(p.polwithcheck, p.polrelid)
           FROM pg_policy p
           JOIN pg_attribute a ON a.attrelid = p.polrelid AND a.attname = 'region_id' AND NOT a.attisdropped
           WHERE p.polroles = '{0}' AND p.polpermissive
             AND 'true' IN (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))"""
    )
    readers = {table for table, command, check in wide if command == "r"}
    assert readers <= OPEN_TO_READ.keys()
    writers = {table for table, command, check in wide if command != "r"}
    assert writers <= OPEN_TO_WRITE.keys()


def test_models_and_policies_state_the_same_reach() -> None:
    """The policy of a regional table is the one that its model's REACH generates, as PostgreSQL prints it."""
    own_rules = {"access_wall", "access_emergency"}  # what an actor himself did or is walled from
    wrong = []
    for model in (m for m in apps.get_models() if issubclass(m, Regional)):
        table = model._meta.db_table
        if table in own_rules:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy "
                "WHERE polrelid = %s::regclass AND polpermissive AND polname = 'reach'",
                [table],
            )
            stated = cursor.fetchone()
        if stated is None or letters(stated[0], table) != letters(predicate(model.REACH, table), table):
            wrong.append(f"{table}: {stated and stated[0]}")
    assert not wrong, "\n".join(wrong)


def letters(expression: str, table: str) -> str:
    """An expression without what PostgreSQL adds when it prints one: brackets, spaces, aliases, casts."""
    text = re.sub(r"\) AS access_\w+", ")", expression).lower()
    text = re.sub(r"::\w+(\[\])?", "", text)
    return re.sub(r"[\s()]", "", text.replace(f"{table}.", ""))


def test_unique_keys_of_regional_tables_begin_with_the_region() -> None:
    """So a refused duplicate tells of one's own region only, and the tables can be distributed by region."""
    keys = ask(
        """SELECT i.indrelid::regclass::text || ': ' || i.indexrelid::regclass::text
           FROM pg_index i
           JOIN pg_attribute r ON r.attrelid = i.indrelid AND r.attname = 'region_id' AND NOT r.attisdropped
           JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
           LEFT JOIN pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0]
           WHERE i.indisunique AND NOT i.indisprimary AND first.attname IS DISTINCT FROM 'region_id'
           ORDER BY 1"""
    )
    found = {key for (key,) in keys if key.split(":")[0] not in OPEN_TO_READ.keys() - {"access_post"}}
    assert found == set()


def test_views_are_bound_by_who_reads_them() -> None:
    """A view of the owner's would read past every policy; `security_invoker` reads as its reader does."""
    loose = ask(
        """SELECT c.oid::regclass::text FROM pg_class c
           WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace
             AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
             AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"""
    )
    assert loose == []


def test_functions_that_act_as_their_owner_are_counted_and_closed() -> None:
    """SECURITY DEFINER is a door in the wall: each is named here, pins its search path, is not for PUBLIC."""
    found = ask(
        """SELECT p.oid::regproc::text, p.proconfig::text, has_function_privilege('public', p.oid, 'EXECUTE')
           FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner
           WHERE p.prosecdef AND p.pronamespace NOT IN ('pg_catalog'::regnamespace,
                                                        'information_schema'::regnamespace)
           ORDER BY 1"""
    )
    assert {name for name, *_ in found} == AS_OWNER.keys()
    for name, config, public in found:
        assert config is not None, name
        assert "search_path=" in config, name
        assert not public, name


def test_no_sequence_counts_people() -> None:
    """Keys of regional tables are uuids: a counter across regions would tie shards and tell strangers
    how many there are."""
    counted = ask(
        """SELECT a.attrelid::regclass::text, a.attname FROM pg_attribute a
           WHERE a.attrelid IN (SELECT attrelid FROM pg_attribute
                                WHERE attname = 'region_id' AND NOT attisdropped)
             AND (a.attidentity <> '' OR EXISTS (
                 SELECT FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum
                 AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%'))"""
    )
    assert counted == []
