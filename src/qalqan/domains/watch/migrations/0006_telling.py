"""Letters to witnesses and testimony to evidence, behind row security."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach

PLACED = Reach(district="district_id", organisation="organisation_id")


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0005_withdrawn'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('step_id', models.UUIDField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('sent_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='watch.report')),
            ],
            options={
                'db_table': 'watch_letter',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('region_id', 'report', 'step_id'), name='watch_letter_once')],
            },
        ),
        migrations.CreateModel(
            name='Testimony',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('indicator', models.CharField(max_length=80)),
                ('observed_on', models.DateField()),
                ('value', models.PositiveSmallIntegerField()),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='testimonies', to='watch.cluster')),
            ],
            options={
                'db_table': 'watch_testimony',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('region_id', 'cluster', 'indicator'), name='watch_testimony_once')],
            },
        ),
        RowSecurity("watch_letter", PLACED),
        RowSecurity("watch_testimony", PLACED),
    ]
