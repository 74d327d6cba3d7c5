"""Bindings of a plan come in: from its folder, whole or not at all, once for each edition of the file."""

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.models import Binding, Closing, Edition
from qalqan.domains.evidence.queries.bindings import edition
from qalqan.domains.evidence.rules import binding as rules
from qalqan.domains.evidence.rules import contract
from qalqan.domains.evidence.rules.problem import Finding, Problem, Refusal
from qalqan.domains.evidence.rules.standing import MeasureBinding
from qalqan.domains.plans import api as plans
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.shipped import plans_folder

FILE = "bindings.toml"
PROGRAM = Service("evidence.bind")
ALL_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Bound:
    """What a load did. `is_new` False: the tables held this very file and nothing was written."""

    plan_code: str
    measures: int
    indicators: int
    sha256: str
    is_new: bool


def load() -> None:
    """Bind every shipped plan that has bindings and stands in the register."""
    for file in sorted(plans_folder().glob(f"*/{FILE}")):
        if file.parent.name in {head.code for head in plans.plans()}:
            bind(file)


def bind(file: Path) -> Bound:
    """Replace a plan's bindings by those of a file. Refusal with every fault of the file; then the old ones
    stand."""
    data = file.read_bytes()
    source = f"{file.parent.name}/{file.name}"
    read = rules.read(data, source)
    code = str(read["plan"])
    found = rules.check(read, source, _register(code, source))
    sha = hashlib.sha256(data).hexdigest()
    count = sum(len(one.indicators) for one in found)
    opened = nullcontext() if scope.is_open() else scope(PROGRAM, "planning")
    with opened, transaction.atomic():
        if edition(code) == sha:
            return Bound(code, len(found), count, sha, is_new=False)
        _write(code, found)
        row = Edition.objects.create(plan_code=code, sha256=sha)
        ledger.record("evidence.bind", kind="bindings", id=row.pk, note=f"measures.{len(found)}")
        outbox.emit("evidence.bound", edition=row.pk)
    return Bound(code, len(found), count, sha, is_new=True)


def _register(code: str, source: str) -> rules.Register:
    try:
        rows = plans.overview(code, language="ru", page_rows=ALL_ROWS).rows
    except plans.Refused:
        raise Refusal(Finding(Problem("bind-plan-unknown", {"plan": code}), source)) from None
    return rules.Register(
        forms={row.number: frozenset(row.form_kinds) for row in rows},
        indicators={one.key: one for one in indicators()},
        contracts=frozenset(contract.kinds()),
    )


def _write(code: str, found: tuple[MeasureBinding, ...]) -> None:
    Binding.objects.filter(plan_code=code).delete()
    Closing.objects.filter(plan_code=code).delete()
    Closing.objects.bulk_create(
        Closing(
            plan_code=code,
            measure_number=one.number,
            mode=one.mode,
            contracts=list(one.contracts),
            each=one.each,
            recurs=one.recurs,
            papers=one.papers,
            reason_kk=one.reason.kk,
            reason_ru=one.reason.ru,
            reason_en=one.reason.en,
        )
        for one in found
    )
    Binding.objects.bulk_create(
        Binding(
            plan_code=code,
            measure_number=one.number,
            position=position,
            indicator=bound.indicator,
            target=bound.target,
            by=bound.by,
            closes=bound.closes,
            reason_kk=bound.reason.kk,
            reason_ru=bound.reason.ru,
            reason_en=bound.reason.en,
        )
        for one in found
        for position, bound in enumerate(one.indicators)
    )
