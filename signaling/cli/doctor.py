"""`madang doctor`."""

import asyncio
import datetime
import sys
from urllib.parse import urlsplit

import click

from signaling import logs
from signaling.cli.exits import give_up
from signaling.config import Settings
from signaling.doctor.examine import count_wrong, examine, report
from signaling.doctor.finding import Patient, Verdict

COLOURS = {Verdict.WELL: "green", Verdict.NOTE: "yellow", Verdict.WRONG: "red"}


def run(settings: Settings, url: str | None, key: str | None, elsewhere: bool) -> None:
    """Examine, print, and exit with 1 if something is wrong."""
    logs.configure("error")
    if elsewhere and not url:
        give_up("From elsewhere, doctor needs the server's address: --url https://talk.example.")
    patient = Patient(
        settings=settings,
        now=datetime.datetime.now(datetime.UTC),
        url=_origin(url) if url else None,
        key=key,
        is_elsewhere=elsewhere,
    )
    chapters = asyncio.run(examine(patient))
    for line in report(chapters, lambda verdict, text: click.style(text, fg=COLOURS[verdict])):
        click.echo(line)
    sys.exit(1 if count_wrong(chapters) else 0)


def _origin(url: str) -> str:
    """Scheme, host and port, as a browser's Origin header has them (RFC 6454, 6.2)."""
    try:
        parts = urlsplit(url)
        port = {None: "", 80: ":80", 443: ":443"}.get(parts.port, f":{parts.port}")
    except ValueError:
        parts, port = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        give_up(f"--url cannot be {url!r}: it is an address like https://talk.example.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    standard = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{host}{'' if port == standard else port}"
