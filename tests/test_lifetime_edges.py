"""Edges: awkward histories and amounts, both sides of every rule of choice, grade and guard."""

import numpy as np
import pytest

from crm_core.value.lifetime import backtest, gamma_gamma, kaplan_meier
from crm_core.value.lifetime.backtest import Held, Score
from crm_core.value.lifetime.beta_geometric import expected_of_active, pairs_of_active
from crm_core.value.lifetime.bg_nbd import BG_NBD
from crm_core.value.lifetime.choice import Candidate, chosen
from crm_core.value.lifetime.histories import histories
from crm_core.value.lifetime.interval import value_interval
from crm_core.value.lifetime.mbg_nbd import MBG_NBD
from crm_core.value.lifetime.pareto_nbd import PARETO_NBD
from crm_core.value.lifetime.plain import kept_share
from crm_core.value.lifetime.worth import Horizon, discounted_purchases, weeks_to_next

CDNOW = {
    "bg_nbd": np.array([0.2426, 4.4136, 0.7929, 2.4259]),
    "mbg_nbd": np.array([0.5248, 6.1831, 0.8914, 1.6140]),
    "pareto_nbd": np.array([0.5532, 10.5763, 0.6063, 11.6715]),
}
every_model = pytest.mark.parametrize("model", [BG_NBD, MBG_NBD, PARETO_NBD], ids=lambda model: model.code)


@every_model
def test_slopes_are_those_of_the_likelihood(model) -> None:
    rows = histories([0, 0, 1, 3, 40], [0, 0, 5, 20, 38], [10, 39, 39, 30, 39])
    place = CDNOW[model.code]
    _, scores = model.terms(place, rows)
    for number, size in enumerate(place):
        step = 1e-5 * size * np.eye(4)[number]
        differences = (model.terms(place + step, rows)[0] - model.terms(place - step, rows)[0]) / (2e-5 * size)
        assert scores[number] == pytest.approx(differences, rel=2e-3, abs=1e-6)


@every_model
def test_a_customer_of_ten_thousand_orders_has_a_finite_future(model) -> None:
    rows = histories([10_000, 10_000], [52, 10], [52, 52])
    expected = model.expected(CDNOW[model.code], rows, 52)
    assert np.isfinite(model.terms(CDNOW[model.code], rows)[0]).all()
    assert 1_000 < expected[0] < 12_000
    assert expected[1] == pytest.approx(0, abs=1e-6)


@every_model
def test_parameters_at_their_bounds_give_finite_purchases_without_a_warning(model) -> None:
    rows = histories(np.array([0.0, 0, 3]), np.array([0.0, 0, 0.14]), np.array([0.14, 520, 520]))
    for at in ([1e-3, 1e-3, 1e-3, 1e4], [100, 0.01, 50, 0.01]):
        assert np.isfinite(model.expected(np.array(at), rows, 52.0)).all()


def test_pairs_of_purchases_are_the_same_by_both_forms_and_finite_for_a_hundred_thousand_coins() -> None:
    r, alpha, b = np.array([3.0, 9.0]), np.array([40.0, 550.0]), np.array([2.5, 8.0])
    # By the law of total variance: E[n(n−1)] over u of E[λ²(1−p)e^(−λpu)], by a fine sum over λ and p.
    lam, p = np.meshgrid(np.linspace(1e-4, 1.5, 1500), np.linspace(1e-3, 0.999, 400))
    weight = lam**2 * np.exp(-40 * lam) * p ** (0.8 - 1) * (1 - p) ** (2.5 - 1)
    kept = (1 - p) * (1 - (1 + lam * p * 20) * np.exp(-lam * p * 20)) / p**2 * 2
    by_sum = float((weight * kept).sum() / weight.sum())
    assert pairs_of_active(r, alpha, 0.8, b, 20.0)[0] == pytest.approx(by_sum, rel=0.01)
    assert np.isfinite(pairs_of_active(r, alpha, 96_722.0, b + 100_000, 52.0)).all()


def test_pairs_of_purchases_are_there_where_all_buy_at_one_rate() -> None:
    # 10,000 gammas: everybody at a tenth a week, so n(n − 1) with coins of beta(.8, 2.5) is nearly that of 100 gammas.
    many, few = (
        pairs_of_active(np.array([r]), np.array([r * 10]), 0.8, np.array([2.5]), 52.0)[0] for r in (1e4, 300.0)
    )
    assert many == pytest.approx(few, rel=0.005)
    # As fitted to buyers at one rate of whom none was seen to leave: (rate · weeks)² once nobody leaves.
    none_leaves = pairs_of_active(np.array([1e4]), np.array([1e5]), 1e-6, np.array([90.0]), 52.0)[0]
    assert none_leaves == pytest.approx(5.2**2, rel=0.001)


@every_model
def test_who_bought_once_today_and_who_never_had_time(model) -> None:
    rows = histories([0, 3], [0, 39], [0, 39])
    alive = model.alive(CDNOW[model.code], rows)
    assert alive[1] > (0.999 if model is PARETO_NBD else 0.6)
    assert ((alive > 0) & (alive <= 1)).all()
    assert (model.expected(CDNOW[model.code], rows, 52) > 0).all()


def test_only_the_bg_nbd_takes_every_one_time_buyer_as_active() -> None:
    rows = histories([0], [0], [39])
    assert BG_NBD.alive(CDNOW["bg_nbd"], rows)[0] == 1
    assert MBG_NBD.alive(CDNOW["mbg_nbd"], rows)[0] < 0.7
    assert PARETO_NBD.alive(CDNOW["pareto_nbd"], rows)[0] < 0.7


@every_model
def test_probabilities_of_counts_add_up_to_the_expectations(model) -> None:
    rows = histories([0, 2, 9], [0, 30, 10], [39, 39, 39])
    counts = model.counts(CDNOW[model.code], rows, 39, 400)
    n = np.arange(401)
    assert counts.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert counts @ n == pytest.approx(model.expected(CDNOW[model.code], rows, 39), rel=1e-4)
    pairs = model.alive(CDNOW[model.code], rows) * model.pairs_if_alive(
        CDNOW[model.code], rows.purchases, rows.age, 39.0
    )
    assert counts @ (n * (n - 1)) == pytest.approx(pairs, rel=1e-4)


def test_the_expectation_is_smooth_where_its_formula_divides_by_zero() -> None:
    r, alpha, b = np.array([1.5]), np.array([3.0]), np.array([2.0])
    around = [expected_of_active(r, alpha, a, b, 30.0)[0] for a in (1 - 1e-4, 1.0, 1 + 1e-4)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-5)


@every_model
def test_everybody_bought_once_is_said_not_to_show_leaving(model) -> None:
    fit = model.fit(histories(np.zeros(60), np.zeros(60), np.linspace(1, 52, 60)))
    assert np.isfinite(fit.log_likelihood)
    assert np.isfinite(fit.parameters).all()


def test_equal_histories_are_one_row_and_the_order_of_rows_does_not_matter() -> None:
    x, last, age = np.array([0, 2, 0, 2, 1]), np.array([0, 5, 0, 5, 3.0]), np.array([9, 9, 9, 9, 9.0])
    alike = histories(x, last, age).alike()
    assert sorted(alike.counts.tolist()) == [1, 2, 2]
    assert len(alike.purchases) == 3
    turned = histories(x[::-1], last[::-1], age[::-1]).alike()
    assert dict(zip(turned.purchases, turned.counts, strict=True)) == {0: 2, 2: 2, 1: 1}


def test_amounts_that_need_or_bear_no_model() -> None:
    many, few = np.full(60, 3.0), np.full(20, 3.0)
    assert gamma_gamma.spend_fit(many, np.full(60, 10.0)).kind == "constant"
    assert gamma_gamma.spend_fit(many, np.full(60, 10.0)).expected(np.array([0.0]), np.array([0.0]))[0] == 10
    assert gamma_gamma.spend_fit(few, np.linspace(5, 15, 20)).kind == "shrunk mean"
    nothing = gamma_gamma.spend_fit(many, np.zeros(60))
    assert (nothing.kind, nothing.zero_spenders) == ("none", 60)
    assert nothing.expected(many, np.zeros(60)).tolist() == [0.0] * 60


def test_a_shrunk_mean_lies_between_its_own_and_that_of_all() -> None:
    spending = gamma_gamma.spend_fit(np.full(20, 2.0), np.linspace(5, 15, 20))
    # Two purchases weigh as much as the two of everybody: half of 15 and half of 10.
    assert spending.expected(np.array([2.0]), np.array([15.0]))[0] == pytest.approx(12.5)


def test_a_heavy_tail_of_amounts_keeps_a_finite_mean() -> None:
    draws = np.random.default_rng(1)
    mean = 10 * (draws.pareto(0.7, 500) + 0.01)
    spending = gamma_gamma.spend_fit(np.ones(500), mean)
    expected = spending.expected(np.zeros(1), np.zeros(1))
    assert np.isfinite(expected[0]) and expected[0] > 0
    if spending.fit is not None:
        assert spending.fit.parameters[1] > 1


@pytest.mark.parametrize(("slope", "is_independent"), [(0.0, True), (8.0, False)])
def test_amounts_that_hang_on_frequency_are_said(slope: float, is_independent: bool) -> None:
    draws = np.random.default_rng(2)
    x = draws.integers(1, 10, 400).astype(float)
    mean = 50 + slope * x + draws.gamma(4, 5, 400)
    assert gamma_gamma.spend_fit(x, mean).is_independent is is_independent


@pytest.mark.parametrize(
    ("candidates", "code", "reason"),
    [
        ({"mbg_nbd": Candidate(102.0, True), "bg_nbd": Candidate(100.0, True)}, "mbg_nbd", "near the best"),
        ({"mbg_nbd": Candidate(102.1, True), "bg_nbd": Candidate(100.0, True)}, "bg_nbd", "criterion"),
        ({"mbg_nbd": Candidate(90.0, False), "bg_nbd": Candidate(100.0, True)}, "bg_nbd", "alone"),
        ({"mbg_nbd": Candidate(90.0, False)}, "", "none"),
        ({"a": Candidate(90.0, True, 1.02), "b": Candidate(99.0, True, 1.0)}, "a", "criterion"),
        ({"a": Candidate(90.0, True, 1.03), "b": Candidate(99.0, True, 1.0)}, "b", "holdout"),
        ({}, "", "none"),
    ],
)
def test_the_model_is_chosen_by_criterion_then_by_holdout(
    candidates: dict[str, Candidate], code: str, reason: str
) -> None:
    choice = chosen(candidates)
    assert (choice.code, choice.reason) == (code, reason)


@pytest.mark.parametrize(
    ("error", "forecast", "grade"),
    [(0.90, 110, "A"), (0.90, 111, "B"), (0.91, 100, "B"), (0.99, 121, "C"), (1.0, 100, "D"), (1.1, 100, "D")],
)
def test_grades_on_both_sides_of_their_bounds(error: float, forecast: float, grade: str) -> None:
    plain = Score(200, 100, 1.0, 0.5)
    assert backtest.grade(Score(forecast, 100, error, 0.5), plain) == grade


def test_the_share_of_the_first_tenth_shares_places_among_equals() -> None:
    spent = np.array([10.0, 0, 0, 0, 0, 0, 0, 0, 0, 10])
    assert backtest.top_share(np.arange(10.0), spent) == pytest.approx(0.5)
    assert backtest.top_share(np.zeros(10), spent) == pytest.approx(0.1)
    assert np.isnan(backtest.top_share(np.zeros(10), np.zeros(10)))


def test_tenths_hold_all_customers_also_fewer_than_ten() -> None:
    rows = histories(np.arange(4), np.arange(4), np.full(4, 9))
    held = Held(rows, np.zeros(4), np.zeros(4), np.arange(4.0), np.zeros(4), 9.0)
    tenths = backtest.by_decile(np.arange(4.0), held)
    assert tenths["n"].tolist() == [1, 1, 1, 1]
    assert tenths["forecast"].tolist() == tenths["actual"].tolist() == [0, 1, 2, 3]
    assert backtest.same_rate(held).tolist() == [0, 1, 2, 3]


def test_discounting_lessens_and_no_discount_changes_nothing() -> None:
    rows, place = histories([3], [30], [39]), CDNOW["bg_nbd"]
    plain = discounted_purchases(BG_NBD, place, rows, Horizon(52, 0.0, 1.0))[0]
    assert plain == pytest.approx(BG_NBD.expected(place, rows, 52)[0])
    halves = np.array([BG_NBD.expected(place, rows, week)[0] for week in np.linspace(0, 52, 521)])
    weights = np.exp(-np.log1p(0.2) / (365.25 / 7) * (np.linspace(0, 52, 521)[1:] - 0.05))
    by_sum = float(np.sum(np.diff(halves) * weights))
    assert discounted_purchases(BG_NBD, place, rows, Horizon(52, 0.2, 1.0))[0] == pytest.approx(by_sum, rel=1e-4)


def test_an_interval_of_value_is_the_amount_where_all_amounts_are_alike() -> None:
    # With fixed amounts of 10 the value is 10 x purchases: bounds are 10 x the quantiles of the counts.
    rows, place = histories([20.0], [38], [39]), CDNOW["bg_nbd"]
    spending = gamma_gamma.spend_fit(np.full(60, 20.0), np.full(60, 10.0))
    low, high = value_interval(BG_NBD, place, spending, rows, np.array([10.0]), Horizon(39, 0.0, 1.0))
    reached = np.cumsum(BG_NBD.counts(place, rows, 39, 200)[0])
    assert high[0] / 10 == pytest.approx(np.argmax(reached >= 0.95), rel=0.02)
    assert low[0] == 0 if reached[0] >= 0.05 else low[0] / 10 == pytest.approx(np.argmax(reached >= 0.05), rel=0.05)


def test_an_interval_of_value_is_finite_for_a_daily_buyer_over_many_years() -> None:
    # Hundreds of purchases a year: the counts reach far beyond those of usual customers, and numbers stand for neighbours.
    place = np.array([0.8, 10.0, 0.8, 250.0])
    spending = gamma_gamma.spend_fit(np.full(60, 20.0), np.full(60, 10.0))
    rows, horizon = histories([350.0, 3_000.0], [52, 519], [52, 520]), Horizon(52, 0.0, 1.0)
    low, high = value_interval(BG_NBD, place, spending, rows, np.array([10.0, 10.0]), horizon)
    for row, most in ((0, 2_000), (1, 2_000)):
        reached = np.cumsum(BG_NBD.counts(place, rows.taken(np.array([row])), 52, most)[0])
        ends = 10 * np.array([np.argmax(reached >= 0.05), np.argmax(reached >= 0.95)])
        assert [low[row], high[row]] == pytest.approx(ends, rel=0.02)


def test_a_margin_below_zero_turns_the_ends_of_the_interval() -> None:
    spending = gamma_gamma.spend_fit(np.full(60, 20.0), np.full(60, 10.0))
    rows, own = histories([20.0], [38], [39]), np.array([10.0])
    gain = value_interval(BG_NBD, CDNOW["bg_nbd"], spending, rows, own, Horizon(39, 0.0, 0.5))
    loss = value_interval(BG_NBD, CDNOW["bg_nbd"], spending, rows, own, Horizon(39, 0.0, -0.5))
    assert (loss[0], loss[1]) == (-gain[1], -gain[0])


def test_the_next_purchase_of_a_busy_customer_is_near() -> None:
    waits = weeks_to_next(CDNOW["bg_nbd"], histories([50.0, 0.0], [38, 0], [39, 39]))
    assert waits[0] == pytest.approx(np.log(2) * 43.4136 / 50.2426, rel=0.02)
    assert waits[1] > 100


def test_a_share_kept_of_nobody_is_unknown_in_full() -> None:
    assert kept_share(0, 0) == (0.0, 0.0, 1.0)
    share, low, high = kept_share(81, 263)
    assert low < share < high


def test_a_survival_in_which_nothing_ended_has_no_rows() -> None:
    curve = kaplan_meier.survival_curve(np.array([3.0, 4.0]), np.array([False, False]))
    assert curve.empty
    gone = kaplan_meier.survival_curve(np.array([1.0, 2.0]), np.array([True, True]))
    assert gone["value"].tolist() == [0.5, 0.0]
