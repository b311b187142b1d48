"""Adds up: on generated customers parameters come back, and 90 % intervals hold what happens 90 times in 100."""

import numpy as np
import pytest

from crm_core.value.lifetime import gamma_gamma
from crm_core.value.lifetime.bg_nbd import BG_NBD
from crm_core.value.lifetime.histories import Histories, histories
from crm_core.value.lifetime.interval import value_interval
from crm_core.value.lifetime.mbg_nbd import MBG_NBD
from crm_core.value.lifetime.pareto_nbd import PARETO_NBD
from crm_core.value.lifetime.timing import TimingModel
from crm_core.value.lifetime.worth import Horizon, reach_of, sums_of_groups, worths

WEEKS, AHEAD, CUSTOMERS = 52.0, 26.0, 6_000
SPENDING = (6.25, 3.74, 15.44)
CASES = [
    (BG_NBD, [0.8, 6.0, 0.8, 2.5]),
    (MBG_NBD, [0.8, 6.0, 0.8, 2.5]),
    (PARETO_NBD, [0.8, 6.0, 0.8, 20.0]),
]
every_case = pytest.mark.parametrize(("model", "truth"), CASES, ids=[model.code for model, _ in CASES])


def simulated(
    model: TimingModel, truth: list[float], seed: int
) -> tuple[Histories, np.ndarray, np.ndarray, np.ndarray]:
    """Histories, mean repeat amounts, and counts and amounts of the weeks after, drawn from the model."""
    draws = np.random.default_rng(seed)
    r, alpha, third, fourth = truth
    p, q, gamma = SPENDING
    x, last, own, after, spent = (np.zeros(CUSTOMERS) for _ in range(5))
    for place in range(CUSTOMERS):
        rate = draws.gamma(r, 1 / alpha)
        scale = draws.gamma(q, 1 / gamma)
        is_coin = model is not PARETO_NBD
        leaves = draws.beta(third, fourth) if is_coin else 0.0
        until = np.inf if is_coin else draws.exponential(1 / max(draws.gamma(third, 1 / fourth), 1e-12))
        is_in = not (model is MBG_NBD and draws.random() < leaves)
        moment, total = 0.0, 0.0
        while is_in:
            moment += draws.exponential(1 / max(rate, 1e-12))
            if moment > min(until, WEEKS + AHEAD):
                break
            amount = draws.gamma(p, 1 / scale)
            if moment <= WEEKS:
                x[place], last[place], total = x[place] + 1, moment, total + amount
            else:
                after[place], spent[place] = after[place] + 1, spent[place] + amount
            is_in = not (is_coin and draws.random() < leaves)
        own[place] = total / x[place] if x[place] else 0.0
    return histories(x, last, np.full(CUSTOMERS, WEEKS)), own, after, spent


@every_case
def test_parameters_come_back_within_their_errors(model: TimingModel, truth: list[float]) -> None:
    rows = simulated(model, truth, 11)[0]
    fit = model.fit(rows.alike())
    assert fit.is_accepted and fit.unidentified == ()
    assert (np.abs(fit.parameters - truth) < 3.5 * fit.robust_errors).all()


@every_case
def test_90_per_cent_intervals_of_single_customers_hold_90_in_100(model: TimingModel, truth: list[float]) -> None:
    # Counts are whole numbers, so bounds are drawn between neighbours (randomised probability integral transform).
    rows, _, after, _ = simulated(model, truth, 12)
    fit = model.fit(rows.alike())
    counts = np.cumsum(model.counts(fit.parameters, rows, AHEAD, int(after.max()) + 1), axis=1)
    place = np.arange(len(after)), after.astype(int)
    below = np.where(after > 0, counts[place[0], np.maximum(place[1] - 1, 0)], 0.0)
    share = below + np.random.default_rng(1).random(len(after)) * (counts[place] - below)
    assert np.mean((share > 0.05) & (share < 0.95)) == pytest.approx(0.90, abs=0.03)


@every_case
def test_intervals_of_totals_hold_what_came_nine_times_in_ten(model: TimingModel, truth: list[float]) -> None:
    # Sixty groups of a hundred customers, no backtest error: chance and parameters alone.
    rows, own, _, spent = simulated(model, truth, 13)
    fit = model.fit(rows.alike())
    spending = gamma_gamma.spend_fit(rows.purchases, own)
    groups = np.arange(CUSTOMERS) % 60
    parts = worths(model, fit, spending, rows, own, Horizon(AHEAD, 0.0, 1.0))
    value, low, high, _ = reach_of(sums_of_groups(parts, groups, 60), fit, spending, 0.0)
    came = np.bincount(groups, weights=spent)
    assert value.sum() == pytest.approx(came.sum(), rel=0.06)
    assert np.mean((low <= came) & (came <= high)) >= 0.80


@every_case
def test_90_per_cent_intervals_of_what_single_customers_spend_hold_90_in_100(
    model: TimingModel, truth: list[float]
) -> None:
    # Where nothing is bought with more than 5 % chance, the lower bound is nothing, so only the upper one can be missed.
    rows, own, _, spent = simulated(model, truth, 14)
    fit, spending = model.fit(rows.alike()), gamma_gamma.spend_fit(rows.purchases, own)
    some = slice(0, CUSTOMERS, 4)
    places = np.arange(CUSTOMERS)[some]
    low, high = value_interval(model, fit.parameters, spending, rows.taken(places), own[some], Horizon(AHEAD, 0.0, 1.0))
    above, below = spent[some] > high, spent[some] < low
    assert np.mean(above) == pytest.approx(0.05, abs=0.015)
    two_sided = low > 0
    if two_sided.sum() >= 100:
        assert np.mean(above[two_sided] | below[two_sided]) == pytest.approx(0.10, abs=0.05)
