"""The installation's signing keys. A key is a secret file in the home; its public half stands in the
database, in the export, and in `anchors/keys.txt`, which belongs on somebody else's desk.

The highest number signs. `rotate` only makes the next file; the sealer, the only writer, then has the old key
vouch for the new one. So a rotation interrupted anywhere is complete or has not begun.
"""

import hashlib
import os
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qalqan.kernel.embedded import home
from qalqan.kernel.ledger.proof import Key, key_id

NAME = re.compile(r"ledger-key-(\d{4})")


def public_of(private: Ed25519PrivateKey) -> bytes:
    """The public half, 32 bytes."""
    return private.public_key().public_bytes_raw()


def load(number: int) -> Ed25519PrivateKey:
    """A key by its number; made when it does not exist."""
    seed = hashlib.sha256(home.secret(f"ledger-key-{number:04}").encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def numbers() -> list[int]:
    """The numbers of the keys in this home, in order; [1] before there is any."""
    folder = home.path() / "secrets"
    found = [NAME.fullmatch(file.name) for file in folder.glob("ledger-key-*")] if folder.is_dir() else []
    return sorted(int(match[1]) for match in found if match) or [1]


def rotate() -> str:
    """Make the next key and give its name. It signs from the next seal on."""
    return key_id(public_of(load(numbers()[-1] + 1)))


def chain() -> list[tuple[Key, Ed25519PrivateKey]]:
    """All keys of this home, each vouched for by the one before, the first by itself."""
    found: list[tuple[Key, Ed25519PrivateKey]] = []
    for number in numbers():
        private = load(number)
        public = public_of(private)
        voucher_key, voucher = found[-1] if found else (None, private)
        unsigned = Key(key_id(public), public, voucher_key.id if voucher_key else key_id(public), b"")
        found.append((unsigned._replace(signature=voucher.sign(unsigned.body())), private))
    return found


def publish(folder: Path) -> Path:
    """Write the public keys to `keys.txt` in a folder, one a line as hex; the file's path."""
    file = folder / "keys.txt"
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.write_text("".join(f"{key.public.hex()}\n" for key, _ in chain()), "ascii")
    fresh.replace(file)
    return file
