"""The state of a picture's public copy, and the book of opened originals behind row security, appended only."""

import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.appended import Appended

PLACED = Reach(district="district_id", organisation="organisation_id")


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0003_exchange'),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('district_id', models.UUIDField(null=True)),
                ('organisation_id', models.UUIDField(null=True)),
                ('photo_id', models.UUIDField()),
                ('report_id', models.UUIDField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_user', models.UUIDField()),
                ('post', models.TextField()),
                ('reason', models.CharField(max_length=10)),
                ('note', models.CharField(max_length=500)),
            ],
            options={
                'db_table': 'watch_opening',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [
                    models.Index(fields=['region_id', 'photo_id', 'at'], name='watch_opening_of'),
                    models.Index(fields=['region_id', '-at'], name='watch_opening_newest'),
                ],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ('danger', 'police', 'court', 'complaint', 'check'))), name='watch_opening_reason')],
            },
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='state',
            field=models.CharField(default='waiting', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='reportphoto',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'ready', 'unsafe', 'withheld'))), name='watch_photo_state'),
        ),
        RowSecurity("watch_opening", PLACED),
        Appended("watch_opening"),
    ]
