"""What can be seen on the server's own machine: data folder, disk, ports, certificate, clock, addresses."""

import datetime
import errno
import ipaddress
import shutil
import socket
import tempfile
from pathlib import Path

import aiohttp

from signaling.candidates import candidate_addresses, own_addresses
from signaling.certificate import CertificateUnusable, load_context, read_certificate
from signaling.config import SELF_SIGNED, Settings, is_loopback
from signaling.doctor.finding import Finding, Patient, note, well, wrong
from storage.folder import OPEN_TO_OTHERS

MEGABYTE = 1024 * 1024
EXPIRES_SOON = datetime.timedelta(days=14)
EARLIEST_NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
CLOCKS_DIFFER_BY = datetime.timedelta(minutes=1)
_ASK_S = aiohttp.ClientTimeout(total=5)


async def data_folder(patient: Patient) -> list[Finding]:
    """Whether the folder can be written and is closed to others."""
    folder = patient.settings.data.absolute()
    if not folder.exists():
        return [note(f"The data folder {folder} does not exist yet; the first start makes it.")]
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        sentence = f"The data folder {folder} cannot be written: {error.strerror}."
        return [wrong(sentence, "Give it to the user who runs Madang, or name another with --data.")]
    if folder.stat().st_mode & OPEN_TO_OTHERS:
        mend = f"Close it: chmod 700 {folder}"
        return [note(f"Others on this machine can look into the data folder {folder}.", mend)]
    return [well(f"The data folder {folder} can be written and is closed to others.")]


async def disk(patient: Patient) -> list[Finding]:
    """Whether there is room for what the settings promise."""
    settings = patient.settings
    folder = next(
        path for path in (settings.data.absolute(), *settings.data.absolute().parents) if path.exists()
    )
    free_mb = shutil.disk_usage(folder).free // MEGABYTE
    if free_mb < settings.disk_reserve_mb:
        sentence = (
            f"Only {free_mb:,} MB are free; {settings.disk_reserve_mb:,} MB are kept, so no file is taken."
        )
        return [wrong(sentence, "Free some space, or move the data folder to a larger disk.")]
    if free_mb < settings.disk_reserve_mb + settings.file_limit_mb:
        mend = "Free some space, or lower MADANG_FILE_LIMIT_MB."
        return [
            note(f"{free_mb:,} MB are free: less than one file of {settings.file_limit_mb:,} MB needs.", mend)
        ]
    return [well(f"{free_mb:,} MB are free.")]


async def ports(patient: Patient) -> list[Finding]:
    """Whether the ports are free, or our own server answers there."""
    settings = patient.settings
    if await own_server_answers(settings):
        return [well(f"A Madang answers at {own_url(settings)}; its ports are not tried.")]
    found = [_tcp_port(settings), _udp_port(settings)]
    if settings.udp_port == settings.port != 0 and not settings.media_over_tcp:
        mend = "Give media a number of its own: --udp-port 8081"
        found.append(note("Media cannot come over TCP: HTTP and media have the same port number.", mend))
    return found


def _tcp_port(settings: Settings) -> Finding:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host.strip("[]"), settings.port), family=family):
            return well(f"TCP port {settings.port} on {settings.host} is free for HTTP.")
    except OSError as error:
        return wrong(
            f"TCP port {settings.port} on {settings.host} cannot be used: {_why(error)}.",
            _mend(error, "--port"),
        )


def _udp_port(settings: Settings) -> Finding:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((settings.udp_host, settings.udp_port))
            return well(f"UDP port {settings.udp_port} is free for media.")
    except OSError as error:
        return wrong(
            f"UDP port {settings.udp_port} cannot be used: {_why(error)}.", _mend(error, "--udp-port")
        )


def _why(error: OSError) -> str:
    return "another program has it" if error.errno == errno.EADDRINUSE else (error.strerror or str(error))


def _mend(error: OSError, option: str) -> str:
    if error.errno == errno.EACCES:
        return (
            f"Ports below 1024 are for root: choose another with {option}, and let a proxy have 80 and 443."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return "Name an address of this machine with --host; 0.0.0.0 is all of them."
    return f"Stop that program (ss -lntup shows it), or choose another port with {option}."


def own_url(settings: Settings) -> str:
    """Where this machine itself reaches a server with these settings."""
    host = settings.host.strip("[]")
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"{'https' if settings.tls else 'http'}://{f'[{host}]' if ':' in host else host}:{settings.port}"


async def own_server_answers(settings: Settings) -> bool:
    """Whether a Madang answers where the settings say; its certificate is another check's matter."""
    try:
        async with (
            aiohttp.ClientSession(timeout=_ASK_S) as http,
            http.get(f"{own_url(settings)}/healthz", ssl=False) as answer,
        ):
            return answer.status == 200 and await answer.json() == {"status": "ok"}
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False


async def certificate(patient: Patient) -> list[Finding]:
    """Whether the server's own TLS can work."""
    tls = patient.settings.tls
    if not tls:
        return [_without_tls(patient)]
    if tls == (SELF_SIGNED,):
        mend = "For visitors, get a certificate: docs/operate.md tells how."
        return [note("The server makes its own certificate: browsers warn everybody once.", mend)]
    path, key = map(Path, tls)
    try:
        load_context(path, key)
        facts = read_certificate(path)
    except CertificateUnusable as reason:
        return [
            wrong(str(reason), "Name two PEM files that belong together: --tls fullchain.pem,privkey.pem")
        ]
    found = [validity(facts.valid_from, facts.valid_until, patient.now)]
    if patient.host and not facts.is_for(patient.host):
        names = ", ".join(sorted(facts.names)) or "nothing"
        found.append(
            wrong(f"The certificate is for {names}, not for {patient.host}.", "Get one for that name.")
        )
    return found


def _without_tls(patient: Patient) -> Finding:
    if patient.settings.loopback_only:
        return well("HTTP is served to this machine alone, so it needs no TLS of its own.")
    mend = "Set --tls, or listen on 127.0.0.1 behind a proxy with a certificate (docs/operate.md)."
    return wrong("HTTP is served to others without TLS: browsers give them no microphone and camera.", mend)


def validity(begin: datetime.datetime, end: datetime.datetime, now: datetime.datetime) -> Finding:
    """Whether a certificate is valid now and for a while."""
    if now < begin:
        return wrong(
            f"The certificate is valid only from {begin:%Y-%m-%d %H:%M} UTC.",
            "Is the clock right? See `date -u`.",
        )
    if now > end:
        return wrong(
            f"The certificate expired on {end:%Y-%m-%d}.", "Renew it; Madang reads the files again by itself."
        )
    if now > end - EXPIRES_SOON:
        return note(f"The certificate expires on {end:%Y-%m-%d}.", "See why it was not renewed in time.")
    return well(f"The certificate is valid until {end:%Y-%m-%d}.")


async def clock(patient: Patient) -> list[Finding]:
    """Whether the clock is plausible by itself; the address's Date header is compared elsewhere."""
    files = [path for path in (patient.settings.data / "madang.db", Path(__file__)) if path.exists()]
    written = max(datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC) for path in files)
    if patient.now < max(EARLIEST_NOW, written - CLOCKS_DIFFER_BY):
        sentence = (
            f"The clock says {patient.now:%Y-%m-%d %H:%M} UTC, earlier than files that Madang has written."
        )
        return [wrong(sentence, "Set it, and keep it: timedatectl set-ntp true")]
    return [
        well(
            f"The clock says {patient.now:%Y-%m-%d %H:%M} UTC, which is possible; nothing more is known here."
        )
    ]


async def addresses(patient: Patient) -> list[Finding]:
    """Whether browsers elsewhere can reach the addresses that they are told for media."""
    told = candidate_addresses(patient.settings)
    listed = ", ".join(told)
    if (
        not any(_is_public(address) for address in told)
        and patient.host
        and _is_reached_from_afar(patient.host)
    ):
        mend = f"Set MADANG_PUBLIC_IP to the address of {patient.host} and open the UDP port there."
        return [wrong(f"Browsers are told {listed} for media: nobody outside this network gets there.", mend)]
    found = [well(f"Browsers are told {listed} for media.")]
    own = {*own_addresses(), "127.0.0.1", "::1"}
    foreign = [address for address in patient.settings.public_ip if address not in own]
    if foreign:
        mend = "That is right behind a router or a cloud's NAT that forwards the UDP port to here."
        found.append(note(f"No network interface has {', '.join(foreign)}.", mend))
    return found


async def ipv6(patient: Patient) -> list[Finding]:
    """Whether visitors with IPv6 alone find media."""
    told = [address for address in candidate_addresses(patient.settings) if ":" in address]
    if told:
        return [well(f"Media can be reached over IPv6 at {', '.join(told)}.")]
    if any(":" in address for address in own_addresses()):
        return [
            note(
                "This machine has IPv6, but browsers are told only IPv4.",
                "Add the address to MADANG_PUBLIC_IP.",
            )
        ]
    return [note("There is no IPv6 here: visitors come over IPv4, which nearly all can.")]


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address).is_global


def _is_reached_from_afar(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not (is_loopback(host) or host.endswith((".local", ".lan", ".internal", ".home.arpa")))
