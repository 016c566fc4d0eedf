"""What becomes of a claim is written once, for it and for the claims of the run that say the same, in one transaction.

Every engine ends its claims here. Only the process that holds the ledger does: whoever grades elsewhere hands a
finding back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.batch.output import as_same, finding_json
from pipeline.findings import ClaimText, Finding
from pipeline.text import one_line
from store import Claim
from store.ledger import Entry, Ledger


class Endings:
    """Ends claims in a ledger.

    Args:
        finished: Called with the numbers of the claims that have come to an end together.
    """

    def __init__(self, ledger: Ledger, finished: Callable[[Sequence[int]], None]) -> None:
        self._ledger, self._finished = ledger, finished

    def worded(self, entry: Entry, finding: Finding) -> list[Finding]:
        """The finding in each wording that claims graded with this one have, its own first."""
        texts = dict.fromkeys(member.row["claim"] for member in self._ledger.members(entry.number))
        return [replace(finding, claim=ClaimText(Claim.make(text).id, text)) for text in texts]

    def write(self, entry: Entry, worded: Sequence[Finding]) -> None:
        """A claim has come to a finding.

        Args:
            worded: As `worded` gave it.
        """
        ungraded, by_text = worded[0].verdict == "ungraded", {f.claim.text: f for f in worded}
        members = self._ledger.members(entry.number)
        if ungraded and any(m.state == "done" for m in members):
            # It was tried again, and the verdict that was there is better than none.
            self.fail(entry, _reason(worded[0]))
            return
        findings = [
            finding_json(by_text[m.row["claim"]] if m.number == entry.number else as_same(by_text[m.row["claim"]]))
            for m in members
        ]
        self._ledger.finish(
            [m.number for m in members],
            "failed" if ungraded else "done",
            findings=findings,
            verdict=worded[0].verdict,
            reason=_reason(worded[0]),
        )
        self._finished([m.number for m in members])

    def fail(self, entry: Entry, reason: str) -> None:
        """A claim has come to no finding; one that it has from before stays."""
        self._finished(self._ledger.fail(entry.number, one_line(reason)))


def _reason(finding: Finding) -> str:
    """What could not be graded, or "": also where there is a verdict all the same."""
    failed = finding.coverage.ungraded
    if not failed:
        return ""
    return f"{len(failed)} of {finding.coverage.attempted} passages could not be graded: {one_line(failed[0].reason)}"
