"""A round: answers come in from phones, late and twice; the submitted whole does not change.

`save` is idempotent by the key that the phone made, and of two answers to one question the later one stands
(`rules/rounds.py`), so sendings may be repeated and reordered. `submit` scores the round, seals it, and
writes what it saw into the register of things (`round_evidence.py`): an inspector's answers as verified
states, a head's own as claims. Only who began a round adds to it; whoever goes rounds of that side may
withdraw it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.actions.round_evidence import take_back, write
from qalqan.domains.schools.actions.writing import Ground
from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.models import Answer, Assessment, Site
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.instrument import Instrument, instrument
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.rounds import (
    MOST_ANSWERS,
    NewAnswer,
    lacks_figure,
    moment,
    problem_of,
    rank,
    wrong_figure,
)
from qalqan.domains.schools.rules.score import Given, Score, contradictions, score
from qalqan.domains.schools.rules.whereabouts import distance
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.vault import files
from qalqan.kernel.vault.files.content import Checked
from qalqan.kernel.vault.models import StoredPaper

ACT = "schools.assess"
PHOTO = "schools.photo"
MOST_DRAFTS = 40
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Sending:
    """What a phone sends: its key of the round, the place, the questionnaire, answers. `began_at`, `sent_at`
    by its clock; `sent_at` None: it does not say."""

    client_id: UUID
    site_id: UUID
    instrument: str
    version: str
    began_at: datetime
    answers: Sequence[NewAnswer] = ()
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it. `kept`: questions whose answer is held now as sent or by a later word; `refused`:
    those that cannot be kept, each with its question as the field."""

    assessment_id: UUID
    state: str
    kept: tuple[str, ...]
    refused: tuple[Problem, ...]
    score: Score


def save(actor: Actor, sent: Sending) -> Saved:
    """Keep answers of a draft, which the first sending begins. Refused: round-site, round-instrument,
    round-others, round-many, round-batch; round-closed when it was submitted and an answer differs."""
    with frame(actor, ACT) as s:
        received = timezone.now()
        row, form = _draft(s, actor, sent, received)
        held = {one.question: one for one in Answer.objects.within(s).filter(assessment=row)}
        kept, refused = [], []
        for new in sent.answers:
            at = moment(new.at, sent.sent_at, received)
            problem = problem_of(form, new, at, received)
            if problem is not None:
                refused.append(problem)
                continue
            _keep(row, held, new, at)
            kept.append(new.question)
        found = score(form, _given(held.values()), site_kind=row.site.kind)
        return Saved(row.pk, row.state, tuple(kept), tuple(refused), found)


def keep_photo(actor: Actor, sent: Sending, question: str, photo: Checked) -> UUID:
    """Keep a photograph with an answer of a draft; the same picture twice is one. Its id in the vault.
    Refused as `save`, and round-question; FileRefused."""
    with frame(actor, ACT) as s:
        received = timezone.now()
        row, form = _draft(s, actor, sent, received)
        new = NewAnswer(question, "unknown", received)
        if problem := problem_of(form, new, received, received):
            raise Refused(problem)
        if row.state != "draft":
            raise Refused.of("round-closed")
        answer, _made = Answer.objects.within(s).get_or_create(
            region_id=row.region_id,
            assessment=row,
            question=question,
            defaults={
                **_place(row),
                "answer": "unknown",
                "at": moment(sent.began_at, sent.sent_at, received),
            },
        )
        key = _stored(s, row, photo)
        if str(key) not in answer.file_ids:
            answer.file_ids = [*answer.file_ids, str(key)]
            answer.save(update_fields=["file_ids"])
        return key


def submit(actor: Actor, client_id: UUID, note: str = "") -> UUID:
    """Score the round, seal it, write what was seen into the register; its id. The same call twice gives the
    same. Refused: round-unknown, round-others, round-empty, and for single questions round-reason,
    round-contradiction."""
    with frame(actor, ACT) as s:
        row = _mine(s, actor, client_id)
        if row is None:
            raise Refused.of("round-unknown")
        if row.state == "submitted":
            return row.pk
        if row.state != "draft":
            raise Refused.of("round-closed")
        form = instrument(row.instrument, row.version)
        answers = list(Answer.objects.within(s).filter(assessment=row))
        given = _given(answers)
        found = score(form, given, site_kind=row.site.kind)
        if problems := _unready(form, given, found):
            raise Refused(*problems)
        row.state, row.submitted_at = "submitted", timezone.now()
        row.asked, row.answered = found.asked, found.answered
        row.score_low, row.score_high = found.low, found.high
        row.note = note.strip()[:LONGEST_REASON].replace("\0", "")
        row.save()
        ground = Ground(site_ids={row.site_id})  # that somebody looked counts even where no thing changed
        write(actor, row, form, answers, ground)
        ground.judge()
        ledger.record(ACT, kind="assessment", id=row.pk, region_id=row.region_id, note="submitted")
        outbox.emit("schools.assessed", region_id=row.region_id, site=row.site_id, assessment=row.pk)
        return row.pk


def withdraw(actor: Actor, assessment_id: UUID, reason: str) -> None:
    """Take a round back, with a reason that stays on its page: nothing counts it any more, and what it alone
    had verified is unknown again. A draft may be withdrawn by its author. Refused: round-unknown,
    round-withdrawal."""
    with frame(actor, ACT) as s:
        row = (
            Assessment.objects.within(s)
            .select_for_update(of=("self",))
            .select_related("site")
            .filter(pk=assessment_id, is_own=_is_own(actor))
            .first()
        )
        if row is None or (row.state == "draft" and row.by_user != actor.user_id):
            raise Refused.of("round-unknown")
        if row.state == "withdrawn":
            return
        words = reason.strip()[:LONGEST_REASON].replace("\0", "")
        if not words:
            raise Refused.of("round-withdrawal", "reason")
        was_submitted = row.state == "submitted"
        row.state, row.withdrawn_at = "withdrawn", timezone.now()
        row.withdrawn_by, row.reason = actor.post, words
        row.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "reason"])
        if was_submitted:
            ground = Ground(site_ids={row.site_id})
            take_back(actor, row, ground)
            ground.judge()
            outbox.emit("schools.assessed", region_id=row.region_id, site=row.site_id, assessment=row.pk)
        ledger.record("schools.withdraw_round", kind="assessment", id=row.pk, region_id=row.region_id)


def _is_own(actor: Actor) -> bool:
    return actor.role == "school_head"


def _place(row: Assessment) -> dict[str, UUID | None]:
    return {"district_id": row.district_id, "organisation_id": row.organisation_id}


def _mine(s: Scope, actor: Actor, client_id: UUID) -> Assessment | None:
    """The round that a phone's key names, locked; None if there is none yet. A key of another person's round
    is refused: it is never told whose, nor changed."""
    row = (
        Assessment.objects.within(s)
        .select_for_update(of=("self",))
        .select_related("site")
        .filter(client_id=client_id)
        .first()
    )
    if row is not None and row.by_user != actor.user_id:
        raise Refused.of("round-others")
    return row


def _draft(s: Scope, actor: Actor, sent: Sending, received: datetime) -> tuple[Assessment, Instrument]:
    """The round that is written to, begun if it is new."""
    if len(sent.answers) > MOST_ANSWERS:
        raise Refused.of("round-batch", most=str(MOST_ANSWERS))
    row = _mine(s, actor, sent.client_id)
    if row is None:
        row = _begun(s, actor, sent, received)
    if row.site_id != sent.site_id:
        raise Refused.of("round-site", "site")
    return row, instrument(row.instrument, row.version)


def _begun(s: Scope, actor: Actor, sent: Sending, received: datetime) -> Assessment:
    site = Site.objects.within(s).filter(pk=sent.site_id, life__contains=timezone.localdate()).first()
    if site is None:
        raise Refused.of("round-site", "site")
    try:
        form = instrument(sent.instrument, sent.version)
    except LookupError:
        form = None
    if form is None or site.kind not in form.site_kinds:
        raise Refused.of("round-instrument", text=f"{sent.instrument} {sent.version}"[:60])
    drafts = Assessment.objects.within(s).filter(by_user=actor.user_id, state="draft")
    if drafts.count() >= MOST_DRAFTS:
        raise Refused.of("round-many", most=str(MOST_DRAFTS))
    row, is_new = Assessment.objects.within(s).get_or_create(
        region_id=site.region_id,
        client_id=sent.client_id,
        defaults={
            "district_id": site.district_id,
            "organisation_id": site.organisation_id,
            "site": site,
            "instrument": form.code,
            "version": form.version,
            "state": "draft",
            "began_at": moment(sent.began_at, sent.sent_at, received),
            "by_user": actor.user_id,
            "post": actor.post,
            "is_own": _is_own(actor),
        },
    )
    if row.by_user != actor.user_id:
        raise Refused.of("round-others")
    if is_new:
        ledger.record(ACT, kind="assessment", id=row.pk, region_id=row.region_id, note="begun")
    return row


def _keep(row: Assessment, held: dict[str, Answer], new: NewAnswer, at: datetime) -> None:
    """One answer into what is held, unless a later one stands there. Photographs stay with the question."""
    note = new.note.strip()
    before = held.get(new.question)
    off = distance(point_of(row.site.lat, row.site.lon), new.here or point_of(new.lat, new.lon))
    if before is not None:
        if (before.answer, before.note) == (new.answer, note):
            if before.metres_off is None and row.state == "draft" and off is not None:
                before.metres_off = off  # the phone found itself a moment later
                before.save(update_fields=["metres_off"])
            return
        if row.state != "draft":
            raise Refused.of("round-closed", new.question)
        if rank(before.at, before.answer, before.note) > rank(at, new.answer, note):
            return
    elif row.state != "draft":
        raise Refused.of("round-closed", new.question)
    answer = before or Answer(
        region_id=row.region_id, assessment=row, question=new.question, file_ids=[], **_place(row)
    )
    answer.answer, answer.note, answer.at = new.answer, note, at
    answer.lat, answer.lon = new.lat, new.lon
    answer.metres_off = off
    answer.save(force_insert=before is None)
    held[new.question] = answer


def _given(answers: Iterable[Answer]) -> dict[str, Given]:
    return {one.question: Given(one.answer, one.note) for one in answers}


def _unready(form: Instrument, given: dict[str, Given], found: Score) -> list[Problem]:
    """Why a round may not be submitted yet."""
    problems = [
        Problem("round-reason", {}, key)
        for key, one in given.items()
        if one.answer == "not_applicable" and not one.is_left_out
    ]
    problems += [
        Problem("round-figure", {}, key)
        for key, one in given.items()
        if lacks_figure(form, key, one.answer, one.note)
    ]
    today = timezone.localdate()
    found_wrong = (wrong_figure(form, key, one.answer, one.note, today) for key, one in given.items())
    problems += [one for one in found_wrong if one]
    problems += [Problem("round-contradiction", {}, key) for key in contradictions(form, given)]
    if not problems and found.answered == 0:
        problems.append(Problem("round-empty"))
    return problems


def _stored(s: Scope, row: Assessment, photo: Checked) -> UUID:
    """The picture in the vault. A phone that did not hear our answer sends it again: known by its bytes."""
    digest = hashlib.sha256(photo.content).digest()
    before = StoredPaper.objects.within(s).filter(target_id=row.pk, kind=PHOTO, sha256=digest).first()
    if before is not None:
        return before.pk
    return files.accept(
        photo,
        PHOTO,
        region_id=row.region_id,
        target_id=row.pk,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
    ).pk
