"""What maps are drawn from: light outlines, and an operator's archive by pieces only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.web import maps

pytestmark = pytest.mark.django_db
TILES = "/map/tiles.pmtiles"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[bytes]:
    """An archive of a kilobyte, named by the operator."""
    content = maps.MAGIC + bytes(range(256)) * 4
    (tmp_path / "kz.pmtiles").write_bytes(content)
    with override_settings(PMTILES=str(tmp_path / "kz.pmtiles")):
        yield content


def test_outlines_are_light_and_may_be_kept_while_they_hold(client: Client) -> None:
    edition = territory.outlines_edition()
    answer = client.get(f"/map/outlines/regions.json?v={edition}")
    assert len(answer.content) < 100_000
    assert "immutable" in answer["Cache-Control"]
    assert "immutable" not in client.get("/map/outlines/regions.json?v=older")["Cache-Control"]
    codes = {one["properties"]["code"] for one in answer.json()["features"]}
    assert codes == {one.code for one in territory.regions_on(timezone.localdate())}
    assert "CC BY 3.0 IGO" in answer.json()["source"]


def test_a_region_without_outlines_of_districts_has_none_and_a_wrong_code_is_not_there(
    client: Client,
) -> None:
    assert client.get("/map/outlines/KZ-61.json").json()["features"] == []
    for what in ("kz-61", "KZ-6", "KZ-611", "..%2Fregions"):
        assert client.get(f"/map/outlines/{what}.json").status_code == 404


def test_an_archive_is_given_by_pieces(client: Client, archive: bytes) -> None:
    piece = client.get(TILES, headers={"range": "bytes=8-23"})
    assert (piece.status_code, piece.content) == (206, archive[8:24])
    assert piece["Content-Range"] == f"bytes 8-23/{len(archive)}"
    assert piece["ETag"] == client.get(TILES, headers={"range": "bytes=0-0"})["ETag"]
    end = client.get(TILES, headers={"range": f"bytes=1000-{10**12}"})
    assert end.content == archive[1000:]
    assert maps.facts()["tiles"] == TILES


@pytest.mark.parametrize(
    "asked", ["", "bytes=0-", "bytes=-5", "bytes=9-8", "bytes=5000-6000", "bytes=0-1,3-4", "lines=0-1", "x"]
)
def test_anything_but_one_bounded_range_is_refused(client: Client, archive: bytes, asked: str) -> None:
    answer = client.get(TILES, headers={"range": asked})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer["Content-Range"] == f"bytes */{len(archive)}"


def test_no_answer_is_larger_than_the_limit(
    client: Client, archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "MOST", 100)
    assert client.get(TILES, headers={"range": "bytes=0-99"}).status_code == 206
    assert client.get(TILES, headers={"range": "bytes=0-100"}).status_code == 416


def test_without_an_archive_there_is_no_background_and_a_wrong_file_is_told(
    client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get(TILES, headers={"range": "bytes=0-9"}).status_code == 404
    (tmp_path / "other").write_bytes(b"PMTiles\x02 of an older version")
    for name in ("other", "missing"):
        with override_settings(PMTILES=str(tmp_path / name)):
            assert maps.facts()["tiles"] == ""
            assert client.get(TILES, headers={"range": "bytes=0-9"}).status_code == 404
    told = [record for record in caplog.records if record.name == maps.log.name]
    assert len(told) == 2  # once for each file, however often it is asked for


def test_a_page_with_a_map_asks_for_nothing_from_elsewhere_and_for_tiles_only_where_there_are(
    client: Client, archive: bytes
) -> None:
    with_tiles = client.get("/ru/open/schools/").content.decode()
    assert "protomaps-leaflet.js" in with_tiles
    with override_settings(PMTILES=""):
        page = client.get("/ru/open/schools/").content.decode()
    assert "protomaps" not in page
    assert "data-map" in page
