"""What the database itself keeps, whoever writes."""

import random

import pytest
from django.db import connection

from qalqan.domains.people import names


@pytest.mark.django_db
def test_the_database_and_the_program_sort_names_alike():
    random.seed(7)
    letters = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяabcxyzäū -'’"
    written = [
        "".join(random.choices(letters + letters.upper(), k=random.randint(1, 12))) for _ in range(500)
    ]  # noqa: S311
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_sort_key(x) FROM unnest(%s::text[]) WITH ORDINALITY AS t(x, n) ORDER BY n",
            [written],
        )
        keys = [row[0] for row in cursor]
    assert keys == [names.sort_key(name) for name in written]
