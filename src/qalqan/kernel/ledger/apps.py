from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "qalqan.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.UUIDField"
