"""The pytest plugin that gives tests a real server: the launcher's own, in a temporary folder.

One server for all xdist workers, started by the first test that wants a database. The template database is
migrated once as qalqan_owner; each worker clones it, and its tests run as qalqan_app, so that rights and row
policies bind tests as they bind people. A test that commits (`transactional_db`) leaves its database dirty:
it is thrown away and cloned anew, reference rows from migrations included, which a TRUNCATE would lose, and
which qalqan_app may not do anyway.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from qalqan.kernel.embedded import migrating, roles, settings
from qalqan.kernel.embedded.server import FAST_AND_FORGETFUL, Server

PREFIX = "qalqan-test-"
OWNER = "QALQAN_TEST_OWNER"
TEMPLATE = "qalqan_template"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before Django's settings are read: a home of our own. Workers inherit the controller's."""
    if OWNER not in os.environ:
        sweep()
        folder = str(new_home())
        for name in ("DATABASE_URL", "DATABASE_URL_FILE", "QALQAN_ROLE", "QALQAN_DATABASE"):
            os.environ.pop(name, None)
        os.environ.update({OWNER: str(os.getpid()), "QALQAN_HOME": folder, "QALQAN_POOL": "0"})
    return (yield)


def pytest_unconfigure() -> None:
    """The process that made the home stops the server and removes it."""
    if os.environ.get(OWNER) == str(os.getpid()):
        remove(Path(os.environ["QALQAN_HOME"]))
        del os.environ[OWNER]


def new_home() -> Path:
    """A temporary home, marked with our process id. Not below pytest's own folder: that is closed, and as
    root the server runs as another user and must pass through."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    (folder / "owner.pid").write_text(str(os.getpid()))
    (folder / "static").mkdir()  # whitenoise warns at each request where none was collected
    return folder


def remove(folder: Path) -> None:
    before, os.environ["QALQAN_HOME"] = os.environ.get("QALQAN_HOME", ""), str(folder)
    Server.at_home().stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["QALQAN_HOME"] = before


def sweep() -> None:
    """Stop and remove what a killed test run left behind: its folder names the process, which is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        file = folder / "owner.pid"
        if not file.exists() or file.stat().st_uid != os.geteuid():
            continue
        try:
            os.kill(int(file.read_text()), 0)
        except ProcessLookupError:
            remove(folder)
        except PermissionError:
            continue


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One worker at a time."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def embedded_server() -> Server:
    """The running server of this test run, its template database migrated."""
    folder = Path(os.environ["QALQAN_HOME"])
    server = Server.at_home(FAST_AND_FORGETFUL)
    with locked(folder):
        if not server.exists():
            server.create()
            migrating.migrate()
            server.sql([f"ALTER DATABASE {roles.DATABASE} RENAME TO {TEMPLATE}"])
    return server


@pytest.fixture
def as_owner(db: None) -> Iterator[None]:
    """The test's queries run as qalqan_owner, in a transaction that is rolled back: for what a release does
    and the program that serves people may not, such as loading reference tables."""
    from django.db import DEFAULT_DB_ALIAS, connections, transaction

    app = connections[DEFAULT_DB_ALIAS]
    owner = connections.create_connection(DEFAULT_DB_ALIAS)
    entry = settings.embedded(roles.OWNER)
    owner.settings_dict = {**app.settings_dict, "USER": entry["USER"], "PASSWORD": entry["PASSWORD"]}
    connections[DEFAULT_DB_ALIAS] = owner
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        owner.close()
        connections[DEFAULT_DB_ALIAS] = app


@pytest.fixture
def own_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty `$QALQAN_HOME` for a test that starts and stops servers of its own, with settings as in
    production. Removed with its server afterwards."""
    folder = new_home()
    monkeypatch.setenv("QALQAN_HOME", str(folder))
    monkeypatch.setenv("QALQAN_DATABASE", roles.DATABASE)
    monkeypatch.setenv("QALQAN_POOL", "1")
    yield folder
    remove(folder)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    embedded_server: Server,
) -> Iterator[None]:
    """pytest-django's fixture, on our terms: a clone of the template for this worker."""
    from django.db import connections
    from django.test import TransactionTestCase

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_{worker}"

    def clone(*_: Any) -> None:
        connections["default"].close()
        with locked(embedded_server.folder):  # a template in use cannot be cloned
            embedded_server.sql(
                [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", *cloning(name)],
            )

    with django_db_blocker.unblock():
        connections["default"].settings_dict["NAME"] = os.environ["QALQAN_DATABASE"] = name
        clone()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", clone)
            yield
            connections["default"].close()


def cloning(name: str) -> list[str]:
    """SQL that clones the template. A database's own rights are not cloned with it."""
    return [
        f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {', '.join(role.name for role in roles.ROLES)}",
    ]
