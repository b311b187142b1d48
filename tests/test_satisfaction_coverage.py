"""Edges: what "95 %" promises. Intervals hold the truth, and quiet comparisons seldom cry change, by counting draws."""

from functools import cache

import numpy as np
import pytest

from crm_core.satisfaction.changes import what_changed
from crm_core.satisfaction.intervals import Estimate, Z, nps, nps_variance, share

TRUTHS = [(0.5, 0.2), (0.6, 0.15), (0.3, 0.4), (0.85, 0.03)]


@cache
def share_of(count: int, n: int) -> Estimate:
    """The share, computed once for each outcome."""
    return share(count, n)


@cache
def nps_of(promoters: int, detractors: int, n: int) -> Estimate:
    """The NPS, computed once for each outcome."""
    return nps(promoters, detractors, n)


def holds(estimate: Estimate, truth: float) -> bool:
    """True where the interval holds the truth."""
    assert estimate.low is not None and estimate.high is not None
    return estimate.low - 1e-9 <= truth <= estimate.high + 1e-9


def nps_coverage(p: float, d: float, n: int, draws: int) -> float:
    """Share of drawn surveys whose interval holds the true NPS."""
    counts = np.random.default_rng(11).multinomial(n, [p, 1 - p - d, d], size=draws).tolist()
    return sum(holds(nps_of(ups, downs, n), 100 * (p - d)) for ups, _, downs in counts) / draws


def share_coverage(p: float, n: int, draws: int) -> float:
    """Share of drawn surveys whose interval holds the true share."""
    return (
        sum(holds(share_of(count, n), p) for count in np.random.default_rng(12).binomial(n, p, draws).tolist()) / draws
    )


def false_alarms(p: float, d: float, n: int, draws: int) -> float:
    """Share of comparisons of two surveys of one quiet truth that are called a change."""
    random = np.random.default_rng(13)
    now, before = (random.multinomial(n, [p, 1 - p - d, d], size=draws).tolist() for _ in range(2))
    calls = [
        what_changed(nps_of(new[0], new[2], n), nps_of(old[0], old[2], n)).is_change
        for new, old in zip(now, before, strict=True)
    ]
    return sum(call is True for call in calls) / draws


# T-08
def test_the_plain_interval_of_ten_answers_holds_too_seldom_and_the_adjusted_one_holds() -> None:
    counts = np.random.default_rng(11).multinomial(10, [0.85, 0.12, 0.03], size=4000)
    plain = [
        abs(100 * (ups - downs) / 10 - 82) <= Z * nps_variance(ups, downs, 10) ** 0.5
        for ups, _, downs in counts.tolist()
    ]
    assert sum(plain) / len(plain) == pytest.approx(0.79, abs=0.02)
    assert nps_coverage(0.85, 0.03, 10, 4000) == pytest.approx(0.95, abs=0.02)


def test_quiet_comparisons_of_few_answers_seldom_cry_change() -> None:
    assert false_alarms(0.3, 0.4, 10, 2000) <= 0.055
    assert false_alarms(0.85, 0.03, 30, 2000) <= 0.055


@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 30, 100, 1000])
@pytest.mark.parametrize(("p", "d"), TRUTHS)
def test_nps_intervals_hold_the_truth_19_times_of_20(p: float, d: float, n: int) -> None:
    coverage = nps_coverage(p, d, n, 40_000)
    assert 0.93 <= coverage <= 0.985


@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 30, 100, 1000])
def test_share_intervals_hold_the_truth_19_times_of_20_over_all_truths(n: int) -> None:
    """Wilson's interval is 95 % on average over the truths; at a single one the steps of n make it more or less."""
    coverage = float(np.mean([share_coverage(p, n, 10_000) for p in np.linspace(0.05, 0.95, 37)]))
    assert coverage == pytest.approx(0.95, abs=0.015)


@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 30, 100, 1000])
@pytest.mark.parametrize(("p", "d"), TRUTHS)
def test_at_most_one_of_twenty_quiet_comparisons_is_called_a_change(p: float, d: float, n: int) -> None:
    assert false_alarms(p, d, n, 20_000) <= 0.055
