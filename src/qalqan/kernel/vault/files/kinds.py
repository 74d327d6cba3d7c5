"""What files a room takes and who may see them, as data in the room's `access.py`, beside its acts:

    FILES = (FileKind("vault.erasure_basis", act="vault.read_erasure_basis", purpose="audit", media=PAPERS),)

A kind that no room states is taken from nobody and shown to nobody. A kind counts as personal unless it says
otherwise: `is_personal=False` is for acts, letters, photographs of buildings. Such a file cannot be given a
person, lies in a table of its own (`StoredPaper`) and opens for purposes that reach nobody (planning,
statistics).
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

MEGABYTE = 1_000_000
PICTURES = frozenset({"image/jpeg", "image/png"})
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPERS = PICTURES | {PDF}
OFFICE = PAPERS | {DOCX, XLSX}
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx"}
TITLES = {"image/jpeg": "JPEG", "image/png": "PNG", PDF: "PDF", DOCX: "DOCX", XLSX: "XLSX"}


@dataclass(frozen=True, slots=True)
class FileKind:
    """`act`: what one must be allowed to do to see such a file; `purpose`: for what the scope opens then;
    `section`: the section of the record it belongs to, when it `is_personal`. Sizes in megabytes (10**6
    bytes)."""

    key: str
    act: str
    purpose: str
    media: frozenset[str]
    section: str = "identity"
    is_personal: bool = True
    megabytes: int = 15
    per_target: int = 20
    per_day: int = 200
    megabytes_per_day: int = 1000

    def taken(self) -> str:
        """The kinds of content in words for people: "JPEG, PDF, PNG"."""
        return ", ".join(sorted(TITLES[media] for media in self.media))


@cache
def kinds() -> dict[str, FileKind]:
    """Every kind that a room states. ValueError when two rooms state the same key."""
    found: dict[str, FileKind] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("qalqan.") and module_has_submodule(config.module, "access"):
            for kind in getattr(import_module(f"{config.name}.access"), "FILES", ()):
                if kind.key in found:
                    raise ValueError(f"{config.name}.access: the file kind {kind.key} is stated twice")
                found[kind.key] = kind
    return found
