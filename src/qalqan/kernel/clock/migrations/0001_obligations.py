"""Rules by period of validity, obligations with their ladder, pauses, lowerings and history, behind row
security: narrower seats reach what their district or organisation owes."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import ReferenceTable, RowSecurity
from qalqan.kernel.access.rules import Reach


TEMPORAL = """
ALTER TABLE clock_rule ADD CONSTRAINT clock_rule_one_a_day UNIQUE (code, valid WITHOUT OVERLAPS);
"""
# The history is appended and never changed; obligations are ended, never removed.
FINAL = """
DO $$
DECLARE role text;
BEGIN
    FOR role IN SELECT rolname FROM pg_roles WHERE rolname IN ('qalqan_app', 'qalqan_worker') LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON clock_entry FROM %I', role);
        EXECUTE format('REVOKE DELETE, TRUNCATE ON clock_obligation, clock_escalation, clock_pause, '
                       'clock_lowering FROM %I', role);
    END LOOP;
END $$
"""
PLACED = Reach(district="district_id", organisation="organisation_id")


class Migration(migrations.Migration):

    initial = True
    dependencies = [("access", "0003_scopes")]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'clock_edition',
            },
        ),
        migrations.CreateModel(
            name='DeadlineRule',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('unit', models.CharField(max_length=20)),
                ('amount', models.PositiveSmallIntegerField()),
                ('shift', models.CharField(max_length=10)),
                ('counts_first_day', models.BooleanField(default=False)),
                ('grounds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list)),
                ('kk', models.TextField()),
                ('ru', models.TextField()),
                ('en', models.TextField()),
                ('basis', models.CharField(max_length=10)),
                ('act', models.TextField(blank=True)),
                ('address', models.TextField(blank=True)),
                ('start', models.CharField(max_length=20)),
                ('owes', models.CharField(max_length=20)),
                ('confirmed', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'clock_rule',
                'constraints': [models.CheckConstraint(condition=models.Q(('unit__in', ('minutes', 'hours', 'calendar_days', 'working_days', 'weeks', 'months', 'years', 'day_of_month', 'end_of_month', 'end_of_quarter', 'end_of_half_year', 'end_of_year'))), name='clock_rule_unit'), models.CheckConstraint(condition=models.Q(('shift__in', ('none', 'forward', 'backward'))), name='clock_rule_shift')],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('zone', models.CharField(max_length=20)),
                ('target_kind', models.CharField(max_length=40)),
                ('target_id', models.UUIDField()),
                ('owes', models.CharField(max_length=80)),
                ('started', models.DateTimeField()),
                ('due', models.DateTimeField()),
                ('ends_the_day', models.BooleanField()),
                ('is_estimated', models.BooleanField(default=False)),
                ('state', models.CharField(default='running', max_length=10)),
                ('met_at', models.DateTimeField(null=True)),
                ('breached_at', models.DateTimeField(null=True)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clock.deadlinerule')),
            ],
            options={
                'db_table': 'clock_obligation',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Lowering',
            fields=[
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('reason', models.TextField()),
                ('new_start', models.DateTimeField(null=True)),
                ('asked_user', models.UUIDField()),
                ('asked_seat', models.UUIDField()),
                ('asked_role', models.CharField(max_length=40)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('decided_user', models.UUIDField(null=True)),
                ('decided_seat', models.UUIDField(null=True)),
                ('decided_role', models.CharField(blank=True, max_length=40)),
                ('decided_at', models.DateTimeField(null=True)),
                ('is_confirmed', models.BooleanField(null=True)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lowerings', to='clock.obligation')),
            ],
            options={
                'db_table': 'clock_lowering',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('is_deadline', models.BooleanField()),
                ('to', models.CharField(max_length=20)),
                ('due_for', models.DateTimeField()),
                ('rings_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='clock.obligation')),
            ],
            options={
                'db_table': 'clock_escalation',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(max_length=20)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('actor', models.CharField(max_length=60)),
                ('seat_id', models.UUIDField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('due', models.DateTimeField()),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='clock.obligation')),
            ],
            options={
                'db_table': 'clock_entry',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(max_length=20)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='clock.obligation')),
            ],
            options={
                'db_table': 'clock_pause',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RuleRung',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('offset', models.SmallIntegerField()),
                ('unit', models.CharField(max_length=20)),
                ('to', models.CharField(max_length=20)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rungs', to='clock.deadlinerule')),
            ],
            options={
                'db_table': 'clock_rule_rung',
            },
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state__in', ('running', 'paused', 'breached'))), fields=['region_id', 'due'], name='clock_open'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('state__in', ('running', 'paused', 'breached'))), fields=['due'], name='clock_open_nation'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(fields=['region_id', 'state', 'due'], name='clock_by_state'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(fields=['region_id', 'target_kind', 'target_id'], name='clock_of_target'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('running', 'paused', 'breached', 'met', 'met_late', 'waived'))), name='clock_obligation_state'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('running', 'paused', 'breached'))), fields=('region_id', 'target_kind', 'target_id', 'code'), name='clock_one_open_a_target'),
        ),
        migrations.AddConstraint(
            model_name='lowering',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('waive', 'correct_start'))), name='clock_lowering_kind'),
        ),
        migrations.AddConstraint(
            model_name='lowering',
            constraint=models.CheckConstraint(condition=models.Q(('decided_user__isnull', True), models.Q(('decided_user', models.F('asked_user')), _negated=True), _connector='OR'), name='clock_lowering_takes_two'),
        ),
        migrations.AddConstraint(
            model_name='lowering',
            constraint=models.CheckConstraint(condition=models.Q(('is_confirmed__isnull', True), ('decided_user__isnull', False), _connector='OR'), name='clock_lowering_decided_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='lowering',
            constraint=models.UniqueConstraint(condition=models.Q(('is_confirmed__isnull', True)), fields=('region_id', 'obligation'), name='clock_one_open_lowering'),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('done_at__isnull', True), ('dropped_at__isnull', True)), fields=['rings_at'], name='clock_waiting'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(fields=('region_id', 'obligation', 'number', 'due_for'), name='clock_rung_once'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['region_id', 'obligation', 'at'], name='clock_history'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('region_id', 'obligation'), name='clock_one_open_pause'),
        ),
        migrations.AddConstraint(
            model_name='rulerung',
            constraint=models.UniqueConstraint(fields=('rule', 'number'), name='clock_one_rung_a_number'),
        ),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(TEMPORAL, migrations.RunSQL.noop),
        migrations.RunSQL(FINAL, migrations.RunSQL.noop),
        RowSecurity("clock_obligation", PLACED),
        RowSecurity("clock_escalation", PLACED),
        RowSecurity("clock_pause", PLACED),
        RowSecurity("clock_lowering", PLACED),
        RowSecurity("clock_entry", PLACED),
        ReferenceTable("clock_rule"),
        ReferenceTable("clock_rule_rung"),
        ReferenceTable("clock_edition"),
    ]
