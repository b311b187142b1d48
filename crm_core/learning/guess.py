"""Predict first: a reader's guess held against the true figure; refuses to grade, it only says how far and which way."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal

import pandas as pd

CLOSE_SHARE = 0.1
CLASSIFIED = ("relational", "mixed", "transactional")

Reading = Literal["close", "high", "low"]


@dataclass(frozen=True)
class Judged:
    """A guess beside the truth, in the same unit. ``difference`` is guess minus truth."""

    guess: float
    truth: float
    difference: float
    reading: Reading


def judged(guess: float, truth: float) -> Judged:
    """The guess held against the truth; within a tenth of the truth it is close."""
    difference = guess - truth
    if abs(difference) <= CLOSE_SHARE * abs(truth):
        return Judged(guess, truth, difference, "close")
    return Judged(guess, truth, difference, "high" if difference > 0 else "low")


def times_average(tiers: pd.DataFrame, tier: str) -> float | None:
    """How many times the value of an average customer one customer of ``tier`` brings; None where it is not known.

    Columns: ``tier``, ``share_of_customers``, ``share_of_value``.
    """
    shares = {row["tier"]: (row["share_of_value"], row["share_of_customers"]) for row in tiers.to_dict("records")}
    value, customers = shares.get(tier, (nan, 0.0))
    return float(value / customers) if customers > 0 and isfinite(value) else None


def relational_per_hundred(class_counts: Mapping[str, int]) -> float | None:
    """Of 100 classified customers, how many are dealt with relationally; None where nobody is classified."""
    classified = sum(class_counts.get(name, 0) for name in CLASSIFIED)
    return 100 * class_counts.get("relational", 0) / classified if classified else None
