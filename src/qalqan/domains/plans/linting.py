"""The linter's findings into the tables, beside the source they speak of."""

from . import models
from .lint import api as lint
from .reading.document import PlanDocument


def write(source: models.SourceDocument, document: PlanDocument) -> int:
    """Lint what was read and keep the findings; return how many. Part of the import's transaction."""
    found = lint.lint_plan(document)
    rows = models.LintFinding.objects.bulk_create(
        models.LintFinding(source=source, position=position, rule=finding.rule, severity=finding.severity)
        for position, finding in enumerate(found)
    )
    pairs = list(zip(rows, found, strict=True))
    models.LintParam.objects.bulk_create(
        models.LintParam(finding=row, name=name, value=value)
        for row, finding in pairs
        for name, value in finding.params.items()
    )
    models.LintPlace.objects.bulk_create(
        models.LintPlace(
            finding=row,
            position=position,
            part=place.part,
            key=place.key,
            column=place.column,
            quote=place.quote,
        )
        for row, finding in pairs
        for position, place in enumerate(finding.places)
    )
    return len(rows)
