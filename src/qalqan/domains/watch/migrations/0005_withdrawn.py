"""A reporter may take the own report back: it stays as an empty row that counts for nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("watch", "0004_photos")]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="watch_report_moderation"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("moderation__in", ("waiting", "shown", "hidden", "spam", "withdrawn"))),
                name="watch_report_moderation",
            ),
        ),
    ]
