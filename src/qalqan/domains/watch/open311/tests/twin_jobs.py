"""The door into `twin` for a forked process, kept apart: whoever names the job must not set Django up."""

from collections.abc import Mapping
from typing import Any


def run(what: str, told: Mapping[str, Any]) -> None:
    """seed, serve or exchange."""
    from . import twin

    getattr(twin, what)(told)
