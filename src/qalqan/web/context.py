"""What the frame of every page needs: the menu, the other languages' addresses of this page, the mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from qalqan.kernel.access.demo import offered
from qalqan.web.navigation import menu


def in_language(path: str, code: str) -> str:
    """The same page in another language; our addresses differ by the prefix only, query included."""
    codes = {language for language, _ in settings.LANGUAGES}
    head, _, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if head in codes else f"/{code}/"


def house(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html."""
    path = request.get_full_path()
    active = get_language()
    return {
        "menu": menu(request),
        "languages": [
            {"code": code, "name": name, "url": in_language(path, code), "active": code == active}
            for code, name in settings.LANGUAGES
        ],
        "demo": settings.DEMO,
        "demo_people": offered if settings.DEMO else (),  # asked for by the page that shows them
    }
