"""Whoever asks that a wall be lowered says why: the second person has something to judge."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0006_who_raised_a_wall")]
    operations = [
        migrations.AddField(
            model_name="wall",
            name="lowering_reason",
            field=models.CharField(blank=True, db_default="", max_length=500),
        )
    ]
