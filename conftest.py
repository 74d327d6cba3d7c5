"""For every test of the repository. A fixture of the same name in a plugin loaded later would win over our
plugin's, so pytest-django's `django_db_setup` is replaced here.

Properties run with the same examples every time, so that a commit is red for what it changed and for nothing
else; `make fuzz` looks for new ones. No example is judged by the clock: machines are busy.
"""

from hypothesis import settings

from qalqan.kernel.embedded.testing import django_db_setup

__all__ = ["django_db_setup"]

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None, max_examples=500)
settings.load_profile("steady")
