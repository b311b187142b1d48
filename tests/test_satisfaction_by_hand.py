"""By hand: the worked cases of satisfaction statistics, and each metric on a few written rows."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.changes import (
    answers_for_nps,
    answers_for_share,
    benjamini_hochberg,
    clustered_error,
    holm,
    overlapping_nps_error,
    smallest_detectable_nps,
    what_changed,
)
from crm_core.satisfaction.contacts import complaints_per_100_orders_by_month, response_rate_by_month
from crm_core.satisfaction.intervals import Estimate, mean, nps, nps_variance, rate_per_100, share
from crm_core.satisfaction.measures import CES, CSAT, Scale, Scores
from crm_core.satisfaction.scores import (
    ces_by_group,
    ces_by_month,
    csat_by_group,
    csat_by_month,
    nps_by_group,
    nps_by_month,
)
from crm_core.store import Workspace
from tests.conftest import BringIn

MARCH = Filters(Period(date(2024, 3, 1), date(2024, 3, 31)), "none")
MARCH_AGAINST_FEBRUARY = Filters(Period(date(2024, 3, 1), date(2024, 3, 31)), "previous")


def surveys(kind: str, day: str, scores: Sequence[float], low: float, high: float, first: int = 1) -> pd.DataFrame:
    """One answer of each of so many customers on one day."""
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in range(first, first + len(scores))],
            "answered_at": pd.Timestamp(day),
            "kind": kind,
            "score": scores,
            "scale_min": low,
            "scale_max": high,
        }
    )


def ends(estimate: Estimate, digits: int) -> tuple[float, float]:
    """Both ends of an interval, rounded."""
    assert estimate.low is not None and estimate.high is not None
    return round(estimate.low, digits), round(estimate.high, digits)


# T-01
def test_csat_of_a_hundred_answers_on_five_boxes() -> None:
    scores = Scores(np.array([1.0, 2, 3, 4, 5]), np.array([4, 6, 14, 50, 26]), Scale(1, 5))
    assert CSAT.estimate(scores).value == pytest.approx(0.76)
    parts = CSAT.parts(scores)
    assert parts["bottom_share"] == pytest.approx(0.10)
    assert parts["mean"] == pytest.approx(3.88)
    assert (round(parts["mean_low"], 4), round(parts["mean_high"], 4)) == (3.6820, 4.0780)
    assert 100 * (parts["mean"] - 1) / 4 == pytest.approx(72.0)


def test_the_mean_s_interval_is_scipy_s() -> None:
    values = np.repeat([1.0, 2, 3, 4, 5], [4, 6, 14, 50, 26])
    interval = stats.t.interval(0.95, 99, loc=values.mean(), scale=stats.sem(values))
    assert ends(mean([1, 2, 3, 4, 5], [4, 6, 14, 50, 26]), 9) == pytest.approx(interval)


# T-02, T-03 (Newcombe 1998, table I)
@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (76, 100, 0.6677, 0.8331),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_wilson_s_interval(count: int, n: int, low: float, high: float) -> None:
    assert ends(share(count, n), 4) == (low, high)
    assert ends(share(count, n), 9) == pytest.approx(proportion_confint(count, n, method="wilson"), abs=1e-9)


# T-04
def test_nps_of_sixty_promoters_and_fifteen_detractors() -> None:
    assert nps_variance(60, 15, 100) * 100 / 10_000 == pytest.approx(0.5475)
    assert nps_variance(60, 15, 100) ** 0.5 == pytest.approx(7.399, abs=5e-4)
    estimate = nps(60, 15, 100, added=0)
    assert estimate.value == pytest.approx(45)
    assert ends(estimate, 2) == (30.50, 59.50)


def test_the_adjusted_interval_of_the_same_answers() -> None:
    variance = nps_variance(60.75, 15.75, 103)
    half = stats.norm.ppf(0.975) * variance**0.5
    centre = 100 * 45 / 103
    assert (round(centre - half, 2), round(centre + half, 2)) == (29.34, 58.04)


# T-05
def test_nps_variance_of_one_half_and_one_sixth() -> None:
    assert nps(3, 1, 6).value == pytest.approx(33.33, abs=5e-3)
    assert nps_variance(3, 1, 6) * 6 / 10_000 == pytest.approx(5 / 9)


@pytest.mark.parametrize(
    ("promoters", "detractors", "n", "value", "variance", "error"),
    [(3, 1, 6, 1 / 3, 5 / 9, 0.304), (1, 1, 2, 0, 1, 0.707), (1, 0, 2, 0.5, 0.25, 0.354), (1, 1, 3, 0, 2 / 3, 0.471)],
)
def test_nps_of_few_answers_as_the_r_package_nps_tests_it(
    promoters: int, detractors: int, n: int, value: float, variance: float, error: float
) -> None:
    # The scores (0, 7, 7, 9, 9, 9), (1, 9), (7, 9) and (0, 7, 9).
    assert nps(promoters, detractors, n).value == pytest.approx(100 * value)
    assert nps_variance(promoters, detractors, n) * n / 10_000 == pytest.approx(variance)
    assert nps_variance(promoters, detractors, n) ** 0.5 / 100 == pytest.approx(error, abs=5e-4)


# T-06
def test_nps_of_ten_answers_has_the_adjusted_interval() -> None:
    estimate = nps(5, 2, 10)
    assert estimate.value == pytest.approx(30)
    assert ends(estimate, 2) == (-19.05, 65.20)


# T-07
def test_answers_needed_to_hold_an_nps() -> None:
    assert answers_for_nps(5, 0.5, 0.2) == 938
    assert answers_for_nps(10, 0.5, 0.2) == 235
    assert answers_for_nps(5) == 1537


# T-23, T-24 (Newcombe 1998)
@pytest.mark.parametrize(
    ("now", "before", "low", "high", "is_change"),
    [((56, 70), (48, 80), 0.0524, 0.3339, True), ((120, 150), (76, 100), -0.0620, 0.1481, False)],
)
def test_change_of_a_share_is_newcombe_s(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float, is_change: bool
) -> None:
    change = what_changed(share(*now), share(*before))
    assert change.low is not None and change.high is not None
    assert (round(change.low, 4), round(change.high, 4)) == (low, high)
    assert change.is_change is is_change
    published = confint_proportions_2indep(*now, *before, compare="diff", method="newcomb")
    assert (change.low, change.high) == pytest.approx(published, abs=1e-9)


# T-25
def test_change_of_an_nps() -> None:
    change = what_changed(nps(70, 40, 150, added=0), nps(60, 15, 100, added=0))
    assert change.difference == pytest.approx(-25)
    assert change.low == pytest.approx(-44.7, abs=0.05)
    assert change.high == pytest.approx(-5.3, abs=0.05)
    assert change.p_value == pytest.approx(0.0128, abs=1e-4)
    assert change.is_change is True


def test_the_change_of_an_nps_as_it_is_shown_stands_around_the_adjusted_scores() -> None:
    now, before = (70 - 40) / 153, (60 - 15) / 103
    variances = [(111.5 / 153 - now**2) / 153, (76.5 / 103 - before**2) / 103]
    freedom = sum(variances) ** 2 / (variances[0] ** 2 / 149 + variances[1] ** 2 / 99)
    half = float(stats.t.ppf(0.975, freedom)) * sum(variances) ** 0.5
    change = what_changed(nps(70, 40, 150), nps(60, 15, 100))
    assert (change.low, change.high) == pytest.approx((100 * (now - before - half), 100 * (now - before + half)))
    assert change.difference == pytest.approx(-25)


# T-26
def test_customers_in_both_periods_make_the_margin_smaller() -> None:
    assert overlapping_nps_error(0.55, 200, 200, 100, 0.35) == pytest.approx(6.12, abs=5e-3)
    assert overlapping_nps_error(0.55, 200, 200, 0, 0.35) == pytest.approx(7.42, abs=5e-3)


def test_smallest_detectable_nps_difference() -> None:
    assert [round(smallest_detectable_nps(0.61, n), 1) for n in (100, 400, 1000)] == [30.9, 15.5, 9.8]


def test_smallest_detectable_beside_a_change_is_the_same_rule() -> None:
    quiet = what_changed(nps(200, 80, 400), nps(200, 80, 400))
    variance = 0.5 + 0.2 - 0.3**2
    assert variance == pytest.approx(0.61)
    assert quiet.smallest_detectable == pytest.approx(smallest_detectable_nps(0.61, 400), rel=0.005)
    assert quiet.is_change is False


# T-27
def test_answers_of_the_same_customer_are_not_independent() -> None:
    scores = [5, 5, 5, 4, 2, 1, 4, 5, 3, 4]
    assert stats.sem(scores) == pytest.approx(0.442, abs=5e-4)
    assert clustered_error(scores, [1, 1, 1, 1, 2, 2, 3, 4, 5, 6]) == pytest.approx(0.673, abs=5e-4)


# T-28 (Krejcie and Morgan 1970 print 278 and 217)
def test_answers_needed_of_few_customers() -> None:
    assert answers_for_share(0.05) == 385
    assert answers_for_share(0.05, 1000) == 278
    assert answers_for_share(0.05, 500) == 218


# T-29
def test_four_p_values_after_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_four_p_values_after_benjamini_and_hochberg() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert benjamini_hochberg([]).size == 0


def test_holm_is_statsmodels_holm() -> None:
    p_values = np.random.default_rng(3).uniform(0, 0.2, 30)
    assert holm(p_values.tolist()) == pytest.approx(multipletests(p_values, method="holm")[1])
    assert benjamini_hochberg(p_values.tolist()) == pytest.approx(multipletests(p_values, method="fdr_bh")[1])


def test_ces_of_seven_points_and_who_found_it_easy() -> None:
    scores = Scores(np.array([2.0, 5, 6, 7]), np.array([2, 3, 4, 1]), Scale(1, 7))
    assert CES.estimate(scores).value == pytest.approx((2 * 2 + 3 * 5 + 4 * 6 + 7) / 10)
    assert CES.parts(scores)["easy_share"] == pytest.approx(0.8)


def test_complaint_rate_has_the_exact_interval() -> None:
    """Ten events have Garwood's interval 4.795 to 18.390."""
    estimate = rate_per_100(10, 200)
    assert estimate.value == pytest.approx(5)
    assert ends(estimate, 3) == (2.398, 9.195)


def test_csat_by_month_takes_the_latest_answer_of_each_customer(empty_workspace: Workspace, bring_in: BringIn) -> None:
    """Ten customers give 5,5,5,5,4,4,3,2,2,1 on the tenth; the last one gives 5 on the twentieth: 7 of 10."""
    first = surveys("csat", "2024-03-10", [5, 5, 5, 5, 4, 4, 3, 2, 2, 1], 1, 5)
    again = surveys("csat", "2024-03-20", [5], 1, 5, first=10)
    bring_in(empty_workspace, "surveys", pd.concat([first, again]))
    answer = csat_by_month.ask(empty_workspace, MARCH)
    assert answer.rows["value"].tolist() == pytest.approx([0.7])
    assert answer.rows["n"].tolist() == [10]
    assert answer.rows["month"].tolist() == [pd.Timestamp("2024-03-01")]
    assert answer.rows[["low", "high"]].to_numpy().tolist() == [pytest.approx(ends(share(7, 10), 9))]
    assert answer.totals["bottom_share"] == pytest.approx(0.2)


def test_nps_by_month_counts_promoters_less_detractors(empty_workspace: Workspace, bring_in: BringIn) -> None:
    """Five of 9–10, three of 7–8, two of 0–6: 100 × (5 − 2) / 10 = 30."""
    bring_in(empty_workspace, "surveys", surveys("nps", "2024-03-31", [10, 10, 9, 9, 9, 8, 7, 7, 6, 0], 0, 10))
    answer = nps_by_month.ask(empty_workspace, MARCH)
    assert answer.rows["value"].tolist() == pytest.approx([30])
    assert answer.rows[["low", "high"]].to_numpy().round(2).tolist() == [[-19.05, 65.20]]
    assert [answer.totals[name] for name in ("promoters", "passives", "detractors")] == [5, 3, 2]


def test_ces_by_month_is_turned_where_low_is_good(empty_workspace: Workspace, bring_in: BringIn) -> None:
    """On a scale of effort from 1 (little) to 5, eight answers of 1 and two of 4 are an ease of 5 × 8 and 2 × 2."""
    rows = surveys("ces", "2024-03-05", [1, 1, 1, 1, 1, 1, 1, 1, 4, 4], 1, 5).assign(higher_is_better=False)
    bring_in(empty_workspace, "surveys", rows)
    answer = ces_by_month.ask(empty_workspace, MARCH)
    assert answer.rows["value"].tolist() == pytest.approx([4.4])
    assert answer.totals["easy_share"] == pytest.approx(0.8)
    assert [(note.values["low"], note.values["high"]) for note in answer.notes] == [(1, 5)]


def test_change_against_the_month_before(empty_workspace: Workspace, bring_in: BringIn) -> None:
    """T-25 through the store: 60/25/15 in February, 70/40/40 in March."""
    february = surveys("nps", "2024-02-10", [9] * 60 + [8] * 25 + [5] * 15, 0, 10)
    march = surveys("nps", "2024-03-10", [9] * 70 + [8] * 40 + [5] * 40, 0, 10)
    bring_in(empty_workspace, "surveys", pd.concat([february, march]))
    totals = nps_by_month.ask(empty_workspace, MARCH_AGAINST_FEBRUARY).totals
    assert totals["value"] == pytest.approx(20)
    assert (totals["previous"], totals["previous_n"]) == (pytest.approx(45), 100)
    assert totals["difference"] == pytest.approx(-25)
    change = what_changed(nps(70, 40, 150), nps(60, 15, 100))
    assert (totals["difference_low"], totals["difference_high"]) == pytest.approx((change.low, change.high))
    assert totals["is_change"] is True


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("sector", ["Gıda", "Turizm", "unknown"]),
        ("region", ["Ege", "unknown"]),
        ("capacity", ["large", "unknown"]),
        ("channel", ["Fuar", "unknown"]),
        ("tier", ["none"]),
    ],
)
def test_groups_are_named_by_what_the_customers_sheet_says(
    by: str, expected: list[str], empty_workspace: Workspace, bring_in: BringIn
) -> None:
    customers = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3"],
            "sector": ["Gıda", "Turizm", None],
            "region": ["Ege", "Ege", None],
            "capacity": ["large", "large", None],
            "acquisition_channel": ["Fuar", "Fuar", None],
        }
    )
    bring_in(empty_workspace, "customers", customers)
    bring_in(empty_workspace, "surveys", surveys("nps", "2024-03-10", [9, 9, 9], 0, 10))
    assert nps_by_group.ask(empty_workspace, MARCH, by=by).rows["group"].tolist() == expected


def test_csat_and_ces_by_group_hold_each_group_against_all_others(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    """Forty satisfied customers of one sector against forty unhappy ones of another."""
    ids = [f"C{number}" for number in range(1, 81)]
    bring_in(
        empty_workspace, "customers", pd.DataFrame({"customer_id": ids, "sector": ["Gıda"] * 40 + ["Turizm"] * 40})
    )
    csat = surveys("csat", "2024-03-10", [5] * 36 + [2] * 4 + [5] * 10 + [2] * 30, 1, 5)
    ces = surveys("ces", "2024-03-10", [6, 5] * 40, 1, 7)
    bring_in(empty_workspace, "surveys", pd.concat([csat, ces]))
    by_sector = csat_by_group.ask(empty_workspace, MARCH, by="sector").rows
    assert by_sector["value"].tolist() == pytest.approx([0.9, 0.25])
    assert by_sector["is_different"].tolist() == [True, True]
    alike = ces_by_group.ask(empty_workspace, MARCH, by="sector").rows
    assert alike["value"].tolist() == pytest.approx([5.5, 5.5])
    assert alike["is_different"].tolist() == [False, False]


def test_complaints_per_100_orders(empty_workspace: Workspace, bring_in: BringIn) -> None:
    """Two complaints and a question on forty orders are five complaints per hundred orders."""
    orders = pd.DataFrame(
        {
            "order_id": [f"O{number}" for number in range(40)],
            "customer_id": ["C1", "C2"] * 20,
            "ordered_at": pd.Timestamp("2024-03-05"),
            "amount": 100,
        }
    )
    contacts = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C2"],
            "occurred_at": pd.Timestamp("2024-03-09"),
            "kind": ["complaint", "complaint", "contact"],
        }
    )
    bring_in(empty_workspace, "transactions", orders)
    bring_in(empty_workspace, "interactions", contacts)
    answer = complaints_per_100_orders_by_month.ask(empty_workspace, MARCH)
    assert answer.rows["value"].tolist() == pytest.approx([5])
    assert answer.rows["n"].tolist() == [40]
    assert answer.totals["higher_is_better"] is False


def test_response_rate_counts_an_invitation_once(empty_workspace: Workspace, bring_in: BringIn) -> None:
    """Twenty invited with two questions each, five answer: 5 of 20, however many questions there were."""
    rows = pd.concat(
        [
            surveys("nps", "2024-03-10", [9] * 5, 0, 10),
            surveys("csat", "2024-03-10", [5] * 5, 1, 5),
            surveys("nps", "2024-03-10", [0] * 15, 0, 10, first=6).assign(answered_at=pd.NaT, score=None),
        ]
    ).assign(invited_at=pd.Timestamp("2024-03-08 09:00"))
    bring_in(empty_workspace, "surveys", rows)
    answer = response_rate_by_month.ask(empty_workspace, MARCH)
    assert answer.rows["value"].tolist() == pytest.approx([0.25])
    assert (answer.n, answer.rows["n"].tolist()) == (20, [20])
