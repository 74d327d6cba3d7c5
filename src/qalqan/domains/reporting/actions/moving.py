"""Moving lines from state to state: the reporter certifies; the ministry returns, accepts, reopens.

An act is one transaction: the lines are locked in one order (so two acts never wait for each other), their
steps are appended, and with a certificate the values go into evidence as claims. All lines that were named
move or none does: what was done is never less than what the page said. A certificate asked for twice (a
second click, a second try after a crash) is given once: the second asker gets the first one's.

Lines are named with the version that the actor has read, and it is checked under the lock: no name stands
under a text that somebody else wrote after the page was shown.

Where the program acts for the past (the demonstration, a replay) it says the moment with `at`; nobody else
may.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Max
from django.utils import timezone
from django.utils.formats import date_format

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence import api as evidence
from qalqan.domains.reporting import needs
from qalqan.domains.reporting.actions.writing import require_own
from qalqan.domains.reporting.actor import Actor, frame
from qalqan.domains.reporting.models import Certificate, Entry, EntryFile, Line, Package, Step
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules import lines as rules
from qalqan.kernel import clock, ledger, outbox
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock.refusals import ClockRefusedError


@dataclass(frozen=True, slots=True)
class Certified:
    """The certificate under lines. `is_new` False: it stood there already."""

    id: UUID
    number: int
    digest: str
    line_count: int
    at: datetime
    is_new: bool = True


class NotComplete(Refused):
    """Lines that lack something. `problems`: by number of the measure."""

    def __init__(self, problems: Mapping[int, Sequence[rules.Problem]]) -> None:
        super().__init__("not_complete", numbers=_listed(problems))
        self.problems = problems


def certify(
    actor: Actor,
    package_id: UUID,
    seen: Mapping[UUID, int],
    *,
    at: datetime | None = None,
    tell: bool = True,
) -> Certified:
    """Put the actor's name and post under lines of a package, each in the version that was `seen`: they are
    locked, and their values go into evidence as claims of the body (`tell`: see `evidence.observe_many`).
    Refused: no_such_package, nothing_chosen, no_such_line, not_yours, not_in_this_state, changed, too_early;
    NotComplete."""
    moment = _moment(actor, at)
    with frame(actor, "reporting.certify") as s:
        package = Package.objects.within(s).select_for_update().filter(pk=package_id).first()
        if package is None:
            raise Refused("no_such_package")
        require_own(actor, package.body_code)
        lines = _locked(seen, package)
        digest, entries = _digest(package, lines)
        if (held := _held_certificate(package, lines, digest)) is not None:
            return held
        _require(lines, "submit")
        _require_seen(lines, seen)
        _require_time(package, moment)
        wanted = needs.needs_of(
            package.plan_code,
            (package.period_start, package.period_end),
            [line.measure_number for line in lines],
            needs.claimed_numbers(package.pk),
        )
        _require_complete(lines, entries, wanted)
        certificate = _sign(actor, package, digest, len(lines), moment)
        _move(actor, lines, "submit", moment, certificate=certificate)
        _claim(actor, package, lines, entries, wanted, at, tell=tell)
        _meet(package, moment, at)
        _tell("reporting.certify", package, len(lines))
        outbox.emit(
            "reporting.certified",
            region_id=package.region_id,
            package=package.pk,
            certificate=certificate.pk,
        )
        return Certified(certificate.pk, certificate.number, digest, len(lines), moment)


def send_back(
    actor: Actor,
    seen: Mapping[UUID, int],
    reason: str = "",
    *,
    reasons: Mapping[UUID, str] | None = None,
    at: datetime | None = None,
) -> int:
    """Return submitted lines, of one package or of many, in the versions that were `seen`, each with its own
    reason or the common one; how many. Certificates stay. Refused: nothing_chosen, no_such_line,
    not_in_this_state, changed, reason_missing."""
    own = reasons or {}
    return _review(actor, seen, "return", "reporting.returned", lambda line: own.get(line.pk) or reason, at)


def accept(actor: Actor, seen: Mapping[UUID, int], *, at: datetime | None = None) -> int:
    """Accept submitted lines; how many. Refused as `send_back`, own_certificate: who certified a line does
    not accept it."""
    return _review(actor, seen, "accept", "reporting.accepted", lambda line: "", at)


def reopen(actor: Actor, line_id: UUID, reason: str, *, seen: int, at: datetime | None = None) -> None:
    """Open a submitted or accepted line again. Refused as `send_back`."""
    _review(actor, {line_id: seen}, "reopen", "reporting.reopened", lambda line: reason, at)


def _review(
    actor: Actor,
    seen: Mapping[UUID, int],
    act: str,
    event: str,
    reason_of: Callable[[Line], str],
    at: datetime | None,
) -> int:
    moment = _moment(actor, at)
    with frame(actor, "reporting.review"):
        lines = _locked(seen)
        _require(lines, act)
        _require_seen(lines, seen)
        reasons = {line.pk: reason_of(line).strip() for line in lines}
        if act in rules.NEEDS_REASON and not all(map(rules.reason_is_enough, reasons.values())):
            raise Refused("reason_missing")
        if act == "accept":
            _require_another(actor, lines)
        _move(actor, lines, act, moment, reasons=reasons)
        by_package: dict[UUID, list[Line]] = defaultdict(list)
        for line in lines:
            by_package[line.package_id].append(line)
        for package_id, its in by_package.items():
            _tell(f"reporting.{act}", its[0].package, len(its))
            outbox.emit(event, region_id=its[0].region_id, package=package_id, lines=len(its))
        return len(lines)


def _moment(actor: Actor, at: datetime | None) -> datetime:
    """Now, or the moment that the program states."""
    if at is not None and actor.user_id is not None:
        raise ValueError("a person acts now: only the program may state a moment")
    return at or timezone.now()


def _locked(line_ids: Iterable[UUID], package: Package | None = None) -> list[Line]:
    """The lines by measure and body, held until the transaction ends; locked in the order of their keys."""
    wanted = set(line_ids)
    if not wanted:
        raise Refused("nothing_chosen")
    rows = Line.objects.within(scope.current()).select_for_update(of=("self",)).filter(pk__in=wanted)
    if package is not None:
        rows = rows.filter(package=package)
    lines = list(rows.select_related("package").order_by("pk"))
    if len(lines) != len(wanted):
        raise Refused("no_such_line")
    return sorted(lines, key=lambda line: (line.measure_number, line.body_code))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(numbers))))


def _require(lines: Sequence[Line], act: str) -> None:
    """Refused("not_in_this_state") naming the measures whose state does not allow the act."""
    if wrong := [line.measure_number for line in lines if not rules.may(act, line.state)]:
        raise Refused("not_in_this_state", numbers=_listed(wrong))


def _require_seen(lines: Sequence[Line], seen: Mapping[UUID, int]) -> None:
    """Refused("changed") naming the measures that somebody wrote after the actor had read them."""
    if wrong := [line.measure_number for line in lines if line.version != seen[line.pk]]:
        raise Refused("changed", numbers=_listed(wrong))


def _require_time(package: Package, moment: datetime) -> None:
    first = rules.opens_on(package.due, package.period_end)
    if timezone.localdate(moment) < first:
        raise Refused("too_early", day=date_format(first))


def _require_complete(
    lines: Sequence[Line], entries: Mapping[UUID, Entry], wanted: Mapping[int, rules.Needs]
) -> None:
    found = {
        line.measure_number: problems
        for line in lines
        if (problems := rules.problems(needs.said(entries.get(line.pk)), wanted[line.measure_number]))
    }
    if found:
        raise NotComplete(found)


def _require_another(actor: Actor, lines: Sequence[Line]) -> None:
    """Refused("own_certificate") when the reviewer put his own name under a line."""
    if actor.user_id is None:
        return
    own = Certificate.objects.filter(pk__in={line.certificate_id for line in lines}, by_user=actor.user_id)
    signed = set(own.values_list("pk", flat=True))
    if found := [line.measure_number for line in lines if line.certificate_id in signed]:
        raise Refused("own_certificate", numbers=_listed(found))


def _digest(package: Package, lines: Sequence[Line]) -> tuple[str, dict[UUID, Entry]]:
    """SHA-256 over what is certified in canonical JSON (docs/algorithms/lines.md), and the revisions read."""
    entries = dict(needs.held_entries(lines))
    papers: dict[UUID, list[str]] = defaultdict(list)
    rows = EntryFile.objects.filter(line__in=[line.pk for line in lines], removed_at=None)
    for line_id, file_id in rows.order_by("file_id").values_list("line_id", "file_id"):
        papers[line_id].append(str(file_id))
    content = {
        "plan": package.plan_code,
        "duty": package.duty_code,
        "body": package.body_code,
        "period": [package.period_start, package.period_end],
        "lines": [
            {
                "measure": line.measure_number,
                "revision": line.entry_number,
                "files": papers[line.pk],
                **{name: _written(value) for name, value in asdict(needs.said(entries.get(line.pk))).items()},
            }
            for line in lines
        ],
    }
    text = json.dumps(
        content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest(), entries


def _written(value: str | Decimal | None) -> str | None:
    """A value in one written form: 12.5 and 12.500000 are the same number."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _held_certificate(package: Package, lines: Sequence[Line], digest: str) -> Certified | None:
    """The certificate that stands under exactly these lines as they are."""
    keys = {line.certificate_id for line in lines}
    if {line.state for line in lines} != {rules.SUBMITTED} or len(keys) != 1:
        return None
    row = Certificate.objects.filter(pk__in=keys, package=package, digest=digest).first()
    if row is None:
        return None
    return Certified(row.pk, row.number, row.digest, row.line_count, row.at, is_new=False)


def _sign(actor: Actor, package: Package, digest: str, count: int, moment: datetime) -> Certificate:
    newest = Certificate.objects.filter(package=package).aggregate(newest=Max("number"))["newest"]
    return Certificate.objects.create(
        region_id=package.region_id,
        package=package,
        number=(newest or 0) + 1,
        by_name=actor.name,
        by_user=actor.user_id,
        post=actor.post,
        at=moment,
        digest=digest,
        line_count=count,
    )


def _move(
    actor: Actor,
    lines: Sequence[Line],
    act: str,
    moment: datetime,
    *,
    reasons: Mapping[UUID, str] | None = None,
    certificate: Certificate | None = None,
) -> None:
    """Append a step to each line and set its state."""
    numbered = Step.objects.filter(line__in=[line.pk for line in lines]).values_list("line_id")
    newest = dict(numbered.annotate(newest=Max("number")))
    Step.objects.bulk_create(
        Step(
            region_id=line.region_id,
            line=line,
            number=newest.get(line.pk, 0) + 1,
            act=act,
            before=line.state,
            after=rules.after(act, line.state),
            entry_number=line.entry_number,
            certificate=certificate,
            reason=(reasons or {}).get(line.pk, ""),
            at=moment,
            by_name=actor.name,
            by_user=actor.user_id,
            post=actor.post,
        )
        for line in lines
    )
    signed = {} if certificate is None else {"certificate": certificate}
    moved = Line.objects.filter(pk__in=[line.pk for line in lines])
    moved.update(state=rules.MOVES[act][1], version=F("version") + 1, **signed)


def _claim(
    actor: Actor,
    package: Package,
    lines: Sequence[Line],
    entries: Mapping[UUID, Entry],
    wanted: Mapping[int, rules.Needs],
    at: datetime | None,
    *,
    tell: bool,
) -> None:
    """Write what the lines say into evidence, each under the indicator that its value speaks of."""
    bound = needs.claimed_indicators(package.plan_code)
    is_nation = bodies.body(package.body_code).region is None
    claims = []
    for line in lines:
        said = needs.said(entries.get(line.pk))
        value, need = rules.stated(said, wanted[line.measure_number]), wanted[line.measure_number]
        if value is None or line.measure_number not in bound:
            continue
        claims.append(
            evidence.NewObservation(
                at=evidence.At(line.region_id, is_nation=is_nation),
                indicator=bound[line.measure_number].key,
                period_start=line.period_start,
                period_end=line.period_end,
                source_kind="claim",
                value=value,
                numerator=said.numerator if need.share else None,
                denominator=said.denominator if need.share else None,
                source_body=line.body_code,
                source_ref=f"line:{line.pk}",
                known_from=at,
                plan_code=line.plan_code,
                measure_number=line.measure_number,
                line_id=line.pk,
            )
        )
    if claims:
        evidence.observe_many(claims, by=actor.post, tell=tell)


def _meet(package: Package, moment: datetime, at: datetime | None) -> None:
    """Once every line is in, what was owed is done: the clock of the package stops."""
    if package.met_at is not None or package.lines.filter(state__in=rules.WRITABLE).exists():
        return
    package.met_at = moment
    package.save(update_fields=["met_at"])
    if package.obligation_id is not None:
        with suppress(ClockRefusedError):  # waived meanwhile: nothing runs that could be met
            clock.meet(package.obligation_id, at=at)


def _tell(act: str, package: Package, lines: int) -> None:
    ledger.record(act, kind="package", id=package.pk, region_id=package.region_id, note=f"lines.n{lines}")
