"""A server or worker process whose `qalqan up` was killed must not work on unseen."""

import os
import signal
import threading
import time

VARIABLE = "QALQAN_UP_PID"


def leave_with(parent: int) -> None:
    """Leave when the parent is gone, also when it is gone already: killed while we were starting."""
    threading.Thread(target=watch, args=(parent,), name="parent", daemon=True).start()


def watch(parent: int) -> None:
    """Ask oneself to stop, then insist."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3)
    os._exit(1)
