"""Who offers the papers of a measure is said: one paper of the nation counts in every region."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0001_evidence'),
    ]

    operations = [
        migrations.AddField(
            model_name='closing',
            name='papers',
            field=models.CharField(default='region', max_length=6),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('papers__in', ('region', 'nation'))), name='evidence_closing_papers'),
        ),
    ]
