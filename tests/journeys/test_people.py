"""A class teacher meets the own class and nobody else; a head corrects a record and looks at a claim."""

import re
from collections.abc import Callable

import pytest
from harness import LANGUAGES, Watch, audit
from playwright.sync_api import BrowserContext, Page, expect

NOBODY = "01a088c4-0000-7000-8000-000000000000"


@pytest.fixture
def of(signed_in: Callable[[str | None], BrowserContext]) -> Callable[[str, str], Page]:
    """`of("demo.teacher", "education")`: a page of that person, the purpose stated."""

    def page_of(person: str, purpose: str) -> Page:
        page = signed_in(person).new_page()
        page.goto("/en/people/")
        choice = page.locator(f"button[value={purpose}]")
        if choice.count():
            choice.click()
            page.wait_for_url("**/people/")
        return page

    return page_of


def first_record(page: Page) -> str:
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"/people/[0-9a-f-]{36}/"))
    return page.url.split("/people/")[1].strip("/")


def test_a_purpose_is_asked_before_anything_is_shown(
    signed_in: Callable[[str | None], BrowserContext],
) -> None:
    page = signed_in("demo.social").new_page()
    watch = Watch(page)
    for language in LANGUAGES:
        page.goto(f"/{language}/people/")
        expect(page.locator("button[name=purpose]")).to_have_count(2)
        expect(page.locator("tbody tr")).to_have_count(0)
        assert audit(page, watch, language, "people-purpose") == []
    page.close()


def test_a_class_teacher_sees_the_own_class_only(of: Callable[[str, str], Page]) -> None:
    head = of("demo.head", "education")
    everyone = head.locator("tbody a").count()
    head.locator("select[name=class] option").nth(1).wait_for(state="attached")
    teacher = of("demo.teacher", "education")
    watch = Watch(teacher)
    labels = set(teacher.locator("tbody td[data-label=Class]").all_inner_texts())
    assert len(labels) == 1
    assert 0 < teacher.locator("tbody a").count() < everyone
    own = labels.pop()
    other = next(
        link
        for link, label in zip(
            head.locator("tbody a").all(), head.locator("tbody td[data-label=Class]").all(), strict=True
        )
        if label.inner_text() != own
    )
    stranger = str(other.get_attribute("href")).split("/people/")[1].strip("/")
    said = []
    for person in (stranger, NOBODY):
        answer = teacher.goto(f"/en/people/{person}/")
        assert answer is not None
        said.append((answer.status, teacher.locator("main").inner_text()))
    assert said[0] == said[1]
    assert said[0][0] == 404
    for language in LANGUAGES:
        teacher.goto(f"/{language}/people/")
        assert audit(teacher, watch, language, "people-children") == []
    first_record(teacher)
    assert audit(teacher, watch, "en", "people-person") == []
    teacher.close()
    head.close()


def test_a_search_finds_across_alphabets_and_leaves_the_address_clean(of: Callable[[str, str], Page]) -> None:
    page = of("demo.head", "education")
    name = page.locator("tbody a").first.inner_text()
    surname = name.split()[-1]  # English pages write the surname last
    page.get_by_label("Find a person").fill(surname)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("tbody")).to_contain_text(surname)
    assert "?" not in page.url
    page.close()


def test_a_head_corrects_and_claims(of: Callable[[str, str], Page]) -> None:
    page = of("demo.head", "education")
    watch = Watch(page)
    first_record(page)
    page.get_by_role("link", name="Correct the record").click()
    page.get_by_label("Patronymic").fill("Өмірзақұлы")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Reason")
    assert audit(page, watch, "en", "people-correct-refused") == []
    expect(page.get_by_label("Patronymic")).to_have_value("Өмірзақұлы")
    page.get_by_label("Reason").fill("passport shown")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Өмірзақұлы")
    page.get_by_text("What was corrected").click()
    expect(page.locator("details")).to_contain_text("passport shown")
    for language in LANGUAGES:
        page.goto(f"/{language}/people/register/")
        assert audit(page, watch, language, "people-register") == []
        page.goto(f"/{language}/people/same/")
        assert audit(page, watch, language, "people-claims") == []
    page.close()
