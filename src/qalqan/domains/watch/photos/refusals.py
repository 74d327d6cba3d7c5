"""Why a picture is not taken. The rule and its numbers; the words stand in `words.py`."""

from typing import Any

RULES = (
    "empty",
    "size",
    "type",
    "video",
    "animated",
    "pixels",
    "small",
    "damaged",
    "scans",
    "busy",
    "unsafe",
)


class PhotoRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A picture that is not taken. `rule`: one of RULES; `values`: the numbers that its words need."""

    def __init__(self, rule: str, **values: Any) -> None:
        super().__init__(rule)
        self.rule, self.values = rule, values
