"""A report that was handed over, said to be fixed and found unmended is handed over again: in a row of its own,
beside the one that is over."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0008_danger'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='exchangeitem', name='watch_item_once'),
        migrations.AddConstraint(
            model_name='exchangeitem',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('region_id', 'peer', 'report_id'), name='watch_item_once'),
        ),
    ]
