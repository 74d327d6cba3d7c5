"""When a round was withdrawn, by which post, and why."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0002_field'),
    ]

    operations = [
        migrations.AddField('assessment', 'withdrawn_at', models.DateTimeField(null=True)),
        migrations.AddField('assessment', 'withdrawn_by', models.TextField(blank=True, default=''), preserve_default=False),
        migrations.AddField('assessment', 'reason', models.TextField(blank=True, default=''), preserve_default=False),
    ]
