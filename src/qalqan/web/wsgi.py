"""The WSGI door, for granian under `qalqan up` and for any other server. Before the first request it makes
sure that the database role has no rights over its own walls."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from qalqan.kernel import parents
from qalqan.kernel.embedded import guard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
application = get_wsgi_application()
try:
    guard.check()
except guard.UnsafeRoleError as error:
    sys.exit(str(error))
if parent := os.environ.get(parents.VARIABLE):
    parents.leave_with(int(parent))
