"""What a demonstration starts with. Each loader stands in the room that knows the data, is idempotent, and is
named here as `module:function`, in the order in which they need each other. `load()` runs them; they are
imported only then."""

import importlib

LOADERS: list[str] = [
    "qalqan.synthetic.demo:load",  # first: people of the demonstration move into its school
    "qalqan.web.demo_people:load",
    "qalqan.domains.plans.demo:load",
    "qalqan.web.deadlines_demo:load",
    "qalqan.domains.evidence.actions.binding:load",
    "qalqan.domains.reporting.demo:load",
    "qalqan.domains.evidence.demo:load",
    "qalqan.domains.schools.demo:load",
    "qalqan.domains.schools.demo_rounds:load",
    "qalqan.domains.schools.demo_days:load",
    "qalqan.domains.watch.demo:load",
]


def load() -> None:
    """Run every loader. Django must be set up, the database migrated."""
    for name in LOADERS:
        module, _, function = name.partition(":")
        getattr(importlib.import_module(module), function)()
