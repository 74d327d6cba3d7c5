"""Rows of people are reached through scopes only; what was corrected stays as it was; and the sealed links of
adoption answer to the purpose justice alone, whoever asks."""

from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach

VIA = "people_attachment"
REACHES = {
    "people_person": Reach(district="district_id", person="id", via=VIA),
    "people_kinship": Reach(district="district_id", person="child_id", via=VIA),
    "people_attachment": Reach(
        district="district_id", organisation="organisation_id", unit="class_label", person="person_id"
    ),
    "people_correction": Reach(district="district_id", person="person_id", via=VIA),
    "people_same_person_claim": Reach(district="district_id", person="one_id", via=VIA),
    "people_account": Reach(person="person_id"),
    "people_sealed_link": Reach(),
    "people_seal_opening": Reach(district="district_id"),
}
JUSTICE = """
CREATE POLICY justice ON {table} AS RESTRICTIVE FOR ALL
    USING ((SELECT access_purpose()) = 'justice') WITH CHECK ((SELECT access_purpose()) = 'justice')
"""
FINAL = """
DO $$
DECLARE role text;
BEGIN
    FOR role IN SELECT rolname FROM pg_roles WHERE rolname IN ('qalqan_app', 'qalqan_worker') LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON people_correction, people_sealed_link FROM %I', role);
    END LOOP;
END $$
"""
OPEN = """
DO $$
DECLARE role text;
BEGIN
    FOR role IN SELECT rolname FROM pg_roles WHERE rolname IN ('qalqan_app', 'qalqan_worker') LOOP
        EXECUTE format('GRANT UPDATE, DELETE ON people_correction, people_sealed_link TO %I', role);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people"), ("access", "0003_scopes")]

    operations = [
        migrations.AddField("sealopening", "district_id", models.UUIDField(null=True)),
        migrations.RemoveConstraint("attachment", "people_attachment_once"),
        migrations.AddConstraint(
            "attachment",
            models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("region_id", "organisation", "capacity", "person", "class_label"),
                name="people_attachment_once",
            ),
        ),
        *[
            migrations.AlterModelOptions(name, {"base_manager_name": "objects"})
            for name in (
                "person kinship attachment correction samepersonclaim personaccount sealedlink sealopening"
            ).split()
        ],
        *[RowSecurity(table, reach) for table, reach in REACHES.items()],
        *[
            migrations.RunSQL(JUSTICE.format(table=table), f"DROP POLICY justice ON {table}")
            for table in ("people_sealed_link", "people_seal_opening")
        ],
        migrations.RunSQL(FINAL, OPEN),
    ]
