"""Brings the rules' tables in line with `data/rules.toml`, and reads them back as values.

A version keeps its id as long as its code and first day stand, because obligations point at it. What it
counts (unit, amount, shift, first day) may be corrected while it is a draft only: a confirmed rule changes by
a new version. A version that has left the file is refused: it must be ended there, not removed.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, transaction

from qalqan.kernel.clock import reading
from qalqan.kernel.clock.models import DeadlineRule, Edition, RuleRung
from qalqan.kernel.clock.reading import RuleText
from qalqan.kernel.clock.rules import Rule, Rung
from qalqan.kernel.temporal import daterange, is_migrated, period

TERMS = ("unit", "amount", "shift", "counts_first_day")


class ReferenceRefusedError(ValueError):
    """The file cannot be loaded; the message names the rule and the mend."""


def load_reference(texts: tuple[RuleText, ...] | None = None) -> bool:
    """Load the rules (those of `data/` unless others are given). True if the tables changed.
    ReferenceRefusedError, with nothing written, if a version would disappear or a confirmed one change."""
    digest = reading.fingerprint() if texts is None else ""
    with transaction.atomic():
        newest = Edition.objects.order_by("-id").first()
        if digest and newest is not None and newest.sha256 == digest:
            return False
        stored = {(row.code, row.valid.lower): row for row in DeadlineRule.objects.all()}
        wanted = {(t.rule.code, t.rule.valid.since): t for t in texts or reading.rules()}
        for key in stored.keys() - wanted.keys():
            raise ReferenceRefusedError(f"{key[0]} from {key[1]}: end it in rules.toml; it cannot be removed")
        # shortest first: a version is ended before its successor begins
        for key, text in wanted.items():
            _write(stored.get(key), text)
        Edition.objects.create(sha256=digest or "given")
    return True


def _write(row: DeadlineRule | None, text: RuleText) -> None:
    rule = text.rule
    values: dict[str, Any] = {
        **{name: getattr(rule, name) for name in TERMS},
        "kk": text.name.kk,
        "ru": text.name.ru,
        "en": text.name.en,
        "grounds": list(rule.grounds),
        **{name: getattr(text, name) for name in ("basis", "act", "address", "start", "owes", "confirmed")},
        "valid": daterange(rule.valid),
    }
    if row is not None and row.confirmed and any(getattr(row, name) != values[name] for name in TERMS):
        raise ReferenceRefusedError(
            f"{rule.code}: confirmed rules change by a new version: end this one, add the next"
        )
    row = row or DeadlineRule(code=rule.code)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    RuleRung.objects.filter(rule=row).delete()
    RuleRung.objects.bulk_create(
        RuleRung(rule=row, number=r.number, offset=r.offset, unit=r.unit, to=r.to) for r in rule.ladder
    )


def load_after_migrate(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of Django's post_migrate: loads once the room's own tables are those of this code."""
    if using == DEFAULT_DB_ALIAS and is_migrated(app_config.label):
        load_reference()


def as_rule(row: DeadlineRule) -> Rule:
    """A stored version as the value that is counted with. Reads its rungs: prefetch them for many."""
    return Rule(
        code=row.code,
        unit=row.unit,
        amount=row.amount,
        shift=row.shift,
        counts_first_day=row.counts_first_day,
        grounds=tuple(row.grounds),
        ladder=tuple(
            Rung(r.number, r.offset, r.unit, r.to) for r in sorted(row.rungs.all(), key=lambda r: r.number)
        ),
        valid=period(row.valid),
    )


def versions(code: str) -> dict[Rule, DeadlineRule]:
    """Every version of a rule with its row; empty for an unknown code."""
    return {as_rule(row): row for row in DeadlineRule.objects.filter(code=code).prefetch_related("rungs")}
