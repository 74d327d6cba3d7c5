"""A rule may be told its day: the unit `stated`."""

from django.db import migrations, models

BEFORE = (
    "minutes", "hours", "calendar_days", "working_days", "weeks", "months", "years",
    "day_of_month", "end_of_month", "end_of_quarter", "end_of_half_year", "end_of_year",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("clock", "0002_few_in_trouble")]

    operations = [
        migrations.RemoveConstraint("deadlinerule", "clock_rule_unit"),
        migrations.AddConstraint(
            "deadlinerule",
            models.CheckConstraint(condition=models.Q(unit__in=(*BEFORE, "stated")), name="clock_rule_unit"),
        ),
    ]
