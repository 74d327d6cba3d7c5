"""Bindings: every row of the shipped plan, every rule of the file, loaded once."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from qalqan.domains.evidence.actions import binding as actions
from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.models import Edition
from qalqan.domains.evidence.queries.bindings import bindings
from qalqan.domains.evidence.rules import binding as rules
from qalqan.domains.evidence.rules import contract
from qalqan.domains.evidence.rules.problem import Refusal
from qalqan.domains.plans import api as plans
from qalqan.domains.plans import demo
from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.shipped import plans_folder

CODE = "kz-156-2020"
FORMS = {1: frozenset({"information_note"}), 2: frozenset({"order"})}
REGISTER = rules.Register(FORMS, {one.key: one for one in indicators()}, frozenset(contract.kinds()))
GOOD = """
plan = "p"
[measures.1]
mode = "indicators"
each = "region"
recurs = "year"
reason = { kk = "а", ru = "б", en = "c" }
[[measures.1.indicators]]
key = "schools.toilets.warm"
target = 100
closes = true
reason = { kk = "а", ru = "б", en = "c" }
[measures.2]
mode = "contract"
contracts = ["order"]
each = "nation"
recurs = "once"
reason = { kk = "а", ru = "б", en = "c" }
"""


def rows() -> dict[str, Any]:
    return tomllib.loads(GOOD, parse_float=Decimal)


def faults(file: dict[str, Any]) -> set[str]:
    with pytest.raises(Refusal) as caught:
        rules.check(file, "p/bindings.toml", REGISTER)
    for finding in caught.value.findings:
        for language in LANGUAGES:
            words = finding.words(language)
            assert words["place"].startswith("p/bindings.toml")
            assert words["message"]
            assert words["mend"]
    return {finding.problem.rule for finding in caught.value.findings}


def test_it_works() -> None:
    found = rules.check(rows(), "p/bindings.toml", REGISTER)
    assert [(one.number, one.mode, one.contracts) for one in found] == [
        (1, "indicators", ()),
        (2, "contract", ("order",)),
    ]
    assert found[0].closing[0].target == 100


type Spoil = Callable[[dict[str, Any]], object]

SPOILT: dict[str, Spoil] = {
    "bind-measure-missing": lambda f: f["measures"].pop("2"),
    "bind-measure-unknown": lambda f: f["measures"].update({"7": {}}),
    "bind-field": lambda f: f["measures"]["1"].update(modes="x"),
    "bind-word": lambda f: f["measures"]["1"].update(each="city"),
    "bind-papers": lambda f: f["measures"]["2"].update(papers="region"),
    "bind-reason": lambda f: f["measures"]["1"]["reason"].pop("kk"),
    "bind-note": lambda f: f["measures"]["1"].update(contracts=["information_note"]),
    "bind-note-only": lambda f: f["measures"]["1"]["indicators"][0].pop("closes"),
    "bind-contract-unknown": lambda f: f["measures"]["2"].update(contracts=["ordr"]),
    "bind-contract-not-named": lambda f: f["measures"]["2"].update(contracts=["order", "law"]),
    "bind-contract-left-out": lambda f: f["measures"]["2"].update(contracts=[]),
    "bind-twice": lambda f: f["measures"]["1"]["indicators"].append(f["measures"]["1"]["indicators"][0]),
    "bind-indicator-unknown": lambda f: f["measures"]["1"]["indicators"][0].update(key="schools.toilet.warm"),
    "bind-day": lambda f: f["measures"]["1"]["indicators"][0].update(by="2020"),
    "bind-target-none": lambda f: f["measures"]["1"]["indicators"][0].pop("target"),
    "bind-target": lambda f: f["measures"]["1"]["indicators"][0].update(target=101),
    "bind-direction": lambda f: f["measures"]["1"]["indicators"][0].update(key="violence.reports.received"),
    "bind-nothing-closes": lambda f: f["measures"]["2"].update(mode="both"),
    "bind-shape": lambda f: f["measures"].update({"1": 5}),
}


@pytest.mark.parametrize("rule", SPOILT)
def test_each_rule_refuses(rule: str) -> None:
    file = rows()
    SPOILT[rule](file)
    assert {"bind-papers": "bind-word"}.get(rule, rule) in faults(file)


def test_a_closing_indicator_beside_papers_alone_is_said_to_be_in_vain() -> None:
    file = rows()
    file["measures"]["2"]["indicators"] = file["measures"]["1"]["indicators"]
    assert faults(file) == {"bind-closes-in-vain"}


def test_a_note_is_never_closed_by_papers() -> None:
    file = rows()
    file["measures"]["1"]["mode"] = "contract"
    assert "bind-note-only" in faults(file)


def test_all_faults_are_told_at_once() -> None:
    file = rows()
    SPOILT["bind-word"](file)
    SPOILT["bind-contract-left-out"](file)
    assert {"bind-word", "bind-contract-left-out"} <= faults(file)


@pytest.mark.parametrize("data", [b"\xff", b"plan = ", b"plan = 1\nmeasures = 2"])
def test_what_is_no_bindings_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        rules.read(data, "x.toml")
    assert caught.value.findings[0].problem.rule in {"bind-toml", "bind-shape"}


@pytest.mark.django_db
def test_all_seventy_measures_of_the_shipped_plan_can_be_closed() -> None:
    file = plans_folder() / CODE / actions.FILE
    with pytest.raises(Refusal) as caught:
        actions.bind(file)
    assert caught.value.findings[0].problem.rule == "bind-plan-unknown"

    demo.load_plan(plans_folder() / CODE / "plan.toml")
    first, second = actions.bind(file), actions.bind(file)
    assert (first.measures, first.is_new, second.is_new) == (70, True, False)
    assert Edition.objects.count() == 1

    rows = {row.number: row for row in plans.overview(CODE, language="ru").rows}
    found = bindings(CODE)
    assert [one.number for one in found] == sorted(rows)
    for one in found:
        assert len(one.closing) + len(one.proofs_needed) > 0
        assert "information_note" not in one.proofs_needed
        if rows[one.number].is_claim_only:
            assert one.closing
            assert not one.proofs_needed
    assert sum(row.is_claim_only for row in rows.values()) == 32
    assert [one.number for one in found if one.papers != one.each] == [6, 67]
    video = next(one for one in found if one.number == 61)
    assert [(bound.indicator, bound.target) for bound in video.closing] == [
        (f"schools.video.{meaning}", Decimal(100)) for meaning in ("present", "conforming", "connected")
    ]
