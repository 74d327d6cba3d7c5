"""A process that certifies every report there is, printing each package that the database has acknowledged.
Started and killed by `test_lines_at_once`."""

import sys


def main() -> None:
    import django

    django.setup()
    from qalqan.domains.reporting.actions.lines import certify
    from qalqan.domains.reporting.actor import Actor
    from qalqan.domains.reporting.models import Line
    from qalqan.kernel.access.scope import Service, scope

    with scope(Service("reporting.tests"), "statistics"):
        wanted: dict[object, list[object]] = {}
        for package, line in Line.objects.order_by("package_id").values_list("package_id", "id"):
            wanted.setdefault(package, []).append(line)
    print("ready", flush=True)
    sys.stdin.readline()
    for package, lines in wanted.items():
        certify(Actor.program("reporting.tests"), package, lines)
        print(package, flush=True)


if __name__ == "__main__":
    main()
