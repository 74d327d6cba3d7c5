"""The register of bodies is public reference, written by releases only. Organisations are read by everyone,
and written inside a scope that holds their region."""

from django.db import migrations

from qalqan.kernel.access.rls import ReferenceTable, RowSecurity
from qalqan.kernel.access.rules import Reach


class Migration(migrations.Migration):
    dependencies = [("bodies", "0003_organisations"), ("access", "0003_scopes")]
    operations = [
        ReferenceTable("bodies_body"),
        ReferenceTable("bodies_holding"),
        RowSecurity("bodies_organisation", Reach(), open_read=True),
    ]
