"""Published and worked cases of what keeping is worth: T-54, T-57, T-58, T-60, T-62."""

from math import log

import pandas as pd
import pytest

from crm_core.relations.programme_worth import affordable_cost
from crm_core.relations.worth import (
    affordable_spend,
    best_spending,
    chosen_strategy,
    keeping_multiple,
    known_points,
    prospect_equity,
    return_on_customer,
    strategy_scores,
    switching_value,
)

CURVES = known_points([(0.4, 10, 0.10), (0.8, 10, 0.50)])


def test_t54_blattberg_and_deighton_at_a_known_point() -> None:
    assert (CURVES.won(10), CURVES.kept(10)) == (pytest.approx(0.10), pytest.approx(0.50))
    assert prospect_equity(CURVES, 100, 100, 0.15, 10, 10) == pytest.approx(6.154, abs=5e-4)


def test_t54_the_joint_optimum() -> None:
    won, kept, equity = best_spending(CURVES, 100, 100, 0.15)
    assert [won, kept, equity] == pytest.approx([31.79, 28.90, 20.200], abs=0.01)
    assert [CURVES.won(won), CURVES.kept(kept)] == pytest.approx([0.2397, 0.7530], abs=5e-4)


def test_t54_winning_alone_has_its_closed_optimum() -> None:
    best = log(CURVES.won_rate * CURVES.won_ceiling * 100) / CURVES.won_rate
    assert best == pytest.approx(4.88, abs=0.005)
    assert prospect_equity(CURVES, 100, 100, 0.15, best, 0) == pytest.approx(0.359, abs=5e-4)


def test_t57_rust_lemon_and_zeithaml() -> None:
    assert switching_value(0.8, 0.3, 0.10, 2, 50, 7) == pytest.approx(220.86, abs=0.005)


def test_t58_return_on_customer() -> None:
    assert return_on_customer(40, 200, 220) == pytest.approx(0.30)


def test_t60_what_keeping_may_cost() -> None:
    assert keeping_multiple(0.75, 0.15) == pytest.approx(1.875)
    assert affordable_spend(150, 0.75, 0.80, 0.15) == pytest.approx(26.95, abs=0.005)
    assert affordable_spend(150, 0.75, 0.75, 0.15) == 0


def test_t62_the_three_strategies_where_costs_are_unknown() -> None:
    scores = strategy_scores(3.594, 0.25, 0.75, 2.974, 120, 2690)
    assert list(scores.values()) == pytest.approx([64.84, 40.63, 40.33], abs=0.015)
    assert chosen_strategy(scores) == "win"
    assert chosen_strategy({"win": 50.0, "keep": 40.1, "serve": 0.0}) == "mixed"
    assert strategy_scores(0.5, 1.2, 1.0, 0.9, 10, 0) == {"win": 0, "keep": 50, "serve": 0}


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
