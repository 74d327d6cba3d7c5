"""What many tables say of a column."""

from collections.abc import Iterable

from django.db import models


def one_of(column: str, words: Iterable[str], name: str) -> models.CheckConstraint:
    """The column holds one of these words; `name` is the constraint's."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": words}), name=name)
