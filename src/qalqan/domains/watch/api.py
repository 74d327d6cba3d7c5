"""The door of the domain: reports of citizens and what becomes of them. Frozen values, never models.

`receive` opens its own scope; verbs that take an actor open theirs; everything else stands inside the
caller's. What is public (categories, states, routes) needs none.
"""

from qalqan.domains.watch.actions.confirming import WitnessKey, confirm, witness_report
from qalqan.domains.watch.actions.merging import merge, split
from qalqan.domains.watch.actions.moderating import moderate
from qalqan.domains.watch.actions.moving import move, moves_of
from qalqan.domains.watch.actions.receiving import NewReport, Received, receive, secret_hash
from qalqan.domains.watch.actor import MIRROR, Actor
from qalqan.domains.watch.queries.clusters import (
    Asked,
    ClusterView,
    Page,
    StepView,
    cluster,
    cluster_by_number,
    clusters,
    public_clusters,
)
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import (
    Attribute,
    Category,
    Group,
    by_service_code,
    categories,
    category,
    groups,
    guess,
)
from qalqan.domains.watch.rules.routing import Case, Route, route
from qalqan.domains.watch.rules.states import Life, Move, State, life

__all__ = [
    "MIRROR",
    "Actor",
    "Asked",
    "Attribute",
    "Case",
    "Category",
    "ClusterView",
    "Group",
    "Life",
    "Move",
    "NewReport",
    "Page",
    "Received",
    "Refused",
    "Route",
    "State",
    "StepView",
    "WitnessKey",
    "by_service_code",
    "categories",
    "category",
    "cluster",
    "cluster_by_number",
    "clusters",
    "confirm",
    "groups",
    "guess",
    "life",
    "merge",
    "moderate",
    "move",
    "moves_of",
    "public_clusters",
    "receive",
    "route",
    "secret_hash",
    "split",
    "witness_report",
]
