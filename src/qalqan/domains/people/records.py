"""One person's record as values, in the sections that the scope's role and purpose may see; the claims that
two records are one; and whose record is the signed-in person's own."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from qalqan.domains.people import rules
from qalqan.domains.people.actions import drafted, reached
from qalqan.domains.people.models import (
    Attachment,
    Correction,
    Kinship,
    Person,
    PersonAccount,
    SamePersonClaim,
)
from qalqan.domains.people.names import Name
from qalqan.domains.people.queries import PersonLine, line, name_of, read_kin
from qalqan.domains.people.rules import Sameness
from qalqan.domains.people.sameness import every_record, same_as
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import Own, Scope, Service, scope


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative of a child. `name` is None for one beyond the scope's reach: that there is one is said, who
    it is is not. `phone` is known with the section contact_safe."""

    id: UUID
    person_id: UUID
    name: Name | None
    kind: str
    is_custodial: bool
    is_restricted: bool
    source: str
    since: date | None
    until: date | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is attached, or was."""

    id: UUID
    organisation_id: UUID
    capacity: str
    class_label: str
    shift: int | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A value as it stood before; None where the scope does not see its section."""

    field: str
    old: str | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """A record. What the sections do not show is None, which is not the same as an empty value."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    sections: frozenset[str]
    name: Name
    birth_date: date | None
    birth_known: str
    age: int | None
    is_child: bool | None
    sex: str
    language: str
    iin: str | None
    iin_state: str
    died_on: date | None
    doubts: tuple[str, ...]
    phone: str | None
    address: str | None
    kin: tuple[Kin, ...] | None
    places: tuple[Place, ...]
    corrections: tuple[Corrected, ...]
    same: tuple[UUID, ...]


CONTACT = "contact_safe"


def record(s: Scope, person_id: UUID, *, act: str = "people.read") -> Record:
    """A person's record; the read stands in the ledger. Refused("gone") for who is out of reach."""
    person = reached(s, person_id)
    sections = s.sections("person")
    ledger.read(act, kind="person", persons=[(person.id, person.region_id)], sections=sections)
    day = timezone.localdate()
    draft = drafted(person)
    contact = CONTACT in sections
    stands_for = same_as([person.id])[person.id]
    return Record(
        person.id,
        person.region_id,
        person.district_id,
        sections,
        name_of(person),
        person.birth_date,
        person.birth_known,
        rules.age_on(person.birth_date, day),
        rules.is_child(person.birth_date, day),
        person.sex,
        person.language,
        draft.iin,
        person.iin_state,
        person.died_on,
        tuple(rules.doubts(draft)),
        draft.phone if contact else None,
        draft.address if contact else None,
        kin_of(s, person.id) if contact else None,
        _places(s, person.id),
        _corrections(s, person.id, contact),
        () if stands_for == person.id else (stands_for,),
    )


def kin_of(s: Scope, child_id: UUID) -> tuple[Kin, ...]:
    """A child's relatives, those that a court keeps away first, then the custodial."""
    ties = list(Kinship.objects.within(s).filter(child_id=child_id))
    known = {p.id: p for p in Person.objects.within(s).filter(id__in=[tie.relative_id for tie in ties])}
    kept_away = {tie.relative_id for tie in ties if tie.is_restricted}
    read_kin(known.values(), kept_away, frozenset({"identity", CONTACT}))
    found = [
        Kin(
            tie.id,
            tie.relative_id,
            name_of(known[tie.relative_id]) if tie.relative_id in known else None,
            tie.kind,
            tie.is_custodial,
            tie.is_restricted,
            tie.source,
            tie.since,
            tie.until,
            known[tie.relative_id].phone if tie.relative_id in known else None,
        )
        for tie in ties
    ]
    return tuple(sorted(found, key=lambda k: (not k.is_restricted, not k.is_custodial, k.kind, str(k.id))))


def _places(s: Scope, person_id: UUID) -> tuple[Place, ...]:
    rows = Attachment.objects.within(s).filter(person_id=person_id).order_by("-until", "-since", "id")
    return tuple(
        Place(r.id, r.organisation_id, r.capacity, r.class_label, r.shift, r.since, r.until) for r in rows
    )


def _corrections(s: Scope, person_id: UUID, contact: bool) -> tuple[Corrected, ...]:
    rows = Correction.objects.within(s).filter(person_id=person_id).order_by("-at", "-id")
    return tuple(
        Corrected(r.field, r.old if contact or r.field not in ("phone", "address") else None, r.reason, r.at)
        for r in rows
    )


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in a list. `other` is None where the second record is out of reach."""

    id: UUID
    one: PersonLine
    other: PersonLine | None
    reason: str
    claimed_at: datetime
    claimed_by: UUID
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with both records side by side: (field, one's value, other's value, how they compare)."""

    line: ClaimLine
    fields: tuple[tuple[str, str, str, Sameness], ...]


def claims(s: Scope, *, size: int = 100) -> tuple[ClaimLine, ...]:
    """The claims within reach, those that wait first, then the newest."""
    rows = list(
        SamePersonClaim.objects.within(s).order_by("withdrawn_at", "confirmed_at", "-claimed_at")[:size]
    )
    rows.sort(key=lambda claim: (claim.withdrawn_at is not None, claim.confirmed_at is not None))
    people = _people(s, {id for row in rows for id in (row.one_id, row.other_id)})
    return tuple(_claim_line(row, people) for row in rows if row.one_id in people)


def claim(s: Scope, claim_id: UUID) -> Claim | None:
    """One claim, both records compared; both reads stand in the ledger. None out of reach of either."""
    row = SamePersonClaim.objects.within(s).filter(id=claim_id).first()
    if row is None:
        return None
    people = _people(s, {row.one_id, row.other_id})
    if len(people) < 2:
        return None
    sections = s.sections("person")
    ledger.read(
        "people.compare",
        kind="person",
        persons=[(p.id, p.region_id) for p in people.values()],
        sections=sections,
    )
    shown = ["surname", "given", "patronymic", "birth_date", "sex", "language", "iin"]
    if CONTACT in sections:
        shown += ["phone", "address"]
    one, other = drafted(people[row.one_id]), drafted(people[row.other_id])
    fields = []
    for name in shown:
        left, right = getattr(one, name), getattr(other, name)
        fields.append((name, str(left or ""), str(right or ""), rules.compare(left, right)))
    return Claim(_claim_line(row, people), tuple(fields))


def _people(s: Scope, ids: set[UUID]) -> dict[UUID, Person]:
    return {p.id: p for p in Person.objects.within(s).filter(id__in=ids)}


def _claim_line(row: SamePersonClaim, people: dict[UUID, Person]) -> ClaimLine:
    other = people.get(row.other_id)
    return ClaimLine(
        row.id,
        line(people[row.one_id]),
        line(other) if other else None,
        row.reason,
        row.claimed_at,
        row.claimed_by,
        row.confirmed_at,
        row.withdrawn_at,
        row.withdrawn_why,
    )


def own(user_id: UUID) -> Own | None:
    """The actor of a signed-in person's own scope: the own record and those of the minor children represented
    (`rules.children_of`), walked with the program's own hands, because no scope of the person exists yet. A
    restriction on any record of the person or of the child keeps away from all. None without a record."""
    with scope(Service("people.own"), "own"):
        account = PersonAccount.objects.filter(user_id=user_id).first()
        if account is None:
            return None
        records = every_record([account.person_id])
        everyones = list(Kinship.objects.filter(relative_id__in=records))
        kept_away = every_record(tie.child_id for tie in everyones if tie.is_restricted)
        ties = [tie for tie in everyones if tie.relative_id == account.person_id]
        born = dict(
            Person.objects.filter(Q(id__in=[tie.child_id for tie in ties])).values_list("id", "birth_date")
        )
        listed = [rules.Tie(t.child_id, t.kind, t.is_restricted, t.source, t.since, t.until) for t in ties]
        children = rules.children_of(listed, born, timezone.localdate()) - kept_away
        return Own(user_id, (account.person_id, *sorted(children)))
