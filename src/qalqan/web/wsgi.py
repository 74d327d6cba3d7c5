"""The WSGI door, for granian under `qalqan up` and for any other server. Before the first request it makes
sure that the database role has no rights over its own walls, and that what is sealed can be opened here."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from qalqan.kernel import parents
from qalqan.kernel.embedded import guard
from qalqan.kernel.vault import guard as vault_guard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
application = get_wsgi_application()
try:
    guard.check()
    vault_guard.check()
except (guard.UnsafeRoleError, vault_guard.LockedVaultError) as error:
    sys.exit(str(error))
if parent := os.environ.get(parents.VARIABLE):
    parents.leave_with(int(parent))
