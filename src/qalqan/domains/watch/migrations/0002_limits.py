"""What the limits remember: no region, no address, nothing of anybody after two days."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("watch", "0001_watch")]

    operations = [
        migrations.CreateModel(
            name="DaySalt",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(max_length=32)),
            ],
            options={"db_table": "watch_day_salt"},
        ),
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("key", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField()),
            ],
            options={
                "db_table": "watch_pace",
                "indexes": [models.Index(fields=["full_at"], name="watch_pace_empty")],
            },
        ),
        migrations.CreateModel(
            name="SpentToken",
            fields=[
                ("token", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=80)),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "watch_spent_token",
                "indexes": [models.Index(fields=["until"], name="watch_spent_token_until")],
            },
        ),
    ]
