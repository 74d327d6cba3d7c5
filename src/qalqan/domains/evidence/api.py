"""The door of the domain: what other rooms may ask of evidence and tell it. Frozen values, never models.

Every call stands inside a scope."""

from qalqan.domains.evidence.actions.observing import Kept, observe, observe_many
from qalqan.domains.evidence.rules.observing import PLACES, SOURCES, At, NewObservation

__all__ = ["PLACES", "SOURCES", "At", "Kept", "NewObservation", "observe", "observe_many"]
