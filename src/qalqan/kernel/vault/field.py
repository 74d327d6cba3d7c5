"""`EncryptedField`: a column that holds envelopes, an attribute that gives text.

    class Person(Regional):
        id = models.UUIDField(primary_key=True, db_default=UUID7())
        surname = vault.EncryptedField()                       # under the key of the row's region and year
        note = vault.EncryptedField(child="person_id")         # under the child's own key: erasable

The value is opened when it is first read, not when the row is loaded: a list that shows no name pays
nothing. It is sealed at save, when row and region are known. The envelope is bound to the row's key, so a
row that is given a sealed value gets its key here and not from the database. What would seal without a row
(`update()`, `bulk_update()`) or compare envelopes (`filter()`) is refused in words: use save(), and a
`search_key` column.
"""

from collections.abc import Iterable
from typing import Any, Never
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.utils import timezone

from qalqan.kernel.vault import children, keys, sealing
from qalqan.kernel.vault.envelope import HEAD, Key
from qalqan.kernel.vault.ids import new_id
from qalqan.kernel.vault.sealing import Erased


class Sealed(bytes):
    """An envelope as it lies in the row, not opened yet."""


class Attribute:
    """The descriptor: keeps an envelope until it is read, then the text."""

    def __init__(self, field: "EncryptedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = instance.__dict__[name] = self.field.opened(value, instance.pk)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, bytes | memoryview):
            value = Sealed(value)
        elif isinstance(value, str) and not isinstance(instance.pk, UUID):
            instance.pk = new_id()
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.BinaryField):
    """Text sealed with AES-256-GCM. `child`: the attribute with the person's id whose own key seals (while
    it is None: the region's); `region`: the attribute with the region's id. The year of the key is the year
    of writing, in UTC."""

    _pyi_private_set_type: str  # for the type checker: text goes in, text comes out
    _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, region: str = "region_id", child: str = "", **kwargs: Any) -> None:
        self.region, self.child = region, child
        super().__init__(*args, **{**kwargs, "editable": False})

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, "django.db.models.BinaryField", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, Attribute(self))

    @property
    def prefix(self) -> bytes:
        return f"{self.model._meta.db_table}.{self.column}:".encode()

    def opened(self, envelope: Sealed, pk: UUID) -> str:
        try:
            return sealing.key_of(envelope).open(envelope, self.prefix + pk.bytes).decode()
        except keys.KeyGoneError:
            return Erased(envelope)

    def key_of_row(self, row: models.Model) -> Key:
        """The key that seals this row now."""
        if self.child and (person_id := getattr(row, self.child)) is not None:
            return children.key_for(person_id)
        return keys.data_key(getattr(row, self.region), timezone.now().year)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if not isinstance(value, str):
            raise TypeError(f"{self.model._meta.label}.{self.name} seals text, not {type(value).__name__}")
        if isinstance(value, Erased):
            return Sealed(value.envelope)
        key = self.key_of_row(model_instance)
        return Sealed(key.seal(value.encode(), self.prefix + model_instance.pk.bytes))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(
                f"{self.model._meta.label}.{self.name} is sealed row by row: save() the row; update() and "
                "bulk_update() cannot seal"
            )
        return None if value is None else super().get_db_prep_value(bytes(value), connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        return self.refused()

    def get_transform(self, lookup_name: str) -> Any:
        return self.refused()

    def refused(self) -> Never:
        raise FieldError(
            f"{self.model._meta.label}.{self.name} is sealed and cannot be compared: search by a "
            "column of search keys"
        )

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


def open_many(instances: Iterable[models.Model], *names: str) -> None:
    """Open the named sealed fields of many rows at once: one loop, each key found once."""
    rows = list(instances)
    for name in names:
        if not rows:
            return
        field = rows[0]._meta.get_field(name)
        if not isinstance(field, EncryptedField):
            raise TypeError(f"{name} is not a sealed field")
        prefix, attname = field.prefix, field.attname
        found: dict[bytes, Key | None] = {}
        for row in rows:
            value = row.__dict__.get(attname)
            if not isinstance(value, Sealed):
                continue
            head = value[:HEAD]
            if head not in found:
                try:
                    found[head] = sealing.key_of(value)
                except keys.KeyGoneError:
                    found[head] = None
            key = found[head]
            row.__dict__[attname] = key.open(value, prefix + row.pk.bytes).decode() if key else Erased(value)
