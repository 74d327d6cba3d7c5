"""An address of our own page leads each reader to the own language."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from qalqan.kernel.i18n.addresses import plain, read_here

PAGE = "/control/items/TK-7F3K-92/"


@pytest.mark.parametrize("root", ["", settings.ADDRESS])
@pytest.mark.parametrize("kept", [PAGE, f"/kk{PAGE}", f"/en{PAGE}"])
@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_a_page_of_ours_is_read_in_the_language_of_the_reader(root: str, kept: str, code: str) -> None:
    with override(code):
        assert read_here(root + kept) == f"{root}/{code}{PAGE}"
    assert plain(kept) == PAGE


@pytest.mark.parametrize(
    "other",
    [
        "",
        "https://adilet.zan.kz/rus/docs/P2000000156",
        "//evil.example/control/",
        "/open311/v2/",
        "javascript:1",
    ],
)
def test_any_other_address_stays(other: str) -> None:
    with override("ru"):
        assert read_here(other) == other
    assert read_here(f"{settings.ADDRESS}.evil.example{PAGE}") == f"{settings.ADDRESS}.evil.example{PAGE}"


def test_without_a_language_it_leads_to_the_page(db: None) -> None:
    answer = Client().get(PAGE, headers={"accept-language": "ru"})
    assert (answer.status_code, answer["Location"]) == (302, f"/ru{PAGE}")
