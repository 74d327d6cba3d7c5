from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "qalqan.domains.evidence"
    label = "evidence"
