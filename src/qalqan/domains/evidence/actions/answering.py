"""Answers to contradictions, and what a second person decides on them. Each act appends a step; the state
only follows. An answer ends the owner's term; one that is sent back starts it anew."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from qalqan.domains.evidence.actions.engine import one_at_a_time, stand_again
from qalqan.domains.evidence.actions.engine_store import start, stop
from qalqan.domains.evidence.actor import Actor, frame
from qalqan.domains.evidence.models import Contradiction, ContradictionStep
from qalqan.domains.evidence.refusals_contradictions import Refused
from qalqan.domains.evidence.rules import answering
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.clock.actions import database_now
from qalqan.kernel.vault import files
from qalqan.kernel.vault.files.content import Checked

PAPER = "evidence.paper"


def answer(
    actor: Actor, key: UUID, *, kind: str, text: str, file: UploadedFile | Checked | None = None
) -> None:
    """The owner's answer: `kind` is one of explain, correct, dispute. Refused with its rule; FileRefused says
    what was wrong with the file."""
    with frame(actor, "evidence.answer") as s:
        row = _locked(s, key)
        if (actor.region_id is None) != (row.place == "nation"):
            raise Refused("not_yours")  # the nation's claims are only kept in the capital's region
        if kind not in answering.ANSWERS:
            raise Refused("no_answer_kind")
        paper = _paper(row, file) if file is not None else None
        _move(row, actor, "answer", text, act=kind, file_id=paper)
        stop(row)
        outbox.emit("evidence.answered", region_id=row.region_id, contradiction=row.pk)


def accept(actor: Actor, key: UUID, *, text: str) -> None:
    """A second person accepts the explanation: the contradiction closes as explained."""
    with frame(actor, "evidence.decide_answer") as s:
        one_at_a_time()  # in the engine's order: its lock, then rows; the other way round each waits for ever
        row = _locked(s, key)
        _not_own(row, actor)
        _move(row, actor, "accept", text)
        row.known_until = database_now()
        row.save(update_fields=["known_until"])
        outbox.emit("evidence.contradiction_closed", region_id=row.region_id, contradiction=row.pk)
        stand_again(row.plan_code, row.measure_number, (row.place, row.place_id))


def send_back(actor: Actor, key: UUID, *, text: str) -> None:
    """A second person is not content: it is open again and the term starts anew."""
    with frame(actor, "evidence.decide_answer") as s:
        row = _locked(s, key)
        _not_own(row, actor)
        _move(row, actor, "send_back", text)
        start(row)
        outbox.emit("evidence.contradicted", region_id=row.region_id, contradiction=row.pk)


def _locked(s: Scope, key: UUID) -> Contradiction:
    row = Contradiction.objects.within(s).select_for_update().filter(pk=key).first()
    if row is None:
        raise Refused("no_such")
    return row


def _not_own(row: Contradiction, actor: Actor) -> None:
    """Closing takes two people: not the one who answered last."""
    last = (
        ContradictionStep.objects.filter(
            contradiction=row, region_id=row.region_id, act__in=answering.ANSWERS
        )
        .order_by("-at", "-id")
        .first()
    )
    if last is not None and last.user_id is not None and last.user_id == actor.user_id:
        raise Refused("own_answer")


def _move(
    row: Contradiction, actor: Actor, move: str, text: str, *, act: str = "", file_id: UUID | None = None
) -> None:
    """Write the step, the state and the book."""
    state = answering.after(row.state, move)
    if state is None:
        raise Refused("not_in_this_state")
    if (wrong := answering.fault(text)) is not None:
        raise Refused(wrong)
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    ContradictionStep.objects.create(
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        contradiction=row,
        act=act or move,
        before=before,
        after=state,
        at=database_now(),
        by=actor.post,
        user_id=actor.user_id,
        text=text.strip(),
        file_id=file_id,
    )
    ledger.record(
        f"evidence.{move}", kind="contradiction", id=row.pk, region_id=row.region_id, before={"state": before}
    )


def _paper(row: Contradiction, file: UploadedFile | Checked) -> UUID:
    stored = files.accept(
        file,
        PAPER,
        region_id=row.region_id,
        target_id=row.pk,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
    )
    return UUID(str(stored.id))
