"""Tables of people, and the key they are sorted by.

`people_sort_key(text)`: one byte a letter in the order of the Kazakh alphabet, Latin before it, hyphens and
apostrophes passed over. The launcher's `kk_key()` sorts the same letters at three bytes each; over ten million
people in two indexes and the row that is five gigabytes against two. `names.sort_key` is its twin in Python.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.functions.uuid
import qalqan.domains.people.models
from django.db import migrations, models

LATIN = "abcdefghijklmnopqrstuvwxyz"
KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
PASSED_OVER = "0123456789-‐‑’ʼ`."
KEYS = "".join(chr(0x21 + place) for place in range(len(LATIN + KAZAKH)))

SORT_KEY = f"""
CREATE FUNCTION people_sort_key(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(lower(value COLLATE "pg_unicode_fast"), $q${LATIN}{KAZAKH}{PASSED_OVER}'$q$, $q${KEYS}$q$) COLLATE "C"
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bodies', '0003_organisations'),
    ]

    operations = [
        migrations.RunSQL(SORT_KEY, 'DROP FUNCTION people_sort_key(text)'),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('surname', models.CharField(max_length=100)),
                ('given', models.CharField(blank=True, max_length=100)),
                ('patronymic', models.CharField(blank=True, max_length=100)),
                ('sort_key', models.GeneratedField(db_persist=True, expression=qalqan.domains.people.models.SortKey(django.db.models.functions.text.Concat('surname', models.Value(' '), 'given', models.Value(' '), 'patronymic')), output_field=models.TextField(db_collation='C'))),
                ('surname_key', models.BinaryField(max_length=16)),
                ('given_key', models.BinaryField(max_length=16, null=True)),
                ('patronymic_key', models.BinaryField(max_length=16, null=True)),
                ('birth_date', models.DateField(null=True)),
                ('birth_known', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('year', 'year'), ('unknown', 'unknown')], default='unknown', max_length=7)),
                ('sex', models.CharField(choices=[('m', 'm'), ('f', 'f'), ('unknown', 'unknown')], default='unknown', max_length=7)),
                ('language', models.CharField(choices=[('kk', 'kk'), ('ru', 'ru'), ('other', 'other'), ('unknown', 'unknown')], default='unknown', max_length=7)),
                ('iin', models.BinaryField(null=True)),
                ('iin_key', models.BinaryField(max_length=16, null=True)),
                ('iin_state', models.CharField(choices=[('known', 'known'), ('foreign', 'foreign'), ('none', 'none'), ('unknown', 'unknown')], default='unknown', max_length=7)),
                ('phone', models.BinaryField(null=True)),
                ('phone_key', models.BinaryField(max_length=16, null=True)),
                ('address', models.BinaryField(null=True)),
                ('address_key', models.BinaryField(max_length=16, null=True)),
                ('died_on', models.DateField(null=True)),
                ('anonymised_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'people_person',
                'indexes': [models.Index(fields=['region_id', 'sort_key', 'id'], name='people_in_region'), models.Index(fields=['region_id', 'district_id', 'sort_key', 'id'], name='people_in_district'), models.Index(fields=['region_id', 'surname_key', 'given_key'], name='people_by_surname'), models.Index(fields=['region_id', 'given_key', 'patronymic_key'], name='people_by_given'), models.Index(condition=models.Q(('iin_key__isnull', False)), fields=['region_id', 'iin_key'], name='people_by_iin'), models.Index(condition=models.Q(('phone_key__isnull', False)), fields=['region_id', 'phone_key'], name='people_by_phone')],
                'constraints': [models.CheckConstraint(condition=models.Q(('birth_known__in', ('day', 'month', 'year', 'unknown'))), name='people_person_birth_known'), models.CheckConstraint(condition=models.Q(('sex__in', ('m', 'f', 'unknown'))), name='people_person_sex'), models.CheckConstraint(condition=models.Q(('language__in', ('kk', 'ru', 'other', 'unknown'))), name='people_person_language'), models.CheckConstraint(condition=models.Q(('iin_state__in', ('known', 'foreign', 'none', 'unknown'))), name='people_person_iin_state'), models.CheckConstraint(condition=models.Q(models.Q(('birth_date__isnull', True), ('birth_known', 'unknown')), models.Q(('birth_date__isnull', False), models.Q(('birth_known', 'unknown'), _negated=True)), _connector='OR'), name='people_person_birth_whole'), models.CheckConstraint(condition=models.Q(models.Q(('iin__isnull', False), ('iin_key__isnull', False), ('iin_state', 'known')), models.Q(('iin__isnull', True), ('iin_key__isnull', True), models.Q(('iin_state', 'known'), _negated=True)), _connector='OR'), name='people_person_iin_whole')],
            },
        ),
        migrations.CreateModel(
            name='SealedLink',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('old_key', models.BinaryField(max_length=16)),
                ('new_key', models.BinaryField(max_length=16)),
                ('pair', models.BinaryField()),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'people_sealed_link',
                'constraints': [models.UniqueConstraint(fields=('region_id', 'old_key'), name='people_sealed_old_once'), models.UniqueConstraint(fields=('region_id', 'new_key'), name='people_sealed_new_once')],
            },
        ),
        migrations.CreateModel(
            name='SealOpening',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('person_key', models.BinaryField(max_length=16)),
                ('court_act', models.CharField(max_length=200)),
                ('asked_by', models.UUIDField()),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('approved_by', models.UUIDField(null=True)),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'people_seal_opening',
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('asked_by')), _negated=True), _connector='OR'), name='people_opening_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Kinship',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('kind', models.CharField(choices=[('mother', 'mother'), ('father', 'father'), ('adoptive_parent', 'adoptive_parent'), ('guardian', 'guardian'), ('foster_parent', 'foster_parent'), ('step_parent', 'step_parent'), ('grandparent', 'grandparent'), ('sibling', 'sibling'), ('other', 'other')], max_length=20)),
                ('is_custodial', models.BooleanField(default=False)),
                ('is_restricted', models.BooleanField(default=False)),
                ('source', models.CharField(choices=[('registry', 'registry'), ('document', 'document'), ('declared', 'declared'), ('court', 'court')], default='declared', max_length=20)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('child', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='kin', to='people.person')),
                ('relative', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='kin_of', to='people.person')),
            ],
            options={
                'db_table': 'people_kinship',
                'indexes': [models.Index(fields=['child'], name='people_kinship_child'), models.Index(fields=['relative'], name='people_kinship_relative')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('mother', 'father', 'adoptive_parent', 'guardian', 'foster_parent', 'step_parent', 'grandparent', 'sibling', 'other'))), name='people_kinship_kind'), models.CheckConstraint(condition=models.Q(('source__in', ('registry', 'document', 'declared', 'court'))), name='people_kinship_source'), models.CheckConstraint(condition=models.Q(('child', models.F('relative')), _negated=True), name='people_kinship_of_two'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('region_id', 'child', 'relative', 'kind'), name='people_kinship_once')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('field', models.CharField(max_length=20)),
                ('old', models.BinaryField(null=True)),
                ('reason', models.CharField(max_length=500)),
                ('seat_id', models.UUIDField()),
                ('user_id', models.UUIDField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='people.person')),
            ],
            options={
                'db_table': 'people_correction',
                'indexes': [models.Index(fields=['person', 'at'], name='people_correction_person')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('capacity', models.CharField(choices=[('pupil', 'pupil'), ('guardian', 'guardian'), ('patient', 'patient'), ('client', 'client'), ('staff', 'staff')], max_length=10)),
                ('class_label', models.CharField(blank=True, max_length=10)),
                ('shift', models.PositiveSmallIntegerField(null=True)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.organisation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='people.person')),
            ],
            options={
                'db_table': 'people_attachment',
                'indexes': [models.Index(condition=models.Q(('until__isnull', True)), fields=['region_id', 'organisation', 'class_label'], name='people_attachment_class'), models.Index(fields=['person', 'organisation'], name='people_attachment_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity__in', ('pupil', 'guardian', 'patient', 'client', 'staff'))), name='people_attachment_capacity'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('region_id', 'organisation', 'capacity', 'person'), name='people_attachment_once')],
            },
        ),
        migrations.CreateModel(
            name='PersonAccount',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('user_id', models.UUIDField(db_index=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'db_table': 'people_account',
                'constraints': [models.UniqueConstraint(fields=('region_id', 'person'), name='people_account_of_person'), models.UniqueConstraint(fields=('region_id', 'user_id'), name='people_account_of_user')],
            },
        ),
        migrations.CreateModel(
            name='SamePersonClaim',
            fields=[
                ('id', models.UUIDField(db_default=django.db.models.functions.uuid.UUID7(), editable=False, primary_key=True, serialize=False)),
                ('region_id', models.UUIDField()),
                ('district_id', models.UUIDField(null=True)),
                ('reason', models.CharField(max_length=500)),
                ('claimed_by', models.UUIDField()),
                ('claimed_seat', models.UUIDField()),
                ('claimed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('confirmed_by', models.UUIDField(null=True)),
                ('confirmed_seat', models.UUIDField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.UUIDField(null=True)),
                ('withdrawn_seat', models.UUIDField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=500)),
                ('one', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('other', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'db_table': 'people_same_person_claim',
                'indexes': [models.Index(fields=['one'], name='people_same_one'), models.Index(fields=['other'], name='people_same_other')],
                'constraints': [models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='people_same_ordered'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('claimed_by')), _negated=True), _connector='OR'), name='people_same_two_people'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('region_id', 'one', 'other'), name='people_same_once')],
            },
        ),
    ]
