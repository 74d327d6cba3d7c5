from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "qalqan.domains.schools"
    label = "schools"
