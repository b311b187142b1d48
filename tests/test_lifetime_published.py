"""By hand: the published numbers of the lifetime models, each test naming its publication.

The vectors of single customers stand in ``test_lifetime_vectors``. Not here, since their rows are not among the data: the
table of all 2,357 customers by CLVTools (their sum is), apparel, grocery, Online Retail II,
rfm_data_orders. Not here, since the house has no such model: GGompertz/NBD, Pareto/GGG, MBG/CNBD-k,
covariates. Not here, since the house counts days: summaries by week.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from crm_core.value.lifetime import backtest, bg_bb, bg_nbd, gamma_gamma, kaplan_meier, pareto_nbd, s_bg
from crm_core.value.lifetime.bg_nbd import BG_NBD
from crm_core.value.lifetime.fitting import Fit
from crm_core.value.lifetime.histories import Histories, histories
from crm_core.value.lifetime.interval import value_interval
from crm_core.value.lifetime.mbg_nbd import MBG_NBD
from crm_core.value.lifetime.pareto_nbd import PARETO_NBD
from crm_core.value.lifetime.plain import growing_multiple, margin_at_start_multiple, plain_multiple, real_rate
from crm_core.value.lifetime.timing import TimingModel
from crm_core.value.lifetime.tracking import expected_by_week
from crm_core.value.lifetime.worth import Horizon
from tests.lifetime_cases import DATA, Case, case_until, cdnow_master, cdnow_sample, held_from

ROUNDED_BG = np.array([0.243, 4.414, 0.793, 2.426])
PUBLISHED_PARETO = np.array([0.55315, 10.57633, 0.60625, 11.67150])
MODELS = {model.code: model for model in (BG_NBD, MBG_NBD, PARETO_NBD)}


@cache
def sample() -> Case:
    return case_until(cdnow_sample(), "1997-09-30")


@cache
def fit_of(code: str) -> Fit:
    return MODELS[code].fit(sample().rows.alike())


@cache
def donors() -> tuple[bg_bb.Occasions, Fit]:
    table = pd.read_csv(DATA / "donations.csv")
    rows = bg_bb.Occasions(*(table[name].to_numpy(float) for name in ("frequency", "recency", "periods", "weights")))
    return rows, bg_bb.fit(rows)


def one(purchases: float, last: float, age: float) -> Histories:
    return histories(np.array([purchases]), np.array([last]), np.array([age]))


def test_the_cdnow_sample_is_cut_as_fader_and_hardie_cut_it() -> None:
    # Fader, Hardie and Lee, RFM and CLV, 2005, table of the data; customer 1 of the spreadsheet note.
    case = sample()
    rows, paid = case.rows, case.own_mean[case.own_mean > 0]
    assert (rows.customers, rows.repeat_buyers, rows.purchases.sum(), rows.purchases.max()) == (2357, 946, 2457, 29)
    assert (rows.age.min(), rows.age.max()) == pytest.approx((27.0, 38.8571), abs=1e-4)
    assert (rows.purchases[0], rows.last[0], rows.age[0]) == pytest.approx((2, 30.4286, 38.8571), abs=1e-4)
    assert case.own_mean[0] == pytest.approx(22.345)
    assert (paid.mean(), paid.std(ddof=1)) == pytest.approx((35.0778, 30.2835), abs=1e-4)
    quarters = np.quantile(paid, [0, 0.25, 0.5, 0.75, 1])
    assert quarters == pytest.approx([2.99, 15.76, 27.4975, 41.785, 299.6338], abs=1e-3)


@pytest.mark.parametrize(
    ("code", "parameters", "log_likelihood", "errors"),
    [
        # Fader, Hardie and Lee 2005; errors as CLVTools test_correctness_bgnbd.R.
        ("bg_nbd", [0.2425945, 4.4136019, 0.7929199, 2.4258881], -9582.4292, [0.012557, 0.378224, 0.185734, 0.705414]),
        # CLVTools test_correctness_pnbd_nocovstaticcov.R.
        ("pareto_nbd", [0.55315, 10.57633, 0.60625, 11.67150], -9594.976, [0.0476264, 0.8427222, 0.187282, 6.21115]),
        # BTYDplus, by way of the tests of lifetimes: .525 6.183 .891 1.614.
        ("mbg_nbd", [0.524843, 6.183086, 0.891359, 1.614002], -9582.1357, None),
    ],
)
def test_cdnow_gives_the_published_parameters_and_errors(
    code: str, parameters: list[float], log_likelihood: float, errors: list[float] | None
) -> None:
    fit = fit_of(code)
    assert fit.is_accepted and fit.unidentified == ()
    assert fit.parameters == pytest.approx(parameters, rel=5e-4)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=1e-3)
    if errors:
        assert fit.errors == pytest.approx(errors, rel=1e-3)


def test_the_paper_rounds_as_printed() -> None:
    assert fit_of("bg_nbd").parameters.round(3) == pytest.approx([0.243, 4.414, 0.793, 2.426])
    assert fit_of("pareto_nbd").parameters.round(2) == pytest.approx([0.55, 10.58, 0.61, 11.67])


def test_a_summer_of_200_purchases_does_not_overflow_the_likelihood() -> None:
    # Fader and Hardie, note 027; tests of pymc-marketing.
    values, _ = BG_NBD.terms(np.array([0.25, 4.0, 0.8, 2.5]), histories([0, 200], [0, 38], [40, 40]))
    assert values == pytest.approx([-0.59947382, 100.7957], abs=1e-4)


def test_purchases_of_a_new_customer_as_in_hardies_sheet() -> None:
    # Bruce Hardie's spreadsheet of the BG/NBD, 2005, at the rounded parameters of the paper.
    spans = np.array([1 / 7, 1, 3, 223 / 7, 32, 78])
    expected = BG_NBD.expected_of_new(fit_of("bg_nbd").parameters, spans)
    assert expected == pytest.approx([0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], abs=5e-4)


def test_conditional_expectation_of_customer_one() -> None:
    # Fader, Hardie and Lee 2005: 1.226 in the next 39 weeks; methods of the house T-56: P(active) .7266.
    rows = one(2, 30.43, 38.86)
    assert BG_NBD.expected(ROUNDED_BG, rows, 39)[0] == pytest.approx(1.226, abs=1e-3)
    assert BG_NBD.alive(ROUNDED_BG, rows)[0] == pytest.approx(0.7266, abs=1e-4)


def test_probabilities_of_counts_as_lifetimes_tests_them() -> None:
    new = one(0, 0, 0)
    assert BG_NBD.counts(ROUNDED_BG, new, 2, 10)[0, 10] == pytest.approx(1.07869e-7, rel=1e-5)
    assert BG_NBD.counts(ROUNDED_BG, new, 39, 0)[0, 0] == pytest.approx(0.5737864, abs=1e-7)
    published = [
        0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638,
        0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260,
    ]  # fmt: skip
    assert BG_NBD.counts(ROUNDED_BG, new, 30, 20)[0, 11:] == pytest.approx(published, abs=1e-10)


def test_pareto_of_a_busy_customer_as_in_the_btyd_walkthrough() -> None:
    rows = one(26, 30.86, 31)
    assert PARETO_NBD.alive(PUBLISHED_PARETO, rows)[0] == pytest.approx(0.99792, abs=1e-4)
    assert PARETO_NBD.expected(PUBLISHED_PARETO, rows, 52)[0] == pytest.approx(25.4563, abs=5e-3)


def test_pareto_of_a_new_customer_week_by_week() -> None:
    expected = PARETO_NBD.expected_of_new(fit_of("pareto_nbd").parameters, np.arange(1.0, 10.0))
    exact = [0.051006, 0.099626, 0.146134, 0.190758, 0.233686, 0.275080, 0.315077, 0.353795, 0.391337]
    assert expected == pytest.approx(exact, abs=2e-5)


def test_discounted_residual_transactions() -> None:
    # Fader, Hardie and Lee, RFM and CLV, 2005, equation 2; .0027 a week is 15 % a year.
    rows = histories([0, 1, 2, 7, 10], [0, 20, 30.43, 35, 38], [38.86] * 5)
    residual = pareto_nbd.residual_purchases(fit_of("pareto_nbd").parameters, rows, 0.0027)
    assert residual == pytest.approx([0.476915, 3.035432, 6.482032, 20.652505, 30.476105], rel=2e-4)


@pytest.mark.parametrize(
    ("code", "by_purchases", "total"),
    [
        ("bg_nbd", [0.2251, 0.5231, 1.0441, 1.5203, 2.1639, 2.6538, 3.5040, 6.1572], 1653.41),
        ("pareto_nbd", [0.1384, 0.5995, 1.1958, 1.7138, 2.3983, 2.9072, 3.8186, 6.4031], 1665.51),
    ],
)
def test_the_39_weeks_after_as_the_paper_plots_them(code: str, by_purchases: list[float], total: float) -> None:
    # Fader, Hardie and Lee 2005, figure 4: expected purchases by purchases before.
    held = held_from(cdnow_sample(), "1997-09-30", "1998-06-30")
    forecast = MODELS[code].expected(fit_of(code).parameters, held.rows, 39)
    table = backtest.by_purchases(forecast, held)
    assert table["n"].tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    actual = [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594]
    assert table["actual"].tolist() == pytest.approx(actual, abs=5e-5)
    assert table["forecast"].tolist() == pytest.approx(by_purchases, abs=2e-4)
    assert (forecast.sum(), held.bought_after.sum()) == pytest.approx((total, 1882), abs=0.2)


def test_intervals_of_single_customers_hold_what_the_39_weeks_brought() -> None:
    # Computed by the house of the CDNOW sample: 94.7 % of the counts and 93.0 % of the spending lie inside 90 % intervals,
    # since counts are whole and most customers' lower bound is nothing.
    held = held_from(cdnow_sample(), "1997-09-30", "1998-06-30")
    fit = fit_of("bg_nbd")
    reached = np.cumsum(BG_NBD.counts(fit.parameters, held.rows, 39, 80), axis=1)
    least, most = (reached < 0.05).sum(axis=1), (reached < 0.95).sum(axis=1)
    assert np.mean((least <= held.bought_after) & (held.bought_after <= most)) == pytest.approx(0.947, abs=1e-3)
    spending = gamma_gamma.spend_fit(held.rows.purchases, held.own_mean)
    low, high = value_interval(BG_NBD, fit.parameters, spending, held.rows, held.own_mean, Horizon(39, 0.0, 1.0))
    is_inside = (low <= held.spent_after + 1e-9) & (held.spent_after <= high + 1e-9)
    assert np.mean(is_inside) == pytest.approx(0.930, abs=3e-3)


def test_chance_and_parameters_alone_would_miss_the_39_weeks() -> None:
    # Computed by the house: 1,488 to 1,835 of the CDNOW sample, where 1,882 came; totals are widened by the backtest.
    held = held_from(cdnow_sample(), "1997-09-30", "1998-06-30")
    fit = fit_of("bg_nbd")
    chances = BG_NBD.counts(fit.parameters, held.rows, 39, 80)
    count = np.arange(chances.shape[1])
    variance = float((chances @ count**2 - (chances @ count) ** 2).sum())
    forecast = BG_NBD.expected(fit.parameters, held.rows, 39).sum()
    steps = np.diag(fit.parameters * 1e-4)
    slope = [(BG_NBD.expected(fit.parameters + step, held.rows, 39).sum() - forecast) / step.sum() for step in steps]
    reach = 1.645 * np.sqrt(variance + np.array(slope) @ fit.covariance @ np.array(slope))
    assert forecast - reach == pytest.approx(1488, abs=5)
    assert forecast + reach == pytest.approx(1835, abs=20)
    assert forecast + reach < held.bought_after.sum() == 1882


def test_weekly_tracking_as_in_the_btyd_walkthrough() -> None:
    days, case = cdnow_sample(), sample()
    weeks = np.arange(19.0, 26.0)
    expected = expected_by_week(PARETO_NBD, PUBLISHED_PARETO, case.won, case.rows.counts, weeks)
    repeats = days.loc[days["number"] > 0, "day"]
    week = (repeats - pd.Timestamp("1997-01-01")).dt.days.to_numpy() / 7
    assert [int((week < until).sum()) for until in range(20, 26)] == [1359, 1414, 1484, 1517, 1573, 1672]
    assert expected[1:].round() == pytest.approx([1309, 1385, 1460, 1533, 1604, 1674], abs=1)
    assert np.diff(expected) == pytest.approx([78.31, 76.42, 74.65, 72.98, 71.41, 69.93], abs=0.02)


def test_gamma_gamma_as_in_note_025() -> None:
    # Fader and Hardie, note 025, 2013; errors as CLVTools test_correctness_gg.R.
    spending = gamma_gamma.spend_fit(sample().rows.purchases, sample().own_mean)
    assert spending.kind == "model" and spending.fit is not None
    assert spending.fit.parameters == pytest.approx([6.24957, 3.74422, 15.44352], rel=1e-4)
    assert spending.fit.errors == pytest.approx([1.190, 0.290, 4.160], abs=1e-3)
    assert spending.fit.log_likelihood == pytest.approx(-4055.9177, abs=1e-3)
    assert spending.centre == pytest.approx(35.1704, abs=1e-3)


def test_mean_amounts_of_the_first_ten_customers() -> None:
    # Tests of lifetimes at the paper's rounded parameters, to .1.
    means = gamma_gamma.conditional_mean(
        np.array([6.25, 3.74, 15.44]), sample().rows.purchases[:10], sample().own_mean[:10]
    )
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert means == pytest.approx(published, abs=0.1)
    assert means[:3] == pytest.approx([24.6596, 18.9169, 35.2190], abs=1e-3)


def test_value_of_the_zero_class_of_cdnow() -> None:
    # Fader, Hardie and Lee, RFM and CLV, 2005: the 12,054 who never came back are worth $4.40 each, about $53,000.
    case = case_until(cdnow_sample(), "1998-06-30")
    fit = PARETO_NBD.fit(case.rows.alike())
    assert fit.parameters == pytest.approx([0.563004, 12.559169, 0.408107, 10.514547], rel=1e-4)
    assert fit.log_likelihood == pytest.approx(-17135.8359, abs=2e-3)
    spending = gamma_gamma.spend_fit(case.rows.purchases, case.own_mean)
    everybody = case_until(cdnow_master(), "1998-06-30")
    ahead = pareto_nbd.residual_purchases(fit.parameters, everybody.rows, np.log(1.15) / 52)
    value = 0.3 * ahead * spending.expected(everybody.rows.purchases, everybody.own_mean)
    never = everybody.rows.purchases == 0
    assert never.sum() == 12054
    assert value[never].mean() == pytest.approx(4.40, abs=0.02)
    assert value[never].sum() == pytest.approx(52906, rel=5e-3)
    assert value.sum() == pytest.approx(1139931, rel=5e-3)


def test_donations_give_the_published_bg_bb() -> None:
    # Fader, Hardie and Shang, Customer-Base Analysis in a Discrete-Time Noncontractual Setting, 2010, tables 3 and 5.
    rows, fit = donors()
    assert fit.parameters == pytest.approx([1.20352, 0.74972, 0.65672, 2.78344], abs=2e-5)
    assert fit.log_likelihood == pytest.approx(-33225.5813, abs=1e-3)
    expected = bg_bb.expected(fit.parameters, rows, 5) * rows.counts
    assert expected.sum() == pytest.approx(12884.2, abs=0.1)
    ends = bg_bb.Occasions(np.array([0.0, 6]), np.array([0.0, 6]), np.full(2, 6.0), np.ones(2))
    donors_expected = rows.counts.sum() * np.exp(bg_bb.terms(fit.parameters, ends)[0])
    assert donors_expected == pytest.approx([3454.9, 1253.1], abs=0.1)


def test_donors_still_there_next_year() -> None:
    _, fit = donors()
    asked = bg_bb.Occasions(np.array([0.0, 2, 6]), np.array([0.0, 4, 6]), np.full(3, 6.0), np.ones(3))
    assert bg_bb.alive_next(fit.parameters, asked) == pytest.approx([0.10813, 0.58966, 0.93043], abs=1e-5)
    new = [bg_bb.expected_of_new(fit.parameters, years) for years in range(1, 12)]
    published = [0.4985, 0.9233, 1.2969, 1.6323, 1.9381, 2.2202, 2.4826, 2.7285, 2.9603, 3.1798, 3.3887]
    assert new == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(
    ("cohort", "parameters", "log_likelihood", "projected", "in_per_cent"),
    [
        (
            [1000, 631, 468, 382, 326, 289, 262, 241],
            [0.70408, 1.18204],
            -1680.265,
            [22.01, 20.44, 19.12, 17.99, 17.00],
            [22.3, 20.7, 19.4, 18.3, 17.3],
        ),
        (
            [1000, 869, 743, 653, 593, 551, 517, 491],
            [0.66809, 3.80609],
            -1611.158,
            [46.04, 43.58, 41.42, 39.51, 37.80],
            [46.8, 44.5, 42.7, 40.9, 39.4],
        ),
    ],
)
def test_sbg_projects_the_two_cohorts(
    cohort: list[int], parameters: list[float], log_likelihood: float, projected: list[float], in_per_cent: list[float]
) -> None:
    # Fader and Hardie, How to Project Customer Retention, 2007: regular and high-end customers, years 0 to 7 and 8 to 12.
    fit = s_bg.fit(s_bg.renewals(np.array(cohort)))
    assert fit.parameters == pytest.approx(parameters, abs=2e-5)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=1e-3)
    ahead = 100 * s_bg.survival(fit.parameters, np.arange(8, 13))
    assert ahead == pytest.approx(projected, abs=5e-3)
    miss = np.abs(ahead / np.array(in_per_cent) - 1).mean()
    assert miss == pytest.approx(0.0149 if cohort[1] == 631 else 0.0283, abs=1e-3)


def test_sbg_from_single_contracts_is_the_same_as_from_the_cohort() -> None:
    # pymc-marketing's table of the same cohorts, one row a customer: recency 8 of 8 is still there after 7 renewals.
    table = pd.read_csv(DATA / "sbg_cohorts.csv")
    for cohort, alpha in (("regular", 0.70408), ("highend", 0.66809)):
        members = table.loc[table["cohort"] == cohort]
        is_lost = (members["recency"] < members["T"]).to_numpy()
        periods = np.where(is_lost, members["recency"], members["T"] - 1)
        fit = s_bg.fit(s_bg.Renewals(periods.astype(float), is_lost, np.ones(len(members))))
        assert fit.parameters[0] == pytest.approx(alpha, abs=1e-4)


def test_retention_rises_although_nobody_changes() -> None:
    # Fader and Hardie 2007; house table T-50.
    rates = s_bg.retention(np.array([0.704, 1.182]), np.arange(1, 5))
    assert rates == pytest.approx([0.627, 0.756, 0.819, 0.856], abs=1e-3)


@pytest.mark.parametrize(
    ("parameters", "published"),
    [([3.80, 15.20], [3.31, 3.45, 3.59, 3.72, 3.84]), ([0.067, 0.267], [7.68, 9.46, 9.86, 10.06, 10.19])],
)
def test_residual_lifetimes_as_printed(parameters: list[float], published: list[float]) -> None:
    # Fader and Hardie, Customer-Base Valuation in a Contractual Setting, 2010, table 3, discount 10 %.
    values = s_bg.residual_lifetime(np.array(parameters), np.arange(1, 6), 0.1)
    assert values == pytest.approx(published, abs=0.0101)


def test_residual_lifetime_of_the_regular_cohort() -> None:
    # House table T-51: 2.964, 4.103, 4.870, 5.894; the shortcut r(1+d)/(1+d−r) gives 2.611 for the first.
    values = s_bg.residual_lifetime(np.array([0.70408, 1.18204]), np.array([1, 2, 3, 5]), 0.1)
    assert values == pytest.approx([2.964, 4.103, 4.870, 5.894], abs=1e-3)
    cohort = np.array([1000, 631, 468, 382, 326, 289, 262, 241])
    kept = cohort[1:].sum() / cohort[:-1].sum()
    assert kept * margin_at_start_multiple(kept, 0.1) == pytest.approx(2.611, abs=1e-3)


def test_survival_of_the_telephone_contracts() -> None:
    # IBM Telco churn sample; computed by statsmodels.
    contracts = pd.read_csv(DATA / "Telco-Customer-Churn.csv")
    curve = kaplan_meier.survival_curve(contracts["tenure"].to_numpy(), (contracts["Churn"] == "Yes").to_numpy())
    shares = kaplan_meier.share_running_at(curve, np.array([1, 6, 12, 24, 36, 48, 60, 72]))
    published = [0.945961, 0.884826, 0.843200, 0.788736, 0.748545, 0.708840, 0.664404, 0.592790]
    assert shares == pytest.approx(published, abs=1e-6)
    assert (curve["low"].to_numpy() <= curve["value"].to_numpy()).all()


@pytest.mark.parametrize(
    ("kind", "contracts", "lost"),
    [("Month-to-month", 3875, 0.427097), ("One year", 1473, 0.112695), ("Two year", 1695, 0.028319)],
)
def test_telephone_contracts_end_as_often_as_their_kind_says(kind: str, contracts: int, lost: float) -> None:
    # IBM Telco churn sample: 1,869 of 7,043 ended, 26.5370 per cent; the shorter the contract the more of them.
    every = pd.read_csv(DATA / "Telco-Customer-Churn.csv")
    churned = (every["Churn"] == "Yes").to_numpy()
    assert churned.sum() == 1869 and float(churned.mean()) == pytest.approx(0.265370, abs=1e-6)
    rows = every.loc[(every["Contract"] == kind).to_numpy()]
    curve = kaplan_meier.survival_curve(rows["tenure"].to_numpy(), (rows["Churn"] == "Yes").to_numpy())
    running = curve["value"].to_numpy()
    ended = curve["n"].to_numpy() * (1 - running / np.concatenate([[1.0], running[:-1]]))
    assert len(rows) == contracts
    assert ended.sum() / contracts == pytest.approx(lost, abs=1e-6)


def test_the_plain_formula_of_gupta_and_lehmann() -> None:
    # Gupta and Lehmann, Customers as Assets, 2003; house tables T-52, T-53 and T-55.
    assert 100 * plain_multiple(0.8, 0.12) == pytest.approx(250)
    assert 100 * plain_multiple(0.8, 0.12, 5) == pytest.approx(203.52, abs=0.01)
    assert 100 * margin_at_start_multiple(0.8, 0.12) == pytest.approx(350)
    assert 100 * growing_multiple(0.8, 0.12, 0.05) == pytest.approx(285.71, abs=0.01)
    multiples = np.array([plain_multiple(rate, 0.12) for rate in (0.6, 0.7, 0.8, 0.9)])
    assert multiples == pytest.approx([1.15, 1.67, 2.50, 4.09], abs=6e-3)
    assert plain_multiple(0.95, 0.15) / plain_multiple(0.9, 0.15) == pytest.approx(1.319, abs=1e-3)
    assert real_rate(0.45, 0.35) == pytest.approx(0.07407, abs=1e-5)
    assert 100 * plain_multiple(0.8, real_rate(0.45, 0.35)) == pytest.approx(291.89, abs=0.01)
    assert 100 * growing_multiple(0.8, 0.45, 0.35) * 1.35 == pytest.approx(291.89, abs=0.01)
    assert 100 * plain_multiple(0.8, 0.45) == pytest.approx(123.08, abs=0.01)


def test_bg_nbd_in_the_words_of_its_own_file() -> None:
    assert bg_nbd.alive(ROUNDED_BG, one(0, 0, 30))[0] == 1
    assert isinstance(BG_NBD, TimingModel)
