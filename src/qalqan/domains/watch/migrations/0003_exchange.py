"""The exchange with other centres: keys, peers, and what went where, behind row security."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0002_limits'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExchangePeer',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('name', models.CharField(max_length=120)),
                ('url', models.CharField(max_length=300)),
                ('jurisdiction', models.CharField(blank=True, max_length=80)),
                ('api_key', models.BinaryField(null=True)),
                ('codes', models.JSONField(default=dict)),
                ('is_sending', models.BooleanField(default=False)),
                ('is_taking', models.BooleanField(default=False)),
                ('correlates', models.BooleanField(null=True)),
                ('cursor', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'watch_exchange_peer',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('region_id', 'name'), name='watch_peer_name')],
            },
        ),
        migrations.CreateModel(
            name='ExchangeKey',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('name', models.CharField(max_length=120)),
                ('digest', models.BinaryField(max_length=32)),
                ('made_by', models.TextField(blank=True)),
                ('last_used_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('peer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='watch.exchangepeer')),
            ],
            options={
                'db_table': 'watch_exchange_key',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ExchangeItem',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('direction', models.CharField(max_length=3)),
                ('report_id', models.UUIDField()),
                ('cluster_id', models.UUIDField()),
                ('remote_id', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(max_length=8)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('why', models.CharField(blank=True, max_length=80)),
                ('link', models.CharField(blank=True, max_length=500)),
                ('remote_status', models.CharField(blank=True, max_length=10)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('key', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='watch.exchangekey')),
                ('peer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='watch.exchangepeer')),
            ],
            options={
                'db_table': 'watch_exchange_item',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='exchangekey',
            constraint=models.UniqueConstraint(fields=('region_id', 'digest'), name='watch_key_digest'),
        ),
        migrations.AddIndex(
            model_name='exchangeitem',
            index=models.Index(fields=['region_id', 'report_id'], name='watch_item_report'),
        ),
        migrations.AddIndex(
            model_name='exchangeitem',
            index=models.Index(fields=['region_id', 'peer', 'state', 'next_at'], name='watch_item_due'),
        ),
        migrations.AddIndex(
            model_name='exchangeitem',
            index=models.Index(fields=['region_id', 'key', 'report_id'], name='watch_item_key'),
        ),
        migrations.AddConstraint(
            model_name='exchangeitem',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ('in', 'out'))), name='watch_item_direction'),
        ),
        migrations.AddConstraint(
            model_name='exchangeitem',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('queued', 'sending', 'known', 'refused', 'ended'))), name='watch_item_state'),
        ),
        migrations.AddConstraint(
            model_name='exchangeitem',
            constraint=models.UniqueConstraint(fields=('region_id', 'peer', 'report_id'), name='watch_item_once'),
        ),
        migrations.AddConstraint(
            model_name='exchangeitem',
            constraint=models.UniqueConstraint(condition=models.Q(('remote_id', ''), _negated=True), fields=('region_id', 'peer', 'remote_id'), name='watch_item_remote'),
        ),
        RowSecurity("watch_exchange_peer", Reach()),
        RowSecurity("watch_exchange_key", Reach()),
        RowSecurity("watch_exchange_item", Reach()),
    ]
