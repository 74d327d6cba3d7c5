"""Lists of the whole country in the order of their pages: the newest work items, reports by moderation."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0010_by_clock'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='cluster',
            index=models.Index(fields=['-opened_at', '-id'], name='watch_cluster_opened'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['moderation', 'received_at', 'id'], name='watch_report_moderated'),
        ),
    ]
