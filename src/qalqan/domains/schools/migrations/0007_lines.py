"""A line is found by its middle up to two kilometres away: an index of lines alone, or each danger reported in a
town would look through everything that stands there."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0006_whereabouts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='assetstate',
            index=models.Index(fields=['lat', 'lon'], condition=models.Q(('known_until', None), ('line__isnull', False), ('valid__endswith', None)), name='schools_asset_lines'),
        ),
    ]
