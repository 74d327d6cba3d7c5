"""A plan's bindings as written by people: read, checked, and refused with everything that is wrong. Pure.

The one rule that matters: a measure that ends in an information note only is not closed by the note, so it
must have an indicator that somebody other than the reporter can see. The others keep the file honest: every
row of the plan once, every form of completion that the text names, targets that can be reached, a reason.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from qalqan.kernel.names import LANGUAGES

from .indicator import NEITHER, Indicator, Names
from .problem import Finding, Problem, Refusal
from .standing import EACH, MODES, NEVER_CLOSES, RECURS, Bound, MeasureBinding

MEASURE_FIELDS = {"mode", "contracts", "each", "recurs", "reason", "indicators", "papers"}
INDICATOR_FIELDS = {"key", "target", "by", "closes", "reason"}


@dataclass(frozen=True, slots=True)
class Register:
    """What a file is checked against. `forms`: per measure of the plan the kinds of its form of completion;
    `contracts`: all kinds that there are."""

    forms: Mapping[int, frozenset[str]]
    indicators: Mapping[str, Indicator]
    contracts: frozenset[str]


def read(data: bytes, source: str) -> Mapping[str, Any]:
    """The file as data. Refusal where it is no TOML, or names no plan."""
    try:
        found = tomllib.loads(data.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal(Finding(Problem("bind-toml", {"error": str(error)}), source)) from None
    if not isinstance(found.get("plan"), str) or not isinstance(found.get("measures"), dict):
        raise Refusal(Finding(Problem("bind-shape"), source))
    return found


def check(file: Mapping[str, Any], source: str, register: Register) -> tuple[MeasureBinding, ...]:
    """The bindings of a plan by number. Refusal with every fault of the file."""
    findings: list[Finding] = []
    found: list[MeasureBinding] = []
    rows: Mapping[str, Any] = file["measures"]
    for key, row in rows.items():
        if not key.isdecimal() or int(key) not in register.forms:
            findings.append(Finding(Problem("bind-measure-unknown", {"measure": key}), source))
            continue
        number = int(key)
        faults = list(_row_faults(row, register, register.forms[number]))
        findings += [Finding(problem, source, number, place) for place, problem in faults]
        if not faults:
            found.append(_binding(file["plan"], number, row))
    missing = set(register.forms) - {int(key) for key in rows if key.isdecimal()}
    findings += [Finding(Problem("bind-measure-missing"), source, number) for number in sorted(missing)]
    if findings:
        raise Refusal(*findings)
    return tuple(sorted(found, key=lambda one: one.number))


type Fault = tuple[str, Problem]


def _row_faults(row: Any, register: Register, forms: frozenset[str]) -> Iterator[Fault]:
    if not isinstance(row, dict):
        yield "", Problem("bind-shape")
        return
    for name in sorted(row.keys() - MEASURE_FIELDS):
        yield name, Problem("bind-field", {"field": name})
    for name, words in (("mode", MODES), ("each", EACH), ("recurs", RECURS)):
        if row.get(name) not in words:
            yield name, Problem("bind-word", {"word": str(row.get(name, "")), "words": ", ".join(words)})
    if (papers := row.get("papers", "nation")) not in EACH or (papers, row.get("each")) == (
        "region",
        "nation",
    ):
        yield "papers", Problem("bind-word", {"word": str(papers), "words": "nation"})
    yield from _reason_faults(row.get("reason"), "reason")
    yield from _contract_faults(row.get("contracts", []), register, forms)
    bound = row.get("indicators", [])
    if not isinstance(bound, list):
        yield "indicators", Problem("bind-shape")
        return
    seen: set[str] = set()
    for one in bound:
        if not isinstance(one, dict):
            yield "indicators", Problem("bind-shape")
            continue
        key = str(one.get("key", ""))
        if key in seen:
            yield key, Problem("bind-twice", {"indicator": key})
        seen.add(key)
        yield from _indicator_faults(one, key, register.indicators)
    yield from _closing_faults(row, bound, forms)


def _reason_faults(reason: Any, place: str) -> Iterator[Fault]:
    for language in LANGUAGES:
        text = reason.get(language) if isinstance(reason, dict) else None
        if not isinstance(text, str) or not text.strip():
            yield f"{place}.{language}", Problem("bind-reason", {"language": language})


def _contract_faults(contracts: Any, register: Register, forms: frozenset[str]) -> Iterator[Fault]:
    if not isinstance(contracts, list):
        yield "contracts", Problem("bind-shape")
        return
    for kind in map(str, contracts):
        if kind in NEVER_CLOSES:
            yield "contracts", Problem("bind-note")
        elif kind not in register.contracts:
            known = ", ".join(sorted(register.contracts))
            yield "contracts", Problem("bind-contract-unknown", {"contract": kind, "known": known})
        elif kind not in forms:
            yield "contracts", Problem("bind-contract-not-named", {"contract": kind})
    for kind in sorted(forms - NEVER_CLOSES - set(map(str, contracts))):
        yield "contracts", Problem("bind-contract-left-out", {"contract": kind})


def _indicator_faults(
    one: Mapping[str, Any], key: str, indicators: Mapping[str, Indicator]
) -> Iterator[Fault]:
    for name in sorted(one.keys() - INDICATOR_FIELDS):
        yield key, Problem("bind-field", {"field": name})
    yield from _reason_faults(one.get("reason"), f"{key}.reason")
    indicator = indicators.get(key)
    if indicator is None:
        near = ", ".join(get_close_matches(key, list(indicators), 3)) or "–"
        yield key, Problem("bind-indicator-unknown", {"indicator": key, "near": near})
        return
    by = one.get("by")
    if by is not None and (not isinstance(by, date) or isinstance(by, datetime)):
        yield f"{key}.by", Problem("bind-day", {"day": str(by)})
    target = one.get("target")
    if target is None:
        if one.get("closes"):
            yield f"{key}.target", Problem("bind-target-none", {"indicator": key})
        return
    if isinstance(target, bool) or not isinstance(target, int | Decimal):
        yield f"{key}.target", Problem("bind-target", {"target": str(target)})
        return
    least, greatest = indicator.range
    if indicator.direction == NEITHER:
        yield f"{key}.target", Problem("bind-direction", {"indicator": key})
    if (least is not None and target < least) or (greatest is not None and target > greatest):
        yield f"{key}.target", Problem("bind-target", {"target": str(target)})


def _closing_faults(row: Mapping[str, Any], bound: list[Any], forms: frozenset[str]) -> Iterator[Fault]:
    """Nothing that would close the measure, or only a note that closes nothing."""
    mode = row.get("mode")
    has_closing = any(isinstance(one, dict) and one.get("closes") for one in bound)
    if not forms - NEVER_CLOSES and (mode == "contract" or not has_closing):
        yield "mode", Problem("bind-note-only")
        return
    if mode in ("indicators", "both") and not has_closing:
        yield "indicators", Problem("bind-nothing-closes", {"mode": str(mode)})
    if mode in ("contract", "both") and not row.get("contracts"):
        yield "contracts", Problem("bind-nothing-closes", {"mode": str(mode)})
    if mode == "contract" and has_closing:
        yield "indicators", Problem("bind-closes-in-vain")


def _binding(plan_code: str, number: int, row: Mapping[str, Any]) -> MeasureBinding:
    return MeasureBinding(
        plan_code=plan_code,
        number=number,
        indicators=tuple(
            Bound(
                indicator=one["key"],
                target=None if one.get("target") is None else Decimal(one["target"]),
                by=one.get("by"),
                closes=bool(one.get("closes")),
                reason=_names(one["reason"]),
            )
            for one in row.get("indicators", ())
        ),
        mode=row["mode"],
        contracts=tuple(row.get("contracts", ())),
        each=row["each"],
        recurs=row["recurs"],
        reason=_names(row["reason"]),
        papers=row.get("papers", row["each"]),
    )


def _names(reason: Mapping[str, str]) -> Names:
    return Names(reason["kk"].strip(), reason["ru"].strip(), reason["en"].strip())
