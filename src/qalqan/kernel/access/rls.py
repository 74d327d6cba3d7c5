"""Migration operations that put a table behind row-level security: the rule of `rules.reaches` in SQL.

    operations = [
        RowSecurity("people_enrolment", Reach(organisation="organisation_id", person="person_id")),
        ReferenceTable("bodies_body"),  # public reference: read by all, written by the owner
    ]

The functions `access_...()` (migration access.0003) read the scope's settings and raise where none is open,
in psql too, as soon as there is a row to decide on. Each stands in `(SELECT f())`, so the planner runs it
once a statement and not once a row. FORCE: the owner is bound too; a migration that writes rows opens a scope
by `RunSQL(rls.AS_SERVICE)`.
"""

from typing import Any

from django.db.migrations.operations import RunSQL

from qalqan.kernel.access.rules import Reach

# For data migrations: a scope of the program itself until the migration's transaction ends.
AS_SERVICE = """SELECT
       set_config('app.purpose', 'operation', true), set_config('app.actor', 'migration', true),
       set_config('app.personal', 'on', true), set_config('app.regions', '*', true),
       set_config('app.districts', '*', true), set_config('app.organisations', '*', true),
       set_config('app.units', '*', true)"""

POLICIES = ("reach", "reach_read", "reach_insert", "reach_update", "reach_delete", "reference", "owner")


def predicate(reach: Reach, table: str) -> str:
    """The condition of a row policy on `table`.

    A CASE, for the planner's sake: it takes half of the rows for reached, where a chain of ANDs would make it
    expect next to none and leave the index that gives a list its order (20 times slower on "latest 25")."""
    placed = _placed(reach, table)
    if reach.person is None:
        return f"CASE WHEN {placed} THEN true ELSE false END"
    person = f"{table}.{reach.person}"
    return (
        "CASE WHEN NOT (SELECT access_personal()) THEN false"
        " WHEN (SELECT access_has_walls())"
        f" AND {person} = ANY ((SELECT access_walled())::uuid[]) THEN false"
        f" WHEN {placed} THEN true"
        f" ELSE {person} = ANY ((SELECT access_persons())::uuid[]) END"
    )


def _placed(reach: Reach, table: str) -> str:
    parts = [_limit("region", "region_id"), _limit("district", reach.district)]
    if reach.via:
        attached = " AND ".join(
            (
                f"a.person_id = {table}.{reach.person}",
                _limit("region", "a.region_id"),
                _limit("organisation", "a.organisation_id"),
                _limit("unit", "a.class_label"),
                "(a.until IS NULL OR a.until > (SELECT access_today()))",
            )
        )
        everywhere = "(SELECT access_all_organisations()) AND (SELECT access_all_units())"
        parts.append(f"(({everywhere}) OR EXISTS (SELECT FROM {reach.via} a WHERE {attached}))")
    else:
        parts += [_limit("organisation", reach.organisation), _limit("unit", reach.unit)]
    return " AND ".join(parts)


def _limit(place: str, column: str | None) -> str:
    everything = f"(SELECT access_all_{place}s())"
    if column is None:
        return everything
    kind = "text" if place == "unit" else "uuid"
    # nearly every post has one place: comparing with it spares unpacking the array for each row
    first = f"{column} = (SELECT access_{place}())"
    return f"({everything} OR {first} OR {column} = ANY ((SELECT access_{place}s())::{kind}[]))"


def forced(table: str) -> str:
    return f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"


def lifted(table: str) -> str:
    drops = "".join(f"DROP POLICY IF EXISTS {name} ON {table};" for name in POLICIES)
    return drops + f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;"


class RowSecurity(RunSQL):
    """Rows are reached as `reach` says, read and written alike. `open_read`: read by everyone, without a
    scope too; written only inside a scope that holds the row's region (no region: a national one)."""

    def __init__(self, table: str, reach: Reach, *, open_read: bool = False) -> None:
        self.table, self.reach, self.open_read = table, reach, open_read
        rule = predicate(reach, table)
        if open_read:
            policies = [
                f"CREATE POLICY reach_read ON {table} FOR SELECT USING (true);",
                f"CREATE POLICY reach_insert ON {table} FOR INSERT WITH CHECK ({rule});",
                f"CREATE POLICY reach_update ON {table} FOR UPDATE USING ({rule}) WITH CHECK ({rule});",
                f"CREATE POLICY reach_delete ON {table} FOR DELETE USING ({rule});",
            ]
        else:
            policies = [f"CREATE POLICY reach ON {table} FOR ALL USING ({rule}) WITH CHECK ({rule});"]
        super().__init__(forced(table) + "".join(policies), lifted(table))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table, self.reach], {"open_read": self.open_read}

    def describe(self) -> str:
        return f"Row security of {self.table}"


class ReferenceTable(RunSQL):
    """A public reference table: read by all, written by the owner of the schema only."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            forced(table)
            + f"CREATE POLICY reference ON {table} FOR SELECT USING (true);"
            + f"CREATE POLICY owner ON {table} FOR ALL TO qalqan_owner USING (true) WITH CHECK (true);",
            lifted(table),
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}

    def describe(self) -> str:
        return f"Reference table {self.table}"
