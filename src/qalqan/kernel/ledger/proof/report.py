"""What the reader found, and the same in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Finding(NamedTuple):
    """Something that does not hold, and where. `grave` is false for what only asks for a look."""

    code: str
    place: str
    text: str
    grave: bool = True


@dataclass
class Report:
    """What was read and found."""

    entries: int = 0
    seals: int = 0
    first: int = 0
    last: int = 0
    last_hash: bytes = b""
    total: int = 0
    unsealed: int = 0
    keys: list[str] = field(default_factory=list)
    anchors: int = 0
    trusted: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """True when nothing grave was found."""
        return not any(finding.grave for finding in self.findings)


def words(report: Report) -> Iterator[str]:
    """What was found, line by line."""
    for finding in report.findings:
        yield f"{'BROKEN' if finding.grave else 'notice'} [{finding.code}] {finding.place}: {finding.text}"
    if report.seals:
        yield f"seals {report.first} to {report.last}, entries {report.entries}, up to {report.total} in all"
    else:
        yield "no seal yet: nothing is proven"
    if report.unsealed:
        yield f"{report.unsealed} entries are younger than the last seal and not yet held by one"
    if not report.trusted:
        yield "the keys were taken at their word: give --key with public keys that you keep yourself"
    if not report.anchors:
        yield "not compared with an anchor: give --anchor with what was kept outside (a file, the mails)"
    else:
        yield f"{report.anchors} anchors agree or are named above"
    yield f"last seal {report.last}: {report.last_hash.hex()}"
    yield "WHOLE" if report.whole else f"BROKEN in {sum(f.grave for f in report.findings)} places"
