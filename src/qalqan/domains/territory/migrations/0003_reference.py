"""The map is public reference: everyone reads it, only a release (the owner of the schema) writes it."""

from django.db import migrations

from qalqan.kernel.access.rls import ReferenceTable


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_periods"), ("access", "0003_scopes")]
    operations = [ReferenceTable("territory_region_name"), ReferenceTable("territory_district_place")]
