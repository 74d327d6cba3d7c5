from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Children, parents, kinship: the only identities."""

    name = "qalqan.domains.people"
    label = "people"
