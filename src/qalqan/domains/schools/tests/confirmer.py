"""A process that takes a register over, for the test that kills it: its argument is the file's key."""

import sys
from uuid import UUID

import django


def main() -> None:
    django.setup()
    from qalqan.domains.schools.actions import importing

    from .places import actor

    akimat = actor("demo.akimat", importing.ACT)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    importing.confirm(akimat, UUID(sys.argv[1]))


if __name__ == "__main__":
    main()
