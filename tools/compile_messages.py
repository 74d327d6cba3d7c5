"""Compile every changed `django.po` of the project into the `django.mo` beside it (no GNU gettext needed)."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "qalqan"


def compile_all(root: Path = SOURCE) -> int:
    """Compile what is older than its source; return how many files were written."""
    written = 0
    for po in sorted(root.rglob("LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source)
        with mo.open("wb") as target:
            write_mo(target, catalogue)
        written += 1
    return written


if __name__ == "__main__":
    count = compile_all()
    if count:
        sys.stdout.write(f"messages: {count} catalogues compiled\n")
