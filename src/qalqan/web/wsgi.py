"""The WSGI door, for granian under `qalqan up` and for any other server. Before the first request it makes
sure that the database role has no rights over its own walls."""

import os
import signal
import sys
import threading
import time

from django.core.wsgi import get_wsgi_application

from qalqan.kernel.embedded import guard

PARENT = "QALQAN_UP_PID"


def leave_with(parent: int) -> None:
    """A worker whose `qalqan up` was killed must not answer on: ask oneself to stop, then insist."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3)
    os._exit(1)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
application = get_wsgi_application()
try:
    guard.check()
except guard.UnsafeRoleError as error:
    sys.exit(str(error))
if parent := os.environ.get(PARENT):  # also when it is gone already: killed while this worker was starting
    threading.Thread(target=leave_with, args=(int(parent),), daemon=True).start()
