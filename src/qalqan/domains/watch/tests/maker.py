"""A process that makes public copies when told; a test kills it half way. Arguments: job, picture."""

import sys

import django


def main() -> None:
    django.setup()
    from qalqan.domains.watch.photos.faces import SMALL, TALL, WIDE, net
    from qalqan.kernel.jobs import registry, runner

    for size in (WIDE, TALL, *SMALL):
        net(size)
    task = registry.tasks()["qalqan.domains.watch.actions.photos.make_public"]
    print("ready", flush=True)
    runner.run(task, int(sys.argv[1]), 1, {"args": [sys.argv[2]], "kwargs": {}}, "test")


if __name__ == "__main__":
    main()
