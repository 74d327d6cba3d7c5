"""Work outside of a request: Django's Tasks, kept in PostgreSQL by procrastinate, run by `qalqan worker`.

    from django.tasks import task                       # in a room's jobs.py
    @task(attempts=5, once=True, coalesce=True)
    def sweep(region_id: str) -> None: ...

    sweep.enqueue(str(region_id))                       # joins the transaction it stands in
    jobs.every("*/5 * * * *", sweep_all)                # once a tick, however many workers run

A job carries ids only (kernel/ids.py). README.md says what each option promises.
"""

from qalqan.kernel.jobs.registry import every

__all__ = ["every"]
