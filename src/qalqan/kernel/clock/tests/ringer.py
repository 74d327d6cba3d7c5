"""A worker's hand on the clock, in a process of its own, to be killed: rings in small batches without end.
Prints a line when it is ready and waits for one before the first: two that start together ring together."""

import sys
import time

import django


def main() -> None:
    django.setup()
    from qalqan.kernel.clock import waking

    sys.stdout.write("ringing\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while True:
        waking.ring(batch=3)
        time.sleep(0.02)


if __name__ == "__main__":
    main()
