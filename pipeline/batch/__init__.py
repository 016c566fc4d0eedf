"""Batch runs: many claims, nothing lost, nothing paid twice. See README.md here."""

from pipeline.batch.opening import begin, resume
from pipeline.batch.read import read_claim_lines, read_claims
from pipeline.batch.records import BatchOptions, Claims, Columns, Estimate, Going, Outcome, Row, RunStatus
from pipeline.batch.run import Run
from pipeline.batch.status import status

__all__ = [
    "BatchOptions",
    "Claims",
    "Columns",
    "Estimate",
    "Going",
    "Outcome",
    "Row",
    "Run",
    "RunStatus",
    "begin",
    "read_claim_lines",
    "read_claims",
    "resume",
    "status",
]
