"""The exchange with the centres of others: who may post to us, whom we post to and read, and what went where.

A row belongs to a region, its jurisdiction. A key is made for one jurisdiction and kept as a hash; a peer's
key to its own door is sealed. An item binds one report of ours to one report of theirs, so that nothing goes
twice and nothing that came from them goes back.
"""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.watch.rules.words import DIRECTIONS, ITEM_STATES
from qalqan.kernel.access.regional import RegionRow
from qalqan.kernel.columns import one_of
from qalqan.kernel.vault import EncryptedField


class ExchangeRow(RegionRow):
    """A row of the exchange. The key is made by the database and rises with time."""

    made_at = models.DateTimeField(db_default=Now())

    class Meta(RegionRow.Meta):
        abstract = True


class ExchangePeer(ExchangeRow):
    """A centre that speaks Open311. `url`: its endpoint; `jurisdiction`: what it calls the place; `api_key`:
    what lets us post there, sealed. `codes`: our category to its service code; what is not in it is neither
    sent nor taken. `correlates`: it knows our mark of a report (an extension of ours), so that a report is
    posted again without fear; null: not asked yet. `cursor`: what it changed up to this moment was read."""

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=300)
    jurisdiction = models.CharField(max_length=80, blank=True)
    api_key = EncryptedField(null=True)
    codes = models.JSONField(default=dict)
    is_sending = models.BooleanField(default=False)
    is_taking = models.BooleanField(default=False)
    correlates = models.BooleanField(null=True)
    cursor = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(ExchangeRow.Meta):
        db_table = "watch_exchange_peer"
        constraints = (models.UniqueConstraint(fields=["region_id", "name"], name="watch_peer_name"),)

    def __str__(self) -> str:
        return self.name


class ExchangeKey(ExchangeRow):
    """Who may post reports to us. `digest`: SHA-256 of the key, which is shown once; `peer`: the centre it
    was given to, so that what it posts and what we read there are known as one."""

    name = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32)
    peer = models.ForeignKey(ExchangePeer, null=True, on_delete=models.PROTECT, related_name="keys")
    made_by = models.TextField(blank=True)
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(ExchangeRow.Meta):
        db_table = "watch_exchange_key"
        constraints = (models.UniqueConstraint(fields=["region_id", "digest"], name="watch_key_digest"),)

    def __str__(self) -> str:
        return self.name


class ExchangeItem(ExchangeRow):
    """One report on its way. `direction`: "in" from them, "out" to them. `remote_id`: what they call it, ""
    while unknown; of what came by a key, the mark its sender gave it. `state`: queued, sending (posted, the
    answer not kept yet), known, refused (`why`), ended (they closed it or are gone, and it was handed over
    again: another row is beside it). `link`: a `media_url` that was sent along: a word for
    the moderator, never fetched by us."""

    peer = models.ForeignKey(ExchangePeer, null=True, on_delete=models.PROTECT, related_name="items")
    key = models.ForeignKey(ExchangeKey, null=True, on_delete=models.PROTECT, related_name="items")
    direction = models.CharField(max_length=3)
    report_id = models.UUIDField()
    cluster_id = models.UUIDField()
    remote_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    why = models.CharField(max_length=80, blank=True)
    link = models.CharField(max_length=500, blank=True)
    remote_status = models.CharField(max_length=10, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta(ExchangeRow.Meta):
        db_table = "watch_exchange_item"
        constraints = (
            one_of("direction", DIRECTIONS, "watch_item_direction"),
            one_of("state", ITEM_STATES, "watch_item_state"),
            models.UniqueConstraint(
                fields=["region_id", "peer", "report_id"],
                condition=~models.Q(state="ended"),
                name="watch_item_once",
            ),
            models.UniqueConstraint(
                fields=["region_id", "peer", "remote_id"],
                condition=~models.Q(remote_id=""),
                name="watch_item_remote",
            ),
        )
        indexes = (
            models.Index(fields=["region_id", "report_id"], name="watch_item_report"),
            models.Index(fields=["region_id", "peer", "state", "next_at"], name="watch_item_due"),
            models.Index(fields=["region_id", "key", "report_id"], name="watch_item_key"),
        )

    def __str__(self) -> str:
        return f"{self.direction} {self.remote_id or self.report_id}"
