"""Tables for the tests of row security, made by the owner in the worker's own database: one of each shape
that `Reach` can have. Their app is not installed, so no migration is ever asked for them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, models
from django.db.models.functions import UUID7

from qalqan.kernel.access.models import Regional
from qalqan.kernel.access.rls import RowSecurity
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.embedded import roles
from qalqan.kernel.embedded.server import Server

COLUMNS = "id uuid PRIMARY KEY DEFAULT uuidv7(), region_id uuid NOT NULL"
ATTACHED = "door_attached"


class Plain(Regional):
    """Rows of a region and no narrower place."""

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    name = models.TextField(default="")

    class Meta(Regional.Meta):
        app_label = "door"
        db_table = "door_plain"


class Placed(Regional):
    """Rows about things, at every level."""

    REACH = Reach(district="district_id", organisation="organisation_id", unit="unit")

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    district_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    unit = models.TextField(null=True)

    class Meta(Regional.Meta):
        app_label = "door"
        db_table = "door_placed"


class Person(Regional):
    """Persons: reached by organisations through their attachments."""

    REACH = Reach(district="district_id", person="id", via=ATTACHED)

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    district_id = models.UUIDField(null=True)
    surname = models.TextField(default="")

    class Meta(Regional.Meta):
        app_label = "door"
        db_table = "door_person"


class Record(Regional):
    """Rows about persons with a place of their own; the person may be unknown."""

    REACH = Reach(
        district="district_id", organisation="organisation_id", unit="class_label", person="person_id"
    )

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    district_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    class_label = models.TextField(null=True)
    person_id = models.UUIDField(null=True)

    class Meta(Regional.Meta):
        app_label = "door"
        db_table = "door_record"


class Attached(Regional):
    """Who belongs to which organisation, and until when."""

    REACH = Reach(organisation="organisation_id", unit="class_label", person="person_id")

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    organisation_id = models.UUIDField()
    class_label = models.TextField(null=True)
    person_id = models.UUIDField()
    until = models.DateField(null=True)

    class Meta(Regional.Meta):
        app_label = "door"
        db_table = ATTACHED


PLACES = "district_id uuid, organisation_id uuid"
DEFINITIONS: tuple[tuple[type[Regional], str], ...] = (
    (Plain, "name text NOT NULL DEFAULT ''"),
    (Placed, f"{PLACES}, unit text"),
    (Attached, "organisation_id uuid NOT NULL, class_label text, person_id uuid NOT NULL, until date"),
    (Person, "district_id uuid, surname text NOT NULL DEFAULT ''"),
    (Record, f"{PLACES}, class_label text, person_id uuid"),
)


def database() -> str:
    """The name of this worker's database."""
    return str(connection.settings_dict["NAME"])


@contextmanager
def tables(server: Server) -> Iterator[None]:
    """The five tables behind row security, and their end. Made in transactions of the owner's own."""
    with psycopg.connect(server.address(database(), role=roles.OWNER.name), autocommit=True) as owner:
        for model, columns in DEFINITIONS:
            table = model._meta.db_table
            owner.execute(f"CREATE TABLE {table} ({COLUMNS}, {columns})")
            owner.execute(f"CREATE INDEX ON {table} (region_id)")
        owner.execute(f"CREATE INDEX ON {ATTACHED} (person_id)")
        for model, _ in DEFINITIONS:
            owner.execute(RowSecurity(model._meta.db_table, model.REACH).sql)
        try:
            yield
        finally:
            for model, _ in reversed(DEFINITIONS):
                owner.execute(f"DROP TABLE {model._meta.db_table}")
