"""A school of the invented country in real tables: whole, once, and with its truth outside."""

import csv

import pytest
from django.apps import apps
from django.db import connection

from qalqan.domains.people.models import Attachment, Kinship, Person
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import demo as access_demo
from qalqan.kernel.access.models import Post, Seat, User
from qalqan.kernel.access.scope import Service, scope
from qalqan.synthetic import demo, loading, plan, running, staff
from qalqan.synthetic.cli import home_district, home_school
from qalqan.synthetic.errors import rates
from qalqan.synthetic.models import Load

PLACE = "KZ-59-shal-akyn-district"
pytestmark = pytest.mark.django_db


def task(errors: str = "0", **more) -> running.Task:
    return running.Task(1, rates(errors), (PLACE,), processes=1, **more)


def counts() -> dict[str, int]:
    with scope(Service("test"), "operation"):
        models = (Person, Kinship, Attachment, Post, Seat, User)
        return {model.__name__: model.objects.count() for model in models}


def test_a_district_lies_in_the_tables_whole_and_readable(tmp_path):
    done = running.run(task())
    assert done.rows == sum(counts().values())
    with scope(Service("test"), "education") as s:
        pupils = Attachment.objects.within(s).filter(capacity="pupil")
        assert pupils.count() == Load.objects.get().children
        country = plan.country(1)
        assert pupils.count() >= country.districts[PLACE].pupils  # the last family of a school may be larger
        one = pupils.select_related("person").order_by("id").first()
        child = one.person
        assert child.iin is None or len(child.iin) == 12
        assert child.address
        kin = Kinship.objects.within(s).filter(child=child)
        assert kin.count() in (1, 2)
        school = one.organisation_id
        guardians = Attachment.objects.within(s).filter(capacity="guardian", organisation_id=school)
        known = set(guardians.values_list("person_id", flat=True))
        assert {k.relative_id for k in kin if k.is_custodial} <= known
        teacher = Post.objects.get(organisation_id=school, role="class_teacher", unit=one.class_label)
        assert Seat.objects.get(post=teacher).user.has_usable_password() is False


def test_a_second_run_changes_nothing():
    running.run(task())
    before = counts()
    again = running.run(task())
    assert (again.rows, again.skipped) == (0, 1)
    assert counts() == before


def test_a_school_first_and_then_its_district_give_the_same_people(tmp_path):
    number = plan.country(1).districts[PLACE].schools[3].number
    alone = running.run(task(school=number))
    assert 0 < alone.rows < 5000
    rest = running.run(task())
    with scope(Service("test"), "operation"):
        together = set(Person.objects.values_list("id", flat=True))
    truth = tmp_path / "truth.csv"
    running.run(task(truth=truth))
    assert {row["record"] for row in rows(truth)} == {one.hex for one in together}
    assert alone.rows + rest.rows == sum(counts().values())


def rows(truth) -> list[dict[str, str]]:
    with truth.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_truth_is_complete_apart_and_the_same_when_written_again(tmp_path):
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    running.run(task("3", truth=first))
    with scope(Service("test"), "operation"):
        stored = {one.hex for one in Person.objects.values_list("id", flat=True)}
    told = rows(first)
    assert {row["record"] for row in told} == stored
    assert len(told) == len(stored)
    assert {row["person"] for row in told} <= stored
    assert any(row["person"] != row["record"] for row in told)
    assert any("+" in row["errors"] for row in told)
    running.run(task("3", truth=second))  # nothing is written to the tables, the truth is told again
    assert first.read_bytes() == second.read_bytes()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_no_column_holds_the_truth():
    """Whoever judges a linkage reads a file that the linkage cannot reach."""
    columns = {
        f.column for model in apps.get_app_config("people").get_models() for f in model._meta.concrete_fields
    }
    assert columns.isdisjoint({"person_true", "true_person", "truth", "errors", "entity_id", "true_id"})
    assert {f.name for f in Load._meta.concrete_fields} >= {"seed", "district"}
    running.run(task("demo", school=plan.country(1).districts[PLACE].schools[0].number))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_same_person_claim")
        assert cursor.fetchone() == (0,)


def test_another_seed_or_other_errors_are_refused():
    running.run(task(school=plan.country(1).districts[PLACE].schools[0].number))
    before = counts()
    for other in (running.Task(2, rates("0"), (PLACE,)), running.Task(1, rates("1"), (PLACE,))):
        with pytest.raises(running.RunError, match="holds the country of seed 1"):
            running.run(other)
    assert counts() == before


def test_invented_people_never_stand_among_real_ones():
    region = territory.region("KZ-59", plan.country(1).as_of).id
    with scope(Service("test"), "operation"):
        Person.objects.create(region_id=region, surname="Ахметов", surname_key=b"k")
    with pytest.raises(running.RunError, match="not invented"):
        running.run(task())
    assert counts()["Person"] == 1


def test_too_small_a_disk_is_refused_with_the_number_needed(monkeypatch):
    monkeypatch.setattr(running, "BYTES_PER_CHILD", 10**12)
    with pytest.raises(running.RunError, match=r"children need [\d.]+ GB"):
        running.run(task())
    assert counts()["Person"] == 0


def test_a_load_that_fails_leaves_nothing(monkeypatch):
    def failing(*_):
        raise RuntimeError("as if killed")

    monkeypatch.setattr(loading.Loader, "_write_staff", failing)
    with pytest.raises(RuntimeError, match="as if killed"):
        running.run(task(school=plan.country(1).districts[PLACE].schools[0].number))
    assert counts()["Person"] == 0
    assert not Load.objects.exists()


def test_the_demonstration_knows_its_school_before_and_after():
    assert demo.school() is None
    country = plan.country(demo.SEED)
    loading.ground(country, [country.districts[home_district(country)]])
    assert demo.school() is not None
    school = home_school(country)
    taught = {worker.unit for worker in staff.of_school(country, school)}
    assert {person.unit for person in access_demo.PEOPLE} <= taught | {""}
