"""Outlines brought in by a file. Public reference like the map itself: everyone reads, the owner writes."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import ReferenceTable

KEY = {
    "db_default": django.db.models.functions.uuid.UUID7(),
    "editable": False,
    "primary_key": True,
    "serialize": False,
}
KEEP = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_reference")]

    operations = [
        migrations.CreateModel(
            name="OutlineEdition",
            fields=[
                ("id", models.UUIDField(**KEY)),
                ("sha256", models.CharField(max_length=64)),
                ("source", models.TextField()),
                ("licence", models.TextField()),
                ("loaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "territory_outline_edition"},
        ),
        migrations.CreateModel(
            name="Outline",
            fields=[
                ("id", models.UUIDField(**KEY)),
                ("shape", models.BinaryField()),
                ("region", models.ForeignKey(to="territory.region", **KEEP)),
                ("district", models.ForeignKey(null=True, to="territory.district", **KEEP)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outlines",
                        to="territory.outlineedition",
                    ),
                ),
            ],
            options={
                "db_table": "territory_outline",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "district"), name="territory_outline_once", nulls_distinct=False
                    )
                ],
            },
        ),
        ReferenceTable("territory_outline_edition"),
        ReferenceTable("territory_outline"),
    ]
