"""What the database itself keeps, whoever writes."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qalqan.domains.people import names

LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяabcxyzäū -'’"


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.text(LETTERS + LETTERS.upper(), max_size=12), max_size=200))
def test_the_database_and_the_program_sort_names_alike(written):
    with connection.cursor() as cursor:
        cursor.execute("SELECT array(SELECT people_sort_key(x) FROM unnest(%s::text[]) x)", [written])
        assert cursor.fetchone()[0] == [names.sort_key(name) for name in written]
