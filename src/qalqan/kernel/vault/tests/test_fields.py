"""Sealed fields and search keys, on a real table: what stands in the row, what is refused, what does not
open."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection, models
from django.db.models.functions import UUID7

from qalqan.kernel import vault
from qalqan.kernel.embedded.server import Server
from qalqan.kernel.vault.field import Sealed

pytestmark = pytest.mark.django_db
REGION = UUID("00000000-0000-7000-8000-000000000001")


class Note(models.Model):
    id = models.UUIDField(primary_key=True, db_default=UUID7())
    region_id = models.UUIDField()
    text = vault.EncryptedField(null=True)
    other = vault.EncryptedField(null=True)

    class Meta:
        app_label = "vault"
        db_table = "vault_test_note"
        managed = False


@pytest.fixture(autouse=True)
def table(embedded_server: Server) -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    embedded_server.sql(
        [
            "DROP TABLE IF EXISTS vault_test_note",
            "CREATE TABLE vault_test_note (id uuid PRIMARY KEY DEFAULT uuidv7(), region_id uuid NOT NULL, "
            "text bytea, other bytea)",
            "GRANT ALL ON vault_test_note TO qalqan_app",
        ],
        name,
    )
    yield


def raw(pk: UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM vault_test_note WHERE id = %s", (pk,))
        return bytes(cursor.fetchone()[0])


def test_it_works() -> None:
    note = Note.objects.create(region_id=REGION, text="Әлия екі күн тамақ ішпеді")
    kept = raw(note.pk)
    assert "тамақ".encode() not in kept
    assert kept[0] == 1
    again = Note.objects.get(pk=note.pk)
    assert isinstance(again.__dict__["text"], Sealed)  # not opened before it is read
    assert again.text == "Әлия екі күн тамақ ішпеді"
    assert vault.open_sealed(kept, "vault_test_note", "text", note.pk) == again.text
