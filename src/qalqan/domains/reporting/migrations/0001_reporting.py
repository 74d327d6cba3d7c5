"""The tables of reporting behind row security; revisions, certificates and steps are appended only."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.appended import Appended



class Migration(migrations.Migration):

    initial = True

    dependencies = [("access", "0003_scopes")]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('by_name', models.TextField()),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('digest', models.CharField(max_length=64)),
                ('line_count', models.PositiveIntegerField()),
            ],
            options={
                'db_table': 'reporting_certificate',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('plan_code', models.TextField()),
                ('measure_number', models.PositiveIntegerField()),
                ('body_code', models.TextField()),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('due', models.DateField(null=True)),
                ('state', models.CharField(default='open', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('entry_number', models.PositiveIntegerField(default=0)),
                ('certificate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='reporting.certificate')),
            ],
            options={
                'db_table': 'reporting_line',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='EntryFile',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('file_id', models.UUIDField()),
                ('title', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_name', models.TextField()),
                ('by_user', models.UUIDField(null=True)),
                ('removed_at', models.DateTimeField(null=True)),
                ('removed_by', models.TextField(blank=True)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reporting.line')),
            ],
            options={
                'db_table': 'reporting_file',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Package',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('plan_code', models.TextField()),
                ('duty_code', models.CharField(max_length=40)),
                ('body_code', models.TextField()),
                ('recipient_code', models.TextField(blank=True)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('due', models.DateField(null=True)),
                ('obligation_id', models.UUIDField(null=True)),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('met_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'reporting_package',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['plan_code', 'period_start'], name='reporting_packages')],
                'constraints': [models.UniqueConstraint(fields=('region_id', 'plan_code', 'duty_code', 'body_code', 'period_start'), name='reporting_package_once')],
            },
        ),
        migrations.AddField(
            model_name='line',
            name='package',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='reporting.package'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='package',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='reporting.package'),
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('plan_code', models.TextField()),
                ('duty_code', models.CharField(max_length=40)),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(default='ordered', max_length=10)),
                ('as_of', models.DateTimeField()),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('ordered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ordered_by', models.TextField()),
                ('ordered_user', models.UUIDField(null=True)),
                ('compiled_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('published_by', models.TextField(blank=True)),
                ('published_user', models.UUIDField(null=True)),
            ],
            options={
                'db_table': 'reporting_report',
                'constraints': [models.UniqueConstraint(fields=('plan_code', 'duty_code', 'period_start', 'number'), name='reporting_report_once'), models.CheckConstraint(condition=models.Q(('state__in', ('ordered', 'compiled', 'refused', 'published'))), name='reporting_report_state')],
            },
        ),
        migrations.CreateModel(
            name='ReportDuty',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('plan_code', models.TextField()),
                ('code', models.CharField(max_length=40)),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('reporter', models.TextField()),
                ('reporter_function', models.TextField(blank=True)),
                ('recipient', models.TextField(blank=True)),
                ('recipient_function', models.TextField(blank=True)),
                ('period', models.CharField(max_length=10)),
                ('term', models.CharField(max_length=14)),
                ('day', models.PositiveSmallIntegerField(null=True)),
                ('month_offset', models.PositiveSmallIntegerField(null=True)),
                ('on', models.DateField(null=True)),
                ('months', models.PositiveSmallIntegerField(null=True)),
                ('shift', models.CharField(default='none', max_length=10)),
                ('jurisdiction', models.CharField(max_length=2)),
                ('gap_place', models.TextField(blank=True)),
                ('citation', models.TextField()),
                ('address', models.TextField(blank=True)),
                ('loaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'reporting_duty',
                'ordering': ('plan_code', 'position'),
                'constraints': [models.UniqueConstraint(fields=('plan_code', 'code'), name='reporting_duty_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('report', 'adopt')), ('period__in', ('year', 'half', 'quarter', 'month', 'once')), ('shift__in', ('none', 'forward', 'backward')), ('term__in', ('day_of_month', 'date', 'months_after'))), name='reporting_duty_words')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('format', models.CharField(max_length=4)),
                ('language', models.CharField(blank=True, max_length=2)),
                ('name', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reporting.report')),
            ],
            options={
                'db_table': 'reporting_report_file',
            },
        ),
        migrations.CreateModel(
            name='ReportFinding',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('output', models.CharField(max_length=10)),
                ('rule', models.CharField(max_length=60)),
                ('params', models.JSONField(default=dict)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='reporting.report')),
            ],
            options={
                'db_table': 'reporting_report_finding',
            },
        ),
        migrations.CreateModel(
            name='ReportNumber',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('key', models.TextField()),
                ('value', models.DecimalField(decimal_places=6, max_digits=24)),
                ('shown', models.TextField()),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('address', models.TextField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='reporting.report')),
            ],
            options={
                'db_table': 'reporting_report_number',
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('act', models.CharField(max_length=10)),
                ('before', models.CharField(max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('entry_number', models.PositiveIntegerField()),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_name', models.TextField()),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField(blank=True)),
                ('certificate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.certificate')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reporting.line')),
            ],
            options={
                'db_table': 'reporting_step',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.TextField()),
                ('file_id', models.UUIDField(null=True)),
                ('state', models.CharField(max_length=10)),
                ('before_aside', models.CharField(blank=True, max_length=10)),
                ('lines_read', models.PositiveIntegerField(default=0)),
                ('lines_good', models.PositiveIntegerField(default=0)),
                ('lines_applied', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_name', models.TextField()),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField(blank=True)),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='reporting.package')),
            ],
            options={
                'db_table': 'reporting_upload',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='UploadFinding',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('rank', models.PositiveIntegerField()),
                ('severity', models.CharField(max_length=7)),
                ('sheet', models.TextField(blank=True)),
                ('cell', models.CharField(blank=True, max_length=12)),
                ('measure_number', models.PositiveIntegerField(null=True)),
                ('rule', models.CharField(max_length=60)),
                ('params', models.JSONField(default=dict)),
                ('upload', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='reporting.upload')),
            ],
            options={
                'db_table': 'reporting_upload_finding',
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('region_id', models.UUIDField()),
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('base', models.PositiveIntegerField(default=0)),
                ('outcome', models.CharField(default='unknown', max_length=10)),
                ('text_kk', models.TextField(blank=True)),
                ('text_ru', models.TextField(blank=True)),
                ('value', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('numerator', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('denominator', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('spend', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('origin', models.CharField(default='web', max_length=10)),
                ('upload_id', models.UUIDField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by_name', models.TextField()),
                ('by_user', models.UUIDField(null=True)),
                ('post', models.TextField(blank=True)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='reporting.line')),
            ],
            options={
                'db_table': 'reporting_entry',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ('unknown', 'done', 'partly', 'not_done'))), name='reporting_entry_outcome'), models.CheckConstraint(condition=models.Q(('origin__in', ('web', 'workbook', 'program'))), name='reporting_entry_origin'), models.UniqueConstraint(fields=('region_id', 'line', 'number'), name='reporting_entry_once')],
            },
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['plan_code', 'period_start', 'measure_number'], name='reporting_lines'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'submitted', 'returned', 'accepted'))), name='reporting_line_state'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.UniqueConstraint(fields=('region_id', 'package', 'measure_number'), name='reporting_line_once'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('region_id', 'package', 'number'), name='reporting_certificate_once'),
        ),
        migrations.AddConstraint(
            model_name='reportfile',
            constraint=models.UniqueConstraint(fields=('report', 'format', 'language'), name='reporting_file_once'),
        ),
        migrations.AddConstraint(
            model_name='reportfinding',
            constraint=models.UniqueConstraint(fields=('report', 'position'), name='reporting_report_finding_once'),
        ),
        migrations.AddConstraint(
            model_name='reportnumber',
            constraint=models.UniqueConstraint(fields=('report', 'key'), name='reporting_number_once'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ('submit', 'return', 'accept', 'reopen'))), name='reporting_step_act'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(fields=('region_id', 'line', 'number'), name='reporting_step_once'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('checked', 'applied', 'refused', 'set_aside'))), name='reporting_upload_state'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('region_id', 'package', 'sha256'), name='reporting_upload_once'),
        ),
        migrations.AddConstraint(
            model_name='uploadfinding',
            constraint=models.UniqueConstraint(fields=('region_id', 'upload', 'rank'), name='reporting_finding_once'),
        ),
        RowSecurity("reporting_package", Reach()),
        RowSecurity("reporting_line", Reach()),
        RowSecurity("reporting_entry", Reach()),
        RowSecurity("reporting_file", Reach()),
        RowSecurity("reporting_certificate", Reach()),
        RowSecurity("reporting_step", Reach()),
        RowSecurity("reporting_upload", Reach()),
        RowSecurity("reporting_upload_finding", Reach()),
        Appended("reporting_entry"),
        Appended("reporting_certificate"),
        Appended("reporting_step"),
    ]
