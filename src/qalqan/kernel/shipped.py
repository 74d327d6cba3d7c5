"""Where the data lies that the program ships."""

import os
from pathlib import Path


def plans_folder() -> Path:
    """The folder of plans as data: `$QALQAN_PLANS`, else `plans/` of the checkout this package lies in."""
    chosen = os.environ.get("QALQAN_PLANS")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "plans"
