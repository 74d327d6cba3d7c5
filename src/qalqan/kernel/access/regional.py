"""The base of every table that holds rows of a region. Outside a scope its rows cannot be asked for: the
manager says so before the database does."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.access.reach import condition
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.access.scope import Scope, scope


class ScopedQuerySet[M: models.Model](models.QuerySet[M]):
    """A queryset that may be built anywhere and asked in a scope only: NoScope otherwise. The row policy
    of the table would refuse too; this error comes first and says what to do."""

    def within(self, s: Scope) -> Self:
        """The rows that a scope reaches; an explicit filter that indexes serve."""
        return self.filter(condition(self.model, s.bounds))

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            scope.current()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M]:
        scope.current()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        scope.current()
        return super().count()

    def exists(self) -> bool:
        scope.current()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        scope.current()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        scope.current()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        scope.current()
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        scope.current()
        return super().bulk_create(*args, **kwargs)

    def _insert(self, *args: Any, **kwargs: Any) -> Any:
        scope.current()
        return super()._insert(*args, **kwargs)  # type: ignore[misc]

    def _update(self, values: Any, *args: Any) -> Any:
        scope.current()
        return super()._update(values, *args)  # type: ignore[misc]


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Manager of regional tables."""


class Regional(models.Model):
    """Abstract: a row that belongs to a region. `REACH` names the columns by which narrower seats reach it;
    state the same in the migration with `rls.RowSecurity(table, Reach(...))`, a test compares them."""

    REACH: ClassVar[Reach] = Reach()

    region_id = models.UUIDField()

    objects: ClassVar[ScopedManager] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class RegionRow(Regional):
    """Abstract: a row of a region whose key is made by the database and rises with time."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)

    class Meta(Regional.Meta):
        abstract = True


class PlacedRow(RegionRow):
    """Abstract: a row of a place, reached by the region's seats and, where the row names them, by those of
    its district and organisation. What is known of the whole country, or owed by a national body, stands in
    the region of the capital."""

    REACH = Reach(district="district_id", organisation="organisation_id")

    district_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)

    class Meta(RegionRow.Meta):
        abstract = True
