"""The doctor: what is wrong is found and comes with its remedy, what is well is left alone."""

import datetime
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from signaling.config import Settings, load_settings
from signaling.doctor import machine, media, visit
from signaling.doctor.examine import Chapter, count_wrong, report
from signaling.doctor.finding import Finding, Patient, Verdict, note, well, wrong
from tests.support.certificates import DAY, Authority

NOW = datetime.datetime.now(datetime.UTC)
Spoil = Callable[[Settings], Settings]


def patient_with(settings: Settings, url: str | None = None) -> Patient:
    return Patient(settings=settings, now=NOW, url=url)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    return load_settings({"data": str(data), "port": "0", "udp_port": "0", "host": "127.0.0.1"}, {})


def worst(findings: list[Finding]) -> Verdict:
    order = list(Verdict)
    return max((finding.verdict for finding in findings), key=order.index)


def is_helpful(findings: list[Finding]) -> bool:
    """Whether everything wrong is one sentence and has a remedy."""
    return all(
        finding.sentence.endswith(".") and "\n" not in finding.sentence for finding in findings
    ) and all(finding.mend for finding in findings if finding.verdict is Verdict.WRONG)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda one: one, Verdict.WELL),
        (lambda one: replace(one, data=one.data / "not-yet"), Verdict.NOTE),
        (lambda one: one.data.chmod(0o755) or one, Verdict.NOTE),
        (lambda one: replace(one, data=Path("/proc/self")), Verdict.WRONG),
    ],
    ids=["well", "not there yet", "open to others", "not writable"],
)
async def test_the_data_folder(settings: Settings, spoil: Spoil, expected: Verdict) -> None:
    found = await machine.data_folder(patient_with(spoil(settings)))
    assert worst(found) is expected
    assert is_helpful(found)


@pytest.mark.parametrize(
    ("reserve_mb", "file_mb", "expected"),
    [(1, 1, Verdict.WELL), (1, 1_000_000, Verdict.NOTE), (1_000_000, 1, Verdict.WRONG)],
)
async def test_the_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, reserve_mb: int, file_mb: int, expected: Verdict
) -> None:
    free_bytes = 5_000 * machine.MEGABYTE
    usage = type("Usage", (), {"free": free_bytes})
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)  # type: ignore[attr-defined]
    found = await machine.disk(
        patient_with(replace(settings, disk_reserve_mb=reserve_mb, file_limit_mb=file_mb))
    )
    assert worst(found) is expected
    assert is_helpful(found)


async def test_a_port_that_another_program_has_is_named(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as http, socket.socket(type=socket.SOCK_DGRAM) as media_port:
        media_port.bind(("127.0.0.1", 0))
        taken = replace(settings, port=http.getsockname()[1], udp_port=media_port.getsockname()[1])
        found = [machine._tcp_port(taken), machine._udp_port(taken)]
    assert [finding.verdict for finding in found] == [Verdict.WRONG, Verdict.WRONG]
    assert is_helpful(found)
    assert str(taken.port) in found[0].sentence
    assert str(taken.udp_port) in found[1].sentence


async def test_free_ports_are_well(settings: Settings) -> None:
    assert worst(await machine.ports(patient_with(settings))) is Verdict.WELL


@pytest.mark.parametrize(
    ("names", "valid_from", "valid_for", "url", "expected"),
    [
        (["talk.example"], -1 * DAY, 60 * DAY, "https://talk.example", Verdict.WELL),
        (["talk.example"], -1 * DAY, 60 * DAY, None, Verdict.WELL),
        (["talk.example"], -50 * DAY, 60 * DAY, None, Verdict.NOTE),
        (["talk.example"], -60 * DAY, 59 * DAY, None, Verdict.WRONG),
        (["talk.example"], 1 * DAY, 60 * DAY, None, Verdict.WRONG),
        (["other.example"], -1 * DAY, 60 * DAY, "https://talk.example", Verdict.WRONG),
    ],
    ids=["well", "host not known", "expires soon", "expired", "not valid yet", "another name"],
)
async def test_the_certificate(
    *,
    settings: Settings,
    tmp_path: Path,
    names: list[str],
    valid_from: datetime.timedelta,
    valid_for: datetime.timedelta,
    url: str | None,
    expected: Verdict,
) -> None:
    pair = Authority().write(tmp_path, names, valid_for, NOW + valid_from)
    found = await machine.certificate(
        patient_with(replace(settings, tls=(str(pair.certificate), str(pair.key))), url)
    )
    assert worst(found) is expected
    assert is_helpful(found)


@pytest.mark.parametrize(
    ("tls", "host", "expected"),
    [
        ((), "127.0.0.1", Verdict.WELL),
        ((), "0.0.0.0", Verdict.WRONG),
        (("self-signed",), "0.0.0.0", Verdict.NOTE),
        (("gone.pem", "gone.pem"), "0.0.0.0", Verdict.WRONG),
    ],
)
async def test_tls_that_is_missing_or_ones_own(
    settings: Settings, tls: tuple[str, ...], host: str, expected: Verdict
) -> None:
    found = await machine.certificate(patient_with(replace(settings, tls=tls, host=host)))
    assert worst(found) is expected
    assert is_helpful(found)


@pytest.mark.parametrize(("ahead", "expected"), [(0 * DAY, Verdict.WELL), (-4000 * DAY, Verdict.WRONG)])
async def test_the_clock(settings: Settings, ahead: datetime.timedelta, expected: Verdict) -> None:
    found = await machine.clock(Patient(settings=settings, now=NOW + ahead))
    assert worst(found) is expected
    assert is_helpful(found)


@pytest.mark.parametrize(
    ("public_ip", "url", "expected"),
    [
        (("192.168.0.5",), "https://talk.example.org", Verdict.WRONG),
        (("192.168.0.5",), "https://madang.local", Verdict.NOTE),
        (("192.168.0.5",), None, Verdict.NOTE),
        (("198.41.0.4",), "https://talk.example.org", Verdict.NOTE),
        (("127.0.0.1",), "http://127.0.0.1:8080", Verdict.WELL),
    ],
    ids=["private for all", "private at home", "not known", "behind nat", "this machine"],
)
async def test_addresses_for_media(
    settings: Settings, public_ip: tuple[str, ...], url: str | None, expected: Verdict
) -> None:
    found = await machine.addresses(patient_with(replace(settings, public_ip=public_ip), url))
    assert worst(found) is expected
    assert is_helpful(found)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, Verdict.WELL),
        (403, Verdict.WRONG),
        (400, Verdict.WRONG),
        (502, Verdict.WRONG),
        (429, Verdict.NOTE),
    ],
)
def test_the_way_through_a_proxy(status: int, expected: Verdict) -> None:
    finding = visit._proxy_finding(status, "https://talk.example")
    assert finding.verdict is expected
    assert is_helpful([finding])


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        ([True, True], [Verdict.WELL, Verdict.WELL]),
        ([False, True], [Verdict.NOTE, Verdict.WELL]),
        ([False, False], [Verdict.WRONG, Verdict.WRONG]),
        ([], [Verdict.WRONG]),
    ],
)
def test_one_way_for_media_is_enough(reached: list[bool], expected: list[Verdict]) -> None:
    found = media.findings_of([("192.0.2.7", 8080), ("2001:db8::7", 8080)][: len(reached)], reached)
    assert [finding.verdict for finding in found] == expected
    assert is_helpful(found)


def test_what_is_wrong_is_counted_and_told_with_its_remedy() -> None:
    chapters = [
        Chapter("Disk", (well("Fine."), wrong("Full.", "Empty it."))),
        Chapter("Clock", (note("Hm."),)),
    ]
    lines = list(report(chapters, lambda _verdict, text: text))
    assert count_wrong(chapters) == 1
    assert lines == [
        "Disk",
        "  ok     Fine.",
        "  WRONG  Full.",
        "         Empty it.",
        "Clock",
        "  note   Hm.",
        "",
        "One thing is wrong.",
    ]
