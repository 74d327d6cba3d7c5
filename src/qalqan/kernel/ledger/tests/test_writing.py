"""Entries as rows: refused acts are kept, nothing is changed by anyone."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from qalqan.kernel import ledger
from qalqan.kernel.ledger.models import Entry


def set_scope(purpose: str = "audit", regions: str = "*") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.purpose', %s, true), set_config('app.regions', %s, true)",
            [purpose, regions],
        )


@pytest.mark.django_db(transaction=True)
def test_a_refusal_survives_the_transaction_that_it_ends() -> None:
    target = str(uuid4())
    try:
        with transaction.atomic():
            ledger.refused(AnonymousUser(), "people.read", kind="person", id=target)
            raise PermissionError
    except PermissionError:
        pass
    with transaction.atomic():
        set_scope()
        (entry,) = Entry.objects.filter(target_id=target)
    assert (entry.act, entry.outcome, entry.user_id) == ("people.read", "refused", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "verb", ["UPDATE ledger_entry SET note = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"]
)
def test_the_program_has_no_right_to_change_an_entry(verb: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(verb)


@pytest.mark.parametrize("field", ["act", "kind", "note"])
def test_prose_is_refused(field: str) -> None:
    values = {"act": "people.read", "kind": "person", "note": "", field: "Aigerim told me"}
    act = values.pop("act")
    with pytest.raises(ValueError, match=field):
        ledger.refused(AnonymousUser(), act, **values)
