"""Registers of places and things that came in as files, behind row security."""

import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach

PLACED = Reach(district="district_id", organisation="organisation_id")


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0004_budget'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterIntake',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=10)),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.TextField()),
                ('content', models.BinaryField()),
                ('state', models.CharField(max_length=10)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('fresh', models.PositiveIntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('conflicts', models.PositiveIntegerField(default=0)),
                ('bad', models.PositiveIntegerField(default=0)),
                ('written', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('shown', models.JSONField(default=list)),
                ('faults', models.JSONField(default=list)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_user', models.UUIDField(null=True)),
                ('decided_post', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'schools_register_intake',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['region_id', 'at'], name='schools_register_intake_new')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('sites', 'assets'))), name='schools_register_intake_kind'), models.CheckConstraint(condition=models.Q(('state__in', ('checked', 'confirmed', 'refused', 'aside'))), name='schools_register_intake_state'), models.UniqueConstraint(fields=('region_id', 'district_id', 'kind', 'sha256'), name='schools_register_intake_once', nulls_distinct=False)],
            },
        ),
        RowSecurity("schools_register_intake", PLACED),
    ]
