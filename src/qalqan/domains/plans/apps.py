from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "qalqan.domains.plans"
    label = "plans"
    default_auto_field = "django.db.models.UUIDField"
