"""Data keys, wrapped by the master key, and which master keys this database knows.

These tables hold no person and no row policy: without the master key they are noise, and with it the walls
stand around the sealed rows themselves. `region` is not `region_id` for that reason.

Erasures and files are about persons and stand behind the row policies; papers are about none and stand
there too."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import RegionRow
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.vault.field import EncryptedField


class MasterKey(models.Model):
    """A master key that this database was sealed under: its fingerprint, so that a server with another one
    refuses to start in place of sealing what its neighbours cannot open."""

    id = models.BigIntegerField(primary_key=True)
    created = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "vault_master_key"

    def __str__(self) -> str:
        return f"{self.id:016x}"


class DataKey(models.Model):
    """A wrapped key. `purpose`: data (one living key per region and year) or search (one for the nation).
    `retired`: opens, seals no more. `destroyed`: `wrapped` is emptied, what it sealed is gone."""

    id = models.BigIntegerField(primary_key=True)
    purpose = models.CharField(max_length=10)
    region = models.UUIDField(null=True)
    year = models.SmallIntegerField(null=True)
    wrapped = models.BinaryField()
    created = models.DateTimeField(db_default=Now())
    retired = models.DateTimeField(null=True)
    destroyed = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_key"
        constraints = (
            models.UniqueConstraint(
                fields=["purpose", "region", "year"],
                condition=models.Q(retired=None),
                nulls_distinct=False,
                name="vault_one_living_key",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed=None) | models.Q(wrapped=b"", retired__isnull=False),
                name="vault_destroyed_is_empty",
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.region} {self.year}"


class ChildKey(models.Model):
    """Which key of the store outside the database is the living one of a child. `tag` is a keyed hash."""

    id = models.BigIntegerField(primary_key=True)
    tag = models.BinaryField(max_length=16)
    created = models.DateTimeField(db_default=Now())
    destroyed = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_child_key"
        constraints = (
            models.UniqueConstraint(
                fields=["tag"], condition=models.Q(destroyed=None), name="vault_one_living_child_key"
            ),
        )

    def __str__(self) -> str:
        return f"{self.id:016x}"


class Erasure(RegionRow):
    """The wish to erase what was told about a child, and the second person's agreement. `done` is set after
    the keys are overwritten; what is agreed and not done is finished by a job."""

    REACH: ClassVar[Reach] = Reach(person="person_id")

    person_id = models.UUIDField()
    reason = EncryptedField()
    asked_by = models.UUIDField()
    asked = models.DateTimeField(db_default=Now())
    agreed_by = models.UUIDField(null=True)
    agreed = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    keys = models.IntegerField(null=True)

    class Meta:
        db_table = "vault_erasure"
        base_manager_name = "objects"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "person_id"],
                condition=models.Q(agreed=None),
                name="vault_one_open_erasure",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")),
                name="vault_erasure_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed=None, agreed_by=None, done=None)
                | models.Q(agreed__isnull=False, agreed_by__isnull=False),
                name="vault_erasure_in_order",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Stored(RegionRow):
    """What a file that was let in has in common with others. Its bytes lie sealed in `$QALQAN_HOME/files`;
    `key` is the file's own key, sealed under another one. `scan`: clean, or unknown when no scanner answered;
    what a scanner refuses is never stored."""

    district_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    target_id = models.UUIDField(null=True)
    media = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    key = models.BinaryField()
    scan = models.CharField(max_length=10)
    stored_by = models.UUIDField()
    stored = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.id)


class StoredFile(Stored):
    """A file about a person, or one whose kind may be about one: reached for personal purposes only. Sealed
    under the child's key (or the region's, when it names nobody), so erasing a child erases the files."""

    REACH: ClassVar[Reach] = Reach(district="district_id", organisation="organisation_id", person="person_id")

    person_id = models.UUIDField(null=True)
    name = EncryptedField(child="person_id")

    class Meta(Stored.Meta):
        db_table = "vault_file"
        indexes = (
            models.Index(fields=["region_id", "target_id"], name="vault_file_target"),
            models.Index(fields=["region_id", "person_id"], name="vault_file_person"),
            models.Index(fields=["region_id", "stored_by", "stored"], name="vault_file_quota"),
        )


class StoredPaper(Stored):
    """A file of a kind that is about no person: an act, a letter, a photograph of a building. It has no
    column for one, so whoever works on plans or statistics reaches it, as far as the seat does."""

    REACH: ClassVar[Reach] = Reach(district="district_id", organisation="organisation_id")

    name = EncryptedField()

    class Meta(Stored.Meta):
        db_table = "vault_paper"
        indexes = (
            models.Index(fields=["region_id", "target_id"], name="vault_paper_target"),
            models.Index(fields=["region_id", "stored_by", "stored"], name="vault_paper_quota"),
        )
