"""The places of an organisation are asked for with those that end in the future: the index holds all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security")]

    operations = [
        migrations.RemoveIndex("attachment", "people_attachment_class"),
        migrations.AddIndex(
            "attachment",
            models.Index(fields=["region_id", "organisation", "class_label"], name="people_attachment_class"),
        ),
    ]
