from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BodiesConfig(AppConfig):
    """Ministries, akimats and their departments; who performs a function on a day."""

    name = "qalqan.domains.bodies"
    label = "bodies"

    def ready(self) -> None:
        from qalqan.domains.bodies import actions

        # After the map, whose app stands before this one: akimats are made of it.
        post_migrate.connect(actions.load_after_migrate, sender=self, dispatch_uid="bodies.reference")
