"""The rules of the house that import-linter cannot say: who may call whom by which door, which rooms are
pure, how long a file may be. A file that must be longer says why in its opening comment ("Long because")."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "qalqan"
DOMAINS = sorted(p.name for p in (SOURCE / "domains").iterdir() if (p / "__init__.py").exists())
PURE = [
    "domains/*/rules.py",
    "domains/*/rules/**/*.py",
    "domains/plans/reading/**/*.py",
    "domains/plans/lint/**/*.py",
    "domains/reporting/report/**/*.py",
]
FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 50, 150


def modules() -> list[Path]:
    return [p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts]


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each imported module's dotted name, and whether the import is only for the type checker."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in typing_only
            for name in node.names:
                yield f"{node.module}.{name.name}", id(node) in typing_only


def test_layers() -> None:
    """import-linter's contracts hold."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("domain", DOMAINS)
def test_other_domains_are_called_by_their_api(domain: str) -> None:
    """A domain reaches another one only through `qalqan.domains.<other>.api` (its tests may go deeper)."""
    wrong = []
    for path in (SOURCE / "domains" / domain).rglob("*.py"):
        if "tests" in path.parts:
            continue
        for name, _ in imports(path):
            parts = name.split(".")
            if parts[:2] != ["qalqan", "domains"] or len(parts) < 4 or parts[2] == domain:
                continue
            if parts[3] != "api":
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_pure_rooms_import_no_django() -> None:
    """Rules, reading and lint run without Django and without the database, so they can be proven apart."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for pattern in PURE
        for path in SOURCE.glob(pattern)
        for name, _ in imports(path)
        if name.split(".")[0] in {"django", "psycopg"}
    ]
    assert not wrong, "\n".join(wrong)


def test_migrations_reach_only_down() -> None:
    """A migration depends on its own app and on lower ones: FK across domains point downward only."""
    rooms = "access territory bodies people plans evidence reporting schools watch"
    order = {room: place for place, room in enumerate(rooms.split())}
    wrong = []
    for path in SOURCE.glob("domains/*/migrations/0*.py"):
        own = path.parts[-3]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "dependencies":
                for app, _ in [d for d in ast.literal_eval(node.value) if isinstance(d, tuple)]:
                    if app in order and order[app] > order[own]:
                        wrong.append(f"{path.name} of {own} depends on {app}")
    assert not wrong, "\n".join(wrong)


def test_files_and_functions_stay_short() -> None:
    wrong = []
    for path in modules():
        text = path.read_text("utf-8")
        excused = "Long because" in text[:2500]
        lines = text.count("\n")
        if lines > FILE_LINES and not excused:
            wrong.append(f"{path.relative_to(ROOT)}: {lines} lines")
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")
    for path in SOURCE.rglob("templates/**/*.html"):
        if (lines := path.read_text("utf-8").count("\n")) > TEMPLATE_LINES:
            wrong.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_no_todo_without_an_issue() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if ("TODO" in line or "FIXME" in line) and "#" not in line.split("TODO")[-1].split("FIXME")[-1]
    ]
    assert not wrong, "\n".join(wrong)


def test_every_direct_dependency_is_explained() -> None:
    """docs/dependencies.md has a line for each run-time dependency: why, and how to leave it."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    names = [
        d.split("[")[0].split(">")[0].split("<")[0].split("=")[0].strip() for d in project["dependencies"]
    ]
    missing = [name for name in names if f"| {name} |" not in page]
    assert not missing, missing


def test_nothing_tracked_names_a_registry_or_a_machine() -> None:
    """Mirrors and homes differ; a committed address of either breaks somebody's install."""
    hosts = "|".join(
        ["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "deb" + r"\.debian\.org"]
    )
    done = subprocess.run(["git", "grep", "-nIE", hosts, "--", "."], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 128:
        pytest.skip("not a git checkout")
    assert done.stdout == ""
    assert not subprocess.run(["git", "ls-files", "uv.lock"], cwd=ROOT, capture_output=True, text=True).stdout


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_pages_point_at_things_that_exist(page: str) -> None:
    """Every relative link of the pages a newcomer opens first leads somewhere."""
    import re

    text = (ROOT / page).read_text("utf-8")
    targets = [t.split("#")[0] for t in re.findall(r"\]\(([^)]+)\)", text) if "://" not in t]
    missing = [t for t in targets if t and not (ROOT / t).exists()]
    assert not missing, missing


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    """Asked in a process of its own: some tests declare tables of their own, which are nobody's migration."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
