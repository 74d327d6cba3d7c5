"""What evidence listens to: its own events, so that the engine looks at each change once and outside of the
act
that made it. A national claim is refuted from any region, so these handlers reach all of them."""

from qalqan.domains.evidence.actions.engine import reconsider, stand_again
from qalqan.domains.evidence.models import Proof
from qalqan.kernel import outbox
from qalqan.kernel.access.scope import scope


@outbox.on("evidence.observed", name="evidence.reconsider", purpose="statistics", everywhere=True)
def observed(event: outbox.Event) -> None:
    """A claim or a value came in or was corrected."""
    reconsider([event.uuid("observation")])


@outbox.on("evidence.proof_decided", name="evidence.reconsider_proof", purpose="statistics", everywhere=True)
def proof_decided(event: outbox.Event) -> None:
    """A proof was verified or refused: the standing of its measure may change."""
    proof = Proof.objects.within(scope.current()).filter(pk=event.uuid("proof")).first()
    if proof is not None:
        stand_again(proof.plan_code, proof.measure_number, (proof.place, proof.place_id))
