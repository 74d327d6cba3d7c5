"""Where a number leads: an absolute address in files that travel, in the reader's language."""

from dataclasses import dataclass

from qalqan.domains.reporting.rules.numbers import Run


@dataclass(frozen=True, slots=True)
class Links:
    """`base`: address of this installation without a slash at its end; empty for relative addresses."""

    base: str
    language: str

    def __call__(self, run: Run) -> str:
        """The address behind a run, "" for none."""
        address = "" if isinstance(run, str) else run.address
        return f"{self.base}/{self.language}{address}" if address else ""
