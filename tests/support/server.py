"""The real server as a child process with a data folder of its own: start, stop, kill, start again."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]

_READY = re.compile(r"Madang is at (https?://(\S+):(\d+))\n")
_READY_WITHIN_S = 30
_ENDS_WITHIN_S = 10


class ServerFailedError(AssertionError):
    """The server did not start, or ended when it should not."""


@dataclass(frozen=True, slots=True)
class RoomLink:
    """A room that was made through the API."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the command ended."""

    exit_code: int
    stdout: str
    stderr: str


@dataclass
class Server:
    """One server; `restart` keeps address and data."""

    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    udp_port: int = 0
    port: int = 0
    host: str = "127.0.0.1"
    url: str = ""
    _process: asyncio.subprocess.Process | None = None

    @property
    def log_path(self) -> Path:
        """Where stderr of all runs is collected."""
        return self.data.with_name(self.data.name + ".log")

    @property
    def log(self) -> str:
        """Everything that was written to stderr so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        return self._running().pid

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> "Server":
        """Start it and wait for its ready line; raise ServerFailedError with the log otherwise."""
        with self.log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(),
                cwd=ROOT,
                env=self._environment(),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        line = await self._first_line()
        ready = _READY.fullmatch(line)
        if ready is None:
            await self.kill()
            raise ServerFailedError(f"no ready line but {line!r}; log:\n{self.log[-4000:]}")
        self.url, self.port = ready[1], int(ready[3])
        return self

    async def stop(self) -> int:
        """SIGTERM; the exit code. Raise ServerFailedError if it takes longer than 10 s."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_ENDS_WITHIN_S):
                return await process.wait()
        except TimeoutError:
            await self.kill()
            raise ServerFailedError(
                f"did not end within {_ENDS_WITHIN_S} s; log:\n{self.log[-4000:]}"
            ) from None

    async def rest_of_stdout(self) -> str:
        """What a server that ended printed after its ready line."""
        assert self._process is not None and self._process.stdout is not None
        return (await self._process.stdout.read()).decode()

    async def kill(self) -> None:
        """kill -9, as a power cut would."""
        process = self._running()
        if process.returncode is None:
            process.kill()
        await process.wait()

    async def restart(self) -> None:
        """Start again at the same address with the same data."""
        assert not self.running
        await self.start()

    async def close(self) -> None:
        """Make sure that nothing is left running."""
        if self.running:
            await self.kill()

    async def create_room(self, title: str = "Talk") -> RoomLink:
        """Make a room through the API."""
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{self.url}/api/v1/rooms", json={"title": title}) as answer,
        ):
            assert answer.status == 201, await answer.text()
            made = await answer.json()
            return RoomLink(made["id"], made["url"])

    def cpu_ms(self) -> float:
        """CPU time of all threads so far, as the scheduler counts it."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6

    def memory_kib(self) -> int:
        """Private memory of the process (proportional set size without what is shared)."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return sum(int(kib) for kib in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE))

    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "not started"
        return self._process

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "signaling.cli", "serve"),
            *("--host", self.host, "--port", str(self.port), "--udp-port", str(self.udp_port)),
            *("--data", str(self.data), *self.arguments),
        ]

    def _environment(self) -> dict[str, str]:
        return {**bare_environment(), **self.environment}

    async def _first_line(self) -> str:
        stdout = self._running().stdout
        assert stdout is not None
        try:
            async with asyncio.timeout(_READY_WITHIN_S):
                return (await stdout.readline()).decode()
        except TimeoutError:
            return ""


def bare_environment() -> dict[str, str]:
    """This process's environment without settings of Madang."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}


async def run_to_end(*arguments: str, within_s: float = 30) -> Ended:
    """Run `madang` with these arguments until it ends by itself."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling.cli", *arguments),
        cwd=ROOT,
        env=bare_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(within_s):
            stdout, stderr = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise ServerFailedError(f"madang {' '.join(arguments)} did not end within {within_s} s") from None
    assert process.returncode is not None
    return Ended(process.returncode, stdout.decode(), stderr.decode())


def free_udp_port() -> int:
    """A UDP port that is free now, for IPv4 and IPv6."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
