"""The whole examination, in order."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from signaling.doctor import machine, visit
from signaling.doctor.finding import Finding, Patient, Verdict
from signaling.doctor.media import media

Look = Callable[[Patient], Awaitable[list[Finding]]]
Call = Callable[[Patient, str], Awaitable[list[Finding]]]

HERE: tuple[tuple[str, Look], ...] = (
    ("Data folder", machine.data_folder),
    ("Disk", machine.disk),
    ("Ports", machine.ports),
    ("TLS of the server", machine.certificate),
    ("Clock", machine.clock),
    ("Addresses for media", machine.addresses),
    ("IPv6", machine.ipv6),
)
"""What is looked at on the server's machine."""

THERE: tuple[tuple[str, Call], ...] = (
    ("Names and addresses", visit.families),
    ("Trust of browsers", visit.security),
    ("The way through a proxy", visit.proxy),
    ("Media", media),
)
"""What is tried at the address that visitors open, once our server answers there."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What was found about one thing."""

    title: str
    findings: tuple[Finding, ...]


async def examine(patient: Patient) -> list[Chapter]:
    """Look at everything that can be looked at."""
    chapters = []
    if not patient.is_elsewhere:
        chapters = [Chapter(title, tuple(await look(patient))) for title, look in HERE]
    url = patient.url
    if url is None and not patient.is_elsewhere and await machine.own_server_answers(patient.settings):
        url = machine.own_url(patient.settings)
    if url is None:
        return chapters
    first = await visit.page(patient, url)
    chapters.append(Chapter(f"The address {url}", tuple(first)))
    if first[0].verdict is Verdict.WELL:
        chapters += [Chapter(title, tuple(await call(patient, url))) for title, call in THERE]
    return chapters


def count_wrong(chapters: list[Chapter]) -> int:
    """How many things are wrong."""
    return sum(finding.verdict is Verdict.WRONG for chapter in chapters for finding in chapter.findings)


def report(chapters: list[Chapter], style: Callable[[Verdict, str], str]) -> Iterator[str]:
    """Lines to be printed; `style` colours the verdicts."""
    for chapter in chapters:
        yield chapter.title
        for finding in chapter.findings:
            yield f"  {style(finding.verdict, f'{finding.verdict.value:<5}')}  {finding.sentence}"
            if finding.mend:
                yield f"         {finding.mend}"
    wrong = count_wrong(chapters)
    yield ""
    yield {0: "Nothing is wrong.", 1: "One thing is wrong."}.get(wrong, f"{wrong} things are wrong.")
