from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "qalqan.kernel.vault"
    label = "vault"
