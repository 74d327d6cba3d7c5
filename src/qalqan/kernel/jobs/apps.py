"""The jobs room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "qalqan.kernel.jobs"
    label = "jobs"
