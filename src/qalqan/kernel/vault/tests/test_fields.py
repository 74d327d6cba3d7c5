"""Sealed fields and search keys, on a real table: what stands in the row, what is refused, what does not
open."""

import pickle
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models.functions import UUID7
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from qalqan.kernel import vault
from qalqan.kernel.embedded.server import Server
from qalqan.kernel.vault import children, keys
from qalqan.kernel.vault.envelope import OVERHEAD
from qalqan.kernel.vault.field import Sealed
from qalqan.kernel.vault.tests.conftest import forget

pytestmark = pytest.mark.django_db
REGION = UUID("00000000-0000-7000-8000-000000000001")
OTHER = UUID("00000000-0000-7000-8000-000000000002")
WORDS = "Әлия екі күн тамақ ішпеді"


class Note(models.Model):
    id = models.UUIDField(primary_key=True, db_default=UUID7())
    region_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    text = vault.EncryptedField(null=True)
    told = vault.EncryptedField(null=True, child="person_id")

    class Meta:
        app_label = "vault"
        db_table = "vault_test_note"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture(autouse=True)
def table(embedded_server: Server, db: None) -> None:
    embedded_server.sql(
        [
            "DROP TABLE IF EXISTS vault_test_note",
            "CREATE TABLE vault_test_note (id uuid PRIMARY KEY DEFAULT uuidv7(), region_id uuid NOT NULL, "
            "person_id uuid, text bytea, told bytea)",
            "GRANT ALL ON vault_test_note TO qalqan_app",
        ],
        connection.settings_dict["NAME"],
    )


def raw(pk: UUID, column: str = "text") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_test_note WHERE id = %s", (pk,))
        return bytes(cursor.fetchone()[0])


def put(pk: UUID, envelope: bytes, column: str = "text") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE vault_test_note SET {column} = %s WHERE id = %s", (envelope, pk))


def test_it_works() -> None:
    note = Note.objects.create(region_id=REGION, text=WORDS)
    kept = raw(note.pk)
    assert len(kept) == len(WORDS.encode()) + OVERHEAD
    assert "тамақ".encode() not in kept
    again = Note.objects.get(pk=note.pk)
    assert isinstance(again.__dict__["text"], Sealed)  # not opened before it is read
    assert again.text == WORDS
    assert vault.open_sealed(kept, "vault_test_note", "text", note.pk) == WORDS


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    made = Note.objects.bulk_create([Note(region_id=REGION, text=WORDS) for _ in range(50)])
    assert len({raw(note.pk) for note in made}) == 50


def test_a_row_read_and_saved_keeps_its_envelope() -> None:
    note = Note.objects.create(region_id=REGION, text=WORDS)
    before = raw(note.pk)
    again = Note.objects.get(pk=note.pk)
    again.save()
    assert raw(note.pk) == before
    again.text = "жаңа"
    again.save(update_fields=["text"])
    assert Note.objects.get(pk=note.pk).text == "жаңа"


def test_nothing_is_nothing_and_empty_is_empty() -> None:
    none, empty = Note.objects.create(region_id=REGION), Note.objects.create(region_id=REGION, text="")
    assert Note.objects.get(pk=none.pk).text is None
    assert Note.objects.get(pk=empty.pk).text == ""
    assert list(Note.objects.filter(text__isnull=True)) == [none]


def test_deferred_and_refreshed_values_open() -> None:
    note = Note.objects.create(region_id=REGION, text=WORDS)
    late = Note.objects.defer("text").get(pk=note.pk)
    assert late.text == WORDS
    late.text = "басқа"
    late.refresh_from_db()
    assert late.text == WORDS


@pytest.mark.parametrize("where", ["row", "column", "bit", "cut", "version", "key"])
def test_a_changed_or_moved_envelope_does_not_open(where: str) -> None:
    note = Note.objects.create(region_id=REGION, text=WORDS, person_id=uuid4())
    kept = bytearray(raw(note.pk))
    if where == "row":
        note = Note.objects.create(region_id=REGION, text="x")
    elif where == "bit":
        kept[-20] ^= 1
    elif where == "cut":
        kept = kept[:30]
    elif where == "version":
        kept[0] = 9
    elif where == "key":
        kept[5] ^= 1
    column = "told" if where == "column" else "text"
    put(note.pk, bytes(kept), column)
    with pytest.raises(vault.KeyLostError if where == "key" else vault.TamperedError):
        getattr(Note.objects.get(pk=note.pk), column)


def test_what_would_seal_or_compare_without_the_row_is_refused() -> None:
    note = Note.objects.create(region_id=REGION, text=WORDS)
    note.text = "жаңа"
    for wrong in (
        lambda: Note.objects.filter(text=WORDS).exists(),
        lambda: Note.objects.filter(text__contains="x").exists(),
        lambda: Note.objects.update(text="x"),
        lambda: Note.objects.bulk_update([note], ["text"]),
    ):
        with pytest.raises(FieldError, match="sealed"):
            wrong()
    with pytest.raises(TypeError, match="seals text"):
        Note.objects.create(region_id=REGION, text=5)


def test_regions_and_years_have_keys_of_their_own() -> None:
    heads = {
        vault.sealer("t", "c", region, year)(REGION, "x")[:9]
        for region in (REGION, OTHER)
        for year in (2025, 2026)
    }
    assert len(heads) == 4


def test_open_many_opens_all_and_only_once() -> None:
    people = [uuid4(), uuid4()]
    made = [
        Note.objects.create(region_id=REGION, text=f"{n}", told=f"t{n}", person_id=people[n % 2])
        for n in range(9)
    ]
    rows = list(Note.objects.filter(pk__in=[note.pk for note in made]))
    vault.open_many(rows, "text", "told")
    assert {row.__dict__["text"] for row in rows} == {str(n) for n in range(9)}
    assert all(row.__dict__["told"] == "t" + row.__dict__["text"] for row in rows)
    with pytest.raises(TypeError):
        vault.open_many(rows, "region_id")


def test_a_sealer_goes_to_another_process_and_seals_what_the_field_opens() -> None:
    year = timezone.now().year
    sealer = pickle.loads(pickle.dumps(vault.sealer("vault_test_note", "text", REGION, year)))  # noqa: S301
    assert repr(sealer).count("secret") == 0
    pk = vault.new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_test_note (id, region_id, text) VALUES (%s, %s, %s)",
            (pk, REGION, sealer(pk, WORDS)),
        )
    assert Note.objects.get(pk=pk).text == WORDS


def test_search_keys_are_equal_for_equal_values_of_one_purpose_only() -> None:
    one = vault.search_key("people.iin", "870101300123")
    assert len(one) == 16
    assert one == pickle.loads(pickle.dumps(vault.searcher("people.iin")))("870101300123")  # noqa: S301
    assert one != vault.search_key("people.phone", "870101300123")
    forget()  # the secret comes from the database again
    assert one == vault.search_key("people.iin", "870101300123")


def test_a_key_survives_the_rollback_of_who_first_needed_it() -> None:
    """Made in a transaction of its own: a rolled-back savepoint must not take it from rows sealed later."""
    region = uuid4()
    with transaction.atomic():
        Note.objects.create(region_id=region, text="first")
        transaction.set_rollback(True)
    assert not Note.objects.filter(region_id=region)
    note = Note.objects.create(region_id=region, text=WORDS)
    forget()
    assert Note.objects.get(pk=note.pk).text == WORDS


def test_an_erased_text_is_a_word_for_readers_and_missing_for_programs() -> None:
    child, other = uuid4(), uuid4()
    note = Note.objects.create(region_id=REGION, person_id=child, told=WORDS, text="stays")
    beside = Note.objects.create(region_id=REGION, person_id=other, told="beside")
    assert children.erase_child(child) == 1
    assert children.erase_child(child) == 0
    again = Note.objects.get(pk=note.pk)
    assert not again.told
    assert isinstance(again.told, vault.Erased)
    with override("en"):
        assert Template("{{ n.told }}").render(Context({"n": again})) == "[erased]"
    before = raw(note.pk, "told")
    again.save()
    assert raw(note.pk, "told") == before
    assert again.text == "stays"
    assert Note.objects.get(pk=beside.pk).told == "beside"
    rows = list(Note.objects.filter(pk__in=[note.pk, beside.pk]))
    vault.open_many(rows, "told")
    assert {row.pk: bool(row.told) for row in rows} == {note.pk: False, beside.pk: True}


def test_what_is_told_after_an_erasure_is_a_new_record() -> None:
    child = uuid4()
    old = Note.objects.create(region_id=REGION, person_id=child, told="old")
    children.erase_child(child)
    new = Note.objects.create(region_id=REGION, person_id=child, told="new")
    assert not Note.objects.get(pk=old.pk).told
    assert Note.objects.get(pk=new.pk).told == "new"


def test_a_key_that_the_process_holds_open_dies_with_the_erasure() -> None:
    """Another process erases: the count in the store's header tells this one before it uses its open key."""
    child = uuid4()
    note = Note.objects.create(region_id=REGION, person_id=child, told=WORDS)
    assert Note.objects.get(pk=note.pk).told == WORDS
    elsewhere = type(children.store())(*children.store().paths)
    assert elsewhere.erase(children.tag_of(child)) == 1
    assert not Note.objects.get(pk=note.pk).told


def test_store_and_index_agree_after_either_comes_back_from_the_past() -> None:
    children.agree()
    stale, revived = uuid4(), uuid4()
    for child in (stale, revived):
        Note.objects.create(region_id=REGION, person_id=child, told=WORDS)
    children.store().erase(children.tag_of(stale))  # the database is older than the erasure
    children.note_destroyed(children.tag_of(revived))  # the store is older than the erasure
    assert children.agree() == (1, 1)
    assert children.agree() == (0, 0)
    forget()
    assert not any(note.told for note in Note.objects.all())


def test_neither_table_nor_store_names_a_child() -> None:
    child = uuid4()
    Note.objects.create(region_id=REGION, person_id=child, told=WORDS)
    content = b"".join(path.read_bytes() for path in children.store().paths)
    assert child.bytes not in content
    with connection.cursor() as cursor:
        cursor.execute("SELECT tag FROM vault_child_key")
        tags = [bytes(tag) for (tag,) in cursor.fetchall()]
    assert children.tag_of(child) in tags
    assert child.bytes not in tags


def test_open_keys_are_bounded() -> None:
    cache: keys.Cache[int] = keys.Cache()
    key = keys.data_key(REGION, 2026)
    for number in range(keys.MOST + 100):
        cache.put(number, key)
    assert len(cache.kept) <= keys.MOST
    assert cache.get(keys.MOST + 99) is key
