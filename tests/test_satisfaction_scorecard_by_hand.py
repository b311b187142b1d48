"""By hand: funnel, pulled-in shares, targets handed down and attained, and the scorecard on a few written rows."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction import satisfaction_scorecard
from crm_core.satisfaction.changes import clustered_error
from crm_core.satisfaction.targets import (
    answers_for_step,
    attainment,
    cascaded,
    clustered_answers,
    feasibility,
    funnel_limits,
    funnel_spread,
    position,
    share_of_answers,
    shrunken,
    smallest_step,
    verdict,
)
from crm_core.store import Workspace
from crm_core.store.entries import Target, enter
from tests.conftest import BringIn

SATISFIED, ANSWERS = np.array([18.0, 45, 9, 70, 30]), np.array([20.0, 60, 15, 80, 50])


# T-35
def test_five_units_are_pulled_toward_their_mean() -> None:
    pulled = shrunken(SATISFIED, ANSWERS)
    assert (pulled.mean, pulled.correlation) == pytest.approx((0.7644, 0.0818), abs=5e-5)
    assert pulled.strength == pytest.approx(11.23, abs=5e-3)
    assert pulled.values == pytest.approx([0.8513, 0.7523, 0.6704, 0.8614, 0.6302], abs=5e-5)


def test_units_that_differ_by_chance_are_all_pulled_to_the_mean() -> None:
    pulled = shrunken(np.array([30.0, 31, 29]), np.array([40.0, 40, 40]))
    assert np.isinf(pulled.strength)
    assert pulled.values == pytest.approx([0.75] * 3)


def test_one_unit_alone_keeps_its_share() -> None:
    assert shrunken(np.array([9.0]), np.array([12.0])).values == pytest.approx([0.75])


def test_the_funnel_narrows_with_answers_and_widens_from_ten_units_on() -> None:
    low, high = funnel_limits(0.8, np.array([100.0, 400.0]), 1.0, 3.09)
    assert high - 0.8 == pytest.approx([3.09 * 0.04, 3.09 * 0.02])
    assert 0.8 - low == pytest.approx([3.09 * 0.04, 3.09 * 0.02])
    halves = np.array([40.0, 60.0] * 5)
    assert funnel_spread(halves, np.full(10, 100.0)) == pytest.approx(2.0)
    assert funnel_spread(halves[:9], np.full(9, 100.0)) == 1.0
    assert funnel_spread(np.full(10, 50.0), np.full(10, 100.0)) == 1.0


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.8, "inside"), (0.878, "inside"), (0.879, "warning_high"), (0.923, "warning_high"), (0.924, "high"),
        (0.721, "warning_low"), (0.676, "low"),
    ],
)  # fmt: skip
def test_a_unit_lies_inside_or_outside_the_funnel(share: float, expected: str) -> None:
    assert position(share, 0.8, 100, 1.0) == expected


# T-36
def test_the_company_s_target_is_handed_down() -> None:
    shares, weights = np.array([0.8, 0.7, 0.6]), np.array([0.5, 0.3, 0.2])
    targets = cascaded(shares, weights, 0.78)
    assert targets == pytest.approx([0.8370, 0.7556, 0.6741], abs=5e-5)
    assert float(targets @ weights) == pytest.approx(0.78)
    assert (targets - shares) / (1 - shares) == pytest.approx([0.1852] * 3, abs=5e-5)
    assert cascaded(shares, weights, 0.70) == pytest.approx(shares)


# T-37
def test_three_quarters_of_the_way_is_still_undecided() -> None:
    assert attainment(0.76, 0.70, 0.78) == pytest.approx(0.75)
    low, high = share_of_answers(228, 300, 300.0)
    assert (low, high) == pytest.approx((0.7086, 0.8048), abs=5e-5)
    assert (low, high) == pytest.approx(proportion_confint(228, 300, method="wilson"))
    assert verdict(low, high, 0.78) == "undecided"
    assert (verdict(low, high, 0.70), verdict(low, high, 0.81)) == ("reached", "not_yet")
    assert attainment(0.60, 0.70, 0.78) == 0.0
    assert attainment(0.9, 0.8, 0.8) is None


def test_a_realistic_target_can_be_seen_and_a_peer_has_reached_it() -> None:
    step = smallest_step(0.70, 300)
    assert step == pytest.approx(2.8016 * (2 * 0.21 / 300) ** 0.5, rel=1e-4)
    assert answers_for_step(0.70, step) == 300
    assert answers_for_step(0.70, 0.0) is None
    peers = np.array([0.6, 0.7, 0.8, 0.9])
    assert feasibility(0.70, 0.82, 300, peers) == "realistic"
    assert feasibility(0.70, 0.78, 300, peers) == "unseen"
    assert feasibility(0.70, 0.83, 300, peers) == "high"
    assert feasibility(0.70, 0.83, 300, np.full(5, 0.70)) == "no_spread"


def test_answers_of_the_same_customer_are_worth_fewer() -> None:
    customers, satisfied = [1, 1, 1, 1, 2, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 0, 1, 1, 0, 1]
    keys = np.array(customers)
    x = np.bincount(keys, weights=np.array(satisfied, dtype=float))[1:]
    n = np.bincount(keys)[1:].astype(float)
    worth = clustered_answers(7, 10, (float(x @ x), float(x @ n), float(n @ n)))
    groups = len(n)
    robust = clustered_error(satisfied, customers) ** 2 * (groups - 1) / groups
    assert 0.7 * 0.3 / worth == pytest.approx(robust)
    assert clustered_answers(7, 10, (7.0, 7.0, 10.0)) == pytest.approx(10)


def contacts(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """Customer, day, department, employee."""
    sheet = pd.DataFrame(rows, columns=pd.Index(["customer_id", "occurred_at", "department", "employee"]))
    return sheet.assign(occurred_at=pd.to_datetime(sheet["occurred_at"]), kind="contact")


def answers(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    """Customer, day, score of 1 to 5."""
    sheet = pd.DataFrame(rows, columns=pd.Index(["customer_id", "answered_at", "score"]))
    return sheet.assign(answered_at=pd.to_datetime(sheet["answered_at"]), kind="csat", scale_min=1, scale_max=5)


@pytest.fixture
def two_departments(empty_workspace: Workspace, bring_in: BringIn) -> Workspace:
    """Forty customers of sales and forty of service: in 2023 half satisfied, in 2024 thirty and twenty."""
    seen = [(f"A{number}", f"{year}-03-01", "Satış", "Ada") for number in range(40) for year in (2023, 2024)]
    seen += [(f"B{number}", f"{year}-03-01", "Servis", "Bora") for number in range(40) for year in (2023, 2024)]
    said = [(f"{side}{number}", "2023-03-10", 5 if number < 20 else 2) for number in range(40) for side in "AB"]
    said += [(f"A{number}", "2024-03-10", 5 if number < 30 else 2) for number in range(40)]
    said += [(f"B{number}", "2024-03-10", 5 if number < 20 else 2) for number in range(40)]
    bring_in(empty_workspace, "interactions", contacts(seen))
    bring_in(empty_workspace, "surveys", answers(said))
    return empty_workspace


YEAR_2024 = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)), "last_year")


def test_departments_are_judged_against_targets_handed_down(two_departments: Workspace) -> None:
    enter(two_departments, (), (Target("csat_by_month", date(2024, 1, 1), 0.6),))
    answer = satisfaction_scorecard.ask(two_departments, YEAR_2024)
    assert answer.n == 80
    assert answer.rows["unit"].tolist() == ["Satış", "Servis"]
    assert answer.rows["value"].tolist() == pytest.approx([0.75, 0.5])
    assert answer.rows["base"].tolist() == pytest.approx([0.5, 0.5])
    assert answer.rows["target"].tolist() == pytest.approx([0.6, 0.6])
    assert answer.rows["attainment"].tolist() == pytest.approx([1.0, 0.0])
    assert answer.rows["verdict"].tolist() == ["undecided", "undecided"]
    low, high = proportion_confint(30, 40, method="wilson")
    assert (answer.rows["low"].iloc[0], answer.rows["high"].iloc[0]) == pytest.approx((low, high))
    assert answer.totals["centre"] == pytest.approx(50 / 80)


def test_an_answer_goes_to_the_last_contact_of_90_days_and_not_to_a_later_one(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    rows = [(f"C{n}", "2024-01-01", "Eski", "x") for n in range(12)] + [
        (f"C{n}", "2024-02-01", "Satış", "x") for n in range(12)
    ]
    rows += [(f"C{n}", "2024-03-11", "Sonra", "x") for n in range(12)] + [
        (f"D{n}", "2023-12-01", "Eski", "x") for n in range(12)
    ]
    bring_in(empty_workspace, "interactions", contacts(rows))
    bring_in(empty_workspace, "surveys", answers([(f"{side}{n}", "2024-03-10", 5) for n in range(12) for side in "CD"]))
    answer = satisfaction_scorecard.ask(empty_workspace, YEAR_2024)
    assert answer.rows["unit"].tolist() == ["Satış"]
    assert answer.n == 12
    assert {"answers": 12} in [dict(note.values) for note in answer.notes]


@pytest.mark.parametrize(("employee_answers", "customers", "shown"), [(30, 15, True), (29, 15, False), (30, 14, False)])
def test_an_employee_needs_thirty_answers_of_fifteen_customers(
    employee_answers: int, customers: int, shown: bool, empty_workspace: Workspace, bring_in: BringIn
) -> None:
    said = [(f"C{place % customers}", f"2024-0{3 + place // customers}-10", 5) for place in range(employee_answers)]
    seen = [(f"C{number}", "2024-03-01", "Satış", "Ada") for number in range(customers)]
    bring_in(empty_workspace, "interactions", contacts(seen))
    bring_in(empty_workspace, "surveys", answers(said))
    answer = satisfaction_scorecard.ask(empty_workspace, YEAR_2024, by="employee")
    assert (len(answer.rows) == 1) is shown


def test_a_department_of_four_customers_is_not_shown(empty_workspace: Workspace, bring_in: BringIn) -> None:
    said = [(f"C{place % 4}", f"2024-0{3 + place // 4}-10", 5) for place in range(12)]
    bring_in(empty_workspace, "interactions", contacts([(f"C{n}", "2024-03-01", "Satış", "Ada") for n in range(4)]))
    bring_in(empty_workspace, "surveys", answers(said))
    assert satisfaction_scorecard.ask(empty_workspace, YEAR_2024).rows.empty


def test_an_unknown_unit_is_refused(empty_workspace: Workspace) -> None:
    with pytest.raises(QuestionFault):
        satisfaction_scorecard.ask(empty_workspace, YEAR_2024, by="team")
