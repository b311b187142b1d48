"""By hand: the small sums inside the examples (cut points, prices, counts by inversion, shares, dirty texts)."""

import numpy as np
import pandas as pd
import pytest

from crm_core.demo.answers import ces_scores, csat_scores, nps_scores
from crm_core.demo.behaviour import fast_share, season
from crm_core.demo.calendar import LAST_DAY, moments, month_of, price_index, price_level
from crm_core.demo.dirty import as_text
from crm_core.demo.draws import binomial_counts, poisson_counts
from crm_core.demo.parameters import MONTHS, SCENARIOS, Phase, scenario_names
from crm_core.demo.truth import value_truth
from crm_core.demo.workspace import unit_costs


def test_the_scenarios_are_the_five_of_the_specification() -> None:
    assert scenario_names() == (
        "baseline",
        "leaky_bucket",
        "relational_turnaround",
        "loyal_but_unprofitable",
        "service_crisis",
    )


def test_sixty_months_end_with_june_2026() -> None:
    assert (MONTHS, LAST_DAY.isoformat()) == (60, "2026-06-30")


def test_nps_is_seven_at_a_liking_of_62_and_one_more_every_5_8() -> None:
    assert nps_scores(np.array([62.0, 67.7, 67.9, 0.0, 200.0])).tolist() == [7.0, 7.0, 8.0, 0.0, 10.0]


def test_csat_steps_at_45_55_65_and_80() -> None:
    assert csat_scores(np.array([44.9, 45.0, 55.0, 64.9, 65.0, 80.0])).tolist() == [1.0, 2.0, 3.0, 3.0, 4.0, 5.0]


def test_ces_gains_half_a_point_by_a_fast_solution_and_loses_by_an_open_case() -> None:
    liking, yes, no = np.array([72.0]), np.array([True]), np.array([False])
    # 1 + (72 - 30) / 10 = 5.2; + 0.5 = 5.7 -> 6; - 0.8 = 4.4 -> 4
    assert [ces_scores(liking, no, no)[0], ces_scores(liking, yes, no)[0], ces_scores(liking, no, yes)[0]] == [5, 6, 4]


def test_half_of_the_complaints_are_fast_where_the_median_is_three_days() -> None:
    # ln(3/6)/0.8 = -0.866, ln(3/2)/0.8 = 0.507, ln(3/12)/0.8 = -1.733 on the normal curve
    shares = [fast_share(Phase(0.06, days, 0.0)) for days in (3.0, 6.0, 2.0, 12.0)]
    assert shares == pytest.approx([0.5, 0.1931, 0.6939, 0.0416], abs=1e-4)


def test_the_season_is_one_over_the_year_and_july_comes_first() -> None:
    assert np.mean([season(month) for month in range(12)]) == pytest.approx(1.0)
    assert season(0) == pytest.approx(0.92 * 12 / 12.0, rel=0.01)


def test_poisson_counts_are_the_inverse_of_the_distribution() -> None:
    # rate 1: P(0) = .3679, P(<=1) = .7358, P(<=2) = .9197
    assert poisson_counts(np.array([0.36, 0.37, 0.73, 0.74, 0.92]), np.ones(5)).tolist() == [0, 1, 1, 2, 3]


def test_the_same_uniform_number_never_gives_fewer_orders_at_a_higher_rate() -> None:
    uniform = np.linspace(0.001, 0.999, 500)
    low, high = poisson_counts(uniform, np.full(500, 0.6)), poisson_counts(uniform, np.full(500, 0.7))
    assert (high >= low).all()


def test_binomial_counts_are_the_inverse_of_the_distribution() -> None:
    # two trials at .06: P(0) = .8836, P(<=1) = .9964
    assert binomial_counts(np.array([0.88, 0.89, 0.99, 0.997]), np.full(4, 2), 0.06).tolist() == [0, 1, 1, 2]


def test_prices_rise_by_the_yearly_rate_and_end_at_one() -> None:
    index = price_index()
    assert index[0] == 100.0
    assert price_level()[-1] == 1.0
    assert index[18] / index[6] == pytest.approx((1.62 ** (11 / 12)) * 1.60 ** (1 / 12), rel=1e-5)


def test_minutes_fall_into_their_month() -> None:
    # July 2021 has 31 days of 1,440 minutes
    assert month_of(np.array([0, 31 * 1440 - 1, 31 * 1440])).tolist() == [0, 0, 1]
    assert moments(np.array([31 * 1440 + 61])).iloc[0] == pd.Timestamp(2021, 8, 1, 1, 1)


def test_value_of_five_customers_is_told_as_shares() -> None:
    # 60, 30, 20, 10, -20: sum 100; best fifth 60 of 120 positive; the whale's back is 120 at four of five
    net = np.zeros((MONTHS, 5))
    net[-1] = [30.0, 60.0, -20.0, 10.0, 20.0]
    truth = value_truth(net, np.ones(5, dtype=bool))
    assert truth == {
        "customers": 5,
        "below_zero_share": 0.2,
        "top_fifth_share_of_positive": 0.5,
        "top_fifth_share_of_net": 0.6,
        "whale_peak": 1.2,
        "whale_peak_at": 0.8,
    }


def test_a_complaint_costs_150_more_than_a_contact_on_every_channel() -> None:
    costs = unit_costs().set_index(["kind", "channel"])["cost"]
    assert costs.loc["contact"].to_dict() == {
        "written": 5.0,
        "spoken": 25.0,
        "visual": 60.0,
        "face-to-face": 250.0,
        "unknown": 25.0,
    }
    assert (costs.loc["complaint"] - costs.loc["contact"]).eq(150.0).all()
    assert costs.loc[("order", "unknown")] == 25.0


def test_text_has_iso_days_points_and_empty_cells() -> None:
    rows = pd.DataFrame(
        {
            "day": pd.to_datetime(["2024-02-29", None]),
            "amount": [1234.5, np.nan],
            "agreed": pd.Series([True, None], dtype="boolean"),
            "word": ["İzmir", None],
        }
    )
    assert as_text(rows).to_numpy().tolist() == [["2024-02-29", "1234.5", "true", "İzmir"], ["", "", "", ""]]


def test_the_crisis_lasts_four_months_and_the_turnaround_stays() -> None:
    crisis, turnaround = SCENARIOS["service_crisis"], SCENARIOS["relational_turnaround"]
    assert [crisis.phase(month).complaint_rate for month in (45, 46, 49, 50)] == [0.06, 0.20, 0.20, 0.06]
    assert [turnaround.phase(month).median_days for month in (41, 42, 59)] == [6.0, 2.0, 2.0]
