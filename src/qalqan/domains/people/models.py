"""People, the only identities of the system. Every other room keeps a person's id and nothing that names him.

Four shapes decide the rest:

* `region_id` stands in every table and first in every key: the region that answers for the person today. It
  is the distribution key of the day when one server is not enough, so a foreign key binds only what lies in
  one region; `Kinship.relative` may be elsewhere and has no constraint in the database.
* Who reaches a person is `Attachment`: an organisation's seats reach those attached to it, and nobody else.
* Names are plain text, because lists are alphabetical; IIN, phone and address are sealed, and found by keyed
  equality (`*_key`), never by ILIKE. Sealing and keys are the vault's.
* Two records of one person are never merged. A `SamePersonClaim` says that they are one; withdrawn, it leaves
  no trace in what it joined.

Unknown is a value: a birth date has `birth_known`, an IIN has `iin_state`.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Concat, Now
from django.db.models.functions.uuid import UUID7

from qalqan.domains.people.rules import (
    BIRTH_KNOWN,
    CAPACITIES,
    IIN_STATES,
    KINSHIPS,
    LANGUAGES,
    SEXES,
    SOURCES,
)
from qalqan.kernel.access.models import Reach, Regional
from qalqan.kernel.columns import one_of
from qalqan.kernel.vault import EncryptedField

VIA = "people_attachment"


def _choices(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, key) for key in keys]


def _two_people(second: str, first: str, name: str) -> models.CheckConstraint:
    """The second person is never the first."""
    condition = models.Q(**{f"{second}__isnull": True}) | ~models.Q(**{second: models.F(first)})
    return models.CheckConstraint(condition=condition, name=name)


class SortKey(models.Func):
    """`people_sort_key(text)` of migration 0001: one byte a letter, in the order of the Kazakh alphabet."""

    function = "people_sort_key"
    output_field = models.TextField()


class Person(Regional):
    """Someone the state knows. Whether a child is asked of the birth date on a day, never stored.

    `district_id`: the district that answers for the person, null while unknown: then district seats do not
    reach the row. `anonymised_at`: names, IIN, phone and address are gone, the id remains for statistics."""

    REACH: ClassVar[Reach] = Reach(district="district_id", person="id", via=VIA)

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    surname = models.CharField(max_length=100)
    given = models.CharField(max_length=100, blank=True)
    patronymic = models.CharField(max_length=100, blank=True)
    sort_key = models.GeneratedField(
        expression=SortKey(Concat("surname", models.Value(" "), "given", models.Value(" "), "patronymic")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    surname_key = models.BinaryField(max_length=16)
    given_key = models.BinaryField(max_length=16, null=True)
    patronymic_key = models.BinaryField(max_length=16, null=True)
    birth_date = models.DateField(null=True)
    birth_known = models.CharField(max_length=7, choices=_choices(BIRTH_KNOWN), default="unknown")
    sex = models.CharField(max_length=7, choices=_choices(SEXES), default="unknown")
    language = models.CharField(max_length=7, choices=_choices(LANGUAGES), default="unknown")
    iin = EncryptedField(null=True)
    iin_key = models.BinaryField(max_length=16, null=True)
    iin_state = models.CharField(max_length=7, choices=_choices(IIN_STATES), default="unknown")
    phone = EncryptedField(null=True)
    phone_key = models.BinaryField(max_length=16, null=True)
    address = EncryptedField(null=True)
    address_key = models.BinaryField(max_length=16, null=True)
    died_on = models.DateField(null=True)
    anonymised_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Regional.Meta):
        db_table = "people_person"
        constraints = (
            one_of("birth_known", BIRTH_KNOWN, "people_person_birth_known"),
            one_of("sex", SEXES, "people_person_sex"),
            one_of("language", LANGUAGES, "people_person_language"),
            one_of("iin_state", IIN_STATES, "people_person_iin_state"),
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True, birth_known="unknown")
                | (models.Q(birth_date__isnull=False) & ~models.Q(birth_known="unknown")),
                name="people_person_birth_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(iin__isnull=False, iin_key__isnull=False, iin_state="known")
                | (models.Q(iin__isnull=True, iin_key__isnull=True) & ~models.Q(iin_state="known")),
                name="people_person_iin_whole",
            ),
        )
        # An IIN is not unique in the tables: across regions a refusal would tell that it exists elsewhere,
        # and inside one a duplicate must be recorded before it can be resolved (SamePersonClaim).
        indexes = (
            models.Index(fields=["region_id", "sort_key", "id"], name="people_in_region"),
            models.Index(fields=["region_id", "district_id", "sort_key", "id"], name="people_in_district"),
            models.Index(fields=["region_id", "surname_key", "given_key"], name="people_by_surname"),
            models.Index(fields=["region_id", "given_key", "patronymic_key"], name="people_by_given"),
            models.Index(
                fields=["region_id", "iin_key"],
                name="people_by_iin",
                condition=models.Q(iin_key__isnull=False),
            ),
            models.Index(
                fields=["region_id", "phone_key"],
                name="people_by_phone",
                condition=models.Q(phone_key__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)  # a name would end up in logs


class Kinship(Regional):
    """What `relative` is to `child`: mother, guardian... Region and district are the child's.

    `is_restricted`: a court or the guardianship body keeps this relative away from the child; the relative
    then never sees where the child is. `until` is the first day it holds no more."""

    REACH: ClassVar[Reach] = Reach(district="district_id", person="child_id", via=VIA)

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin", db_index=False)
    relative = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="kin_of", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=20, choices=_choices(KINSHIPS))
    is_custodial = models.BooleanField(default=False)
    is_restricted = models.BooleanField(default=False)
    source = models.CharField(max_length=20, choices=_choices(SOURCES), default="declared")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Regional.Meta):
        db_table = "people_kinship"
        constraints = (
            one_of("kind", KINSHIPS, "people_kinship_kind"),
            one_of("source", SOURCES, "people_kinship_source"),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("relative")), name="people_kinship_of_two"
            ),
            models.UniqueConstraint(
                fields=["region_id", "child", "relative", "kind"],
                condition=models.Q(until__isnull=True),
                name="people_kinship_once",
            ),
        )
        indexes = (
            models.Index(fields=["child"], name="people_kinship_child"),
            models.Index(fields=["relative"], name="people_kinship_relative"),
        )

    def __str__(self) -> str:
        return f"{self.child_id}: {self.kind}"


class Attachment(Regional):
    """A person belongs to an organisation in some capacity, from a day to a day: what gives its seats their
    reach. Region and district are the organisation's. `class_label` is a pupil's class and narrows a class
    teacher's reach, so a pupil's guardians carry it too: one row for each class their children are in."""

    REACH: ClassVar[Reach] = Reach(
        district="district_id", organisation="organisation_id", unit="class_label", person="person_id"
    )

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    organisation = models.ForeignKey(
        "bodies.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attachments", db_index=False)
    capacity = models.CharField(max_length=10, choices=_choices(CAPACITIES))
    class_label = models.CharField(max_length=10, blank=True)
    shift = models.PositiveSmallIntegerField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Regional.Meta):
        db_table = "people_attachment"
        constraints = (
            one_of("capacity", CAPACITIES, "people_attachment_capacity"),
            models.UniqueConstraint(
                fields=["region_id", "organisation", "capacity", "person", "class_label"],
                condition=models.Q(until__isnull=True),
                name="people_attachment_once",
            ),
        )
        indexes = (
            models.Index(fields=["region_id", "organisation", "class_label"], name="people_attachment_class"),
            models.Index(fields=["person", "organisation"], name="people_attachment_person"),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.capacity}"


class Correction(Regional):
    """A value as it stood before somebody corrected it: nothing that was believed is lost. `old` is sealed
    for the vault's fields, and bound to this row. Appended, never edited."""

    REACH: ClassVar[Reach] = Reach(district="district_id", person="person_id", via=VIA)

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="corrections", db_index=False)
    field = models.CharField(max_length=20)
    old = EncryptedField(null=True)
    reason = models.CharField(max_length=500)
    seat_id = models.UUIDField()
    user_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta(Regional.Meta):
        db_table = "people_correction"
        indexes = (models.Index(fields=["person", "at"], name="people_correction_person"),)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.field}"


class SamePersonClaim(Regional):
    """Two records are said to be of one person. In force once a second person has confirmed it, until it is
    withdrawn; resolving it changes no row of either. Region and district are those of `one`."""

    REACH: ClassVar[Reach] = Reach(district="district_id", person="one_id", via=VIA)

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    one = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    reason = models.CharField(max_length=500)
    claimed_by = models.UUIDField()
    claimed_seat = models.UUIDField()
    claimed_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.UUIDField(null=True)
    confirmed_seat = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_seat = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta(Regional.Meta):
        db_table = "people_same_person_claim"
        constraints = (
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="people_same_ordered"),
            _two_people("confirmed_by", "claimed_by", "people_same_two_people"),
            models.UniqueConstraint(
                fields=["region_id", "one", "other"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="people_same_once",
            ),
        )
        indexes = (
            models.Index(fields=["one"], name="people_same_one"),
            models.Index(fields=["other"], name="people_same_other"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}"


class RestrictionLift(Regional):
    """Somebody asks that a relative be kept away no more; in force once a second person, who has seen the
    document, confirms. Region and district are the child's."""

    REACH: ClassVar[Reach] = Reach(district="district_id", person="child_id", via=VIA)

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    kinship = models.ForeignKey(Kinship, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=500)
    document = models.CharField(max_length=200)
    asked_by = models.UUIDField()
    asked_seat = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.UUIDField(null=True)
    confirmed_seat = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    declined_by = models.UUIDField(null=True)
    declined_seat = models.UUIDField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=500, blank=True)

    class Meta(Regional.Meta):
        db_table = "people_restriction_lift"
        constraints = (
            _two_people("confirmed_by", "asked_by", "people_lift_two_people"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False, declined_at__isnull=True),
                name="people_lift_one_answer",
            ),
            models.UniqueConstraint(
                fields=["region_id", "kinship"],
                condition=models.Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="people_lift_once",
            ),
        )
        indexes = (models.Index(fields=["child"], name="people_lift_child"),)

    def __str__(self) -> str:
        return str(self.id)


class PersonAccount(Regional):
    """Which record is the signed-in person's own. Made when a person has proved who he is."""

    REACH: ClassVar[Reach] = Reach(person="person_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    user_id = models.UUIDField(db_index=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta(Regional.Meta):
        db_table = "people_account"
        constraints = (
            models.UniqueConstraint(fields=["region_id", "person"], name="people_account_of_person"),
            models.UniqueConstraint(fields=["region_id", "user_id"], name="people_account_of_user"),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class SealedLink(Regional):
    """Adoption: the child lives on under a new number and a new record, and the old and the new may meet only
    here. The row names neither: `old_key` and `new_key` are keyed digests of the persons' ids, `pair` is
    sealed. The database shows it under the purpose justice only; reading `pair` takes a `SealOpening`."""

    REACH: ClassVar[Reach] = Reach()

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    old_key = models.BinaryField(max_length=16)
    new_key = models.BinaryField(max_length=16)
    pair = EncryptedField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta(Regional.Meta):
        db_table = "people_sealed_link"
        constraints = (
            models.UniqueConstraint(fields=["region_id", "old_key"], name="people_sealed_old_once"),
            models.UniqueConstraint(fields=["region_id", "new_key"], name="people_sealed_new_once"),
        )

    def __str__(self) -> str:
        return str(self.id)


class SealOpening(Regional):
    """A court's order to open one seal: asked by one person, approved by another, good until an hour."""

    REACH: ClassVar[Reach] = Reach(district="district_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district_id = models.UUIDField(null=True)
    person_key = models.BinaryField(max_length=16)
    court_act = models.CharField(max_length=200)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    approved_by = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)

    class Meta(Regional.Meta):
        db_table = "people_seal_opening"
        constraints = (_two_people("approved_by", "asked_by", "people_opening_two_people"),)

    def __str__(self) -> str:
        return str(self.id)
