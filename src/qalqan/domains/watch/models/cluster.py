"""One thing that is wrong, however many people reported it: the work item."""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.watch.rules.words import CONFIRMS, STEPPERS
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.columns import one_of

# As in `data/states.toml`; a test compares them. Written out, since an index cannot follow a file.
OPEN_STATES = ("new", "accepted", "in_work", "fixed_said", "handed_over")


class Cluster(PlacedRow):
    """`number`: what people quote ("TK-7F3K-92"), unique in its region; `category` and `state`: keys of
    `data/categories.toml` and `data/states.toml`. `site_id`, `asset_id`: what it is about in the register of
    schools, null where it is by no place there. `owner_body`, `organisation_id`: who has to act; `routed_by`:
    the rule that said so, with `routed_why`. `risk`: for whom it is how dangerous, 0 to 100, of the thing and
    never of a person; `risk_why`: its terms. `obligation`: its deadline on the clock, started once: being
    passed on restarts nothing. `witnesses`: different reporters as far as that can be told. `is_shown`: at
    least one report of it may be read by everybody. `merged_into`: it turned out to be one with another.
    """

    number = models.CharField(max_length=16)
    category = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    lat = models.FloatField()
    lon = models.FloatField()
    place_text = models.CharField(max_length=300, blank=True)
    site_id = models.UUIDField(null=True)
    asset_id = models.UUIDField(null=True)
    owner_body = models.CharField(max_length=40, blank=True)
    routed_by = models.CharField(max_length=60, blank=True)
    routed_why = models.JSONField(default=dict)
    risk = models.PositiveSmallIntegerField(default=0)
    risk_why = models.JSONField(default=dict)
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    witnesses = models.PositiveIntegerField(default=1)
    is_shown = models.BooleanField(default=False)
    merged_into = models.UUIDField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)  # that it is there, by a second pair of eyes
    fixed_said_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "watch_cluster"
        constraints = (models.UniqueConstraint(fields=["region_id", "number"], name="watch_cluster_number"),)
        indexes = (
            models.Index(fields=["lat", "lon"], name="watch_cluster_where"),
            models.Index(fields=["region_id", "state", "-risk"], name="watch_cluster_queue"),
            models.Index(fields=["region_id", "-opened_at", "-id"], name="watch_cluster_newest"),
            models.Index(fields=["-opened_at", "-id"], name="watch_cluster_opened"),
            models.Index(fields=["region_id", "site_id"], name="watch_cluster_of_site"),
            models.Index(fields=["-changed_at", "-id"], name="watch_cluster_changed"),
            models.Index(fields=["obligation"], name="watch_cluster_by_clock"),
            models.Index(
                fields=["-risk", "opened_at", "id"],
                condition=models.Q(state__in=OPEN_STATES),
                name="watch_cluster_danger",
            ),
        )

    def __str__(self) -> str:
        return self.number


class ClusterStep(PlacedRow):
    """A move of a work item, with who made it and why. Appended only. `public_note`: what every witness is
    told; `reason`: for those who work on it. `file_ids`: public pictures of `watch.public`, "after" beside
    "before"."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField(db_default=Now())
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    move = models.CharField(max_length=30)
    by_kind = models.CharField(max_length=10)
    by_user = models.UUIDField(null=True)
    post = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    public_note = models.TextField(blank=True)
    file_ids = models.JSONField(default=list)

    class Meta(PlacedRow.Meta):
        db_table = "watch_cluster_step"
        constraints = (one_of("by_kind", STEPPERS, "watch_step_by"),)
        indexes = (models.Index(fields=["region_id", "cluster", "at"], name="watch_step_of"),)


class Confirmation(PlacedRow):
    """Somebody other than who has to act looked. `says`: it is there, it is fixed, it is not. `report_id`:
    the witness who says it, null for an inspector (`by_user`). Appended only."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="confirmations")
    at = models.DateTimeField(db_default=Now())
    says = models.CharField(max_length=10)
    report_id = models.UUIDField(null=True)
    by_user = models.UUIDField(null=True)
    post = models.TextField(blank=True)
    metres = models.FloatField(null=True)  # how far from the thing the phone was, null: not told
    file_ids = models.JSONField(default=list)

    class Meta(PlacedRow.Meta):
        db_table = "watch_confirmation"
        constraints = (one_of("says", CONFIRMS, "watch_confirmation_says"),)
        indexes = (models.Index(fields=["region_id", "cluster", "at"], name="watch_confirmation_of"),)
