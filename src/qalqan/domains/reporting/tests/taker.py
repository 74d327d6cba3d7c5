"""A process that takes a workbook over when told; a test kills it half way. Arguments: the upload's id."""

import sys
from uuid import UUID

import django


def main() -> None:
    django.setup()
    from qalqan.domains.reporting.actions.uploads import apply
    from qalqan.domains.reporting.actor import Actor

    print("ready", flush=True)
    apply(Actor.program("reporting.tests"), UUID(sys.argv[1]))


if __name__ == "__main__":
    main()
