"""A process that certifies every report there is, printing each package that the database has acknowledged.
Started and killed by `test_lines_at_once`."""

import sys
from uuid import UUID


def main() -> None:
    import django

    django.setup()
    from qalqan.domains.reporting.actions.lines import certify
    from qalqan.domains.reporting.actor import Actor
    from qalqan.domains.reporting.models import Line
    from qalqan.kernel.access.scope import Service, scope

    with scope(Service("reporting.tests"), "statistics"):
        wanted: dict[UUID, dict[UUID, int]] = {}
        rows = Line.objects.order_by("package_id").values_list("package_id", "id", "version")
        for package, line, version in rows:
            wanted.setdefault(package, {})[line] = version
    print("ready", flush=True)
    sys.stdin.readline()
    for package, lines in wanted.items():
        certify(Actor.program("reporting.tests"), package, lines)
        print(package, flush=True)


if __name__ == "__main__":
    main()
