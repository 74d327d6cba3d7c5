"""A list of one kind of thing by its deadlines walked through all of them: an index of what is open, by kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clock", "0003_stated_days")]

    operations = [
        migrations.AddIndex(
            "obligation",
            models.Index(
                condition=models.Q(("state__in", ("running", "paused", "breached"))),
                fields=["target_kind", "due"],
                name="clock_open_of_kind",
            ),
        ),
    ]
