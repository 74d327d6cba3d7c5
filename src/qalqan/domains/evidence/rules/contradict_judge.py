"""All rules upon one claim. Pure: the engine gives claims and sources, however it found them, and writes what
comes back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from .contradict import ROUNDING, Seen, Trait, against, is_all
from .contradict_sets import PARTS_OF, impossible, parts_of
from .contradict_time import Change, Stretch, life, parts_stretches, stretches

type Traits = Mapping[str, Trait]
type Place = tuple[str, str, UUID]  # family, kind of place, id
WITHIN = {
    "nation": ("region", "district", "organisation"),
    "region": ("district", "organisation"),
    "district": ("organisation",),
    "organisation": (),
}


class World(NamedTuple):
    """What the rules must know beside evidence. `stood`: first day and first day no longer of a region;
    `parts`: how many parts a place has on a day, None for unknown."""

    stood: Callable[[UUID], tuple[date | None, date | None]]
    parts: Callable[[str, UUID, date], int | None]


class Sources:
    """Independent sources and parts, laid out so that a claim finds what may concern it and nothing else:
    what speaks of its own place, and of narrower places only what falls short of "all of it"."""

    def __init__(self, rows: Iterable[Seen], traits: Traits) -> None:
        self._here: dict[Place, list[Seen]] = defaultdict(list)
        self._short: dict[tuple[str, UUID | None], list[Seen]] = defaultdict(list)
        self._parts: dict[tuple[str, str, UUID | None], list[Seen]] = defaultdict(list)
        for row in rows:
            of = traits.get(row.indicator)
            if of is None:
                continue
            if row.kind != "claim":
                self._here[of.family, row.place, row.place_id].append(row)
                if row.place != "nation" and _falls_short(of, row.value):
                    self._short[of.family, row.region_id].append(row)
                    self._short[of.family, None].append(row)
            if row.place == "region":
                self._parts[row.indicator, "region", None].append(row)
            elif row.place == "district":
                self._parts[row.indicator, "district", row.region_id].append(row)
            elif row.place == "organisation" and row.district_id:
                self._parts[row.indicator, "organisation", row.district_id].append(row)

    def here(self, claim: Seen, family: str) -> list[Seen]:
        """What speaks of the claim's own place."""
        return self._here.get((family, claim.place, claim.place_id), [])

    def of_place(self, family: str, seen: Seen) -> list[Seen]:
        """What speaks of the place of another row."""
        return self._here.get((family, seen.place, seen.place_id), [])

    def short(self, claim: Seen, family: str) -> list[Seen]:
        """What within the claim's place falls short of "all of it"."""
        found = self._short.get((family, None if claim.place == "nation" else claim.region_id), [])
        inner = WITHIN[claim.place]
        if claim.place == "district":
            return [one for one in found if one.place in inner and one.district_id == claim.place_id]
        return [one for one in found if one.place in inner]

    def parts(self, claim: Seen) -> list[Seen]:
        """The next narrower places' rows of the same indicator, claims too."""
        kind = PARTS_OF.get(claim.place)
        if kind is None:
            return []
        key = None if claim.place == "nation" else claim.place_id
        return self._parts.get((claim.indicator, kind, key), [])


def _falls_short(of: Trait, value: float) -> bool:
    """Whether a value says that something is left to do, beyond rounding."""
    return of.best is not None and (of.best - value) * of.sign > (ROUNDING if of.is_share else 0)


def judge(claim: Seen, sources: Sources, traits: Traits, world: World) -> dict[str, tuple[Change, ...]]:
    """The life of each contradiction of a claim, by rule; rules that never fired are left out."""
    claimed = traits[claim.indicator]
    by_rule: dict[str, list[Stretch]] = defaultdict(list)
    for wrong in impossible(claim, claimed, world.stood(claim.region_id)):
        by_rule[wrong.rule] += stretches(claim, claimed, wrong, claimed, ())
    candidates = sources.here(claim, claimed.family)
    if is_all(claimed, claim.value):
        candidates = candidates + sources.short(claim, claimed.family)
    for seen in candidates:
        of = traits[seen.indicator]
        hit = against(claim, claimed, seen, of)
        if hit is not None:
            rows = sources.of_place(claimed.family, seen)
            by_rule[hit.rule] += stretches(claim, claimed, hit, of, rows)
    parts = parts_of(claim, sources.parts(claim)) if claimed.roll_up in ("sum", "ratio") else ()
    if len(parts) > 1:
        expected = world.parts(claim.place, claim.place_id, claim.end)
        by_rule["parts"] += parts_stretches(claim, claimed, parts, expected)
    return {rule: steps for rule, found in by_rule.items() if (steps := life(found))}


def may_concern(claim: Seen, row: Seen, traits: Traits) -> bool:
    """Whether a row that came in may change what stands on a claim that nothing stands upon yet: it is the
    claim, it speaks against it, or it is one of its parts. (What a row may end, stands.)"""
    if row.id == claim.id:
        return True
    claimed, of = traits[claim.indicator], traits[row.indicator]
    return against(claim, claimed, row, of) is not None or bool(parts_of(claim, (row,)))
