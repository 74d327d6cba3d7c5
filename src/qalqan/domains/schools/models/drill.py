"""Evacuation drills and visitors of a school."""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of
from qalqan.kernel.vault import EncryptedField

from .site import Site

DRILL_KINDS = ("fire", "earthquake", "intruder", "gas", "other")
DRILL_STATES = ("planned", "running", "closed", "called_off")
ENTRIES = ("document", "known", "pass")  # how somebody at the door was recognised


class Drill(PlacedRow):
    """A drill is planned, started and stopped by phone, and closes when everybody is accounted for.
    `stopped_at`: the building was empty. `is_announced` false: nobody was told the hour. `by_inspector`: one
    watched it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="drills")
    kind = models.CharField(max_length=12)
    planned_for = models.DateTimeField()
    scenario = models.TextField(blank=True)
    is_announced = models.BooleanField(default=True)
    state = models.CharField(max_length=10, default="planned")
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    lessons = models.TextField(blank=True)  # what went wrong and what is done about it
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.TextField()
    made_user = models.UUIDField(null=True)
    witnessed_at = models.DateTimeField(null=True)
    witnessed_by = models.TextField(blank=True)
    witnessed_user = models.UUIDField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "schools_drill"
        constraints = (
            one_of("kind", DRILL_KINDS, "schools_drill_kind"),
            one_of("state", DRILL_STATES, "schools_drill_state"),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None) | models.Q(stopped_at__gte=models.F("started_at")),
                name="schools_drill_times",
            ),
            models.UniqueConstraint(
                fields=["region_id", "site"],
                condition=models.Q(state="running"),
                name="schools_one_drill_runs",
            ),
        )
        indexes = (models.Index(fields=["region_id", "site", "-planned_for"], name="schools_drill_of"),)


class HeadCount(PlacedRow):
    """How many of a group stand outside. `group`: a class or "staff", never a child's name. The newest count
    of a group holds; `missing_where` says where those are who were expected and did not come out with it."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="counts")
    client_id = models.UUIDField()
    group = models.CharField(max_length=40)
    expected = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    excused = models.PositiveSmallIntegerField(default=0)
    missing_where = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    by_user = models.UUIDField(null=True)
    post = models.TextField()

    class Meta(PlacedRow.Meta):
        db_table = "schools_head_count"
        constraints = (
            models.UniqueConstraint(fields=["region_id", "client_id"], name="schools_head_count_once"),
        )
        indexes = (models.Index(fields=["region_id", "drill", "group", "at"], name="schools_head_count_of"),)


class Visitor(PlacedRow):
    """An outsider in a school. The name is sealed and gone after 90 days; who was visited is a post, never a
    child. `left_at` null: still inside."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="visitors")
    name = EncryptedField(null=True)
    entry = models.CharField(max_length=10)
    visits = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    badge = models.CharField(max_length=20)
    came_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    by_user = models.UUIDField(null=True)
    post = models.TextField()
    anonymised_at = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "schools_visitor"
        constraints = (
            one_of("entry", ENTRIES, "schools_visitor_entry"),
            models.UniqueConstraint(
                fields=["region_id", "site", "badge"],
                condition=models.Q(left_at=None),
                name="schools_one_badge",
            ),
        )
        indexes = (models.Index(fields=["region_id", "site", "-came_at"], name="schools_visitor_of"),)
