"""The door of the domain: what other rooms may ask of evidence and tell it. Frozen values, never models.

Every call stands inside a scope, but those about the dictionary and the bindings: they are public reference.
"""

from qalqan.domains.evidence.actions.engine import reconsider, reconsider_all
from qalqan.domains.evidence.actions.observing import Kept, observe, observe_many
from qalqan.domains.evidence.indicators import indicator, indicators
from qalqan.domains.evidence.queries.bindings import binding, bindings
from qalqan.domains.evidence.queries.contradictions import ContradictionView, contradiction, contradictions
from qalqan.domains.evidence.queries.series import Point, series
from qalqan.domains.evidence.queries.standings import standings
from qalqan.domains.evidence.rules.indicator import Indicator, Names
from qalqan.domains.evidence.rules.observing import PLACES, SOURCES, At, NewObservation
from qalqan.domains.evidence.rules.problem import Problem
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
    "At",
    "Bound",
    "ContradictionView",
    "Facts",
    "Indicator",
    "Kept",
    "MeasureBinding",
    "Names",
    "NewObservation",
    "Offered",
    "Part",
    "Point",
    "Problem",
    "Refused",
    "Seen",
    "Value",
    "binding",
    "bindings",
    "contradiction",
    "contradictions",
    "indicator",
    "indicators",
    "observe",
    "observe_many",
    "parse",
    "reconsider",
    "reconsider_all",
    "roll_up",
    "series",
    "standing",
    "standings",
]
