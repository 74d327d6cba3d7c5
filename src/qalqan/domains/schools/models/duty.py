"""Police duty at crossings: a week's plan, its turns, the officers' cards, and who came.

Officers are numbers of a station, never names: who holds a number that week is the station's own roster.
"""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

DUTY_STATES = ("draft", "approved", "ended")
VERDICTS = ("on_post", "far", "other_time", "no_position")


class DutyPlan(PlacedRow):
    """A week that repeats from `first_day` to `last_day`. `stations`: [{id, name, lat, lon, officers}];
    `windows`: {"morning": [from, to], "evening": [from, to]} in local time. `floor`, `value`, `metres`,
    `out_of_reach`, `unguarded`: what `rules/duty.py` answered, `is_optimal` whether it was proven the best
    there is."""

    name = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField()
    reach = models.PositiveIntegerField()  # metres
    stations = models.JSONField()
    windows = models.JSONField()
    state = models.CharField(max_length=8, default="draft")
    posts = models.PositiveIntegerField()
    floor = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()
    metres = models.FloatField()
    out_of_reach = models.JSONField()
    unguarded = models.JSONField()
    is_optimal = models.BooleanField()
    made_at = models.DateTimeField(db_default=Now())
    made_user = models.UUIDField(null=True)
    made_by = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True)

    class Meta(PlacedRow.Meta):
        db_table = "schools_duty_plan"
        constraints = (
            one_of("state", DUTY_STATES, "schools_duty_state"),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="schools_duty_days"
            ),
        )
        indexes = (models.Index(fields=["region_id", "-first_day"], name="schools_duty_newest"),)

    def __str__(self) -> str:
        return self.name


class DutyTurn(PlacedRow):
    """An officer at a crossing in a turn of each week: 0 is Monday morning, 9 Friday evening."""

    plan = models.ForeignKey(DutyPlan, on_delete=models.CASCADE, related_name="turns")
    station_id = models.UUIDField()
    officer = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    asset_id = models.UUIDField()
    site_id = models.UUIDField()
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta(PlacedRow.Meta):
        db_table = "schools_duty_turn"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "plan", "station_id", "officer", "turn"], name="schools_duty_one_place"
            ),
            models.UniqueConstraint(
                fields=["region_id", "plan", "asset_id", "turn"], name="schools_duty_one_officer"
            ),
        )


class DutyCard(PlacedRow):
    """The link by which an officer checks in. Only the hash of its key is kept; a new card ends the old
    one."""

    plan = models.ForeignKey(DutyPlan, on_delete=models.CASCADE, related_name="cards")
    station_id = models.UUIDField()
    officer = models.PositiveSmallIntegerField()
    key_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "schools_duty_card"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "plan", "station_id", "officer"],
                condition=models.Q(ended_at=None),
                name="schools_duty_one_card",
            ),
        )
        indexes = (models.Index(fields=["key_hash"], name="schools_duty_key"),)


class DutyCheckIn(PlacedRow):
    """An officer said "I am here". `at` by the phone's clock, `received_at` by ours. Appended only."""

    turn = models.ForeignKey(DutyTurn, on_delete=models.PROTECT, related_name="check_ins")
    day = models.DateField()
    client_id = models.UUIDField()
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    metres = models.FloatField(null=True)
    verdict = models.CharField(max_length=12)

    class Meta(PlacedRow.Meta):
        db_table = "schools_duty_check_in"
        constraints = (
            one_of("verdict", VERDICTS, "schools_duty_verdict"),
            models.UniqueConstraint(fields=["region_id", "client_id"], name="schools_duty_check_in_once"),
        )
        indexes = (models.Index(fields=["region_id", "turn", "day"], name="schools_duty_kept"),)
