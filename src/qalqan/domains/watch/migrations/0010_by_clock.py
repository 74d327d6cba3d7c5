"""The queue by deadline begins at the clocks: a work item names its own, and is found by it. The column stays as
it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clock', '0004_open_of_kind'),
        ('watch', '0009_handed_again'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name='cluster', name='obligation_id'),
                migrations.AddField(
                    model_name='cluster',
                    name='obligation',
                    field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clock.obligation'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='cluster',
            index=models.Index(fields=['obligation'], name='watch_cluster_by_clock'),
        ),
    ]
