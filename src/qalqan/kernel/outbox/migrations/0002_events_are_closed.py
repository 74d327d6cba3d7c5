"""Events of all regions lie in one table. The web writes them and reads none of them back: only the worker does,
and a scope opened for the purpose `operation`. Nobody but the worker deletes one, nobody changes one."""

from django.db import migrations

CLOSED = """
ALTER TABLE outbox_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox_event FORCE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON outbox_event FOR SELECT TO qalqan_worker USING (true);
CREATE POLICY worker_prunes ON outbox_event FOR DELETE TO qalqan_worker USING (true);
CREATE POLICY acts_tell ON outbox_event FOR INSERT TO qalqan_app, qalqan_worker WITH CHECK (true);
CREATE POLICY operation_reads ON outbox_event FOR SELECT TO qalqan_app
    USING (current_setting('app.purpose', true) = 'operation');
REVOKE UPDATE, DELETE ON outbox_event FROM qalqan_app;
REVOKE UPDATE ON outbox_event FROM qalqan_worker;
"""
OPEN = """
GRANT UPDATE, DELETE ON outbox_event TO qalqan_app, qalqan_worker;
DROP POLICY operation_reads ON outbox_event;
DROP POLICY acts_tell ON outbox_event;
DROP POLICY worker_prunes ON outbox_event;
DROP POLICY worker_reads ON outbox_event;
ALTER TABLE outbox_event NO FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox_event DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [migrations.RunSQL(CLOSED, OPEN)]
