"""What drawing claims would cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """What drawing claims is expected to take.

    Attributes:
        passages: Passages whose claims are missing.
        calls: About how many calls that is.
        cost_usd: About how many dollars; None where the model's price is not known.
    """

    passages: int
    calls: int
    cost_usd: float | None
