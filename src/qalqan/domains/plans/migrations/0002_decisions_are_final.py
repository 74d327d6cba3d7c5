"""A decision is a row that stays. The trigger binds every role, the owner too; taking it away is a change of
the schema and so is seen. The rights are revoked besides, where the launcher's roles exist."""

from django.db import migrations

TABLES = ("plans_gap_decision", "plans_joint_decision")

REFUSE = """
CREATE FUNCTION plans_decision_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision in % is never changed or removed: append another', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""
GUARD = """
CREATE TRIGGER decision_is_final BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION plans_decision_is_final();
CREATE TRIGGER decisions_stay BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION plans_decision_is_final();
DO $$
DECLARE role text;
BEGIN
    FOR role IN SELECT rolname FROM pg_roles WHERE rolname IN ('qalqan_app', 'qalqan_worker') LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', role);
    END LOOP;
END $$
"""
OPEN = "DROP TRIGGER decision_is_final ON {table}; DROP TRIGGER decisions_stay ON {table}"


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_register")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION plans_decision_is_final()"),
        *[migrations.RunSQL(GUARD.format(table=t), OPEN.format(table=t)) for t in TABLES],
    ]
