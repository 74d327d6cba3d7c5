"""The register of places and things behind row security; changes of coverage are appended only."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.appended import Appended

PLACED = Reach(district="district_id", organisation="organisation_id")
ONE_STATE_A_DAY = """
ALTER TABLE schools_asset_state ADD CONSTRAINT schools_asset_one_state_a_day
    EXCLUDE USING gist (region_id WITH =, asset_id WITH =, valid WITH &&) WHERE (known_until IS NULL)
    DEFERRABLE INITIALLY IMMEDIATE
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [("access", "0003_scopes")]

    operations = [
        migrations.CreateModel(
            name='Site',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=60)),
                ('kk', models.CharField(max_length=250)),
                ('ru', models.CharField(max_length=250)),
                ('en', models.CharField(max_length=250)),
                ('owner_body', models.CharField(blank=True, max_length=40)),
                ('address', models.TextField(blank=True)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('placed_by', models.CharField(blank=True, max_length=12)),
                ('placed_on', models.DateField(null=True)),
                ('pupils', models.PositiveIntegerField(null=True)),
                ('shifts', models.PositiveSmallIntegerField(null=True)),
                ('bell_first', models.TimeField(null=True)),
                ('bell_last', models.TimeField(null=True)),
                ('life', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'schools_site',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['lat', 'lon'], name='schools_site_where'), models.Index(fields=['region_id', 'district_id', 'kind'], name='schools_site_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('school', 'kindergarten', 'college', 'clinic', 'protection', 'sport', 'leisure'))), name='schools_site_kind'), models.UniqueConstraint(fields=('region_id', 'code'), name='schools_site_code'), models.UniqueConstraint(condition=models.Q(('organisation_id__isnull', False)), fields=('region_id', 'organisation_id'), name='schools_site_of_organisation'), models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None)), models.Q(('lat__isnull', False), ('lon__isnull', False)), _connector='OR'), name='schools_site_point')],
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=20)),
                ('code', models.CharField(blank=True, max_length=80)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='schools.site')),
            ],
            options={
                'db_table': 'schools_asset',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('client_id', models.UUIDField()),
                ('instrument', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=20)),
                ('state', models.CharField(max_length=10)),
                ('began_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('submitted_at', models.DateTimeField(null=True)),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField()),
                ('is_own', models.BooleanField()),
                ('asked', models.PositiveSmallIntegerField(null=True)),
                ('answered', models.PositiveSmallIntegerField(null=True)),
                ('score_low', models.FloatField(null=True)),
                ('score_high', models.FloatField(null=True)),
                ('note', models.TextField(blank=True)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='schools.site')),
            ],
            options={
                'db_table': 'schools_assessment',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('question', models.CharField(max_length=60)),
                ('answer', models.CharField(max_length=14)),
                ('note', models.TextField(blank=True)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('at', models.DateTimeField()),
                ('file_ids', models.JSONField(default=list)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='schools.assessment')),
            ],
            options={
                'db_table': 'schools_answer',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ('yes', 'partly', 'no', 'not_applicable', 'unknown'))), name='schools_answer_word'), models.UniqueConstraint(fields=('region_id', 'assessment', 'question'), name='schools_answer_once')],
            },
        ),
        migrations.CreateModel(
            name='AssetState',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('state', models.CharField(max_length=8)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('line', models.JSONField(null=True)),
                ('owner_body', models.CharField(blank=True, max_length=40)),
                ('installed_on', models.DateField(null=True)),
                ('details', models.JSONField(default=dict)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('known_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('known_until', models.DateTimeField(null=True)),
                ('replaces', models.UUIDField(null=True)),
                ('source_kind', models.CharField(max_length=12)),
                ('source_ref', models.TextField(blank=True)),
                ('verified_at', models.DateField(null=True)),
                ('confidence', models.FloatField()),
                ('file_ids', models.JSONField(default=list)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('recorded_by', models.TextField()),
                ('recorded_user', models.UUIDField(null=True)),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='states', to='schools.asset')),
            ],
            options={
                'db_table': 'schools_asset_state',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('known_until', None), ('valid__endswith', None)), fields=['lat', 'lon'], name='schools_asset_where'), models.Index(fields=['region_id', 'asset', 'known_from'], name='schools_asset_history')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('working', 'broken', 'planned', 'absent', 'unknown'))), name='schools_asset_state_word'), models.CheckConstraint(condition=models.Q(('source_kind__in', ('registry', 'claim', 'citizens', 'sensor', 'police', 'inspection'))), name='schools_asset_state_source'), models.CheckConstraint(condition=models.Q(models.Q(('lat', None), ('lon', None)), models.Q(('lat__isnull', False), ('lon__isnull', False)), _connector='OR'), name='schools_asset_state_point'), models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 1)), name='schools_asset_confidence'), models.CheckConstraint(condition=models.Q(('known_until', None), ('known_until__gte', models.F('known_from')), _connector='OR'), name='schools_asset_known')],
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('kind', models.CharField(max_length=20)),
                ('ref', models.UUIDField()),
                ('state', models.CharField(max_length=10)),
                ('witnesses', models.PositiveIntegerField()),
                ('seen_on', models.DateField()),
                ('page', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='schools.site')),
            ],
            options={
                'db_table': 'schools_sighting',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('open', 'confirmed', 'fixed', 'withdrawn'))), name='schools_sighting_state'), models.UniqueConstraint(fields=('region_id', 'site', 'kind', 'ref'), name='schools_sighting_once')],
            },
        ),
        migrations.CreateModel(
            name='CoverageStep',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('requirement', models.CharField(max_length=40)),
                ('before', models.CharField(blank=True, max_length=8)),
                ('after', models.CharField(max_length=8)),
                ('reason', models.CharField(max_length=40)),
                ('asset_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='schools.site')),
            ],
            options={
                'db_table': 'schools_coverage_step',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['region_id', 'site', 'requirement', 'at'], name='schools_step_of')],
            },
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('requirement', models.CharField(max_length=40)),
                ('status', models.CharField(max_length=8)),
                ('reason', models.CharField(max_length=40)),
                ('asset_id', models.UUIDField(null=True)),
                ('metres', models.FloatField(null=True)),
                ('since', models.DateField()),
                ('computed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coverage', to='schools.site')),
            ],
            options={
                'db_table': 'schools_coverage',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['requirement', 'status', 'region_id'], name='schools_coverage_gaps'), models.Index(fields=['region_id', 'district_id', 'requirement', 'status'], name='schools_coverage_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ('met', 'unmet', 'unknown'))), name='schools_coverage_status'), models.UniqueConstraint(fields=('region_id', 'site', 'requirement'), name='schools_coverage_once')],
            },
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['region_id', 'site', 'kind'], name='schools_asset_of_site'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('crossing', 'signal', 'hump', 'speed_limit', 'road_camera', 'lamp', 'footway', 'bus_stop', 'training_ground', 'entrance', 'fence', 'gate', 'toilet_warm', 'toilet_outdoor', 'camera', 'video_link', 'access_control', 'guard_post', 'alarm_button', 'fire_alarm', 'evacuation_plan', 'playground', 'school_bus', 'manhole'))), name='schools_asset_kind'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('region_id', 'kind', 'code'), name='schools_asset_code'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['region_id', 'site', 'submitted_at'], name='schools_assessment_of'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'submitted', 'withdrawn'))), name='schools_assessment_state'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('region_id', 'client_id'), name='schools_assessment_once'),
        ),
        RowSecurity("schools_site", PLACED),
        RowSecurity("schools_asset", PLACED),
        RowSecurity("schools_asset_state", PLACED),
        RowSecurity("schools_coverage", PLACED),
        RowSecurity("schools_coverage_step", PLACED),
        RowSecurity("schools_sighting", PLACED),
        RowSecurity("schools_assessment", PLACED),
        RowSecurity("schools_answer", PLACED),
        Appended("schools_coverage_step"),
        # not BtreeGistExtension: going back, it would drop what the launcher made and others use
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(
            ONE_STATE_A_DAY, "ALTER TABLE schools_asset_state DROP CONSTRAINT schools_asset_one_state_a_day"
        ),
    ]
