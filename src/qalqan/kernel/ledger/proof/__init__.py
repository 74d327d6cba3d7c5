"""The ledger's proof, and its reader. This folder alone is what an auditor needs: beside it,
`python -m proof FILE`. It imports nothing of Django, of the program or of a database (only `cryptography`,
for Ed25519), and it believes nothing that it has not recomputed.

What is proven. Each entry is a leaf of a Merkle tree (as RFC 6962 builds it), each minute's tree has a root,
each root stands in a seal, each seal holds the hash of the seal before it and is signed (Ed25519). A change,
loss, addition or exchange of any entry changes a root; of any seal, a link; and a chain made anew meets the
anchors, which lie outside. Only entries younger than the last seal (a minute) are not yet held by anything.

To be read in this order: `format` (bytes, hashes, signatures), `report`, `reader` (the judge), `document`
(lines of a file), `__main__`.
"""

from .document import UnreadableError, anchors_of, opened, reader_for, verify_lines
from .format import (
    CLOSED,
    FIRST_PREVIOUS,
    LAST_ID,
    LOCATOR,
    OPEN,
    VERSION,
    Anchor,
    Key,
    Row,
    Seal,
    Tree,
    closed_hash,
    key_id,
    leaf,
)
from .reader import Reader
from .report import Report, words

__all__ = [
    "CLOSED",
    "FIRST_PREVIOUS",
    "LAST_ID",
    "LOCATOR",
    "OPEN",
    "VERSION",
    "Anchor",
    "Key",
    "Reader",
    "Report",
    "Row",
    "Seal",
    "Tree",
    "UnreadableError",
    "anchors_of",
    "closed_hash",
    "key_id",
    "leaf",
    "opened",
    "reader_for",
    "verify_lines",
    "words",
]
