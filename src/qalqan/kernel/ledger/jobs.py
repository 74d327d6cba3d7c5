"""The ledger's timetable: a seal each minute, an anchor each hour (the day's first is mailed), tables for the
months to come each night. A minute missed is made up by the next: a seal takes whatever waits."""

from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task

from qalqan.kernel.jobs import every
from qalqan.kernel.ledger import anchors, database, sealing

MONTHS_AHEAD = 3


@task(attempts=1, coalesce=True, priority=80)  # type: ignore[call-overload]
def seal() -> None:
    """Seal what was written since the last seal."""
    sealing.run()


@task(attempts=5, coalesce=True)  # type: ignore[call-overload]
def anchor() -> None:
    """Put the newest seal into the file of anchors; mail the first one of a day to the addresses of
    `QALQAN_ANCHOR_MAIL`."""
    line = anchors.append()
    if line and settings.ANCHOR_MAIL and anchors.is_first_of_day(line):
        subject, text = anchors.letter(line)
        send_mail(subject, text, None, settings.ANCHOR_MAIL)


@task(attempts=5, coalesce=True)  # type: ignore[call-overload]
def make_partitions() -> None:
    """Make the tables of the coming months before the first entry falls into them."""
    with database.connect("worker") as connection:
        connection.execute("SELECT ledger_make_partitions(%s)", [MONTHS_AHEAD])


every("* * * * *", seal)
every("3 * * * *", anchor)
every("40 21 * * *", make_partitions)
