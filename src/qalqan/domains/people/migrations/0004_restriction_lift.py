"""Lifting a court's restriction takes two people, and the tie itself obeys: no statement, whoever sends it,
takes a restriction off a kinship unless a second person has just confirmed that it be lifted."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach

GUARD = """
CREATE FUNCTION people_guard_restriction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM people_restriction_lift l
                   WHERE l.kinship_id = OLD.id AND l.confirmed_by <> l.asked_by
                     AND l.confirmed_at > clock_timestamp() - interval '1 minute') THEN
        RAISE EXCEPTION 'a restriction is lifted by two people' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_guard_restriction BEFORE UPDATE OF is_restricted ON people_kinship
    FOR EACH ROW WHEN (OLD.is_restricted AND NOT NEW.is_restricted)
    EXECUTE FUNCTION people_guard_restriction();
"""
NO_GUARD = """
DROP TRIGGER people_guard_restriction ON people_kinship;
DROP FUNCTION people_guard_restriction();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_places_by_organisation")]

    operations = [
        migrations.CreateModel(
            name="RestrictionLift",
            fields=[
                ("region_id", models.UUIDField()),
                (
                    "id",
                    models.UUIDField(db_default=UUID7(), editable=False, primary_key=True, serialize=False),
                ),
                ("district_id", models.UUIDField(null=True)),
                ("reason", models.CharField(max_length=500)),
                ("document", models.CharField(max_length=200)),
                ("asked_by", models.UUIDField()),
                ("asked_seat", models.UUIDField()),
                ("asked_at", models.DateTimeField(db_default=Now())),
                ("confirmed_by", models.UUIDField(null=True)),
                ("confirmed_seat", models.UUIDField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_by", models.UUIDField(null=True)),
                ("declined_seat", models.UUIDField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("declined_why", models.CharField(blank=True, max_length=500)),
                (
                    "child",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "kinship",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.kinship",
                    ),
                ),
            ],
            options={
                "db_table": "people_restriction_lift",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["child"], name="people_lift_child")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(confirmed_by__isnull=True)
                        | ~models.Q(confirmed_by=models.F("asked_by")),
                        name="people_lift_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                        | models.Q(
                            confirmed_by__isnull=False, confirmed_at__isnull=False, declined_at__isnull=True
                        ),
                        name="people_lift_one_answer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(confirmed_at__isnull=True, declined_at__isnull=True),
                        fields=("region_id", "kinship"),
                        name="people_lift_once",
                    ),
                ],
            },
        ),
        RowSecurity(
            "people_restriction_lift",
            Reach(district="district_id", person="child_id", via="people_attachment"),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
