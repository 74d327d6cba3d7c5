"""The plans that a demonstration shows: each folder of `plans/` with its facts, translations, amendments, and
decisions invented for the demonstration on what the text leaves open. Idempotent: a second run writes
nothing. A better reader over the same file is accepted by itself, since both come with the program.
"""

import hashlib
import tomllib
from pathlib import Path

from qalqan.kernel.access.scope import Service
from qalqan.kernel.shipped import plans_folder

from . import actions, models, patches
from .reading.api import read_plan

ACTOR = actions.Actor("demonstration", Service("plan.demo"), "Qalqan")


def load() -> None:
    """Bring every shipped plan into the register."""
    files = sorted(plans_folder().glob("*/plan.toml"))
    for facts_file in sorted(files, key=_stands_under):  # stable: parents first, then by name
        load_plan(facts_file)
    for decisions in sorted(plans_folder().glob("*/demo-decisions.toml")):
        decide(decisions.parent.name, decisions)


def _stands_under(facts_file: Path) -> bool:
    return bool(patches.load_facts(facts_file.read_bytes(), facts_file.name).parent)


def load_plan(facts_file: Path) -> None:
    """One shipped plan: text, translations, then its amendments, the latest first, as a text that already
    holds them is unfolded from the end."""
    here = facts_file.parent
    facts = patches.load_facts(facts_file.read_bytes(), facts_file.name)
    data = (here / facts.source_file).read_bytes()
    document = read_plan(data, format=facts.source_format, name=facts.source_file)
    source = actions.SourceFile(facts.source_file, hashlib.sha256(data).hexdigest())
    actions.import_plan(document, actor=ACTOR, code=facts.code, file=source, facts=facts, accept=True)
    words = here / "translations.toml"
    if words.is_file():
        loaded = patches.load_translations(words.read_bytes(), document, words.name)
        actions.translate(facts.code, loaded, actor=ACTOR)
    files = sorted((here / "amendments").glob("*.toml"))
    amendments = [patches.load_patch(file.read_bytes(), file.name) for file in files]
    for patch in sorted(amendments, key=lambda patch: patch.in_force, reverse=True):
        actions.amend(facts.code, patch, actor=ACTOR, accept=True)


def decide(code: str, file: Path) -> None:
    """Close the gaps that a file names and nobody has decided."""
    stated = tomllib.loads(file.read_text("utf-8"))
    actor = actions.Actor(stated["post"], ACTOR.seat, stated["by"])
    for one in stated["decision"]:
        gaps = models.Gap.objects.filter(plan__code=code, withdrawn_at=None, decisions=None)
        for gap in gaps.filter(rule=one["rule"], place=one["place"]):
            actions.decide_gap(gap.pk, one["value"], one["reason"], actor=actor)
