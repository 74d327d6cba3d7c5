"""A process that acts as the web does, without end: each act in a transaction, with its event, and its id
printed when (and only when) the database has acknowledged it. Started and killed by `test_jobs_killed`."""

import os
import time


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
    os.environ["QALQAN_POOL"] = "0"
    import django

    django.setup()
    from django.db import Error, connection

    from qalqan.kernel.jobs import actions

    while True:
        try:
            print(actions.send_canary(), flush=True)
        except Error as error:
            print(f"refused {type(error).__name__}", flush=True)
            connection.close()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
