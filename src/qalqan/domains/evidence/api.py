"""The door of the domain: what other rooms may ask of evidence and tell it. Frozen values, never models.

Every call stands inside a scope, but those about the dictionary and the bindings: they are public reference.
"""

from qalqan.domains.evidence.actions.engine import reconsider, reconsider_all
from qalqan.domains.evidence.actions.observing import Kept, Told, observe, observe_many, retract, told
from qalqan.domains.evidence.actions.proving import NewProof, decide_proof, offer_proof, withdraw_proof
from qalqan.domains.evidence.actor import Actor
from qalqan.domains.evidence.indicators import indicator, indicators
from qalqan.domains.evidence.queries.bindings import binding, bindings
from qalqan.domains.evidence.queries.contradictions import ContradictionView, contradiction, contradictions
from qalqan.domains.evidence.queries.forecasts import RegionForecast, forecasts
from qalqan.domains.evidence.queries.prefill import Fact, prefill
from qalqan.domains.evidence.queries.proofs import ProofView, proof, proofs
from qalqan.domains.evidence.queries.series import Point, counted, series
from qalqan.domains.evidence.queries.standings import standings
from qalqan.domains.evidence.rules.contract import Given, contract
from qalqan.domains.evidence.rules.forecast import Forecast
from qalqan.domains.evidence.rules.indicator import Indicator, Names
from qalqan.domains.evidence.rules.observing import PLACES, SOURCES, At, NewObservation
from qalqan.domains.evidence.rules.problem import Finding, Problem, Refusal
from qalqan.domains.evidence.rules.rollup import Part, Refused, Value, roll_up
from qalqan.domains.evidence.rules.standing import (
    STANDINGS,
    Bound,
    Facts,
    MeasureBinding,
    Offered,
    Seen,
    standing,
)
from qalqan.domains.evidence.rules.values import parse

__all__ = [
    "PLACES",
    "SOURCES",
    "STANDINGS",
    "Actor",
    "At",
    "Bound",
    "ContradictionView",
    "Fact",
    "Facts",
    "Finding",
    "Forecast",
    "Given",
    "Indicator",
    "Kept",
    "MeasureBinding",
    "Names",
    "NewObservation",
    "NewProof",
    "Offered",
    "Part",
    "Point",
    "Problem",
    "ProofView",
    "Refusal",
    "Refused",
    "RegionForecast",
    "Seen",
    "Told",
    "Value",
    "binding",
    "bindings",
    "contract",
    "contradiction",
    "contradictions",
    "counted",
    "decide_proof",
    "forecasts",
    "indicator",
    "indicators",
    "observe",
    "observe_many",
    "offer_proof",
    "parse",
    "prefill",
    "proof",
    "proofs",
    "reconsider",
    "reconsider_all",
    "retract",
    "roll_up",
    "series",
    "standing",
    "standings",
    "told",
    "withdraw_proof",
]
