"""For every test of the repository. A fixture of the same name in a plugin loaded later would win over our
plugin's, so pytest-django's `django_db_setup` is replaced here."""

from qalqan.kernel.embedded.testing import django_db_setup

__all__ = ["django_db_setup"]
