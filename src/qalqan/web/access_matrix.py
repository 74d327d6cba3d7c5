"""Every address with its act and who may do it, as a page of documentation.

`python -m qalqan.web.access_matrix` writes `docs/security/access-matrix.md`; a test fails when it is stale,
so whoever opens or closes a page shows it in the same change.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver

from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import THIRD_PARTY, Act, declared
from qalqan.kernel.access.purposes import ALLOWED, PURPOSES
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level
from qalqan.kernel.access.sections import SHOWN

PAGE = Path(__file__).resolve().parents[3] / "docs" / "security" / "access-matrix.md"
HEAD = """# Access matrix: every address, its act, and who may do it

Written by `python -m qalqan.web.access_matrix`; a test fails when it is stale. Default is refusal: an address
without a declared act answers 403, an act that no room states is refused to everyone.

"anyone" needs no sign-in. "signed in" is any person with an account. A role reaches as far as its level: R
its region, D its district, O its organisation (a class teacher the class); without a mark, the nation. Demo
addresses (marked) exist only when `QALQAN_DEMO` is on. `web/tests/test_matrix_walked.py` asks every address
as every role: what this page says is what the server answers.

"""
MARKS = {Level.NATION: "", Level.REGION: " R", Level.DISTRICT: " D", Level.ORGANISATION: " O"}


def addresses(
    patterns: list[Any], prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, Act | None]]:
    """Path, route name and declared act of every pattern, included ones too."""
    for entry in patterns:
        path = prefix + simple(str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry.url_patterns, path, inner)
        elif isinstance(entry, URLPattern):
            name = f"{space}{entry.name or ''}"
            yield path, name, declared(entry.callback) or THIRD_PARTY.get(name)


def simple(pattern: str) -> str:
    """A pattern as a person reads it: the language prefix and the groups of a regular expression named."""
    pattern = re.sub(r"^(kk|ru|en)/", "<language>/", pattern)
    return (
        re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).removeprefix("^").replace("$", "").replace(r"\Z", "")
    )


def who(act: Act) -> str:
    """The cell of an act: anyone, signed in, nobody, or role names."""
    if act.public:
        return "anyone"
    roles = policy.acts().get(act.name, frozenset())
    if roles == policy.SIGNED_IN:
        return "signed in"
    return ", ".join(key + MARKS[role.level] for key, role in ROLES.items() if key in roles) or "nobody"


def render(patterns: list[Any]) -> str:
    """The whole page for a list of URL patterns."""
    by_act: dict[Act, list[str]] = defaultdict(list)
    for path, _, act in addresses(patterns):
        if act is None:
            raise ValueError(f"/{path} declares no act")
        by_act[act].append(f"`/{path}`" + (" (demo)" if "/demo/" in path or "styleguide" in path else ""))
    lines = ["| act | who | addresses |", "| --- | --- | --- |"]
    for act in sorted(by_act, key=lambda one: (one.name, one.public)):
        lines.append(f"| {act.name} | {who(act)} | {'<br>'.join(sorted(by_act[act]))} |")
    unused = sorted(policy.acts().keys() - {act.name for act in by_act})
    lines += ["", "## Acts without an address of their own", "", "Asked by actions and inside pages.", ""]
    lines += ["| act | who |", "| --- | --- |"]
    lines += [f"| {name} | {who(Act(name))} |" for name in unused]
    lines += purposes()
    return HEAD + "\n".join(lines) + "\n"


def purposes() -> list[str]:
    """The tables of what a role may open and which sections it sees there."""
    lines = ["", "## Roles, levels and purposes", ""]
    lines += ["A scope opens for one of the role's purposes only.", ""]
    lines += ["| role | level | purpose | rows about persons | sections of a record |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    for key, role in ROLES.items():
        for purpose in ALLOWED.get(key, ()):
            personal = "yes" if PURPOSES[purpose].is_personal else "none"
            seen = ", ".join(sorted(SHOWN.get((key, purpose), frozenset()))) or "none"
            lines.append(f"| {key} | {role.level} | {purpose} | {personal} | {seen} |")
    return lines


def main() -> None:
    import os

    import django

    os.environ.update(DJANGO_SETTINGS_MODULE="qalqan.settings", QALQAN_DEMO="1")
    django.setup()
    from qalqan.web.urls import urlpatterns

    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(render(urlpatterns), "utf-8")


if __name__ == "__main__":
    main()
