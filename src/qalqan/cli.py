"""The `qalqan` command. Groups live with the room they belong to and are imported only when called, so
that `qalqan plan read` starts without Django and `qalqan --help` without anything."""

from typing import Any

import click

from qalqan import __version__
from qalqan.kernel.commands import Command, LazyGroup

COMMANDS = {
    "up": Command("qalqan.web.cli", "up", "Start the database and the server; print the address."),
    "down": Command("qalqan.web.cli", "down", "Stop what `up` started."),
    "worker": Command("qalqan.kernel.jobs.cli", "worker", "Run jobs and hand over events."),
    "status": Command("qalqan.web.cli", "status", "Say what runs, and where."),
    "territory": Command("qalqan.domains.territory.cli", "territory", "Outlines of regions and districts."),
    "plan": Command("qalqan.domains.plans.cli", "plan", "Read, check, import and amend plans."),
    "evidence": Command(
        "qalqan.domains.evidence.cli", "evidence", "Indicators and what closes a measure of a plan."
    ),
    "report": Command("qalqan.domains.reporting.cli", "report", "Load who reports to whom; open reports."),
    "watch": Command("qalqan.domains.watch.cli", "watch", "Exchange citizens' reports with other centres."),
    "demo": Command("qalqan.synthetic.cli", "demo", "Load an invented country, whole or a piece of it."),
    "user": Command("qalqan.kernel.access.cli", "user", "Create users and seat them in posts."),
    "backup": Command("qalqan.kernel.embedded.cli", "backup", "Copy the database, incrementally if it can."),
    "restore": Command(
        "qalqan.kernel.embedded.cli", "restore", "Bring the database back, to a point in time."
    ),
    "restore-test": Command(
        "qalqan.kernel.embedded.cli", "restore_test", "Prove that the newest backup restores."
    ),
    "ledger": Command("qalqan.kernel.ledger.cli", "ledger", "Check, export and seal the ledger."),
    "vault": Command("qalqan.kernel.vault.cli", "vault", "Keys: what there is, change and keep them."),
    "manage": Command("qalqan.web.cli", "manage", "Run a Django management command."),
}


@click.group(
    cls=LazyGroup, commands_by_name=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="qalqan")
def main(**_: Any) -> None:
    """Qalqan: the decree that runs."""


if __name__ == "__main__":
    main()
