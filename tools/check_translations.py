#!/usr/bin/env python3
"""Is every string that a person can meet there in Kazakh, Russian and English?

Extracts the messages of our Python files and templates (Babel for the former, Django's `templatize` and Babel
for the latter; no GNU tools) and compares them with `<room>/locale/{kk,ru}/LC_MESSAGES/django.po`. Refuses: a
message missing, fuzzy or obsolete, placeholders that differ, and Kazakh that glues an ending to a variable
(«%(name)s-да»: vowel harmony would be wrong for half of the names). For Django and allauth, of which only the
pages we open count, a message must be translated in the package's own catalogue or in `kernel/i18n/locale`.

`--update` writes missing messages as empty entries into the catalogues and drops obsolete ones.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "qalqan"
THIRD = SOURCE / "kernel" / "i18n"  # the catalogue of other packages' messages
LANGUAGES = ("kk", "ru")
KEYWORDS = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What of Django and allauth can reach a person here. Sign-up, e-mail management, phone numbers, sign-in by
# code, social accounts and the admin are closed (see kernel/access/acts.py), so their words are nobody's.
REACHABLE = {
    "django": (
        "forms/*.py",
        "core/validators.py",
        "utils/dates.py",
        "contrib/auth/password_validation.py",
        "db/models/base.py",
    ),
    "allauth": (
        "account/adapter.py",
        "account/fields.py",
        "account/forms.py",
        "mfa/**/*.py",
        "usersessions/**/*.py",
        "templates/account/*.html",
        "templates/account/**/*.txt",
        "templates/mfa/**/*.*",
    ),
}
CLOSED = re.compile(
    r"signup|phone|login_code|request_login_code|confirm_code|confirm_email|email_c|email_d|account/email\.html"
    r"|verification|verified_email|primary_email|email_already|already_exists|warn_no_email|reset_code|code_sent"
    r"|unverified|(^|/)apps\.py|(^|/)models\.py|/admin\.py|mfa/trust|formsets\.py|/tests?/|management"
)
# Words of closed forms that stand in one file with words of open ones.
CLOSED_WORDS = re.compile(
    r"(?i)phone|sign[- ]?up|email \(again\)$|\(optional\)|username_blacklisted|blacklisted|slug|JSON"
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")
GLUED = re.compile(r"(%\(\w+\)s|%s|\{\w*\})[-‑]?[а-яёәғқңөұүһі]", re.I)

NOISE = re.compile(r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report)')

Key = tuple[str | None, str | tuple[str, ...]]


def room(file: Path) -> Path:
    """The folder whose `locale` holds a file's messages: a domain, web, or a kernel room."""
    parts = file.relative_to(SOURCE).parts
    return SOURCE / parts[0] if parts[0] == "web" else SOURCE / parts[0] / parts[1]


def messages(file: Path) -> Iterator[tuple[int, Key]]:
    """Line and key (context, msgid or pair of msgids) of every message in a Python file or a template."""
    text = file.read_text("utf-8")
    if file.suffix != ".py":
        # Its output has only calls and filler; without indentation it is Python enough for a tokenizer.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(file)).split("\n"))
    for line, function, found, _ in extract_python(BytesIO(text.encode()), list(KEYWORDS), [], {}):
        words = found if isinstance(found, tuple) else (found,)
        spec = KEYWORDS[function]
        context = words[0] if isinstance(spec[0], tuple) else None
        ids = [words[index - 1] for index in spec if not isinstance(index, tuple)]
        if all(ids):
            yield line, (context, ids[0] if len(ids) == 1 else tuple(ids))


def ours() -> dict[Path, Catalog]:
    """One catalogue of all messages per room."""
    found: dict[Path, Catalog] = defaultdict(lambda: Catalog(fuzzy=False))
    for file in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.*")]):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        for _, (context, ids) in messages(file):
            place = (file.relative_to(SOURCE).as_posix(), None)
            found[room(file)].add(ids, context=context, locations=[place])
    return found


def theirs() -> Catalog:
    """The messages of Django and allauth that a person can meet here."""
    found = Catalog(fuzzy=False)
    overridden = {file.relative_to(SOURCE / "web") for file in (SOURCE / "web" / "templates").rglob("*.html")}
    for package, patterns in REACHABLE.items():
        base = folder(package)
        for file in sorted({file for pattern in patterns for file in base.glob(pattern) if file.is_file()}):
            inside = file.relative_to(base)
            if CLOSED.search(inside.as_posix()) or inside in overridden:
                continue
            for _, (context, ids) in messages(file):
                if not CLOSED_WORDS.search(ids if isinstance(ids, str) else ids[0]):
                    found.add(ids, context=context, locations=[(f"{package}/{inside.as_posix()}", None)])
    return found


def folder(package: str) -> Path:
    """Where an installed package lies."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed")
    return Path(spec.origin).parent


def read(path: Path, language: str) -> Catalog:
    """A catalogue, empty if there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def po(place: Path, language: str) -> Path:
    return place / "locale" / language / "LC_MESSAGES" / "django.po"


def their_own(language: str) -> set[Key]:
    """Messages that Django's and allauth's own catalogues have in a language."""
    have: set[Key] = set()
    for base in (folder("django") / "conf", folder("django") / "contrib" / "auth", folder("allauth")):
        have |= {key(one) for one in read(po(base, language), language) if translated(one)}
    return have


def key(message: Message) -> Key:
    return message.context, message.id


def translated(message: Message) -> bool:
    """Whether a message has all of its forms, and no doubt on it."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(message.id) and not message.fuzzy and all(forms)


def names(text: str) -> set[str]:
    """The variables a text uses, by name or by sign."""
    return {found.group(1) or found.group(0) for found in PLACEHOLDER.finditer(text)}


def faults(message: Message, language: str) -> Iterator[str]:
    """What is wrong inside one translated message."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    wanted = set().union(*(names(one) for one in ids))
    for form in forms:
        # A plural form may leave the number out ("one day"), never add a name.
        if names(form) - wanted or (len(ids) == 1 and names(form) != wanted):
            yield f"placeholders differ: {ids[0]!r} has {sorted(wanted)}, {form!r} has {sorted(names(form))}"
        if language == "kk" and GLUED.search(form):
            yield f"an ending glued to a variable: {form!r}"


def wanted_of(place: Path, found: dict[Path, Catalog], foreign: Catalog, language: str) -> Catalog:
    """What a room's catalogue must hold: its own messages, for kernel/i18n also those of other packages."""
    wanted = Catalog(locale=language, fuzzy=False)
    sources: list[Iterable[Message]] = [found[place]] if place in found else []
    if place == THIRD:
        kept = {key(one) for one in read(po(place, language), language)}
        have = their_own(language) - kept  # what we say ourselves stays ours
        if language == "en":  # their words are English already; a few of them we say better
            have = {key(one) for one in foreign} - kept
        sources.append([one for one in foreign if key(one) not in have])
    for one in (one for source in sources for one in source if one.id):
        wanted.add(one.id, context=one.context, locations=one.locations)
    return wanted


def compare(place: Path, language: str, wanted: Catalog) -> list[str]:
    """Complaints about one catalogue, each with its place."""
    path = po(place, language)
    have = {key(one): one for one in read(path, language) if one.id}
    need = {key(one): one for one in wanted if one.id}
    where = path.relative_to(ROOT)
    wrong = [f"missing: {one!r}" for one in need if one not in have or not translated(have[one])]
    wrong += [f"obsolete: {one!r}" for one in have if one not in need]
    wrong += [fault for one in have.values() if translated(one) for fault in faults(one, language)]
    return [f"{where}: {complaint}" for complaint in wrong]


def disagreements(places: Iterable[Path], language: str) -> Iterator[str]:
    """One English phrase said in two ways: on a page only one catalogue wins, perhaps not the one its author
    meant. Where two things share an English word, `pgettext` tells them apart."""
    said: dict[Key, tuple[object, Path]] = {}
    for place in places:
        for one in read(po(place, language), language):
            if not translated(one):
                continue
            first, owner = said.setdefault(key(one), (one.string, place))
            if first != one.string:
                rooms = f"{owner.relative_to(SOURCE)}: {first!r}, {place.relative_to(SOURCE)}: {one.string!r}"
                yield f"{language}: {one.id!r} is said in two ways: {rooms}"


def update(place: Path, language: str, wanted: Catalog) -> None:
    """Rewrite a catalogue with exactly the wanted messages, keeping what is translated."""
    path = po(place, language)
    current = read(path, language)
    fresh = Catalog(locale=language, project="Qalqan", fuzzy=False, charset="utf-8")
    fresh.header_comment = "# Qalqan"
    for one in wanted:
        if one.id:
            kept = current.get(one.id if isinstance(one.id, str) else one.id[0], one.context)
            fresh.add(one.id, kept.string if kept else "", context=one.context, locations=one.locations)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, fresh, width=0, sort_output=True, include_lineno=False)
    kept_lines = [line for line in text.getvalue().decode().split("\n") if not NOISE.match(line)]
    path.write_text("\n".join(kept_lines), "utf-8")


def main(arguments: list[str]) -> int:
    """Exit code 0 when every catalogue is whole."""
    if not settings.configured:
        settings.configure()
    found, foreign = ours(), theirs()
    complaints = []
    for place in sorted({*found, THIRD}):
        for language in (*LANGUAGES, "en") if place == THIRD else LANGUAGES:
            wanted = wanted_of(place, found, foreign, language)
            if "--update" in arguments:
                update(place, language, wanted)
            complaints += compare(place, language, wanted)
    for language in LANGUAGES:
        complaints += disagreements(sorted({*found, THIRD}), language)
    for complaint in complaints:
        sys.stderr.write(complaint + "\n")
    sys.stdout.write(f"translations: {len(complaints)} faults\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
