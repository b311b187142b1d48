"""Published and worked cases of what keeping is worth: T-58, T-60."""

import pandas as pd
import pytest

from crm_core.relations.programme_worth import affordable_cost
from crm_core.relations.worth import affordable_spend, keeping_multiple, return_on_customer


def test_t58_return_on_customer() -> None:
    assert return_on_customer(40, 200, 220) == pytest.approx(0.30)


def test_t60_what_keeping_may_cost() -> None:
    assert keeping_multiple(0.75, 0.15) == pytest.approx(1.875)
    assert affordable_spend(150, 0.75, 0.80, 0.15) == pytest.approx(26.95, abs=0.005)
    assert affordable_spend(150, 0.75, 0.75, 0.15) == 0


def kept_and_earned(grade: str, adjusted: float, low: float, high: float) -> pd.DataFrame:
    """A scorecard of two outcomes: those held back keep 75 % and leave 150 a year."""
    blank = {"value": 0.0, "grade": "", "adjusted": 0.0, "adjusted_low": 0.0, "adjusted_high": 0.0}
    gained = {"adjusted": adjusted, "adjusted_low": low, "adjusted_high": high, "grade": grade}
    return pd.DataFrame(
        [
            blank | {"outcome": "ordered", "group": "control", "value": 0.75},
            blank | {"outcome": "ordered", "group": "member"} | gained,
            blank | {"outcome": "net_margin", "group": "control", "value": 150.0},
        ]
    )


def test_t60_from_a_scorecard() -> None:
    cost = affordable_cost(kept_and_earned("B", 0.05, -0.01, 0.10), "member", "control", 365)
    assert cost is not None
    assert cost.value == pytest.approx(150 * (1 - (0.75 / 0.35) / (0.80 / 0.30)))
    assert (cost.low, cost.kept_better) == (0.0, pytest.approx(0.80))
    assert cost.high == pytest.approx(150 * (1 - (0.75 / 0.35) / (0.85 / 0.25)))


def test_no_cost_is_called_affordable_by_a_raw_difference_or_half_a_year() -> None:
    assert affordable_cost(kept_and_earned("D", 0.05, 0.01, 0.10), "member", "control", 365) is None
    assert affordable_cost(kept_and_earned("A", 0.05, 0.01, 0.10), "member", "control", 180) is None
