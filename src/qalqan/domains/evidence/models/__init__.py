"""The tables of evidence, by theme."""

from .binding import Binding, Closing, Edition
from .contradiction import Against, Contradiction, ContradictionFact, ContradictionStep
from .intake import Intake
from .observation import SOURCES, Observation, ObservationFile
from .proof import Proof, ProofItem
from .standing import STANDINGS, Standing

__all__ = [
    "SOURCES",
    "STANDINGS",
    "Against",
    "Binding",
    "Closing",
    "Contradiction",
    "ContradictionFact",
    "ContradictionStep",
    "Edition",
    "Intake",
    "Observation",
    "ObservationFile",
    "Proof",
    "ProofItem",
    "Standing",
]
