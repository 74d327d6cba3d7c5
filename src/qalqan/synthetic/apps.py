from django.apps import AppConfig


class SyntheticConfig(AppConfig):
    name = "qalqan.synthetic"
    label = "synthetic"
