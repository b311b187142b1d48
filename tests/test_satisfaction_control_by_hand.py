"""By hand: control limits, signal rules, breaks and trends against published worked cases, and the control metrics."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from statsmodels.datasets import nile

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.control import (
    ewma,
    individual_limits,
    mean_limits,
    median_limits,
    nps_limits,
    reach,
    share_limits,
    signals,
)
from crm_core.satisfaction.seasons import satisfaction_month_effects
from crm_core.satisfaction.signals import complaint_control, satisfaction_control
from crm_core.satisfaction.trends import level_breaks, levels, month_effects, pettitt, smooth_line, trend_of
from crm_core.store import Workspace
from crm_core.store.entries import DatedNote, enter
from tests.conftest import BringIn, DemoIn

WAFERS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
SMOOTHED = [
    52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1
]  # fmt: skip


def whole(count: int) -> np.ndarray:
    """Every point is part of the baseline."""
    return np.ones(count, dtype=bool)


# T-15 (NIST e-Handbook 6.3.3.2)
def test_the_p_chart_of_nist_s_wafers() -> None:
    defective, n = np.array(WAFERS, dtype=float), np.full(30, 50.0)
    limits = share_limits(defective, n, whole(30), is_laney=False)
    assert limits.centre == pytest.approx(0.2313, abs=5e-5)
    assert (limits.low[0], limits.high[0]) == pytest.approx((0.0524, 0.4102), abs=1e-4)
    assert [place + 1 for place, rule in enumerate(signals(defective / n, limits)) if rule == "out"] == [15, 23]


# T-16 (NIST e-Handbook 6.3.2.2)
def test_the_individuals_chart_of_nist_s_flow() -> None:
    limits = individual_limits(np.array(FLOW), whole(10))
    assert limits.centre == pytest.approx(50.81)
    assert (limits.low[0], limits.high[0]) == pytest.approx((45.8159, 55.8041), abs=2e-4)


def test_one_wild_value_does_not_widen_the_median_limits() -> None:
    values = np.array([10.0, 11, 10, 11, 10, 40, 10, 11, 10, 11])
    middle = median_limits(values, whole(10))
    assert middle.high[0] - middle.centre == pytest.approx(3.145)
    mean = individual_limits(values, whole(10))
    assert mean.high[0] - mean.centre == pytest.approx(3 * (67 / 9) / 1.128)


# T-17 (NIST e-Handbook 6.3.2.4)
def test_the_weighted_average_of_nist() -> None:
    smoothed = ewma(np.array(SMOOTHED), 50, 2.0539, weight=0.3, width=3)
    assert smoothed.values[:4] == pytest.approx([50.60, 49.52, 50.56, 50.18], abs=5e-3)
    assert smoothed.values[-1] == pytest.approx(51.99, abs=5e-3)
    assert (smoothed.low[-1], smoothed.high[-1]) == pytest.approx((47.4116, 52.5884), abs=2e-3)
    assert not smoothed.is_out.any()


# T-18 (Mann-Kendall and Theil-Sen)
def test_a_rising_series_has_a_trend() -> None:
    trend = trend_of(np.array([62.0, 60, 63, 65, 64, 68, 67, 70, 69, 72, 71, 74]))
    assert trend is not None
    assert (trend.score, trend.variance) == (56, pytest.approx(212.667, abs=1e-3))
    assert (trend.z, trend.p_value) == pytest.approx((3.7715, 0.000162), abs=5e-5)
    assert trend.slope == pytest.approx(1.1339, abs=5e-5)


# T-19 (the Nile at Aswan, 1871-1970)
def test_the_nile_broke_after_1898() -> None:
    published = nile.load_pandas().data
    assert published is not None
    flow = published["volume"].to_numpy(dtype=float)
    single = pettitt(flow)
    assert single is not None
    assert (single.statistic, 1870 + single.before) == (1617, 1898)
    assert single.p_value == pytest.approx(3.6e-7, rel=0.01)
    sigma = float(np.abs(np.diff(flow)).mean() / 1.128)
    assert level_breaks(flow / sigma) == [28]
    before_and_after = levels(flow, [28])
    assert (before_and_after[0], before_and_after[-1]) == pytest.approx((1097.75, 849.97), abs=5e-3)


# T-20
def test_few_answers_have_exact_limits() -> None:
    limits = share_limits(np.array([74.0, 9]), np.array([100.0, 12]), np.array([True, False]))
    assert (limits.low[1], limits.high[1]) == pytest.approx((4 / 12, 1.0))


# T-21
def test_the_limits_of_an_nps() -> None:
    limits = nps_limits(np.array([40.0]), np.array([16.0]), np.array([80.0]), whole(1))
    assert (limits.low[0], limits.high[0]) == pytest.approx((3.8, 56.2), abs=0.01)


# T-22
def test_overdispersed_months_lose_a_signal_that_the_plain_chart_gives() -> None:
    satisfied, n = np.array([60.0, 72, 55, 81, 66, 40]), np.array([80.0, 90, 75, 100, 88, 70])
    plain = share_limits(satisfied, n, whole(6), is_laney=False)
    assert plain.centre == pytest.approx(0.7435, abs=5e-5)
    assert plain.low == pytest.approx([0.5971, 0.6054, 0.5923, 0.6125, 0.6039, 0.5870], abs=5e-5)
    assert signals(satisfied / n, plain)[-1] == "out"
    laney = share_limits(satisfied, n, whole(6))
    assert laney.spread == pytest.approx(1.608, abs=1e-3)
    assert list(signals(satisfied / n, laney)) == [""] * 6


def test_each_of_the_three_rules_and_no_other() -> None:
    limits = individual_limits(np.array([0.0, 1.128] * 8), whole(16))
    assert limits.sigma[0] == pytest.approx(1.0)
    centre = limits.centre
    series = np.array([0, 3.1, 0, 2.1, 0, 2.1, -0.1, *[0.1] * 8, -2.1]) + centre
    assert list(np.flatnonzero(signals(series, limits) == "out")) == [1]
    assert list(np.flatnonzero(signals(series, limits) == "two_of_three")) == [3, 5]
    assert list(np.flatnonzero(signals(series, limits) == "run")) == [14]


def test_months_after_the_baseline_are_held_against_a_centre_that_was_only_estimated() -> None:
    limits = share_limits(np.array([60.0, 60, 70]), np.array([100.0, 100, 100]), np.array([True, True, False]))
    sigma = (0.6 * 0.4 / 100) ** 0.5
    assert limits.high == pytest.approx(0.6 + 3 * sigma * np.array([1, 1, 1.5**0.5]))
    assert limits.warning_low == pytest.approx(0.6 - 2 * sigma * np.array([1, 1, 1.5**0.5]))


def test_a_sigma_of_seventeen_ranges_asks_for_student_s_t() -> None:
    values = np.array([0.0, 1.128] * 9 + [0.5])
    limits = individual_limits(values, np.arange(19) < 18)
    assert limits.freedom == pytest.approx(0.605 * 17)
    assert reach(3.0, limits.freedom) == pytest.approx(3.924, abs=5e-4)
    assert limits.high[:18] == pytest.approx(limits.centre + 3.0)
    assert limits.high[18] - limits.centre == pytest.approx(reach(3.0, limits.freedom) * (1 + 1 / 18) ** 0.5)
    assert reach(3.0, np.inf) == 3.0


def test_a_mean_moving_range_has_as_many_degrees_of_freedom_as_published() -> None:
    ranges = np.abs(np.diff(np.random.default_rng(6).normal(0, 1, (20_000, 18)), axis=1)).mean(axis=1) / 1.128
    assert 1 / (2 * ranges.var()) == pytest.approx(0.605 * 17, rel=0.05)


def test_the_limits_of_a_mean_answer_come_from_the_spread_of_single_answers() -> None:
    values, n, within = np.array([5.0, 5.2, 5.1]), np.array([41.0, 21.0, 31.0]), np.array([1.5, 2.0, 9.0])
    limits = mean_limits(values, n, within, np.array([True, True, False]), (1.0, 7.0))
    pooled = (40 * 1.5 + 20 * 2.0) / 60
    assert limits.centre == pytest.approx((5.0 * 41 + 5.2 * 21) / 62)
    assert limits.high[0] == pytest.approx(limits.centre + 3 * (pooled / 41) ** 0.5)
    assert limits.high[2] == pytest.approx(limits.centre + 3 * (pooled / 31 + pooled / 62) ** 0.5)


def test_the_weighted_line_counts_the_error_of_a_centre_that_was_estimated() -> None:
    values = np.array([1.0, 3.0, 2.0])
    smoothed = ewma(values, 2.0, 1.0, weight=0.5, width=2.0, shares=np.array([0.5, 0.5, 0.0]))
    assert smoothed.values == pytest.approx([1.5, 2.25, 2.125])
    assert smoothed.high[0] - 2 == pytest.approx(2 * (0.25**2 + 0.25**2) ** 0.5)
    error = (0.125 - 0.4375) ** 2 + (0.25 - 0.4375) ** 2 + 0.5**2
    assert smoothed.high[2] - 2 == pytest.approx(2 * error**0.5)


def test_a_short_series_has_no_smooth_line_trend_or_break() -> None:
    short = np.arange(7.0)
    assert np.isnan(smooth_line(short)).all()
    assert (trend_of(short), pettitt(short), level_breaks(short[:5])) == (None, None, [])


def answers(month: str, satisfied: int, others: int) -> pd.DataFrame:
    """So many fives and twos in one month, each of another customer."""
    scores = [5] * satisfied + [2] * others
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in range(len(scores))],
            "answered_at": pd.Timestamp(month) + pd.Timedelta(days=9),
            "kind": "csat",
            "score": scores,
            "scale_min": 1,
            "scale_max": 5,
        }
    )


def test_a_fall_in_the_last_month_signals_against_the_months_before(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    months = [month.strftime("%Y-%m-%d") for month in pd.date_range("2023-01-01", periods=13, freq="MS")]
    shares = [15, 16, 15, 14, 15, 16, 14, 15, 15, 16, 14, 15, 5]
    bring_in(
        empty_workspace, "surveys", pd.concat([answers(m, s, 20 - s) for m, s in zip(months, shares, strict=True)])
    )
    only_last = Filters(Period(date(2024, 1, 1), date(2024, 1, 31)), "none")
    answer = satisfaction_control.ask(empty_workspace, only_last)
    assert answer.n == 260
    assert answer.totals["centre"] == pytest.approx(180 / 240)
    assert answer.rows["signal"].tolist() == [""] * 12 + ["out"]
    assert answer.rows["is_in_period"].tolist() == [False] * 12 + [True]
    assert answer.totals["first_signal"] == date(2024, 1, 1)
    sigma = (0.75 * 0.25 / 20) ** 0.5
    assert answer.rows["limit_low"].iloc[0] == pytest.approx(0.75 - 3 * sigma)


def test_eleven_months_have_no_limits_and_say_so(empty_workspace: Workspace, bring_in: BringIn) -> None:
    months = [month.strftime("%Y-%m-%d") for month in pd.date_range("2023-01-01", periods=11, freq="MS")]
    bring_in(empty_workspace, "surveys", pd.concat([answers(month, 15, 5) for month in months]))
    answer = satisfaction_control.ask(empty_workspace, Filters(Period(date(2023, 1, 1), date(2023, 11, 30)), "none"))
    assert not answer.totals["is_judged"]
    assert np.isnan(answer.rows["limit_low"].to_numpy(dtype=float)).all()
    assert [note.level for note in answer.notes] == ["warning"]


def test_a_measure_that_is_none_is_refused(empty_workspace: Workspace) -> None:
    with pytest.raises(QuestionFault):
        satisfaction_control.ask(empty_workspace, Filters(Period(date(2023, 1, 1), date(2023, 11, 30))), measure="joy")


CRISIS = pd.Timestamp("2025-05-01")
CRISIS_FROM, CRISIS_TO = date(2025, 5, 1), date(2025, 9, 1)
LAST_THREE_YEARS = Filters(Period(date(2023, 7, 1), date(2026, 6, 30)), "none")


@pytest.fixture(scope="module")
def scenarios(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory):
    """The crisis and the quiet base; months 46 to 49 are May to August 2025."""
    folder = tmp_path_factory.mktemp("scenarios")
    made = {name: Workspace.open(demo_in(folder, name)) for name in ("service_crisis", "baseline")}
    yield made
    for workspace in made.values():
        workspace.close()


@pytest.mark.parametrize("measure", ["csat", "nps"])
def test_the_crisis_signals_in_its_first_month_and_is_bounded_by_breaks(scenarios, measure: str) -> None:
    totals = satisfaction_control.ask(scenarios["service_crisis"], LAST_THREE_YEARS, measure=measure).totals
    assert totals["first_signal"] == CRISIS_FROM
    assert totals["baseline_signals"] == 0
    assert totals["breaks"] == (CRISIS_FROM, CRISIS_TO)
    assert CRISIS_FROM <= totals["first_ewma_signal"] <= date(2025, 6, 1)


def test_complaints_of_the_crisis_signal_in_its_first_month(scenarios) -> None:
    totals = complaint_control.ask(scenarios["service_crisis"], LAST_THREE_YEARS).totals
    assert (totals["first_signal"], totals["breaks"]) == (CRISIS_FROM, (CRISIS_FROM, CRISIS_TO))


def test_the_healthy_example_has_no_signal_until_its_programme_truly_lifts_satisfaction(scenarios) -> None:
    """A programme begins in January 2025; what the weighted line tells later on is the lift of its truth."""
    for measure in ("csat", "nps", "ces"):
        answer = satisfaction_control.ask(scenarios["baseline"], LAST_THREE_YEARS, measure=measure)
        until_then = [row for row in answer.rows.to_dict("records") if row["month"] <= CRISIS]
        assert {(row["signal"], bool(row["is_ewma_out"])) for row in until_then} == {("", False)}
        assert measure == "ces" or answer.totals["signals"] == 0
    complaints = complaint_control.ask(scenarios["baseline"], LAST_THREE_YEARS)
    assert (complaints.totals["signals"], complaints.totals["hints"], complaints.totals["breaks"]) == (0, 0, ())
    assert complaints.totals["first_ewma_signal"] is None


def two_levels(workspace: Workspace, bring_in: BringIn, months_after: int) -> None:
    """Fourteen months at three quarters, then so many at one half."""
    months = [month.strftime("%Y-%m-%d") for month in pd.date_range("2022-01-01", periods=14 + months_after, freq="MS")]
    shares = [(15, 16, 15, 14)[place % 4] if place < 14 else (10, 11, 10, 9)[place % 4] for place in range(len(months))]
    bring_in(workspace, "surveys", pd.concat([answers(m, s, 20 - s) for m, s in zip(months, shares, strict=True)]))


def test_a_note_that_re_bases_begins_new_limits_and_one_that_does_not_changes_nothing(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    two_levels(empty_workspace, bring_in, 14)
    all_months = Filters(Period(date(2022, 1, 1), date(2024, 4, 30)), "none")
    enter(
        empty_workspace, (DatedNote(date(2023, 3, 10), "a fair"), DatedNote(date(2023, 3, 10), "prices", "nps", True))
    )
    before = satisfaction_control.ask(empty_workspace, all_months, baseline=12)
    assert len(set(before.rows["centre"].tolist())) == 1
    assert before.totals["hints"] > 0
    assert before.totals["first_ewma_signal"] is not None
    assert before.totals["dated_notes"] == ((date(2023, 3, 10), "a fair", False),)
    enter(empty_workspace, (DatedNote(date(2023, 3, 20), "a new branch", None, True),))
    answer = satisfaction_control.ask(empty_workspace, all_months, baseline=12)
    assert answer.rows["centre"].tolist() == pytest.approx([180 / 240] * 14 + [120 / 240] * 14)
    assert (answer.totals["signals"], answer.totals["hints"]) == (0, 0)
    assert answer.rows["is_baseline"].tolist() == [True] * 12 + [False] * 2 + [True] * 12 + [False] * 2


def test_a_baseline_that_was_no_quiet_time_is_said_and_nothing_but_single_months_is_marked_in_it(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    months = [month.strftime("%Y-%m-%d") for month in pd.date_range("2022-01-01", periods=14, freq="MS")]
    shares = [75, 75, 76, 74, 75, 20, 75, 76, 74, 75, 75, 75, 75, 75]
    bring_in(
        empty_workspace, "surveys", pd.concat([answers(m, s, 100 - s) for m, s in zip(months, shares, strict=True)])
    )
    answer = satisfaction_control.ask(
        empty_workspace, Filters(Period(date(2022, 1, 1), date(2023, 2, 28)), "none"), baseline=12
    )
    assert answer.totals["baseline_signals"] == 1
    marked = [(row["signal"], bool(row["is_ewma_out"])) for row in answer.rows.to_dict("records")[:12]]
    assert marked == [("", False)] * 5 + [("out", False)] + [("", False)] * 6
    assert [note.values["months"] for note in answer.notes if note.level == "warning"] == [1]


def test_fewer_than_twelve_months_after_a_note_have_no_limits_yet(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    two_levels(empty_workspace, bring_in, 11)
    enter(empty_workspace, (DatedNote(date(2023, 3, 1), "a new branch", "csat", True),))
    months = Filters(Period(date(2022, 1, 1), date(2024, 1, 31)), "none")
    answer = satisfaction_control.ask(empty_workspace, months, baseline=12)
    assert answer.rows["centre"].notna().tolist() == [True] * 14 + [False] * 11
    assert answer.totals["is_judged"]
    assert [note.values.get("months") for note in answer.notes][-1] == 11


SEASON = np.array([0.0, 1, 2, 3, 4, 5, -5, -4, -3, -2, -1, 0])


def test_month_effects_are_found_again_from_24_months_on_and_not_before() -> None:
    noise = np.random.default_rng(4).normal(0, 0.2, 36)
    values = 70 + 0.1 * np.arange(36) + np.roll(np.tile(SEASON, 3), -3) + noise
    found = month_effects(values, first_month=4)
    assert found is not None
    assert found.effects == pytest.approx(SEASON, abs=0.6)
    assert found.p_value < 0.01
    assert found.strength > 0.9
    assert month_effects(values[:23], 4) is None
    assert month_effects(values[:24], 4) is not None


def test_noise_has_no_month_effect() -> None:
    found = month_effects(70 + np.random.default_rng(5).normal(0, 1, 36), first_month=1)
    assert found is not None
    assert found.p_value > 0.05


def test_month_effects_of_the_store_need_24_months_in_a_row(empty_workspace: Workspace, bring_in: BringIn) -> None:
    months = pd.date_range("2022-01-01", periods=26, freq="MS").strftime("%Y-%m-%d").tolist()
    rows = [answers(month, 15 + (month[5:7] == "06") * 3, 5) for month in months if month != "2022-02-01"]
    bring_in(empty_workspace, "surveys", pd.concat(rows))
    short = satisfaction_month_effects.ask(
        empty_workspace, Filters(Period(date(2022, 1, 1), date(2024, 1, 31)), "none")
    )
    assert (short.is_empty, short.totals["months"]) == (True, 23)
    whole_two_years = satisfaction_month_effects.ask(
        empty_workspace, Filters(Period(date(2022, 1, 1), date(2024, 2, 29)), "none")
    )
    assert whole_two_years.totals["months"] == 24
    assert int(np.argmax(whole_two_years.rows["value"].to_numpy(dtype=float))) == 5
    assert whole_two_years.totals["feasts"] == (date(2022, 5, 1), date(2022, 7, 1), date(2023, 4, 1), date(2023, 6, 1))
