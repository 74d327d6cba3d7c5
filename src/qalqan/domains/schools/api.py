"""The door of the domain: places where children are, what stands there, what must, and what was seen. Frozen
values, never models. Every call about rows stands inside a scope; verbs that take an actor open their own.
"""

from qalqan.domains.schools.actions.assets import (
    Changed,
    NewAsset,
    add_asset,
    change_asset,
    find_asset,
    verify_asset,
)
from qalqan.domains.schools.actions.sighting import NewSighting, sight
from qalqan.domains.schools.actions.sites import NewSite, SiteChange, add_site, change_site
from qalqan.domains.schools.actor import Actor
from qalqan.domains.schools.queries.assets import (
    AssetStateView,
    AssetView,
    asset,
    asset_history,
    assets_of,
)
from qalqan.domains.schools.queries.coverage import CoverageView, StepView, coverage_of, steps_of
from qalqan.domains.schools.queries.gaps import Asked as GapsAsked
from qalqan.domains.schools.queries.gaps import GapView, gaps
from qalqan.domains.schools.queries.near import Near, ThingNear, sites_near, thing_near
from qalqan.domains.schools.queries.sites import SiteView, site, site_of, sites, sites_named
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.requirements import Requirement, requirement, requirements
from qalqan.domains.schools.rules.statement import NewState
from qalqan.domains.schools.rules.words import ASSET_KINDS, ASSET_STATES, SITE_KINDS, SOURCE_KINDS

__all__ = [
    "ASSET_KINDS",
    "ASSET_STATES",
    "SITE_KINDS",
    "SOURCE_KINDS",
    "Actor",
    "AssetStateView",
    "AssetView",
    "Changed",
    "CoverageView",
    "GapView",
    "GapsAsked",
    "Near",
    "NewAsset",
    "NewSighting",
    "NewSite",
    "NewState",
    "Problem",
    "Refused",
    "Requirement",
    "SiteChange",
    "SiteView",
    "StepView",
    "ThingNear",
    "add_asset",
    "add_site",
    "asset",
    "asset_history",
    "assets_of",
    "change_asset",
    "change_site",
    "coverage_of",
    "find_asset",
    "gaps",
    "requirement",
    "requirements",
    "sight",
    "site",
    "site_of",
    "sites",
    "sites_named",
    "sites_near",
    "steps_of",
    "thing_near",
    "verify_asset",
]
