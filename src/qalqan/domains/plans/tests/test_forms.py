"""Forms of completion and funding, read from their wordings; the decree's own as the reference."""

import json
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans import forms, labels, rules
from qalqan.domains.plans.forms import Deliverable, contract, deliverables
from qalqan.domains.plans.reading.document import Finance
from qalqan.domains.plans.rules import Funding, funding
from qalqan.kernel.names import LANGUAGES

from .builders import ROOT, gold


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("информация в МОН", [("information_note", ("МОН",))]),
        ("мнформация в МВД", [("information_note", ("МВД",))]),
        ("предложение в Правительство", [("proposal", ("Правительство",))]),
        ("приказ МОН, МИО", [("order", ("МОН", "МИО"))]),
        ("соглашение, акты тестирования и ввода в эксплуатацию", [("agreement", ()), ("test_act", ())]),
        ("рекомендации в ВУЗы", [("recommendations", ("ВУЗ",))]),
        ("методическое пособие", [("manual", ())]),
        ("аналитическая справка", [("analytical_note", ())]),
        ("видеоролики, инфографики, постеры, дайджесты", [("materials", ())]),
        ("информационные материалы для детей и родителей", [("materials", ())]),
        ("ҚР БҒМ-ге ақпарат", [("information_note", ("БҒМ",))]),
        ("Үкіметке ұсыныстар", [("proposal", ("Правительство",))]),
        ("әдістемелік ұсынымдар", [("recommendations", ())]),
        ("ҚР БҒМ бұйрығы", [("order", ("БҒМ",))]),
        ("танец с бубном", [("other", ())]),
        ("", []),
    ],
)
def test_what_a_form_names(form: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(thing.kind, thing.bodies) for thing in deliverables(form)] == expected


def test_every_form_of_the_decree_has_a_kind() -> None:
    kinds = Counter(tuple(d.kind for d in deliverables(m.form)) for m in gold().measures)
    assert not any(forms.OTHER in kind for kind in kinds)
    assert kinds[("information_note",)] == 32


def test_an_information_note_is_a_claim_and_nothing_else_is() -> None:
    assert [kind for kind in forms.kinds() if contract(kind).is_claim] == ["information_note"]


@pytest.mark.parametrize("kind", forms.kinds())
def test_every_contract_speaks_three_languages(kind: str) -> None:
    for language in LANGUAGES:
        assert contract(kind).name[language]
        assert all(contract(kind).takes[language])
    assert len({len(contract(kind).takes[language]) for language in LANGUAGES}) == 1


@given(st.text(max_size=80))
def test_no_word_of_a_form_is_lost(form: str) -> None:
    things = deliverables(form)
    assert all(isinstance(thing, Deliverable) for thing in things)
    kept = "".join("".join(thing.text.split()) for thing in things).replace(",", "").replace(";", "")
    assert kept == "".join(form.split()).replace(",", "").replace(";", "")


@pytest.mark.parametrize(
    ("text", "sources", "expected"),
    [
        ("не требуются", (), Funding.NOT_REQUIRED),
        ("не требуеются", (), Funding.NOT_REQUIRED),
        ("в пределах предусмотренных средств МБ", (), Funding.WITHIN_LOCAL),
        ("в пределах предусмотренных средств РБ", (), Funding.WITHIN_REPUBLICAN),
        ("в пределах предусмотренных средств ВБ", (), Funding.WITHIN_WORLD_BANK),
        ("в пределах предусмотренных средств РБ, МБ", (), Funding.WITHIN_BOTH),
        ("в пределах предусмотренных средств", ("МБ",), Funding.WITHIN_LOCAL),
        ("в пределах предусмотренных средств", ("МБ", "РБ"), Funding.WITHIN_BOTH),
        ("в пределах средств МБ", ("РБ",), Funding.WITHIN_LOCAL),
        ("в пределах предусмотренных средств", (), Funding.WITHIN_UNNAMED),
        ("за счет внебюджетных средств", (), Funding.EXTRA_BUDGETARY),
        ("талап етілмейді", (), Funding.NOT_REQUIRED),
        ("жергілікті бюджетте көзделген қаражат шегінде", (), Funding.WITHIN_LOCAL),
        ("как-нибудь", (), Funding.UNKNOWN),
        (None, (), Funding.UNKNOWN),
    ],
)
def test_funding(text: str | None, sources: tuple[str, ...], expected: Funding) -> None:
    rules.funding_class.cache_clear()
    assert funding(Finance(text, None, {}, sources, ())) == expected


def test_a_sum_is_money_whatever_else_is_said() -> None:
    assert funding(Finance("не требуются", Decimal("1.0"), {}, (), ())) == Funding.MONEY
    assert funding(Finance(None, None, {"2020": Decimal("1.0")}, (), ())) == Funding.MONEY


def test_the_decrees_funding_adds_up() -> None:
    found = Counter(funding(m.finance) for m in gold().measures)
    within = sum(count for kind, count in found.items() if kind.startswith("within"))
    assert (found[Funding.NOT_REQUIRED], within, found[Funding.EXTRA_BUDGETARY], found[Funding.MONEY]) == (
        40,
        22,
        4,
        4,
    )


def test_every_state_class_and_column_has_a_name_in_three_languages() -> None:
    vocabulary = labels._vocabulary()
    assert set(vocabulary["funding"]) == {str(kind) for kind in Funding}
    for group in vocabulary.values():
        for names in group.values():
            assert set(names) == {"kk", "ru", "en"}
            assert all(names.values())


def test_every_note_of_the_reader_has_words() -> None:
    """Rules that the reader can raise are named in its source as `Finding("rule", ...)`."""
    import re

    reading = ROOT / "src" / "qalqan" / "domains" / "plans" / "reading"
    rules = {
        rule
        for file in reading.glob("*.py")
        for rule in re.findall(r'Finding\(\s*"([\w-]+)"', file.read_text("utf-8"))
    }
    assert rules
    known = labels._findings()
    assert rules <= set(known), rules - set(known)
    assert all(set(texts) == {"kk", "ru", "en"} for texts in known.values())
    assert json.dumps(known)
