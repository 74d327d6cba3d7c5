"""A round through a place by a questionnaire, and its answers."""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.schools.rules.words import ANSWERS, ASSESSMENT_STATES
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

from .site import Site


class Assessment(PlacedRow):
    """`instrument`, `version`: which questionnaire of `data/instruments/`. `client_id`: made on the phone
    before there was a network, so that a form sent twice is one. `score_low` to `score_high`: between which
    bounds the score lies; what was not answered widens it and never counts as good. Null while a draft.
    Submitted, a round does not change; it may be withdrawn, and `reason` says why."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="assessments")
    client_id = models.UUIDField()
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    began_at = models.DateTimeField()  # by the phone's clock
    received_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    by_user = models.UUIDField(null=True)
    post = models.TextField()
    is_own = models.BooleanField()  # the school's own round; an inspector's is independent
    asked = models.PositiveSmallIntegerField(null=True)
    answered = models.PositiveSmallIntegerField(null=True)
    score_low = models.FloatField(null=True)
    score_high = models.FloatField(null=True)
    note = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(blank=True)  # post, never a person's name
    reason = models.TextField(blank=True)

    class Meta(PlacedRow.Meta):
        db_table = "schools_assessment"
        constraints = (
            one_of("state", ASSESSMENT_STATES, "schools_assessment_state"),
            models.UniqueConstraint(fields=["region_id", "client_id"], name="schools_assessment_once"),
        )
        indexes = (models.Index(fields=["region_id", "site", "submitted_at"], name="schools_assessment_of"),)


class Answer(PlacedRow):
    """One answer. `lat`, `lon`: where the thing stands that it speaks of, when the one who answered stood at
    it. `metres_off`: how far the phone was from the place; null: it did not say. `file_ids`: photographs in
    the vault."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)
    answer = models.CharField(max_length=14)
    note = models.TextField(blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    metres_off = models.FloatField(null=True)
    at = models.DateTimeField()  # by the phone's clock
    file_ids = models.JSONField(default=list)

    class Meta(PlacedRow.Meta):
        db_table = "schools_answer"
        constraints = (
            one_of("answer", ANSWERS, "schools_answer_word"),
            models.UniqueConstraint(
                fields=["region_id", "assessment", "question"], name="schools_answer_once"
            ),
        )
