"""`python -m proof FILE`: the reader at a shell."""

import argparse
import sys

from .document import UnreadableError, opened, reader_for, verify_lines
from .report import words


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: whole; 1: broken, places named; 2: could not be read."""
    parser = argparse.ArgumentParser(description="Check a ledger's document, trusting nothing.")
    parser.add_argument("document", help="a file, - for standard input, or an https address")
    parser.add_argument("--anchor", help="anchors kept outside (anchors.jsonl, or the mails as text)")
    parser.add_argument("--key", help="public keys you trust, one a line in hex (keys.txt)")
    given = parser.parse_args(arguments)
    try:
        reader = reader_for(given.anchor, given.key)
        with opened(given.document) as lines:
            report = verify_lines(lines, reader)
    except (OSError, UnreadableError) as error:
        sys.stderr.write(f"cannot be read: {error}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in words(report)))
    return 0 if report.whole else 1


if __name__ == "__main__":
    sys.exit(main())
