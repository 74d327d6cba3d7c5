"""The verbs: bring the register in line with the files of this release and the map; load organisations.

Bodies and functions keep their ids (others refer to them); names, mandates and holdings, to which nobody
refers, are written anew. A body or function that has left the files is refused: end it, do not remove it.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from qalqan.domains.bodies import models, reference
from qalqan.domains.bodies.rules import ORGANISATION_KINDS, NewOrganisation, Register, faults
from qalqan.domains.territory import api as territory
from qalqan.kernel.periods import Period
from qalqan.kernel.temporal import daterange, is_migrated


class ReferenceRefusedError(ValueError):
    """The files cannot be loaded; the message says what is wrong, one fault a line."""


def load_reference() -> bool:
    """Load the register of `data/` over the map. True if the tables changed, False if they held this edition
    already. ReferenceRefusedError, with nothing written, if it contradicts itself."""
    digest = reference.fingerprint(territory.edition())
    newest = models.Edition.objects.order_by("-id").first()
    if newest is not None and newest.sha256 == digest:
        return False
    write(reference.read(territory.atlas()), digest)
    return True


def write(register: Register, digest: str) -> None:
    """Make the tables hold `register`, in one transaction. ReferenceRefusedError as `load_reference`;
    IntegrityError if the database finds what the rules did not."""
    if wrong := faults(register):
        raise ReferenceRefusedError("\n".join(wrong))
    with transaction.atomic():
        _refuse_removals(register)
        models.Holding.objects.all().delete()
        models.Mandate.objects.all().delete()
        models.BodyName.objects.all().delete()
        _write_functions(register)
        _write_bodies(register)
        _write_holdings(register)
        models.Edition.objects.create(sha256=digest, checked_until=register.checked_until)
        with connection.cursor() as cursor:  # speak now: an error at COMMIT would name no statement of ours
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def load_after_migrate(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of Django's post_migrate: loads once the domain's own tables are those of this code."""
    if using == DEFAULT_DB_ALIAS and is_migrated(app_config.label):
        load_reference()


def _refuse_removals(register: Register) -> None:
    bodies = models.Body.objects.exclude(code__in=[b.code for b in register.bodies])
    functions = models.Function.objects.exclude(key__in=[f.key for f in register.functions])
    gone = [*bodies.values_list("code", flat=True), *functions.values_list("key", flat=True)]
    if gone:
        raise ReferenceRefusedError(
            "\n".join(f"{code}: end it in the files; it cannot be removed" for code in gone)
        )


def _write_functions(register: Register) -> None:
    models.Function.objects.bulk_create(
        [
            models.Function(
                key=f.key, scope=f.scope, life=daterange(f.life), kk=f.name.kk, ru=f.name.ru, en=f.name.en
            )
            for f in register.functions
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["scope", "life", "kk", "ru", "en"],
    )


def _write_bodies(register: Register) -> None:
    regions = {region.code: region.id for region in territory.atlas().regions}
    models.Body.objects.bulk_create(
        [
            models.Body(
                code=b.code,
                kind=b.kind,
                region_id=regions[b.region] if b.region else None,
                life=daterange(b.life),
                source=b.source,
            )
            for b in register.bodies
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["kind", "region", "life", "source"],
    )
    stored = {body.code: body for body in models.Body.objects.all()}
    functions = dict(models.Function.objects.values_list("key", "id"))
    for body in register.bodies:
        stored[body.code].superior = stored[body.superior] if body.superior else None
    models.Body.objects.bulk_update(stored.values(), ["superior"])
    models.Mandate.objects.bulk_create(
        models.Mandate(body=stored[body.code], function_id=functions[key], position=position)
        for body in register.bodies
        for position, key in enumerate(body.mandates)
    )
    models.BodyName.objects.bulk_create(
        models.BodyName(
            body=stored[body.code],
            valid=daterange(naming.valid),
            kk=naming.name.kk,
            ru=naming.name.ru,
            en=naming.name.en,
            short_kk=naming.short.kk,
            short_ru=naming.short.ru,
            short_en=naming.short.en,
            is_official=naming.is_official,
        )
        for body in register.bodies
        for naming in body.namings
    )


def _write_holdings(register: Register) -> None:
    regions = {region.code: region.id for region in territory.atlas().regions}
    bodies = dict(models.Body.objects.values_list("code", "id"))
    functions = dict(models.Function.objects.values_list("key", "id"))
    models.Holding.objects.bulk_create(
        models.Holding(
            function_id=functions[h.function],
            region_id=regions[h.region] if h.region else None,
            body_id=bodies[h.body],
            valid=daterange(h.valid),
            source=h.source,
        )
        for h in register.holdings
    )


def load_organisations(organisations: Iterable[NewOrganisation]) -> dict[tuple[UUID, str], UUID]:
    """Make the tables hold these organisations; others stay. A second run with the same codes changes names
    and districts, never ids. Gives the id of each (region_id, code). ValueError for an unknown kind."""
    wanted = list(organisations)
    if strange := {new.kind for new in wanted} - set(ORGANISATION_KINDS):
        raise ValueError(f"unknown kinds of organisations: {', '.join(sorted(strange))}")
    stored = models.Organisation.objects.bulk_create(
        [
            models.Organisation(
                region_id=new.region_id,
                district_id=new.district_id,
                kind=new.kind,
                code=new.code,
                kk=new.name.kk,
                ru=new.name.ru,
                en=new.name.en,
                body_code=new.body_code,
                life=daterange(Period(new.since, None)),
            )
            for new in wanted
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["region", "code"],
        update_fields=["district", "kind", "kk", "ru", "en", "body_code"],
    )
    return {(row.region_id, row.code): row.id for row in stored}
