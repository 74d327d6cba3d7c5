"""What is wrong and how to mend it, as data: a file of words a room, in three languages. Pure.

A rule's entry in the TOML holds `message` and `mend`, each in kk, ru and en, with `{named}` parameters. Codes
of rules never change; wordings may.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Words:
    """The words of the files of a folder that match `pattern`; read when first asked for."""

    folder: Path
    pattern: str = "problems*.toml"

    @cached_property
    def catalogue(self) -> Mapping[str, Any]:
        """Every rule of all the files by its key."""
        found: dict[str, Any] = {}
        for file in sorted(self.folder.glob(self.pattern)):
            found |= tomllib.loads(file.read_text("utf-8"))
        return found

    def of(self, rule: str, params: Mapping[str, str], language: str) -> dict[str, str]:
        """`{"rule", "message", "mend"}` in kk, ru or en. KeyError for a rule that is none, or for a parameter
        of its words that was not given."""
        texts = self.catalogue[rule]
        return {
            "rule": rule,
            "message": texts["message"][language].format(**params),
            "mend": texts["mend"][language].format(**params),
        }
