import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Load',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('seed', models.BigIntegerField()),
                ('errors', models.TextField(blank=True)),
                ('edition', models.CharField(max_length=64)),
                ('district', models.CharField(max_length=60)),
                ('school', models.PositiveIntegerField(null=True)),
                ('children', models.PositiveIntegerField()),
                ('rows', models.PositiveIntegerField()),
                ('loaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'synthetic_load',
                'constraints': [models.UniqueConstraint(fields=('district', 'school'), name='synthetic_load_once', nulls_distinct=False)],
            },
        ),
    ]
