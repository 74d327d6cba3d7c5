"""A migration operation for tables that are appended only: a row once written stays as it is.

    operations = [Appended("reporting_step")]

The trigger binds every role, the owner too; taking it away is a change of the schema and so is seen. The
rights are revoked besides, where the launcher's roles exist.
"""

from typing import Any

from django.db.migrations.operations import RunSQL

GUARD = """
CREATE OR REPLACE FUNCTION kernel_row_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed or removed: append another', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER row_is_final BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kernel_row_is_final();
CREATE TRIGGER rows_stay BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_row_is_final();
DO $$
DECLARE role text;
BEGIN
    FOR role IN SELECT rolname FROM pg_roles WHERE rolname IN ('qalqan_app', 'qalqan_worker') LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', role);
    END LOOP;
END $$;
"""
LIFT = "DROP TRIGGER row_is_final ON {table}; DROP TRIGGER rows_stay ON {table};"


class Appended(RunSQL):
    """No UPDATE, DELETE or TRUNCATE of `table`, by anyone."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(GUARD.format(table=table), LIFT.format(table=table))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}

    def describe(self) -> str:
        return f"Rows of {self.table} are final"
