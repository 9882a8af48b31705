"""What a browser meets at the server's address: name, certificate, pages, the way through a proxy."""

import asyncio
import contextlib
import datetime
import email.utils
import ipaddress
import secrets
import socket
import ssl
from urllib.parse import urlsplit

import aiohttp

from signaling.config import SELF_SIGNED, is_loopback
from signaling.doctor.finding import Finding, Patient, note, well, wrong
from signaling.doctor.machine import CLOCKS_DIFFER_BY, validity

TIMEOUT = aiohttp.ClientTimeout(total=10)
_CONNECT_S = 5.0
PROXY_MEND = "Take the proxy's example from docs/examples, and name its address in MADANG_TRUSTED_PROXIES."


async def page(patient: Patient, url: str) -> list[Finding]:
    """Whether our server answers at this address, and whether the clocks agree."""
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as http,
            http.get(f"{url}/healthz", ssl=False, allow_redirects=False) as answer,
        ):
            body, date = await answer.text(), answer.headers.get("Date", "")
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        mend = "Is the server running, the name right, the TCP port open in firewall and router?"
        return [wrong(f"Nothing answers at {url}: {_short(error)}.", mend)]
    if status in {301, 302, 307, 308}:
        return [wrong(f"{url} sends visitors elsewhere.", "Give doctor the address at which they arrive.")]
    if status != 200 or body.replace(" ", "") != '{"status":"ok"}':
        mend = "Does the proxy pass this host on to Madang, and is Madang running?"
        return [wrong(f"Something else than Madang answers at {url} (status {status}).", mend)]
    return [well(f"Madang answers at {url}."), *_clock(date, patient.now)]


def _clock(date: str, now: datetime.datetime) -> list[Finding]:
    with contextlib.suppress(ValueError):
        difference = abs(email.utils.parsedate_to_datetime(date) - now)
        if difference > CLOCKS_DIFFER_BY:
            sentence = (
                f"The clock there and the clock here differ by {difference.total_seconds():.0f} seconds."
            )
            return [wrong(sentence, "Set both by the network: timedatectl set-ntp true")]
        return [
            well("The clock there agrees with the clock here; if both are one machine, that says nothing.")
        ]
    return [note("The answer carries no date, so clocks were not compared.")]


async def security(patient: Patient, url: str) -> list[Finding]:
    """Whether a browser trusts the address and so gives its page devices."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        if is_loopback(host):
            return [well(f"{host} is this machine itself: browsers give devices without TLS.")]
        mend = "Use https: docs/operate.md tells how to get a certificate."
        return [wrong("The address begins with http://: browsers give no microphone and camera.", mend)]
    try:
        async with asyncio.timeout(_CONNECT_S):
            context = ssl.create_default_context()
            _, writer = await asyncio.open_connection(host, parts.port or 443, ssl=context)
    except ssl.SSLCertVerificationError as error:
        mend = "Serve the full chain of a certificate for this name: docs/operate.md tells how to get one."
        meant = patient.settings.tls == (SELF_SIGNED,) and not patient.is_elsewhere
        return [
            (note if meant else wrong)(f"Browsers warn before they open {url}: {error.verify_message}.", mend)
        ]
    except (OSError, TimeoutError) as error:
        return [wrong(f"TLS does not work at {url}: {_short(error)}.", "Does https belong to this port?")]
    shown = writer.get_extra_info("ssl_object").getpeercert()
    writer.close()
    begin, end = (
        datetime.datetime.fromtimestamp(ssl.cert_time_to_seconds(shown[each]), datetime.UTC)
        for each in ("notBefore", "notAfter")
    )
    return [well(f"Browsers trust the certificate of {host}."), validity(begin, end, patient.now)]


async def proxy(_patient: Patient, url: str) -> list[Finding]:
    """Whether a WebSocket gets through and the server knows under which address it is called."""
    headers = {"Origin": url, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    headers["Sec-WebSocket-Key"] = "bWFkYW5nIGRvY3RvciAhIQ=="
    nowhere = f"{url}/api/v1/rooms/{secrets.token_urlsafe(16)}/socket"
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as http,
            http.get(nowhere, headers=headers, ssl=False) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [wrong(f"A WebSocket does not get through: {_short(error)}.", PROXY_MEND)]
    # There is no such room, so 404 is what a request gets that arrived whole.
    return [_proxy_finding(status, url)]


def _proxy_finding(status: int, url: str) -> Finding:
    if status == 404:
        return well("WebSockets get through, and the server knows its public address.")
    if status == 403:
        return wrong(
            f"The server does not know that it is called {url}, and takes visitors for another site's.",
            PROXY_MEND,
        )
    if status == 429:
        return note(
            "This address asked for too many rooms; the way through the proxy was not tried.",
            "Wait a minute.",
        )
    return wrong(f"The WebSocket's headers do not arrive (status {status}).", PROXY_MEND)


async def families(_patient: Patient, url: str) -> list[Finding]:
    """Whether every address that the name has answers: a dead one makes visitors wait."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return [
            wrong(
                f"There is no address for the name {host}.", "Enter it at your domain's provider (A, AAAA)."
            )
        ]
    findings = []
    for address in dict.fromkeys(str(entry[4][0]) for entry in found):
        if not await _connects(address, port):
            record = "AAAA" if ipaddress.ip_address(address).version == 6 else "A"
            mend = f"Let the server or proxy listen there, or take the {record} record away."
            findings.append(wrong(f"{host} is also {address}, where nothing listens on port {port}.", mend))
    return findings or [well(f"Every address of {host} answers.")]


async def _connects(address: str, port: int) -> bool:
    try:
        async with asyncio.timeout(_CONNECT_S):
            _, writer = await asyncio.open_connection(address, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def _short(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error).partition(" ssl:")[0].rstrip(".") or type(error).__name__
