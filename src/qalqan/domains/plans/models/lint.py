"""What the linter said of a source when it was imported. Rules are code and change with the program; what was
said then stays with the source it was said of."""

from django.db import models

from .base import Row
from .source import SourceDocument


class LintFinding(Row):
    """One finding of a rule; its words come from the rule's catalogue."""

    source = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="lint")
    position = models.PositiveIntegerField()
    rule = models.CharField(max_length=80)
    severity = models.CharField(max_length=7, choices=[(s, s) for s in ("error", "warning", "note")])

    class Meta:
        db_table = "plans_lint_finding"
        ordering = ["position"]
        constraints = [models.UniqueConstraint("source", "position", name="plans_lint_finding_position")]


class LintParam(Row):
    """A named value for the words of a finding."""

    finding = models.ForeignKey(LintFinding, on_delete=models.PROTECT, related_name="params")
    name = models.CharField(max_length=40)
    value = models.TextField()

    class Meta:
        db_table = "plans_lint_param"


class LintPlace(Row):
    """A place of a finding: part ("row", "paragraph", ...), key (its number as written), column, words."""

    finding = models.ForeignKey(LintFinding, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveIntegerField()
    part = models.CharField(max_length=20)
    key = models.TextField(blank=True)
    column = models.TextField(blank=True)
    quote = models.TextField(blank=True)

    class Meta:
        db_table = "plans_lint_place"
        ordering = ["position"]
