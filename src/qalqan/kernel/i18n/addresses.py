"""Addresses of our own pages are kept without a language, for nobody knows who will read them: such an
address leads each reader to the page in the own language. A page that shows one writes its reader's language
into it at once."""

from django.conf import settings
from django.urls import is_valid_path

from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.names import LANGUAGES


def plain(path: str) -> str:
    """A path of ours without its language: "/kk/control/" gives "/control/"; one without it as it is."""
    first, _, rest = path.removeprefix("/").partition("/")
    return f"/{rest}" if first in LANGUAGES else path


def read_here(address: str) -> str:
    """An address in the language of this request, if it is of a page of ours; any other as it is."""
    root = settings.ADDRESS if address.startswith(f"{settings.ADDRESS}/") else ""
    path = address[len(root) :]
    if not path.startswith("/") or path.startswith("//"):
        return address
    here = f"/{language()}{plain(path)}"
    return f"{root}{here}" if is_valid_path(here) else address
