"""The master key: the one secret that is never in the database. It wraps data keys and does nothing else.

`QALQAN_MASTER_KEY_FILE` (or `QALQAN_MASTER_KEY`) holds it; else `$QALQAN_HOME/keys/master`, mode 0400, made
at the first need. One key a line, 32 bytes in base64url; the first wraps, the others still unwrap: that is
how a rotation passes through every server without a pause. An outside key service takes its place with the
same two functions, `wrap` and `unwrap`: name its class in settings as VAULT_MASTER.
"""

import base64
import binascii
import hashlib
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from qalqan.kernel.embedded import home
from qalqan.kernel.vault.envelope import KEY_BYTES, MASTER, Key, VaultError, head_of

NAME = "QALQAN_MASTER_KEY"


class MasterKeyError(VaultError):
    """The master key is missing, unreadable or not the one of this database."""


class Master(Protocol):
    """What the vault asks of a holder of the master key: a file, or a key service."""

    @property
    def id(self) -> int: ...

    def wrap(self, secret: bytes, context: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes: ...


class FileMaster:
    """The master key from a file or the environment. MasterKeyError when it is not there or not a key."""

    def __init__(self) -> None:
        self.read()

    def read(self) -> None:
        """Take the keys from where they are kept."""
        self.keys = [Key.of(MASTER, fingerprint(secret), secret) for secret in load()]
        self.by_id = {key.id: key for key in self.keys}

    @property
    def id(self) -> int:
        """The key that wraps now."""
        return self.keys[0].id

    def wrap(self, secret: bytes, context: bytes) -> bytes:
        return self.keys[0].seal(secret, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        version, id = head_of(wrapped)
        if id not in self.by_id:  # changed while this process runs: the file has the new one
            self.read()
        if version != MASTER or id not in self.by_id:
            raise MasterKeyError(
                f"a data key was wrapped by master key {id:016x}; this server holds "
                f"{', '.join(f'{key.id:016x}' for key in self.keys)}. Put the right key into {where()}"
            )
        return self.by_id[id].open(wrapped, context)


def fingerprint(secret: bytes) -> int:
    """A master key's id: says which key it is and nothing about it."""
    return int.from_bytes(hashlib.sha256(b"qalqan master key id\0" + secret).digest()[:8]) >> 1


def path() -> Path:
    """The file of the master key, whether it exists or not."""
    return Path(os.environ.get(f"{NAME}_FILE") or home.path() / "keys" / "master")


def in_environment() -> bool:
    return bool(os.environ.get(NAME)) and not os.environ.get(f"{NAME}_FILE")


def where() -> str:
    """The same, in words for a message."""
    return f"the variable {NAME}" if in_environment() else str(path())


def exists() -> bool:
    """Whether a key is at hand."""
    return bool(os.environ.get(NAME)) or path().exists()


def load() -> list[bytes]:
    """The keys, current one first. MasterKeyError, in words, when there is none or a line is not one."""
    file = path()
    if in_environment():
        text = os.environ[NAME]
    else:
        try:
            text = file.read_text("ascii")
        except FileNotFoundError:
            raise MasterKeyError(
                f"the master key is missing: {file} does not exist. Without it nothing sealed can be read. "
                f"Put the kept copy there (mode 0400), or name its file in {NAME}_FILE"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise MasterKeyError(f"the master key cannot be read: {file}: {error}") from None
    found = [decoded(line, number) for number, line in enumerate(text.split(), 1)]
    if not found:
        raise MasterKeyError(f"{where()} holds no key")
    return found


def decoded(line: str, number: int) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(line + "=" * (-len(line) % 4))
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise MasterKeyError(
            f"{where()}: line {number} is no key: 32 bytes in base64url, 43 characters, are one"
        )
    return secret


def encoded(secret: bytes) -> str:
    """A key as it stands in the file."""
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def write(secrets_: list[bytes], file: Path | None = None) -> None:
    """Put keys into the file, current first: whole or not at all, flushed to the disk before it counts."""
    file = file or path()
    if not file.parent.exists():
        home.ensure()
        file.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w") as out:
        out.write("".join(f"{encoded(secret)}\n" for secret in secrets_))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    current.cache_clear()


@cache
def current() -> Master:
    """The master key of this process."""
    holder: Master = import_string(getattr(settings, "VAULT_MASTER", f"{__name__}.FileMaster"))()
    return holder
