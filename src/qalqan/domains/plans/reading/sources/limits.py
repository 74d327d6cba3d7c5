"""How much a file may ask of us.

The real decree is 70 rows, 0.3 MB of text; the largest known plan 158 rows.
"""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Defaults leave a hundredfold over the largest known plan and bound memory to a few hundred MB."""

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 100 * MEGABYTE
    archive_entries: int = 2_000
    xml_depth: int = 200
    pages: int = 500
    cells: int = 50_000


DEFAULT = Limits()
