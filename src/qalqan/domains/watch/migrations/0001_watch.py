"""Reports and work items behind row security; steps and confirmations are appended only."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.appended import Appended

PLACED = Reach(district="district_id", organisation="organisation_id")


class Migration(migrations.Migration):

    initial = True

    dependencies = [("access", "0003_scopes")]

    operations = [
        migrations.CreateModel(
            name='Cluster',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('number', models.CharField(max_length=16)),
                ('category', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=20)),
                ('lat', models.FloatField()),
                ('lon', models.FloatField()),
                ('place_text', models.CharField(blank=True, max_length=300)),
                ('site_id', models.UUIDField(null=True)),
                ('asset_id', models.UUIDField(null=True)),
                ('owner_body', models.CharField(blank=True, max_length=40)),
                ('routed_by', models.CharField(blank=True, max_length=60)),
                ('routed_why', models.JSONField(default=dict)),
                ('risk', models.PositiveSmallIntegerField(default=0)),
                ('risk_why', models.JSONField(default=dict)),
                ('obligation_id', models.UUIDField(null=True)),
                ('witnesses', models.PositiveIntegerField(default=1)),
                ('is_shown', models.BooleanField(default=False)),
                ('merged_into', models.UUIDField(null=True)),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('last_seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('fixed_said_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'watch_cluster',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['lat', 'lon'], name='watch_cluster_where'), models.Index(fields=['region_id', 'state', '-risk'], name='watch_cluster_queue'), models.Index(fields=['region_id', '-opened_at', '-id'], name='watch_cluster_newest'), models.Index(fields=['region_id', 'site_id'], name='watch_cluster_of_site'), models.Index(fields=['-changed_at', '-id'], name='watch_cluster_changed')],
                'constraints': [models.UniqueConstraint(fields=('region_id', 'number'), name='watch_cluster_number')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('client_id', models.UUIDField()),
                ('category', models.CharField(max_length=40)),
                ('text', models.CharField(blank=True, max_length=4000)),
                ('public_text', models.CharField(blank=True, max_length=4000)),
                ('language', models.CharField(max_length=2)),
                ('details', models.JSONField(default=dict)),
                ('lat', models.FloatField()),
                ('lon', models.FloatField()),
                ('accuracy', models.FloatField(null=True)),
                ('place_text', models.CharField(blank=True, max_length=300)),
                ('channel', models.CharField(max_length=8)),
                ('seen_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('moderation', models.CharField(default='waiting', max_length=8)),
                ('contact', models.BinaryField(null=True)),
                ('secret_hash', models.BinaryField(max_length=32, null=True)),
                ('sender_key', models.BinaryField(max_length=16, null=True)),
                ('score', models.FloatField(null=True)),
                ('score_why', models.JSONField(default=dict)),
                ('anonymised_at', models.DateTimeField(null=True)),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='watch.cluster')),
            ],
            options={
                'db_table': 'watch_report',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ReportPhoto',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('original_id', models.UUIDField(null=True)),
                ('public_id', models.UUIDField(null=True)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('faces', models.PositiveSmallIntegerField()),
                ('plates', models.PositiveSmallIntegerField()),
                ('phash', models.BigIntegerField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='watch.report')),
            ],
            options={
                'db_table': 'watch_report_photo',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ClusterStep',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('before', models.CharField(blank=True, max_length=20)),
                ('after', models.CharField(max_length=20)),
                ('move', models.CharField(max_length=30)),
                ('by_kind', models.CharField(max_length=10)),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('public_note', models.TextField(blank=True)),
                ('file_ids', models.JSONField(default=list)),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='watch.cluster')),
            ],
            options={
                'db_table': 'watch_cluster_step',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['region_id', 'cluster', 'at'], name='watch_step_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('by_kind__in', ('citizen', 'officer', 'inspector', 'moderator', 'program', 'remote'))), name='watch_step_by')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('says', models.CharField(max_length=10)),
                ('report_id', models.UUIDField(null=True)),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField(blank=True)),
                ('metres', models.FloatField(null=True)),
                ('file_ids', models.JSONField(default=list)),
                ('cluster', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='watch.cluster')),
            ],
            options={
                'db_table': 'watch_confirmation',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['region_id', 'cluster', 'at'], name='watch_confirmation_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('says__in', ('there', 'fixed', 'not_fixed'))), name='watch_confirmation_says')],
            },
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['region_id', 'cluster'], name='watch_report_of'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['region_id', 'moderation', 'received_at'], name='watch_report_queue'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['secret_hash'], name='watch_report_secret'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ('phone', 'web', 'open311', 'staff'))), name='watch_report_channel'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('moderation__in', ('waiting', 'shown', 'hidden', 'spam'))), name='watch_report_moderation'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('region_id', 'client_id'), name='watch_report_once'),
        ),
        migrations.AddConstraint(
            model_name='reportphoto',
            constraint=models.UniqueConstraint(fields=('region_id', 'report', 'position'), name='watch_photo_once'),
        ),
        RowSecurity("watch_cluster", PLACED),
        RowSecurity("watch_cluster_step", PLACED),
        RowSecurity("watch_confirmation", PLACED),
        RowSecurity("watch_report", PLACED),
        RowSecurity("watch_report_photo", PLACED),
        Appended("watch_cluster_step"),
        Appended("watch_confirmation"),
    ]
