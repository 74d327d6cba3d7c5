"""The public stories that come with a plan, read from its folder."""

from functools import lru_cache
from pathlib import Path

from qalqan.domains.evidence.rules.stories import Story, read
from qalqan.kernel.shipped import plans_folder

REF = "story"  # an observation of a story has the source_ref "story:<slug>:<fact>"


@lru_cache(maxsize=4)
def _read(root: Path) -> dict[str, Story]:
    found = [read(file.read_text("utf-8")) for file in sorted(root.glob("*/stories/*.toml"))]
    return {story.slug: story for story in found}


def stories() -> tuple[Story, ...]:
    """Every story of every shipped plan."""
    return tuple(_read(plans_folder()).values())


def story(slug: str) -> Story | None:
    """A story by its name in addresses; None if there is none."""
    return _read(plans_folder()).get(slug)


def ref(story_slug: str, key: str) -> str:
    """What tells a story's fact apart from other words of the same source."""
    return f"{REF}:{story_slug}:{key}"
