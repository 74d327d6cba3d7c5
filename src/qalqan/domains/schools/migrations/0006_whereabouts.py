"""From how far away somebody answered, and what was seen so."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0005_register_intake'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='metres_off',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='assetstate',
            name='seen_from',
            field=models.CharField(blank=True, default='', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='assetstate',
            constraint=models.CheckConstraint(condition=models.Q(('seen_from__in', ('', 'near', 'far', 'unknown'))), name='schools_asset_state_from'),
        ),
    ]
