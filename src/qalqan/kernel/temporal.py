"""Between periods as values and PostgreSQL's ranges; and whether an app's tables are those of its code."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.migrations.loader import MigrationLoader

from qalqan.kernel.periods import Period


def daterange(period: Period) -> DateRange:
    """A period as the database's half-open range."""
    return DateRange(period.since, period.until, "[)")


def period(stored: DateRange) -> Period:
    """The database's half-open range as a period. ValueError for the empty range."""
    if stored.isempty:
        raise ValueError("an empty range holds no day")
    return Period(stored.lower, stored.upper)


def is_migrated(app_label: str) -> bool:
    """Whether every migration of an app is applied: after `migrate <app> <earlier>` its tables are not yet
    (or no longer) those of its models, and reference data cannot be loaded."""
    loader = MigrationLoader(connections[DEFAULT_DB_ALIAS], ignore_no_migrations=True)
    return set(loader.graph.leaf_nodes(app_label)) <= set(loader.applied_migrations)
