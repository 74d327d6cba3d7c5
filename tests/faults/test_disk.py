"""A disk too small for a database, and file systems that are not local."""

import os
import subprocess
from pathlib import Path

import pytest

from qalqan.kernel.embedded import disk
from tests.faults.conftest import Machine

pytestmark = pytest.mark.faults


@pytest.fixture
def small_disk(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"this machine lets us mount nothing: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_up_refuses_a_disk_with_less_than_a_gigabyte(small_disk):
    refused = Machine(small_disk / "home").run("up")
    assert refused.returncode == 1
    assert "MB free, the database needs at least 1024 MB" in refused.stderr
    assert not (small_disk / "home" / "data").exists()


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:27 / /home/share rw,relatime shared:15 - nfs4 server:/export rw,vers=4.2
31 30 0:28 / /home/share/with\\040blank rw - cifs //server/share rw
32 30 0:29 / /home/share/local rw - xfs /dev/vdb rw
33 30 0:30 / /home/құжаттар rw - nfs server:/export rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me", "ext4"),
        ("/home/shared", "ext4"),
        ("/home/share/me", "nfs4"),
        ("/home/share/with blank/me", "cifs"),
        ("/home/share/local/me", "xfs"),
        ("/home/құжаттар/me", "nfs"),
    ],
)
def test_the_innermost_mount_decides(folder, kind):
    assert disk.of_mountinfo(MOUNTS, Path(folder)) == kind


def test_network_file_systems_are_known_as_such():
    assert {"nfs4", "cifs"} <= disk.NETWORK
    assert not {"ext4", "xfs", "tmpfs", "overlay", "apfs"} & disk.NETWORK


def test_this_machines_own_table_is_understood():
    assert disk.file_system(Path("/")) != ""
