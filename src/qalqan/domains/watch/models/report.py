"""What one citizen sent: photo first, place, one line."""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.watch.rules.pictures import PHOTO_STATES
from qalqan.domains.watch.rules.words import CHANNELS, MODERATION
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of
from qalqan.kernel.vault import EncryptedField

from .cluster import Cluster


class Report(PlacedRow):
    """`client_id`: made on the phone, so that a draft sent twice is one report. `text` is as written;
    `public_text` what a moderator lets everybody read. `contact`: an e-mail for answers, sealed, never shown
    to staff, gone after 365 days (`anonymised_at`); `secret_hash`: SHA-256 of the key in the reporter's own
    link. `sender_key`: a keyed hash that joins reports of one sender for a day, for limits and for counting
    witnesses; it is cut with the rest. `score`, `score_why`: why it was joined to its cluster."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="reports")
    client_id = models.UUIDField()
    category = models.CharField(max_length=40)
    text = models.CharField(max_length=4000, blank=True)
    public_text = models.CharField(max_length=4000, blank=True)
    language = models.CharField(max_length=2)
    details = models.JSONField(default=dict)  # attributes of the category, by code
    lat = models.FloatField()
    lon = models.FloatField()
    accuracy = models.FloatField(null=True)  # metres, as the phone said
    place_text = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=8)
    seen_at = models.DateTimeField()  # when it was seen, by the phone's clock, never after received_at
    received_at = models.DateTimeField(db_default=Now())
    moderation = models.CharField(max_length=10, default="waiting")
    contact = EncryptedField(null=True)
    secret_hash = models.BinaryField(max_length=32, null=True)
    sender_key = models.BinaryField(max_length=16, null=True)
    score = models.FloatField(null=True)
    score_why = models.JSONField(default=dict)
    anonymised_at = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "watch_report"
        constraints = (
            one_of("channel", CHANNELS, "watch_report_channel"),
            one_of("moderation", MODERATION, "watch_report_moderation"),
            models.UniqueConstraint(fields=["region_id", "client_id"], name="watch_report_once"),
        )
        indexes = (
            models.Index(fields=["region_id", "cluster"], name="watch_report_of"),
            models.Index(fields=["region_id", "moderation", "received_at"], name="watch_report_queue"),
            models.Index(fields=["moderation", "received_at", "id"], name="watch_report_moderated"),
            models.Index(fields=["secret_hash"], name="watch_report_secret"),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.received_at:%Y-%m-%d}"


class ReportPhoto(PlacedRow):
    """A picture twice: `original_id`, sealed in the vault as `watch.original`, whose every opening is in the
    book; `public_id`, re-encoded with faces and plates destroyed (`watch.public`). Null: the picture could
    not be made safe, and nobody outside sees it. `phash`: perceptual hash of the public copy, 64 bits as a
    signed number. `state`: of the public copy; it is made by a job after the original was taken in."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveSmallIntegerField()
    original_id = models.UUIDField(null=True)
    public_id = models.UUIDField(null=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    faces = models.PositiveSmallIntegerField()
    plates = models.PositiveSmallIntegerField()
    phash = models.BigIntegerField()
    state = models.CharField(max_length=10, default="waiting")

    class Meta(PlacedRow.Meta):
        db_table = "watch_report_photo"
        constraints = (
            one_of("state", PHOTO_STATES, "watch_photo_state"),
            models.UniqueConstraint(fields=["region_id", "report", "position"], name="watch_photo_once"),
        )
