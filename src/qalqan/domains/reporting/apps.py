from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "qalqan.domains.reporting"
    label = "reporting"
