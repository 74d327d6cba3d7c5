"""The launcher as an ordinary user, in a home too deep for a socket. When the tests run as root, a child of
ours becomes `nobody` first; what it needs is imported before, as root's interpreter may be closed to it."""

import multiprocessing
import os
import pwd
import stat
import traceback
from pathlib import Path

import psycopg
import pytest

from qalqan.kernel.embedded.server import Server

pytestmark = pytest.mark.faults


def live(home: Path, told) -> None:
    """Make a server, write through it, start it again, read; send what was found or what went wrong."""
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
        os.environ["QALQAN_HOME"] = str(home)
        server = Server.at_home()
        server.create()
        with psycopg.connect(server.address(role="qalqan_owner")) as owner:
            owner.execute("CREATE TABLE notes (body text)")
            owner.execute("INSERT INTO notes VALUES ('әріп')")
        server.stop()
        server.start()
        try:
            with psycopg.connect(server.address(role="qalqan_app")) as app:
                found = app.execute("SELECT upper(body) FROM notes").fetchone()[0]
            sockets = server.sockets.stat()
            told.send((found, os.geteuid(), sockets.st_uid, stat.S_IMODE(sockets.st_mode)))
        finally:
            server.stop()
        if server.sockets.parent != home:
            server.sockets.rmdir()
    except Exception:
        told.send(traceback.format_exc())


def test_an_ordinary_user_has_a_server_too(own_home):
    own_home.chmod(0o777)
    deep = own_home / "deep" / ("d" * 90)
    hear, tell = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=live, args=(deep, tell))
    child.start()
    assert hear.poll(60)
    found = hear.recv()
    child.join(30)
    assert isinstance(found, tuple), found
    text, user, owner, mode = found
    assert text == "ӘРІП"
    assert user != 0
    assert owner == user
    assert mode == 0o700
    assert stat.S_IMODE(deep.stat().st_mode) == 0o700
