"""Seats begin and end at a moment, so that a right ends in the minute in which it is ended; a post of a kind
exists once in its place; invitations, behind the same wall as everything that belongs to a region."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.uuid
import qalqan.kernel.access.invitation
from django.conf import settings
from django.db import migrations, models

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach

KEYS = """ADD CONSTRAINT one_person_a_post UNIQUE (post_id, period WITHOUT OVERLAPS),
          ADD CONSTRAINT seat_has_days CHECK (NOT isempty(period) AND NOT lower_inf(period))"""
NO_KEYS = "ALTER TABLE access_seat DROP CONSTRAINT one_person_a_post, DROP CONSTRAINT seat_has_days;"
# A day counts from its first moment in Kazakhstan. The way back rounds a seat of part of a day up to a day.
TO_MOMENTS = f"""{NO_KEYS}
ALTER TABLE access_seat ALTER COLUMN period TYPE tstzrange USING tstzrange(
    lower(period)::timestamp AT TIME ZONE 'Asia/Almaty', upper(period)::timestamp AT TIME ZONE 'Asia/Almaty');
ALTER TABLE access_seat {KEYS};
"""
TO_DAYS = f"""{NO_KEYS}
ALTER TABLE access_seat ALTER COLUMN period TYPE daterange USING daterange(
    (lower(period) AT TIME ZONE 'Asia/Almaty')::date,
    greatest((upper(period) AT TIME ZONE 'Asia/Almaty')::date, (lower(period) AT TIME ZONE 'Asia/Almaty')::date + 1));
ALTER TABLE access_seat {KEYS};
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_scopes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TO_MOMENTS, TO_DAYS)],
            state_operations=[
                migrations.AlterField(
                    "seat", "period", django.contrib.postgres.fields.ranges.DateTimeRangeField()
                )
            ],
        ),
        migrations.AddConstraint(
            "post",
            models.UniqueConstraint(
                fields=("region_id", "organisation_id", "district_id", "role", "body_code", "unit"),
                name="one_post_of_a_kind",
                nulls_distinct=False,
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.db.models.functions.uuid.UUID7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("region_id", models.UUIDField(null=True)),
                ("organisation_id", models.UUIDField(null=True)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("name", models.CharField(max_length=200, verbose_name="full name")),
                ("language", models.CharField(max_length=2)),
                ("take_over", models.BooleanField(default=False)),
                ("since", models.DateTimeField(null=True)),
                (
                    "nonce",
                    models.BinaryField(default=qalqan.kernel.access.invitation.new_nonce, max_length=16),
                ),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("needs_second", models.BooleanField(default=False)),
                ("sends", models.PositiveSmallIntegerField(default=0)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                *(
                    (
                        name,
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=to,
                        ),
                    )
                    for name, to in (
                        ("accepted_by", settings.AUTH_USER_MODEL),
                        ("confirmed_by", "access.seat"),
                        ("made_by", "access.seat"),
                    )
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.post",
                    ),
                ),
            ],
            options={
                "db_table": "access_invitation",
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                        fields=("region_id", "post"),
                        name="one_open_invitation_a_post",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        RowSecurity("access_invitation", Reach(organisation="organisation_id")),
    ]
