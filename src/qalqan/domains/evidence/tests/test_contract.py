"""Contracts: each form of completion asks for what proves it; a note has nothing to ask for."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.evidence.rules.contract import Contract, Given, complete, contract, kinds
from qalqan.domains.plans import api as plans

TODAY = date(2021, 9, 1)
KINDS = [kind for kind in kinds() if not contract(kind).is_claim]
VALUES = {
    "text": Given("№ 12"),
    "day": Given(day=TODAY),
    "yes_no": Given("no"),
    "paper": Given("https://adilet.zan.kz/rus/docs/P2000000156"),
}


def whole(asked: Contract) -> dict[str, Given]:
    return {item.key: VALUES[item.kind] for item in asked.items}


def rules(kind: str, given_items: dict[str, Given]) -> set[tuple[str, str]]:
    return {(one.field, one.problem.rule) for one in complete(kind, given_items, TODAY)}


def test_there_are_contracts_for_the_sixteen_kinds_that_plans_read() -> None:
    assert len(kinds()) == 16
    for kind in kinds():
        assert plans.contract(kind).is_claim == contract(kind).is_claim


@pytest.mark.parametrize("kind", KINDS)
def test_each_contract_is_complete_with_all_its_items_and_lacking_without_one(kind: str) -> None:
    asked = contract(kind)
    assert any(item.kind == "paper" for item in asked.needs)
    assert complete(kind, whole(asked), TODAY) == ()
    for item in asked.needs:
        without = {key: value for key, value in whole(asked).items() if key != item.key}
        assert rules(kind, without) == {(item.key, "proof-missing")}
        assert rules(kind, {**without, item.key: Given()}) == {(item.key, "proof-missing")}


def test_a_note_is_never_complete() -> None:
    assert rules("information_note", {"paper": VALUES["paper"]}) == {("", "proof-note")}


def test_a_normative_order_needs_its_registration() -> None:
    items = whole(contract("order"))
    del items["registration"]
    assert rules("order", items) == set()
    items["normative"] = Given("yes")
    assert rules("order", items) == {("registration", "proof-missing")}


def test_a_law_or_its_draft_in_parliament() -> None:
    draft = {
        "paper": VALUES["paper"],
        "parliament_number": VALUES["text"],
        "parliament_day": VALUES["day"],
    }
    assert rules("law", draft) == set()
    assert rules("law", {"paper": VALUES["paper"]}) == {
        ("number", "proof-missing"),
        ("day", "proof-missing"),
    }


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("day", Given(day=date(2021, 9, 2)), "proof-future"),
        ("paper", Given("javascript:alert(1)"), "proof-address"),
        ("paper", Given("на столе"), "proof-address"),
        ("normative", Given("может быть"), "proof-yes-no"),
        ("number", Given("x" * 3000), "proof-long"),
        ("reach", Given("много"), "proof-item"),
    ],
)
def test_what_is_wrong_is_told_under_its_item(key: str, value: Given, rule: str) -> None:
    found = complete("order", {**whole(contract("order")), key: value}, TODAY)
    assert [(one.field, one.problem.rule) for one in found] == [(key, rule)]
    assert all(found[0].words("kk").values())


def test_a_file_stands_for_a_paper() -> None:
    items = {**whole(contract("order")), "paper": Given(file=UUID(int=1))}
    assert complete("order", items, TODAY) == ()


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
@given(kind=st.sampled_from(KINDS), chosen=st.data())
def test_blanks_are_nothing(blank: str, kind: str, chosen: st.DataObject) -> None:
    asked = contract(kind)
    words = [item for item in asked.needs if item.kind in ("text", "paper")]
    item = chosen.draw(st.sampled_from(words))
    assert (item.key, "proof-missing") in rules(kind, {**whole(asked), item.key: Given(blank)})
