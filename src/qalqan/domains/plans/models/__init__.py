"""The register's tables, by theme.

Two clocks run through them. *Legal time* (`legal`, a range of days) says when a wording binds. *Record time*
(`recorded`, a range of moments) says when this installation held it to be so. Nothing is overwritten: a
correction closes the record time of a row and writes another, so the register can answer both "what was owed
on 1 May 2021" and "what did we believe on that day". Money is `numeric` without a scale: "80.0" stays "80.0".
"""

from .amendment import Amendment, AmendmentChange
from .family import MeasureLink
from .gap import Gap, GapDecision, GapParam
from .lint import LintFinding, LintParam, LintPlace
from .measure import (
    Deliverable,
    Duty,
    ExtraColumn,
    FundingSource,
    Measure,
    MeasureVersion,
    Programme,
    YearAmount,
)
from .plan import FunctionOverride, Plan, Section, Translation
from .source import (
    Abbreviation,
    Citation,
    Finding,
    FindingParam,
    Furniture,
    Joint,
    JointDecision,
    Paragraph,
    SectionTitle,
    SourceDocument,
)

__all__ = [
    "Abbreviation",
    "Amendment",
    "AmendmentChange",
    "Citation",
    "Deliverable",
    "Duty",
    "ExtraColumn",
    "Finding",
    "FindingParam",
    "FunctionOverride",
    "FundingSource",
    "Furniture",
    "Gap",
    "GapDecision",
    "GapParam",
    "Joint",
    "JointDecision",
    "LintFinding",
    "LintParam",
    "LintPlace",
    "Measure",
    "MeasureLink",
    "MeasureVersion",
    "Paragraph",
    "Plan",
    "Programme",
    "Section",
    "SectionTitle",
    "SourceDocument",
    "Translation",
    "YearAmount",
]
