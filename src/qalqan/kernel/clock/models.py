"""Rules and obligations in tables.

A rule is one row a period of validity (`WITHOUT OVERLAPS`, migration 0001), public, written from `data/`
only. An obligation keeps the version that was in force when it started, so that a change of the law does not
touch it. Everything about an obligation carries the region, and where it is known the district and
organisation that owe it, so that narrower seats reach it; nothing of it names a person: the target is a kind
and an id.

An obligation of a national body stands in the region of its seat (the capital).
"""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.clock.rules import OPEN, SHIFTS, STATED, STATES, UNITS
from qalqan.kernel.columns import one_of


class DeadlineRule(models.Model):
    """A version of a rule. `basis`: law, decree or default; `confirmed`: by a lawyer, else it is a draft."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    code = models.CharField(max_length=60)
    valid = DateRangeField()
    unit = models.CharField(max_length=20)
    amount = models.PositiveSmallIntegerField()
    shift = models.CharField(max_length=10)
    counts_first_day = models.BooleanField(default=False)
    grounds = ArrayField(models.CharField(max_length=20), default=list)
    kk = models.TextField()
    ru = models.TextField()
    en = models.TextField()
    basis = models.CharField(max_length=10)
    act = models.TextField(blank=True)
    address = models.TextField(blank=True)
    start = models.CharField(max_length=20)
    owes = models.CharField(max_length=20)
    confirmed = models.BooleanField(default=False)

    class Meta:
        db_table = "clock_rule"
        constraints = (
            one_of("unit", (*UNITS, STATED), "clock_rule_unit"),
            one_of("shift", SHIFTS, "clock_rule_shift"),
        )

    def __str__(self) -> str:
        return self.code


class RuleRung(models.Model):
    """A step of a rule's ladder. `offset`: units before (negative) or after the deadline."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    rule = models.ForeignKey(DeadlineRule, on_delete=models.CASCADE, related_name="rungs")
    number = models.PositiveSmallIntegerField()
    offset = models.SmallIntegerField()
    unit = models.CharField(max_length=20)
    to = models.CharField(max_length=20)

    class Meta:
        db_table = "clock_rule_rung"
        constraints = (models.UniqueConstraint(fields=["rule", "number"], name="clock_one_rung_a_number"),)

    def __str__(self) -> str:
        return f"{self.offset} {self.unit}: {self.to}"


class Obligation(PlacedRow):
    """Somebody owes something by a moment. `code` repeats the rule's, whichever version governs: at most one
    clock of a code runs for a target. `zone`: whose local days it counts."""

    rule = models.ForeignKey(DeadlineRule, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    zone = models.CharField(max_length=20)
    target_kind = models.CharField(max_length=40)
    target_id = models.UUIDField()
    owes = models.CharField(max_length=80)
    started = models.DateTimeField()
    due = models.DateTimeField()
    ends_the_day = models.BooleanField()
    is_estimated = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="running")
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "clock_obligation"
        constraints = (
            one_of("state", STATES, "clock_obligation_state"),
            models.UniqueConstraint(
                fields=["region_id", "target_kind", "target_id", "code"],
                condition=models.Q(state__in=OPEN),
                name="clock_one_open_a_target",
            ),
        )
        indexes = (
            models.Index(fields=["region_id", "due"], condition=models.Q(state__in=OPEN), name="clock_open"),
            models.Index(fields=["due"], condition=models.Q(state__in=OPEN), name="clock_open_nation"),
            models.Index(
                fields=["target_kind", "due"], condition=models.Q(state__in=OPEN), name="clock_open_of_kind"
            ),
            models.Index(fields=["region_id", "state", "due"], name="clock_by_state"),
            models.Index(
                fields=["state", "due"],
                condition=models.Q(state__in=("paused", "breached")),
                name="clock_in_trouble",
            ),
            models.Index(fields=["region_id", "target_kind", "target_id"], name="clock_of_target"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class Escalation(PlacedRow):
    """A rung of one obligation's ladder, for one deadline (`due_for`: a pause moves the deadline, and the
    ladder is laid anew). It rings once: `done_at` is set in the transaction that tells."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="escalations")
    number = models.PositiveSmallIntegerField()
    is_deadline = models.BooleanField()
    to = models.CharField(max_length=20)
    due_for = models.DateTimeField()
    rings_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "clock_escalation"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "obligation", "number", "due_for"], name="clock_rung_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["rings_at"],
                condition=models.Q(done_at__isnull=True, dropped_at__isnull=True),
                name="clock_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.to}"


class Pause(PlacedRow):
    """The clock stands still, for one of the rule's grounds; one open pause an obligation."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="pauses")
    ground = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "clock_pause"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "obligation"],
                condition=models.Q(until__isnull=True),
                name="clock_one_open_pause",
            ),
        )

    def __str__(self) -> str:
        return self.ground


class Lowering(PlacedRow):
    """Somebody asks that a protection be lowered: an obligation waived, or begun later. It takes two people:
    the database itself refuses a decision by the one who asked."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="lowerings")
    kind = models.CharField(max_length=20)  # waive, correct_start
    reason = models.TextField()
    new_start = models.DateTimeField(null=True)
    asked_user = models.UUIDField()
    asked_seat = models.UUIDField()
    asked_role = models.CharField(max_length=40)
    asked_at = models.DateTimeField(db_default=Now())
    decided_user = models.UUIDField(null=True)
    decided_seat = models.UUIDField(null=True)
    decided_role = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "clock_lowering"
        constraints = (
            one_of("kind", ("waive", "correct_start"), "clock_lowering_kind"),
            models.CheckConstraint(
                condition=models.Q(decided_user__isnull=True)
                | ~models.Q(decided_user=models.F("asked_user")),
                name="clock_lowering_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(is_confirmed__isnull=True) | models.Q(decided_user__isnull=False),
                name="clock_lowering_decided_by_someone",
            ),
            models.UniqueConstraint(
                fields=["region_id", "obligation"],
                condition=models.Q(is_confirmed__isnull=True),
                name="clock_one_open_lowering",
            ),
        )

    def __str__(self) -> str:
        return self.kind


class Entry(PlacedRow):
    """One line of an obligation's history; appended, never changed (rights in migration 0001)."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="entries")
    act = models.CharField(max_length=20)
    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=60)  # the role, or the service's name
    seat_id = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    due = models.DateTimeField()

    class Meta(PlacedRow.Meta):
        db_table = "clock_entry"
        indexes = (models.Index(fields=["region_id", "obligation", "at"], name="clock_history"),)

    def __str__(self) -> str:
        return self.act


class Edition(models.Model):
    """One row per load of `data/`; the newest says which files the rules' tables hold."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "clock_edition"

    def __str__(self) -> str:
        return self.sha256
