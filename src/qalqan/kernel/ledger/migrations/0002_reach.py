"""Entries are read through the door's own functions: outside a scope reading raises, and who is walled off from
a person does not read about that person here either, whoever he is."""

from django.db import migrations

POLICIES = """
DROP POLICY ledger_audit ON ledger_entry;
DROP POLICY ledger_own ON ledger_entry;
CREATE POLICY ledger_audit ON ledger_entry FOR SELECT USING (
  (SELECT access_purpose()) = 'audit'
  AND ((SELECT access_all_regions()) OR region_id = ANY ((SELECT access_regions())::uuid[]))
  AND (person_id = ANY ((SELECT access_walled())::uuid[])) IS NOT TRUE);
CREATE POLICY ledger_own ON ledger_entry FOR SELECT USING (
  (SELECT access_purpose()) = 'own'
  AND person_id = ANY ((SELECT access_persons())::uuid[])
  AND (person_id = ANY ((SELECT access_walled())::uuid[])) IS NOT TRUE);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("access", "0003_scopes")]
    operations = [migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]
