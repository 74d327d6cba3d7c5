"""Scenarios of a budget, behind row security; an index for things around a place, whatever days they hold."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach


class Migration(migrations.Migration):

    dependencies = [('schools', '0003_withdrawn_rounds')]

    operations = [
        migrations.AddIndex('assetstate', models.Index(condition=models.Q(('known_until', None)), fields=['lat', 'lon'], name='schools_asset_around')),
        migrations.CreateModel(
            name='BudgetScenario',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('money', models.PositiveBigIntegerField()),
                ('share', models.PositiveSmallIntegerField()),
                ('keys', models.JSONField(default=list)),
                ('norms', models.CharField(max_length=20)),
                ('state', models.CharField(default='ordered', max_length=8)),
                ('ordered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ordered_by', models.TextField()),
                ('ordered_user', models.UUIDField(null=True)),
                ('solved_at', models.DateTimeField(null=True)),
                ('proof', models.CharField(blank=True, max_length=8)),
                ('value', models.PositiveBigIntegerField(null=True)),
                ('bound', models.PositiveBigIntegerField(null=True)),
                ('seconds', models.FloatField(null=True)),
            ],
            options={
                'db_table': 'schools_budget',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['region_id', '-ordered_at'], name='schools_budget_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('ordered', 'solved', 'refused'))), name='schools_budget_state'), models.CheckConstraint(condition=models.Q(('proof__in', ('', 'optimal', 'bounded'))), name='schools_budget_proof')],
            },
        ),
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('requirement', models.CharField(max_length=40)),
                ('low', models.PositiveBigIntegerField()),
                ('high', models.PositiveBigIntegerField()),
                ('children', models.PositiveIntegerField(null=True)),
                ('benefit', models.PositiveBigIntegerField()),
                ('is_bought', models.BooleanField()),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='schools.budgetscenario')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.site')),
            ],
            options={
                'db_table': 'schools_budget_line',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('region_id', 'scenario', 'site', 'requirement'), name='schools_budget_line_once'), models.CheckConstraint(condition=models.Q(('low__lte', models.F('high'))), name='schools_budget_line_cost')],
            },
        ),
        RowSecurity("schools_budget", Reach()),
        RowSecurity("schools_budget_line", Reach()),
    ]
