"""The queue of the whole country by danger: an index of what is open, in the order of the page."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0007_longer_word'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='cluster',
            index=models.Index(fields=['-risk', 'opened_at', 'id'], condition=models.Q(('state__in', ('new', 'accepted', 'in_work', 'fixed_said', 'handed_over'))), name='watch_cluster_danger'),
        ),
    ]
