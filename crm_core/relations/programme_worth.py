"""What a programme may cost a customer and year before it takes away what better keeping brings.

Says what follows from the scorecard's shares kept; refuses where keeping is known by raw difference only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from crm_core.relations.worth import affordable_spend

REAL_RATE = 0.1
FULL_YEAR = 365
NEARLY_ALL = 0.999


@dataclass(frozen=True)
class AffordableCost:
    """Highest cost a customer and year with its interval, and what it was made of."""

    value: float
    low: float
    high: float
    margin: float
    kept: float
    kept_better: float


def affordable_cost(rows: pd.DataFrame, group: str, base: str, days: int) -> AffordableCost | None:
    """From the scorecard's rows: ``base``'s share that ordered again and net margin, and the adjusted difference.

    Nothing where the days are no whole year, the margin is not positive, or the difference is of grade D.
    """
    by_outcome = {(row["outcome"], row["group"]): row for row in rows.to_dict("records")}
    gained = by_outcome.get(("ordered", group))
    kept, margin = (_value(by_outcome.get((outcome, base))) for outcome in ("ordered", "net_margin"))
    if days < FULL_YEAR or gained is None or gained["grade"] not in ("A", "B", "C") or isnan(gained["adjusted"]):
        return None
    if isnan(kept) or isnan(margin) or margin <= 0 or kept <= 0:
        return None
    value, low, high = (
        _spend(margin, kept, kept + gained[name]) for name in ("adjusted", "adjusted_low", "adjusted_high")
    )
    better = min(NEARLY_ALL, kept + gained["adjusted"])
    return AffordableCost(value, low, high, margin, kept, better)


def _spend(margin: float, kept: float, better: float) -> float:
    """The cost that leaves a customer's value where it was; nothing where no more are kept."""
    return affordable_spend(margin, kept, min(NEARLY_ALL, better), REAL_RATE) if better > kept else 0.0


def _value(row: Mapping[str, Any] | None) -> float:
    return float("nan") if row is None else float(row["value"])
