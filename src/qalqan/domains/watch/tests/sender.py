"""A phone that sends, in a process of its own, to be killed: sends the drafts whose ids it reads, one a line,
and prints the number of each when (and only when) it was acknowledged."""

import sys
from uuid import UUID

import django


def main() -> None:
    django.setup()
    from qalqan.domains.territory import api as territory
    from qalqan.domains.watch import api
    from qalqan.domains.watch.tests import worlds

    territory.place_at(worlds.LAT, worlds.LON)  # the outlines are read before anybody is killed
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    for line in sys.stdin:
        key, place = line.split()
        told = api.receive(worlds.new(metres=float(place), client_id=UUID(key), sender_key=UUID(key).bytes))
        sys.stdout.write(f"{key} {told.number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
