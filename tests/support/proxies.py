"""The reverse proxies of docs/examples, run as they are on the machine or as Debian has them."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.support.certificates import Pair
from tests.support.server import ROOT
from tests.support.wait import eventually

EXAMPLES = ROOT / "docs" / "examples"
_DOWNLOAD_S = 60
_NGINX = """daemon off;
user root;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/madang.conf;
}}
"""


class ProxyMissing(Exception):
    """Why a proxy cannot be run here, in one sentence."""


@dataclass
class Proxy:
    """A running proxy at `url`."""

    url: str
    process: asyncio.subprocess.Process

    async def close(self) -> None:
        """End it."""
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()


def program(name: str, folder: Path) -> Path:
    """The installed program, else one unpacked from Debian's package; raises ProxyMissing."""
    if found := shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        return Path(found)
    unpacked = folder / name
    try:
        folder.mkdir(exist_ok=True)
        _run("apt-get", "download", "-qq", name, cwd=folder)
        _run("dpkg-deb", "-x", str(next(folder.glob(f"{name}_*.deb"))), str(unpacked), cwd=folder)
        binary = next(path for path in unpacked.rglob(f"*bin/{name}") if path.is_file())
        _run(str(binary), "version" if name == "caddy" else "-v", cwd=folder)
    except (OSError, subprocess.SubprocessError, StopIteration):
        raise ProxyMissing(f"There is no {name} here, and apt brings none that runs.") from None
    return binary


def _run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, timeout=_DOWNLOAD_S)


def free_port() -> int:
    """A TCP port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def caddy(binary: Path, folder: Path, pair: Pair, upstream: str, port: int) -> list[str]:
    """Write the example for this place and say how Caddy is started."""
    example = (EXAMPLES / "Caddyfile").read_text()
    here = f"https://localhost:{port} {{\n\ttls {pair.certificate} {pair.key}"
    alone = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
    path = folder / "Caddyfile"
    path.write_text(alone + _changed(example, {"talk.example {": here, "127.0.0.1:8080": upstream}))
    return [str(binary), "run", "--adapter", "caddyfile", "--config", str(path)]


def nginx(binary: Path, folder: Path, pair: Pair, upstream: str, port: int) -> list[str]:
    """Write the example for this place and say how nginx is started."""
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen [::]:80;": "",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen [::]:443 ssl http2;": "",
        "server_name talk.example;\n    ssl": "server_name localhost;\n    ssl",
        "/etc/letsencrypt/live/talk.example/fullchain.pem": str(pair.certificate),
        "/etc/letsencrypt/live/talk.example/privkey.pem": str(pair.key),
        "127.0.0.1:8080": upstream,
    }
    (folder / "madang.conf").write_text(_changed((EXAMPLES / "nginx.conf").read_text(), changes))
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder))
    return [str(binary), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def _changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


Prepare = Callable[[Path, Path, Pair, str, int], list[str]]
PROXIES: dict[str, Prepare] = {"caddy": caddy, "nginx": nginx}


async def start(name: str, binary: Path, folder: Path, pair: Pair, upstream: str) -> Proxy:
    """Run a proxy before `upstream` (host:port) and wait until it answers."""
    port = free_port()
    command = PROXIES[name](binary, folder, pair, upstream, port)
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
    proxy = Proxy(f"https://localhost:{port}", process)

    async def answers() -> bool:
        assert process.returncode is None, (folder / "log").read_text()
        try:
            async with aiohttp.ClientSession() as http, http.get(proxy.url, ssl=False):
                return True
        except aiohttp.ClientError:
            return False

    await eventually(f"{name} answers", answers)
    return proxy
