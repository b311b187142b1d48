"""Edges: what "95 %" promises. Intervals hold the truth, and quiet comparisons seldom cry change, by counting outcomes.

Where every outcome of a survey can be counted with its probability nothing is drawn; the recorded result with more sizes
is benchmarks/results/satisfaction_coverage.md.
"""

import numpy as np
import pytest

from benchmarks.satisfaction_coverage import (
    NPS_TRUTHS,
    SHARES,
    coverage,
    drawn_alarms,
    false_alarms,
    nps_outcomes,
    nps_pairs,
    share_outcomes,
    share_pairs,
)
from crm_core.satisfaction.changes import what_changed
from crm_core.satisfaction.intervals import share

at_every_truth = pytest.mark.parametrize(("p", "d"), NPS_TRUTHS)


# T-08
def test_the_plain_interval_of_ten_answers_holds_too_seldom_and_the_adjusted_one_holds() -> None:
    assert coverage(nps_outcomes(0.85, 0.03, 10, added=0), 82) == pytest.approx(0.79, abs=0.005)
    assert coverage(nps_outcomes(0.85, 0.03, 10), 82) == pytest.approx(0.95, abs=0.005)


@at_every_truth
@pytest.mark.parametrize("n", [10, 30, 100])
def test_nps_intervals_hold_the_truth_19_times_of_20(p: float, d: float, n: int) -> None:
    assert coverage(nps_outcomes(p, d, n), 100 * (p - d)) == pytest.approx(0.95, abs=0.015)


@pytest.mark.slow
@at_every_truth
def test_nps_intervals_of_a_thousand_answers_hold_the_truth_19_times_of_20(p: float, d: float) -> None:
    assert coverage(nps_outcomes(p, d, 1000), 100 * (p - d)) == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize("n", [10, 30, 100, 1000])
def test_share_intervals_hold_the_truth_19_times_of_20_over_all_truths(n: int) -> None:
    """Wilson's interval is 95 % on average over the truths; at a single one the steps of n make it more or less."""
    held = [coverage(share_outcomes(p, n), p) for p in SHARES]
    assert float(np.mean(held)) == pytest.approx(0.95, abs=0.015)
    assert min(held) > 0.85


@pytest.mark.parametrize(("n", "m"), [(10, 10), (10, 11), (30, 30)])
def test_at_most_one_of_twenty_quiet_comparisons_of_few_shares_is_called_a_change(n: int, m: int) -> None:
    for p in (0.1, 0.5, 0.75):
        assert false_alarms(share_outcomes(p, n), share_outcomes(p, m)) <= 0.05


def test_newcombe_s_interval_alone_would_cry_change_too_often_at_ten_and_eleven_answers() -> None:
    change = what_changed(share(8, 10), share(4, 11))
    assert change.low is not None and change.low > 0
    assert change.p_value == pytest.approx(0.0805, abs=5e-4)
    assert change.is_change is False


def test_at_most_one_of_twenty_quiet_comparisons_of_ten_answers_moves_an_nps() -> None:
    assert false_alarms(nps_outcomes(0.3, 0.4, 10), nps_outcomes(0.3, 0.4, 10)) <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("n", "m"), [(30, 30), (10, 100), (30, 100), (100, 100), (1000, 1000)])
@at_every_truth
def test_at_most_one_of_twenty_quiet_comparisons_moves_an_nps(p: float, d: float, n: int, m: int) -> None:
    """40,000 draws have an error of 0.1 points of their own."""
    assert drawn_alarms(nps_pairs(p, d, n, m)) <= 0.05 + 0.0022


@pytest.mark.slow
@pytest.mark.parametrize(("n", "m"), [(45, 90), (100, 100), (1000, 1000)])
def test_at_most_one_of_twenty_quiet_comparisons_of_shares_is_called_a_change(n: int, m: int) -> None:
    assert drawn_alarms(share_pairs(0.5, n, m)) <= 0.05
