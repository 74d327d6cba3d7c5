"""The person concerned, and a parent, do not read what could warn somebody whom a child is protected from: the
net below `queries.WITHHELD_PURPOSES` and `WITHHELD_ACTS`."""

from django.db import migrations

POLICY = """
DROP POLICY ledger_own ON ledger_entry;
CREATE POLICY ledger_own ON ledger_entry FOR SELECT USING (
  (SELECT access_purpose()) = 'own'
  AND purpose NOT IN ('protection', 'justice')
  AND act NOT IN ('access.raise_wall', 'access.ask_lowering_wall', 'access.lower_wall', 'people.open_seal')
  AND person_id = ANY ((SELECT access_persons())::uuid[])
  AND (person_id = ANY ((SELECT access_walled())::uuid[])) IS NOT TRUE);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_reach")]
    operations = [migrations.RunSQL(POLICY, migrations.RunSQL.noop)]
