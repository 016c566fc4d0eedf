"""What became of a claim: its findings over time, what changed between them and why, and what people decided.

`keep.py` keeps findings and what people decided, `compare.py` says what changed between two findings, `watch.py` checks
again what new articles touch. `store/history/` is where it lies.
"""

from pipeline.history.compare import compare
from pipeline.history.evidence import EvidenceHash, hash_evidence
from pipeline.history.keep import Keeper, is_id
from pipeline.history.records import Change, ClaimHistory, ClaimLine, LastVerdict, Reason, Touch, Watched, WatchReport
from pipeline.history.watch import watch_claims

__all__ = [
    "Change",
    "ClaimHistory",
    "ClaimLine",
    "EvidenceHash",
    "Keeper",
    "LastVerdict",
    "Reason",
    "Touch",
    "WatchReport",
    "Watched",
    "compare",
    "hash_evidence",
    "is_id",
    "watch_claims",
]
