"""Duty at crossings, drills and visitors, behind row security; head counts and check-ins are appended only."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.appended import Appended

PLACED = Reach(district="district_id", organisation="organisation_id")


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0001_schools'),
    ]

    operations = [
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=12)),
                ('planned_for', models.DateTimeField()),
                ('scenario', models.TextField(blank=True)),
                ('is_announced', models.BooleanField(default=True)),
                ('state', models.CharField(default='planned', max_length=10)),
                ('started_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('lessons', models.TextField(blank=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.TextField()),
                ('made_user', models.UUIDField(null=True)),
                ('witnessed_at', models.DateTimeField(null=True)),
                ('witnessed_by', models.TextField(blank=True)),
                ('witnessed_user', models.UUIDField(null=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drills', to='schools.site')),
            ],
            options={
                'db_table': 'schools_drill',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='DutyPlan',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('name', models.CharField(max_length=200)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reach', models.PositiveIntegerField()),
                ('stations', models.JSONField()),
                ('windows', models.JSONField()),
                ('state', models.CharField(default='draft', max_length=8)),
                ('posts', models.PositiveIntegerField()),
                ('floor', models.PositiveSmallIntegerField()),
                ('value', models.BigIntegerField()),
                ('metres', models.FloatField()),
                ('out_of_reach', models.JSONField()),
                ('unguarded', models.JSONField()),
                ('is_optimal', models.BooleanField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_user', models.UUIDField(null=True)),
                ('made_by', models.TextField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'schools_duty_plan',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['region_id', '-first_day'], name='schools_duty_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'approved', 'ended'))), name='schools_duty_state'), models.CheckConstraint(condition=models.Q(('first_day__lte', models.F('last_day'))), name='schools_duty_days')],
            },
        ),
        migrations.CreateModel(
            name='DutyCard',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('station_id', models.UUIDField()),
                ('officer', models.PositiveSmallIntegerField()),
                ('key_hash', models.BinaryField(max_length=32)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='schools.dutyplan')),
            ],
            options={
                'db_table': 'schools_duty_card',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='DutyTurn',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('station_id', models.UUIDField()),
                ('officer', models.PositiveSmallIntegerField()),
                ('turn', models.PositiveSmallIntegerField()),
                ('asset_id', models.UUIDField()),
                ('site_id', models.UUIDField()),
                ('lat', models.FloatField()),
                ('lon', models.FloatField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='schools.dutyplan')),
            ],
            options={
                'db_table': 'schools_duty_turn',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='DutyCheckIn',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('day', models.DateField()),
                ('client_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('accuracy', models.FloatField(null=True)),
                ('metres', models.FloatField(null=True)),
                ('verdict', models.CharField(max_length=12)),
                ('turn', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='schools.dutyturn')),
            ],
            options={
                'db_table': 'schools_duty_check_in',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='HeadCount',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('client_id', models.UUIDField()),
                ('group', models.CharField(max_length=40)),
                ('expected', models.PositiveSmallIntegerField()),
                ('present', models.PositiveSmallIntegerField()),
                ('excused', models.PositiveSmallIntegerField(default=0)),
                ('missing_where', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField()),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='schools.drill')),
            ],
            options={
                'db_table': 'schools_head_count',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Visitor',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('name', models.BinaryField(null=True)),
                ('entry', models.CharField(max_length=10)),
                ('visits', models.CharField(max_length=200)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('badge', models.CharField(max_length=20)),
                ('came_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('until', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField()),
                ('anonymised_at', models.DateTimeField(null=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visitors', to='schools.site')),
            ],
            options={
                'db_table': 'schools_visitor',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddIndex(
            model_name='drill',
            index=models.Index(fields=['region_id', 'site', '-planned_for'], name='schools_drill_of'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('fire', 'earthquake', 'intruder', 'gas', 'other'))), name='schools_drill_kind'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'running', 'closed', 'called_off'))), name='schools_drill_state'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('stopped_at', None), ('stopped_at__gte', models.F('started_at')), _connector='OR'), name='schools_drill_times'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('region_id', 'site'), name='schools_one_drill_runs'),
        ),
        migrations.AddIndex(
            model_name='dutycard',
            index=models.Index(fields=['key_hash'], name='schools_duty_key'),
        ),
        migrations.AddConstraint(
            model_name='dutycard',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('region_id', 'plan', 'station_id', 'officer'), name='schools_duty_one_card'),
        ),
        migrations.AddConstraint(
            model_name='dutyturn',
            constraint=models.UniqueConstraint(fields=('region_id', 'plan', 'station_id', 'officer', 'turn'), name='schools_duty_one_place'),
        ),
        migrations.AddConstraint(
            model_name='dutyturn',
            constraint=models.UniqueConstraint(fields=('region_id', 'plan', 'asset_id', 'turn'), name='schools_duty_one_officer'),
        ),
        migrations.AddIndex(
            model_name='dutycheckin',
            index=models.Index(fields=['region_id', 'turn', 'day'], name='schools_duty_kept'),
        ),
        migrations.AddConstraint(
            model_name='dutycheckin',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ('on_post', 'far', 'other_time', 'no_position'))), name='schools_duty_verdict'),
        ),
        migrations.AddConstraint(
            model_name='dutycheckin',
            constraint=models.UniqueConstraint(fields=('region_id', 'client_id'), name='schools_duty_check_in_once'),
        ),
        migrations.AddIndex(
            model_name='headcount',
            index=models.Index(fields=['region_id', 'drill', 'group', 'at'], name='schools_head_count_of'),
        ),
        migrations.AddConstraint(
            model_name='headcount',
            constraint=models.UniqueConstraint(fields=('region_id', 'client_id'), name='schools_head_count_once'),
        ),
        migrations.AddIndex(
            model_name='visitor',
            index=models.Index(fields=['region_id', 'site', '-came_at'], name='schools_visitor_of'),
        ),
        migrations.AddConstraint(
            model_name='visitor',
            constraint=models.CheckConstraint(condition=models.Q(('entry__in', ('document', 'known', 'pass'))), name='schools_visitor_entry'),
        ),
        migrations.AddConstraint(
            model_name='visitor',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('region_id', 'site', 'badge'), name='schools_one_badge'),
        ),
        RowSecurity("schools_duty_plan", PLACED),
        RowSecurity("schools_duty_turn", PLACED),
        RowSecurity("schools_duty_card", PLACED),
        RowSecurity("schools_duty_check_in", PLACED),
        RowSecurity("schools_drill", PLACED),
        RowSecurity("schools_head_count", PLACED),
        RowSecurity("schools_visitor", PLACED),
        Appended("schools_duty_check_in"),
        Appended("schools_head_count"),
    ]
