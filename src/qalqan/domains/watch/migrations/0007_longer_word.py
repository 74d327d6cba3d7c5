"""Room for the word of a report that was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("watch", "0006_telling")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="moderation",
            field=models.CharField(default="waiting", max_length=10),
        ),
    ]
