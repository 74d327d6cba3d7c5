from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClockConfig(AppConfig):
    """Deadlines: rules, obligations, escalations."""

    name = "qalqan.kernel.clock"
    label = "clock"

    def ready(self) -> None:
        from qalqan.kernel.clock import reference

        # Rules belong to every installation, like the tables themselves: whoever migrates has them.
        post_migrate.connect(reference.load_after_migrate, sender=self, dispatch_uid="clock.reference")
