"""The map of this release, as the files state it: counts, names and splits on the days that matter."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from qalqan.domains.territory import reference
from qalqan.domains.territory.rules import (
    NOT_STORED,
    Atlas,
    DistrictView,
    RegionView,
    UnknownRegionError,
    faults,
)
from qalqan.kernel.names import Names, sort_key
from qalqan.kernel.periods import Period

SPLIT = date(2022, 6, 8)
BEFORE_SPLIT = date(2022, 6, 7)

# Districts and cities of oblast significance at the end of 2024 (Baikonyr, leased, counted under Kyzylorda).
DISTRICTS_2024 = {
    "KZ-10": 12, "KZ-11": 20, "KZ-15": 13, "KZ-19": 11, "KZ-23": 8, "KZ-27": 13, "KZ-31": 11,
    "KZ-33": 10, "KZ-35": 13, "KZ-39": 20, "KZ-43": 9, "KZ-47": 7, "KZ-55": 13, "KZ-59": 14,
    "KZ-61": 17, "KZ-62": 5, "KZ-63": 13, "KZ-71": 6, "KZ-75": 8, "KZ-79": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return reference.read()


def test_the_map_has_no_fault(atlas: Atlas) -> None:
    assert faults(atlas) == []


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2018, 6, 18), 16),
        (date(2018, 6, 19), 17),
        (BEFORE_SPLIT, 17),
        (SPLIT, 20),
        (date(2026, 1, 1), 20),
    ],
)
def test_how_many_regions_stood(atlas: Atlas, day: date, count: int) -> None:
    regions = atlas.regions_on(day)
    assert len(regions) == count
    assert [r.kind for r in regions].count("capital") == 1


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2019, 3, 22), "Астана қаласы"),
        (date(2019, 3, 23), "Нұр-Сұлтан қаласы"),
        (date(2022, 9, 16), "Нұр-Сұлтан қаласы"),
        (date(2022, 9, 17), "Астана қаласы"),
    ],
)
def test_the_capital_was_renamed_twice(atlas: Atlas, day: date, name: str) -> None:
    assert atlas.region("KZ-71", day).name["kk"] == name


def test_the_three_new_oblasts_came_out_of_three_old_ones(atlas: Atlas) -> None:
    born = {r.code: r.parent for r in atlas.regions_on(SPLIT) if r.since == SPLIT}
    assert born == {"KZ-10": "KZ-63", "KZ-33": "KZ-19", "KZ-62": "KZ-35"}
    assert [r.code for r in atlas.successors("KZ-63", SPLIT)] == ["KZ-63", "KZ-10"]
    assert [r.code for r in atlas.successors("KZ-63", BEFORE_SPLIT)] == ["KZ-63"]
    assert atlas.ancestors("KZ-10") == ("KZ-63",)
    assert atlas.forebear("KZ-10", BEFORE_SPLIT).code == "KZ-63"
    assert atlas.forebear("KZ-10", SPLIT).code == "KZ-10"
    with pytest.raises(UnknownRegionError, match="did not stand"):
        atlas.region("KZ-10", BEFORE_SPLIT)


def test_south_kazakhstan_became_turkistan_and_lost_shymkent(atlas: Atlas) -> None:
    assert atlas.region("KZ-61", date(2018, 6, 18)).name["ru"] == "Южно-Казахстанская область"
    assert atlas.region("KZ-61", date(2018, 6, 19)).name["ru"] == "Туркестанская область"
    assert [r.code for r in atlas.successors("KZ-61", date(2020, 1, 1))] == ["KZ-61", "KZ-79"]


def test_districts_per_region(atlas: Atlas) -> None:
    counts = Counter(d.region for d in atlas.districts_on(date(2024, 12, 31)))
    assert counts == DISTRICTS_2024


def test_districts_moved_with_the_split(atlas: Atlas) -> None:
    def homes(day: date) -> dict[str, str]:
        return {d.name["kk"]: d.region for d in atlas.districts_on(day) if d.name["kk"] == "Семей қаласы"}

    assert homes(BEFORE_SPLIT) == {"Семей қаласы": "KZ-63"}
    assert homes(SPLIT) == {"Семей қаласы": "KZ-10"}
    # the decree of 2022 moved 10 districts and cities to Abai, 10 to Zhetisu, 5 to Ulytau; that of 2018 the
    # four districts Shymkent then had
    moved = [d for d in atlas.districts if len(d.places) == 2]
    assert Counter(d.places[1][0] for d in moved) == {"KZ-10": 10, "KZ-33": 10, "KZ-62": 5, "KZ-79": 4}
    # districts founded in 2024 were never East Kazakhstan's
    assert "KZ-10-makanshy-district" not in {d.code for d in moved}


def test_a_district_is_not_shown_before_it_is_known_to_exist(atlas: Atlas) -> None:
    names = {d.name["kk"] for d in atlas.districts_on(date(2022, 12, 30), "KZ-71")}
    assert "Нұра ауданы" not in names
    assert "Нұра ауданы" in {d.name["kk"] for d in atlas.districts_on(date(2022, 12, 31), "KZ-71")}


def test_kato_codes_begin_with_the_region(atlas: Atlas) -> None:
    for district in atlas.districts:
        if district.kato:
            assert len(district.kato) == 9
            assert district.kato.startswith(district.places[-1][0].removeprefix("KZ-")), district


def test_names_are_in_their_own_script(atlas: Atlas) -> None:
    latin = set("abcdefghijklmnopqrstuvwxyz")
    every = [s.name for r in atlas.regions for s in r.spells] + [d.name for d in atlas.districts]
    for name in every:
        assert not latin & set(name.kk.lower() + name.ru.lower()), name
        assert name.en.isascii(), name


def test_what_a_view_says(atlas: Atlas) -> None:
    assert atlas.region("KZ-10", SPLIT) == RegionView(
        id=NOT_STORED,
        code="KZ-10",
        kato="10",
        kind="oblast",
        name=Names("Абай облысы", "область Абай", "Abai Region"),
        of=Names("Абай облысының", "области Абай", "Abai Region"),
        since=SPLIT,
        until=None,
        parent="KZ-63",
    )
    (nura,) = [d for d in atlas.districts_on(date(2024, 1, 1), "KZ-71") if d.name.en == "Nura District"]
    assert nura == DistrictView(
        id=NOT_STORED,
        code="KZ-71-nura-district",
        kato="711510000",
        kind="city-district",
        name=Names("Нұра ауданы", "район Нура", "Nura District"),
        region="KZ-71",
        since=date(2022, 12, 31),
        since_known="month",
    )


def test_a_region_that_ended_and_its_line(atlas: Atlas) -> None:
    """Invented: Abai splits in 2030 and ends in 2040."""
    abai, *rest = atlas.regions
    ended = replace(
        abai,
        life=Period(SPLIT, date(2040, 1, 1)),
        spells=(replace(abai.spells[0], valid=Period(SPLIT, date(2040, 1, 1))),),
    )
    child_life = Period(date(2030, 1, 1))
    child = replace(
        abai,
        code="KZ-99",
        parent="KZ-10",
        life=child_life,
        spells=(replace(abai.spells[0], valid=child_life),),
    )
    changed = Atlas((ended, child, *rest), ())
    assert faults(changed) == []
    assert changed.ancestors("KZ-99") == ("KZ-10", "KZ-63")
    assert changed.region("KZ-10", SPLIT).until == date(2040, 1, 1)
    assert [r.code for r in changed.successors("KZ-63", date(2040, 1, 1))] == ["KZ-63", "KZ-99"]
    assert changed.forebear("KZ-99", BEFORE_SPLIT).code == "KZ-63"
    with pytest.raises(UnknownRegionError, match="KZ-98"):
        changed.find("KZ-98")
    young = Atlas((replace(child, parent=None),), ())
    with pytest.raises(UnknownRegionError, match="KZ-99 and its ancestors did not stand on 2022-06-07"):
        young.forebear("KZ-99", BEFORE_SPLIT)
    assert "two regions share a code" in faults(Atlas((abai, *atlas.regions), ()))


def test_kazakh_order() -> None:
    assert sorted(["Шымкент", "Астана", "Ақтөбе", "Әйтеке", "Ұлытау", "Үржар", "Ура"], key=sort_key) == [
        "Ақтөбе", "Астана", "Әйтеке", "Ура", "Ұлытау", "Үржар", "Шымкент",
    ]  # fmt: skip


def test_a_map_that_contradicts_itself_is_found_out(atlas: Atlas) -> None:
    abai, *rest = atlas.regions
    unnamed = replace(abai, spells=(replace(abai.spells[0], valid=Period(date(2023, 1, 1))),))
    assert "KZ-10: none from 2022-06-08 to 2023-01-01" in faults(Atlas((unnamed, *rest), ()))
    two_names = replace(abai, spells=abai.spells * 2)
    assert "KZ-10: two at once from 2022-06-08" in faults(Atlas((two_names, *rest), ()))
    orphan = replace(abai, parent="KZ-99")
    assert any("its parent" in fault for fault in faults(Atlas((orphan, *rest), ())))
    early = replace(atlas.districts[0], life=Period(), places=(("KZ-10", Period()),))
    assert any("did not stand" in fault for fault in faults(Atlas(atlas.regions, (early,))))
    assert any("share the code" in fault for fault in faults(Atlas(atlas.regions, atlas.districts[:1] * 2)))
