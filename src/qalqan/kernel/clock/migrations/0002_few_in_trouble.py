"""Counting what is paused or late in the whole nation walked through everything open: a small index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clock", "0001_obligations")]

    operations = [
        migrations.AddIndex(
            "obligation",
            models.Index(
                condition=models.Q(("state__in", ("paused", "breached"))),
                fields=["state", "due"],
                name="clock_in_trouble",
            ),
        ),
    ]
