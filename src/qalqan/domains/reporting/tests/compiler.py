"""A process that compiles an ordered report. Started and killed by `test_report_killed`."""

import sys
from uuid import UUID


def main() -> None:
    import django

    django.setup()
    from qalqan.domains.reporting.actions.compiling import compile_ordered

    print("ready", flush=True)
    print(compile_ordered(UUID(sys.argv[1])), flush=True)


if __name__ == "__main__":
    main()
