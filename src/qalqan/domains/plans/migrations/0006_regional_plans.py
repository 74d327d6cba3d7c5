"""A region adopts a plan of its own under the country's."""

import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0005_texts_of_any_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='plan',
            name='region_code',
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name='MeasureLink',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('measure_number', models.PositiveIntegerField()),
                ('parent_number', models.PositiveIntegerField()),
                ('reason_kk', models.TextField(blank=True)),
                ('reason_ru', models.TextField(blank=True)),
                ('reason_en', models.TextField(blank=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='plans.plan')),
            ],
            options={
                'db_table': 'plans_measure_link',
                'ordering': ['measure_number', 'parent_number'],
                'constraints': [models.UniqueConstraint(models.F('plan'), models.F('measure_number'), models.F('parent_number'), name='plans_link_once')],
            },
        ),
    ]
