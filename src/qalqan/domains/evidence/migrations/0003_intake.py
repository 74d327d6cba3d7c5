"""Files of observations that came in; the newest observations are found without a sort."""

import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach

PLACED = Reach(district="district_id", organisation="organisation_id")


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0002_papers_of_the_nation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Intake',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.TextField()),
                ('content', models.BinaryField()),
                ('state', models.CharField(max_length=10)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('bad', models.PositiveIntegerField(default=0)),
                ('fresh', models.PositiveIntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
                ('correcting', models.PositiveIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('faults', models.JSONField(default=list)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_user', models.UUIDField(null=True)),
                ('confirmed_post', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'evidence_intake',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['-period_end', '-known_from', '-id'], name='evidence_newest'),
        ),
        migrations.AddIndex(
            model_name='intake',
            index=models.Index(fields=['region_id', 'at'], name='evidence_intake_newest'),
        ),
        migrations.AddConstraint(
            model_name='intake',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('checked', 'confirmed', 'refused'))), name='evidence_intake_state'),
        ),
        migrations.AddConstraint(
            model_name='intake',
            constraint=models.UniqueConstraint(fields=('region_id', 'sha256'), name='evidence_intake_once'),
        ),
        RowSecurity("evidence_intake", PLACED),
    ]
