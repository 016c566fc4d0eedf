"""Polarity: same, opposite, unclear, or too little shared to say. All sentences are invented."""

from __future__ import annotations

import pytest

from pipeline.slots.polarity import read_polarity

LEASE = "While the lease does not contain a fishing clause, it says both towns will train crews together."


@pytest.mark.parametrize(
    ("claim", "sentence", "sense"),
    [
        ("The lease contains a fishing clause.", LEASE, "opposite"),
        ("Both towns will train crews together.", LEASE, "same"),
        ("The lease includes a fishing clause.", "The lease lacks a fishing clause.", "opposite"),
        ("The lease has a fishing clause.", "The lease has no fishing clause.", "opposite"),
        ("The lease has no fishing clause.", "The lease contains a fishing clause.", "opposite"),
        ("The lease does not contain a fishing clause.", "The lease does not include a fishing clause.", "same"),
        ("The mayor signed the lease.", "The mayor refused to sign the lease.", "opposite"),
        ("The mayor signed the lease.", "The mayor never signed the lease.", "opposite"),
        ("The mayor signed the lease.", "The mayor signed the lease without a fishing clause.", "same"),
        ("The mayor signed the lease.", "The mayor signed the lease with no debate.", "same"),
        ("The senate approved the budget.", "The senate rejected the budget.", "opposite"),
        ("The senate approved the budget.", "The senate ratified the budget.", "same"),
        ("The senate did not approve the budget.", "The senate rejected the budget.", "unclear"),
        ("Rents rose in Velden.", "Rents fell in Velden.", "opposite"),
        ("Rents rose in Velden.", "Wages fell in Velden as rents rose.", "same"),
        ("The captain was convicted of fraud.", "The captain was acquitted of fraud.", "opposite"),
        ("The captain won the race.", "The captain lost the race.", "opposite"),
        ("The port accepted the offer.", "The port rejected the offer.", "opposite"),
        ("The port opened the terminal.", "The port closed the terminal.", "opposite"),
        ("The mayor signed the lease.", "If the mayor does not sign the lease, the port will close.", "unclear"),
        ("The mayor signed the lease.", "The mayor will not sign the lease.", "unclear"),
        ("The mayor signed the lease.", "Did the mayor not sign the lease?", "unclear"),
        ("The lease contains a clause.", "The lease does not contain a fishing clause.", "unclear"),
        ("The lease contains a tax clause.", "The lease does not contain a fishing clause.", "unclear"),
        ("The town built a bridge.", "The weather was not kind to farmers.", None),
        ("The mayor not only signed the lease.", "The mayor signed the lease.", "same"),
        ("Norway delivered boats to Velden.", "Norway denied boat deliveries to Velden.", "opposite"),
        ("Norway denied boat deliveries.", "Norway denied the boat deliveries.", "same"),
        ("The senate approved the budget.", "The council rejected the budget.", None),
        ("The mayor attended the summit.", "The mayor was absent, but did not regret it.", None),
    ],
)
def test_sense(claim: str, sentence: str, sense: str | None) -> None:
    reading = read_polarity(claim, sentence)
    assert (reading.sense if reading else None) == sense
