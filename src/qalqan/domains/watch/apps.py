from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "qalqan.domains.watch"
    label = "watch"
