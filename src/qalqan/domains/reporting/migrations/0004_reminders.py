"""Reminders of reports; a jurisdiction may be a part of a country."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0003_reports_are_final'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reportduty',
            name='jurisdiction',
            field=models.CharField(max_length=8),
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('escalation_id', models.UUIDField()),
                ('user_id', models.UUIDField()),
                ('is_breach', models.BooleanField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('sent_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='reporting.package')),
            ],
            options={
                'db_table': 'reporting_reminder',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('region_id', 'escalation_id', 'user_id'), name='reporting_reminder_once')],
            },
        ),
        RowSecurity("reporting_reminder", Reach()),
    ]
