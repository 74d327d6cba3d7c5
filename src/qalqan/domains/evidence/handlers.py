"""What evidence listens to: its own events, so that the engine looks at each change once and outside of the
act that made it. A national claim is refuted from any region, so these handlers reach all of them."""

from qalqan.domains.evidence.actions import binding
from qalqan.domains.evidence.actions.engine import reconsider, reconsider_all, stand_again
from qalqan.domains.evidence.models import Edition, Proof, Standing
from qalqan.kernel import outbox
from qalqan.kernel.access.scope import scope


@outbox.on("evidence.observed", name="evidence.reconsider", purpose="statistics", everywhere=True)
def observed(event: outbox.Event) -> None:
    """A claim or a value came in or was corrected."""
    reconsider([event.uuid("observation")])


@outbox.on(
    "evidence.proof_offered", name="evidence.reconsider_offered", purpose="statistics", everywhere=True
)
def proof_offered(event: outbox.Event) -> None:
    """A paper waits: its measure is claimed."""
    _proof_changed(event)


@outbox.on(
    "evidence.proof_withdrawn", name="evidence.reconsider_withdrawn", purpose="statistics", everywhere=True
)
def proof_withdrawn(event: outbox.Event) -> None:
    """A paper was taken back: it says nothing any longer."""
    _proof_changed(event)


@outbox.on("evidence.proof_decided", name="evidence.reconsider_proof", purpose="statistics", everywhere=True)
def proof_decided(event: outbox.Event) -> None:
    """A proof was verified or refused."""
    _proof_changed(event)


def _proof_changed(event: outbox.Event) -> None:
    """The standing of its measure may change; one of the nation counts in every region that has a
    standing."""
    proof = Proof.objects.within(scope.current()).filter(pk=event.uuid("proof")).first()
    if proof is not None:
        code, number = proof.plan_code, proof.measure_number
        stand_again(code, number, (proof.place, proof.place_id))
        if proof.place == "nation":
            held = Standing.objects.within(scope.current()).filter(
                plan_code=code, measure_number=number, place="region", known_until=None
            )
            for region_id in sorted(set(held.values_list("place_id", flat=True))):
                stand_again(code, number, ("region", region_id))


@outbox.on("plans.imported", name="evidence.bind_imported", purpose="planning")
def plan_imported(event: outbox.Event) -> None:
    """A plan came into the register: what can close its measures, if it is shipped with the program.
    Every shipped file is looked at; those that are held are not written again."""
    binding.load()


@outbox.on("evidence.bound", name="evidence.reconsider_bound", purpose="statistics", everywhere=True)
def bound(event: outbox.Event) -> None:
    """Other things close a plan's measures now: where each stands is counted anew."""
    reconsider_all(Edition.objects.get(pk=event.uuid("edition")).plan_code)
