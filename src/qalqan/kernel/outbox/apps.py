"""The outbox room."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "qalqan.kernel.outbox"
    label = "outbox"
