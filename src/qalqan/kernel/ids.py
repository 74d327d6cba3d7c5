"""What may travel in a job or an event: ids, numbers, codes. Never a name, an IIN, a phone, a text.

Queues are read by operators, kept in backups and relayed to other systems; so what stands in them must mean
nothing without the database. A code is a word of ours (`school.closed`, `kz-156-2020`, `KZ-ALA`): it begins
with a letter
and holds no blank, so neither an IIN nor a phone, a date or a person's full name passes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from uuid import UUID

LARGEST = 1000  # bytes as JSON
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:/-]{0,79}", re.ASCII)
LONGEST_NUMBER = 2**63

type Id = UUID | int | bool | str | None


class NotAnIdError(ValueError):
    """An argument is more than an id, or there are too many of them. Says which one, never what it holds."""


def plain(name: str, value: object) -> str | int | bool | None:
    """One argument as JSON keeps it; NotAnIdError when it is no id."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and abs(value) < LONGEST_NUMBER:
        return value
    if isinstance(value, str):
        if CODE.fullmatch(value):
            return value
        try:
            return str(UUID(value))
        except ValueError:
            pass
    raise NotAnIdError(
        f"{name}: a job or an event carries ids only (a UUID, a number, a code of up to 80 letters that "
        f"begins with a letter); not this {type(value).__name__}. Pass the id of the row, and read it there."
    )


def sequence(values: Sequence[object]) -> list[str | int | bool | None]:
    """Positional arguments, each checked."""
    return [plain(f"argument {place}", value) for place, value in enumerate(values, 1)]


def mapping(values: Mapping[str, object]) -> dict[str, str | int | bool | None]:
    """Named arguments, each checked, together no longer than LARGEST."""
    found = {name: plain(name, value) for name, value in values.items()}
    if len(json.dumps(found)) > LARGEST:
        raise NotAnIdError(f"more than {LARGEST} bytes of ids: store the list and pass the id of the list")
    return found
