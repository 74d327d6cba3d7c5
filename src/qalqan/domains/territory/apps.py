from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TerritoryConfig(AppConfig):
    """Regions and districts with their lives in time."""

    name = "qalqan.domains.territory"
    label = "territory"

    def ready(self) -> None:
        from qalqan.domains.territory import actions

        # The map belongs to every installation, like the tables themselves: whoever migrates has it.
        post_migrate.connect(actions.load_after_migrate, sender=self, dispatch_uid="territory.reference")
