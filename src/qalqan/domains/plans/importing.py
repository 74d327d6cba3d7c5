"""The tables' side of an import: places, facts, translations, and the plan's content as it is held."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from . import families, gaps, joints, models, store
from .amendments import Change, Patch, states
from .differences import Content
from .patches import PlanFacts, Wording
from .reading.document import Finding, Joint, Measure, PlanDocument, Span
from .refusals import Refused

CODE = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
DAY = timedelta(days=1)
ROW = re.compile(r"\brow (\d+)")


def state(plan: models.Plan) -> dict[str, Any]:
    """All that an import may change, as the book digests it: the facts, and which reading of which file."""
    functions = models.FunctionOverride.objects.filter(plan=plan).order_by("measure_number", "body_code")
    reasons = ("reason_kk", "reason_ru", "reason_en")
    source = models.SourceDocument.objects.filter(plan=plan, **store.OPEN)
    return {
        "is_public": plan.is_public,
        "in_force": plan.in_force,
        "period": str(plan.period) if plan.period else None,
        "origin": [plan.origin_kk, plan.origin_ru, plan.origin_en],
        "functions": list(
            functions.values_list("measure_number", "body_code", "function", "is_doubtful", *reasons)
        ),
        "source": source.values_list("sha256", "reading_sha256").first(),
        "family": families.state(plan),
    }


def write_facts(plan: models.Plan, facts: PlanFacts) -> None:
    """Set what is known of the plan beside its text; nothing is written when it is so already."""
    wanted = {
        "is_public": facts.is_public,
        "period": DateRange(facts.period[0], facts.period[1] + DAY, "[)") if facts.period else None,
        **{f"origin_{language}": facts.origin.get(language, "") for language in ("kk", "ru", "en")},
    }
    if facts.in_force is not None:
        wanted["in_force"] = facts.in_force
    changed = {name: value for name, value in wanted.items() if getattr(plan, name) != value}
    for name, value in changed.items():
        setattr(plan, name, value)
    if changed:
        plan.save(update_fields=list(changed))
    functions = {
        (duty.row, duty.body): {
            "function": duty.function,
            "is_doubtful": duty.is_doubtful,
            **{f"reason_{language}": duty.reason.get(language, "") for language in ("kk", "ru", "en")},
        }
        for duty in facts.functions
    }
    held = {
        (row.measure_number, row.body_code): row for row in models.FunctionOverride.objects.filter(plan=plan)
    }
    stale = [
        key
        for key, row in held.items()
        if key not in functions or any(getattr(row, name) != value for name, value in functions[key].items())
    ]
    for key in stale:
        held.pop(key).delete()
    new = [(key, values) for key, values in functions.items() if key not in held]
    models.FunctionOverride.objects.bulk_create(
        models.FunctionOverride(plan=plan, measure_number=row, body_code=body, **values)
        for (row, body), values in new
    )
    if changed or stale or new:
        store.touch(plan)


def content_held(plan: models.Plan, source: models.SourceDocument) -> Content:
    """The content of the text at hand, as the register holds it now."""
    return Content(
        act={
            "number": source.act_number,
            "date": source.act_date.isoformat() if source.act_date else "",
            "title": source.act_title,
            "body": source.act_body,
        },
        paragraphs=dict(source.paragraphs.values_list("number", "text")),
        sections=dict(
            source.section_titles.order_by("section__number").values_list("section__number", "title")
        ),
        rows=store.text_rows(plan),
    )


def write_places(
    plan: models.Plan, source: models.SourceDocument, document: PlanDocument, moment: datetime
) -> None:
    """Everything that hangs on a source: paragraphs, titles, abbreviations, findings, citations, joints."""
    rows = dict(models.Measure.objects.filter(plan=plan).values_list("number", "id"))
    cited: list[models.Citation] = []
    for position, paragraph in enumerate(document.paragraphs):
        row = models.Paragraph.objects.create(
            source=source, position=position, number=paragraph.number, text=paragraph.text
        )
        cited += _citations(source, "text", paragraph.spans, paragraph_id=row.id)
    numbers = {section.number for section in document.sections}
    models.Section.objects.bulk_create(
        [models.Section(plan=plan, number=number) for number in numbers], ignore_conflicts=True
    )
    sections = dict(models.Section.objects.filter(plan=plan).values_list("number", "id"))
    for section in document.sections:
        models.SectionTitle.objects.create(
            source=source, section_id=sections[section.number], title=section.title
        )
        cited += _citations(source, "title", section.spans, section_id=sections[section.number])
    for measure in document.measures:
        for field, spans in measure.spans.items():
            cited += _citations(source, field, spans, measure_id=rows[measure.number])
    for kind, findings in (("gap", document.gaps), ("defect", document.defects)):
        cited += _write_findings(source, kind, findings, rows)
    models.Citation.objects.bulk_create(cited, batch_size=2000)
    _write_rest(source, document, rows)
    gaps.sync(plan, [_opened(finding) for finding in document.gaps], moment)


def _citations(
    source: models.SourceDocument, field: str, spans: Iterable[Span], **owner: UUID
) -> list[models.Citation]:
    return [
        models.Citation(
            source=source, field=field, position=position, start=span.start, end=span.end, **owner
        )
        for position, span in enumerate(spans)
        if span.start < span.end
    ]


def _row_of(finding: Finding) -> int | None:
    found = ROW.search(finding.place)
    return int(found.group(1)) if found else None


def _opened(finding: Finding) -> gaps.Opened:
    params = tuple(finding.params.items())
    return gaps.Opened(finding.rule, finding.place, finding.quote, _row_of(finding), params=params)


def _write_findings(
    source: models.SourceDocument, kind: str, findings: Iterable[Finding], rows: Mapping[int, UUID]
) -> list[models.Citation]:
    found = list(findings)
    written = models.Finding.objects.bulk_create(
        models.Finding(
            source=source,
            measure_id=rows.get(_row_of(finding) or -1),
            position=position,
            kind=kind,
            rule=finding.rule,
            place=finding.place,
            quote=finding.quote,
        )
        for position, finding in enumerate(found)
    )
    pairs = list(zip(written, found, strict=True))
    models.FindingParam.objects.bulk_create(
        models.FindingParam(finding=row, name=name, value=value)
        for row, finding in pairs
        for name, value in finding.params.items()
    )
    return [
        c for row, finding in pairs for c in _citations(source, "quote", finding.spans, finding_id=row.id)
    ]


def _write_rest(source: models.SourceDocument, document: PlanDocument, rows: Mapping[int, UUID]) -> None:
    models.Abbreviation.objects.bulk_create(
        models.Abbreviation(source=source, position=position, short=short, meaning=meaning)
        for position, (short, meaning) in enumerate(document.abbreviations.items())
    )
    models.Furniture.objects.bulk_create(
        (
            models.Furniture(source=source, name=name, start=span.start, end=span.end)
            for name, spans in document.furniture.items()
            for span in spans
        ),
        batch_size=2000,
    )
    models.Joint.objects.bulk_create(
        models.Joint(
            source=source,
            measure_id=rows.get(joint.row) if joint.row is not None else None,
            field=joint.field,
            start=joint.span.start,
            end=joint.span.end,
            left=joint.left,
            right=joint.right,
            is_joined=joint.joined,
            confidence=joint.confidence,
        )
        for joint in document.joints
    )


def translations(plan: models.Plan) -> list[tuple[str, ...]]:
    """The plan's translations as they are held, in one order."""
    held = models.Translation.objects.filter(plan=plan).order_by("wording", "language")
    return list(held.values_list("wording", "language", "text", "status"))


def write_translations(plan: models.Plan, wordings: Iterable[Wording], status: str) -> int:
    """Insert or replace translations that differ; how many did. Working ones never replace official ones."""
    held = {(row.wording, row.language): row for row in models.Translation.objects.filter(plan=plan)}
    fresh, changed = [], []
    for wording in wordings:
        row = held.get((wording.wording, wording.language))
        if row is None:
            fresh.append(
                models.Translation(
                    plan=plan,
                    wording=wording.wording,
                    language=wording.language,
                    text=wording.text,
                    status=status,
                )
            )
        elif (row.text, row.status) != (wording.text, status) and not (
            row.status == "official" and status == "working"
        ):
            row.text, row.status = wording.text, status
            changed.append(row)
    models.Translation.objects.bulk_create(fresh)
    models.Translation.objects.bulk_update(changed, ["text", "status"])
    return len(fresh) + len(changed)


def patch_of(amendment: models.Amendment) -> Patch:
    """An amendment of the tables as the patch it was."""
    return Patch(
        act_number=amendment.act_number,
        act_date=amendment.act_date,
        title={},
        in_force=amendment.in_force,
        in_force_basis=amendment.in_force_basis,
        in_force_reason={},
        changes=tuple(
            Change(change.kind, change.measure_number, change.column, change.before, change.after)
            for change in amendment.changes.all()
        ),
        is_consolidated=amendment.is_consolidated,
    )


def state_on(
    plan: models.Plan, content: Content, patch: Patch, without: models.Amendment | None
) -> dict[int, Measure]:
    """The rows in force on the patch's day by the other amendments alone: what the patch is held against."""
    others = models.Amendment.objects.filter(plan=plan, **store.OPEN).prefetch_related("changes")
    if without is not None:
        others = others.exclude(pk=without.pk)
    moments = states(dict(content.rows), [patch_of(other) for other in others], plan.in_force)
    return [state for begin, state, _, _ in moments if begin is None or begin <= patch.in_force][-1]


def write_amendment(
    plan: models.Plan,
    patch: Patch,
    is_consolidated: bool,
    by: tuple[str, UUID | None],
    moment: datetime,
) -> models.Amendment:
    """The act and its changes, as rows."""
    languages = ("kk", "ru", "en")
    amendment = models.Amendment.objects.create(
        plan=plan,
        act_number=patch.act_number,
        act_date=patch.act_date,
        in_force=patch.in_force,
        in_force_basis=patch.in_force_basis,
        is_consolidated=is_consolidated,
        sha256=patch.sha256,
        recorded=DateTimeTZRange(moment, None),
        recorded_by=by[0],
        recorded_by_user=by[1],
        **{f"title_{language}": patch.title.get(language, "") for language in languages},
        **{f"reason_{language}": patch.in_force_reason.get(language, "") for language in languages},
    )
    models.AmendmentChange.objects.bulk_create(
        models.AmendmentChange(
            amendment=amendment,
            position=position,
            kind=change.kind,
            measure_number=change.row,
            column=change.column,
            before=change.before,
            after=change.after,
            basis=change.basis,
            **{f"reason_{language}": change.reason.get(language, "") for language in languages},
        )
        for position, change in enumerate(patch.changes)
    )
    return amendment


def joint_decisions(source: models.SourceDocument) -> list[joints.JointDecision]:
    """The newest decision on each joint of a source."""
    newest: dict[UUID, joints.JointDecision] = {}
    decisions = models.JointDecision.objects.filter(joint__source=source).order_by("decided_at")
    for decision in decisions.select_related("joint__measure"):
        joint = decision.joint
        row = joint.measure.number if joint.measure else None
        newest[joint.id] = joints.JointDecision(row, joint.field, joint.left, joint.right, decision.is_joined)
    return list(newest.values())


def carry_decisions(old: models.SourceDocument, new: models.SourceDocument) -> None:
    """Append the newest decisions on an old source's joints to the same joints of a new one, as they were
    taken: by the same person, on the same day."""
    places: dict[tuple[int | None, str, str, str], models.Joint] = {}
    for joint in models.Joint.objects.filter(source=new).select_related("measure"):
        row = joint.measure.number if joint.measure else None
        places[row, joint.field, joint.left, joint.right] = joint
    taken: dict[UUID, models.JointDecision] = {}
    decisions = models.JointDecision.objects.filter(joint__source=old).select_related("joint__measure")
    for decision in decisions.order_by("decided_at"):
        joint = decision.joint
        row = joint.measure.number if joint.measure else None
        place = places.get((row, joint.field, joint.left, joint.right))
        if place is not None:
            decision.pk, decision.joint = None, place
            taken[place.pk] = decision
    for decision in taken.values():
        decision.save(force_insert=True)


def joint_stands(joint: models.Joint) -> bool:
    """Whether the joint is joined in the text as it stands: the newest decision's word, else the reader's."""
    last = joint.decisions.order_by("-decided_at").first()
    return joint.is_joined if last is None else last.is_joined


def with_joint(plan: models.Plan, content: Content, joint: models.Joint, is_joined: bool) -> Content:
    """The content with one joint decided otherwise; the old wording's translations follow the new one."""
    number = joint.measure.number if joint.measure else -1
    row = content.rows.get(number)
    spans = [
        Span(*ends)
        for ends in models.Citation.objects.filter(
            source=joint.source, measure=joint.measure, field=joint.field
        )
        .order_by("position")
        .values_list("start", "end")
    ]
    read = Joint(
        Span(joint.start, joint.end),
        joint.left,
        joint.right,
        joint.is_joined,
        joint.confidence,
        number,
        joint.field,
    )
    fixed = joints.apply(row, read, joint.source.text, is_joined, spans) if row else None
    if row is None or fixed is None:
        raise Refused("joint-lost", f"row {number}, {joint.left}|{joint.right}")
    old, new = getattr(row, joint.field), getattr(fixed, joint.field)
    held = list(models.Translation.objects.filter(plan=plan, wording=old))
    for status in ("working", "official"):
        write_translations(
            plan, [Wording(new, row.language, row.text) for row in held if row.status == status], status
        )
    rows = {**content.rows, number: fixed}
    return Content(content.act, content.paragraphs, content.sections, rows)
