"""What a report must be before it is kept: sense, not truth. Pure."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from .words import MAX_TEXT

CLOCK_SLIP = timedelta(minutes=10)  # a phone's clock may go before ours
OLDEST = timedelta(days=366)
EMAIL = re.compile(r"[^@\s,;<>\"']{1,64}@(?:[A-Za-z0-9Ѐ-ӿ-]{1,63}\.)+[A-Za-zЀ-ӿ]{2,24}")
KEPT_CONTROLS = "\n\t"


def plain(text: str) -> str:
    """A text as it is kept: composed, line ends alike, without what cannot be seen or stored. Signs of
    direction go too: they can make a text read otherwise than it is written."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        char
        for char in text
        if char in KEPT_CONTROLS
        or char == "\u200d"
        or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def is_too_long(text: str) -> bool:
    """Whether a text has more characters than are kept."""
    return len(text) > MAX_TEXT


def says_something(text: str) -> bool:
    """Whether a text holds a letter or a digit: signs and pictures alone do not say where or what."""
    return any(char.isalnum() for char in text)


def seen(at: datetime, now: datetime) -> datetime | str:
    """When it was seen, never after now; "future" or "long_ago" when no clock's slip explains it."""
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    if at > now + CLOCK_SLIP:
        return "future"
    if at < now - OLDEST:
        return "long_ago"
    return min(at, now)


def email(text: str) -> str:
    """An address as it is kept; "" when it is none."""
    text = text.strip()
    return text if len(text) <= 254 and EMAIL.fullmatch(text) else ""
