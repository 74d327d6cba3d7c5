"""What `qalqan demo` is asked for, and what it says when options do not go together."""

import pytest
from click.testing import CliRunner

from qalqan.synthetic import cli, plan
from qalqan.synthetic.errors import rates
from qalqan.synthetic.running import Done, Task


def chosen(scale: str, **options) -> Task:
    return cli.chosen(scale, 2, rates("0"), **options)


def test_scales_are_what_they_say():
    country = plan.country(1)
    assert len(chosen("nation").districts) == len(country.districts) == 228
    assert chosen("nation").children == 3_900_000
    assert {code[:5] for code in chosen("region", region="KZ-62").districts} == {"KZ-62"}
    (district,) = chosen("district").districts
    assert district.startswith("KZ-61")
    assert 18_000 < chosen("district").children < 22_000
    school = chosen("school")
    assert (school.districts, school.processes) == ((district,), 1)
    assert 350 < school.children < 650


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--scale nation --school 3", "--school does not go with --scale nation"),
        ("--scale region --district KZ-61-sozak-district", "--district does not go with"),
        ("--scale region --region KZ-99", "KZ-99 is no region"),
        ("--district KZ-61-nowhere", "KZ-61-nowhere is no district's code"),
        ("--scale school --school 7000", "has the schools"),
        ("--errors 9", "give a level from 0 to 3"),
        ("--scale planet", "'planet' is not one of"),
        ("--seed -1", "not in the range"),
    ],
)
def test_wrong_options_are_told_what_is_right(line, said):
    done = CliRunner().invoke(cli.demo, line.split())
    assert done.exit_code in (1, 2)
    assert said in done.output
    assert "Traceback" not in done.output


def test_what_was_done_is_said():
    task = chosen("region", region="KZ-62")
    assert cli.told(task, Done(rows=0, skipped=7)).startswith("nothing to do: this country lies here already")
    said = cli.told(task, Done(rows=120_000, skipped=2, seconds=10))
    assert "120,000 rows in 10 s, 12,000 rows/s" in said
    assert "2 of" in said
