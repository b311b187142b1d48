"""By hand: how fast complaints are solved with open ones counted, what comes back, promises, and what followed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.complaints import (
    complaint_recovery,
    complaint_resolution,
    complaint_summary,
    mean_difference,
    recovery_points,
)
from crm_core.satisfaction.survival import open_curve
from crm_core.store import Workspace
from tests.conftest import BringIn

MARCH = Filters(Period(date(2024, 3, 1), date(2024, 3, 31)), "none")


# T-13
def test_open_cases_count_up_to_where_they_were_seen() -> None:
    hours = np.array([1.0, 2, 2, 3, 5, 8, 10, 14, 20, 30])
    is_solved = np.array([True] * 6 + [False, True, False, False])
    curve = open_curve(hours, is_solved)
    assert curve.median.value == 5
    assert np.median(hours[is_solved]) == 3
    assert curve.share.tolist() == pytest.approx([0.9, 0.7, 0.6, 0.5, 0.4, 0.4 * 2 / 3])


def test_nothing_solved_has_no_median() -> None:
    curve = open_curve(np.array([5.0, 9]), np.array([False, False]))
    assert (curve.median.value, curve.solved_within(9).value, curve.cases) == (None, 0.0, 2)


def test_no_share_is_told_for_longer_than_any_case_was_watched() -> None:
    curve = open_curve(np.array([1.0, 5, 9]), np.array([True, True, False]))
    assert curve.solved_within(9).value == pytest.approx(2 / 3)
    assert curve.solved_within(10).value is None
    assert open_curve(np.array([1.0, 5]), np.array([True, True])).solved_within(10).value == pytest.approx(1)


# T-14
def test_recovery_is_the_difference_of_two_changes() -> None:
    assert recovery_points((78, 74), (79, 60)) == 15


def test_the_difference_of_means_is_welch_s_and_needs_ten_on_each_side() -> None:
    one, other = np.arange(10.0), np.arange(10.0) * 2
    difference = mean_difference(one, other)
    assert difference.value == pytest.approx(4.5 - 9)
    assert difference.low is not None and difference.high is not None and difference.low < -4.5 < difference.high
    assert mean_difference(one[:9], other).value is None


def case(name: str, customer: str, opened: str, solved_after: float | None, **others: object) -> dict[str, object]:
    """One complaint; times of solution and first answer are hours after it was opened."""
    start = pd.Timestamp(opened)
    answered = others.pop("answered_after", None)
    return {
        "case_id": name,
        "customer_id": customer,
        "occurred_at": start,
        "opened_at": start,
        "kind": "complaint",
        "category": others.pop("category", "Teslimat"),
        "first_response_at": start + pd.Timedelta(hours=float(str(answered))) if answered else pd.NaT,
        "resolved_at": start + pd.Timedelta(hours=solved_after) if solved_after else pd.NaT,
        "promised_at": start + pd.Timedelta(hours=48) if others.pop("is_promised", False) else pd.NaT,
    } | others


# T-12: eight cases, the last day of the data is 31 March 2024
EIGHT = [
    case("V1", "C1", "2024-03-01 09:00", 6, answered_after=1, is_promised=True),
    case("V2", "C2", "2024-03-02 09:00", 12, answered_after=1.5, is_promised=True),
    case("V3", "C3", "2024-03-03 09:00", 24, answered_after=2, is_promised=True),
    case("V4", "C4", "2024-03-04 09:00", 24, answered_after=1, is_promised=True),
    case("V5", "C5", "2024-03-05 09:00", 36, answered_after=4),
    case("V6", "C6", "2024-03-06 09:00", 72, is_promised=True),
    case("V7", "C1", "2024-03-05 09:00", None, is_promised=True),
    case("V8", "C7", "2024-03-07 09:00", None),
]


@pytest.fixture
def eight_cases(empty_workspace: Workspace, bring_in: BringIn) -> Workspace:
    """Eight cases, told ten times by ten sets of customers, since fewer than ten are not shown."""
    rows = [
        row | {"case_id": f"{row['case_id']}-{copy}", "customer_id": f"{row['customer_id']}-{copy}"}
        for copy in range(10)
        for row in EIGHT
    ]
    last_day = {"customer_id": "C8", "occurred_at": pd.Timestamp("2024-03-31"), "kind": "contact"}
    bring_in(empty_workspace, "interactions", pd.DataFrame([*rows, last_day]))
    return empty_workspace


def test_eight_cases_give_the_figures_worked_out(eight_cases: Workspace) -> None:
    answer = complaint_summary.ask(eight_cases, MARCH, standard_hours=48)
    figures = {row["figure"]: row for row in answer.rows.to_dict("records")}
    assert (answer.n, answer.totals["open_cases"], answer.as_of) == (80, 20, date(2024, 3, 31))
    assert figures["answer_hours"]["value"] == pytest.approx(1.5)
    assert answer.totals["resolved_only_median"] == pytest.approx(24)
    assert figures["solve_hours"]["value"] == pytest.approx(24)
    assert figures["within_standard"]["value"] == pytest.approx(0.625)
    assert (figures["came_back"]["value"], figures["came_back"]["n"]) == (pytest.approx(1 / 6), 60)
    assert (figures["promises_kept"]["value"], figures["promises_kept"]["n"]) == (pytest.approx(4 / 6), 60)


def test_the_stair_falls_at_each_solution(eight_cases: Workspace) -> None:
    answer = complaint_resolution.ask(eight_cases, MARCH)
    assert answer.rows["hours"].tolist() == [6, 12, 24, 36, 72]
    assert answer.rows["value"].tolist()[:2] == pytest.approx([7 / 8, 6 / 8])
    assert answer.rows["n"].tolist()[:3] == [80, 70, 60]


def test_without_first_answers_that_is_said_and_not_made_up(empty_workspace: Workspace, bring_in: BringIn) -> None:
    rows = [case(f"V{number}", f"C{number}", "2024-03-02", 5) for number in range(12)]
    bring_in(empty_workspace, "interactions", pd.DataFrame(rows).drop(columns="first_response_at"))
    answer = complaint_summary.ask(empty_workspace, MARCH)
    figures = {row["figure"]: row for row in answer.rows.to_dict("records")}
    assert np.isnan(figures["answer_hours"]["value"])
    assert any("“First answer at”" in note.text for note in answer.notes)


def test_customers_solved_in_time_are_held_against_the_others(empty_workspace: Workspace, bring_in: BringIn) -> None:
    cases = [case(f"V{number}", f"C{number}", "2024-03-10", 24 if number < 10 else 200) for number in range(20)]
    answers = [
        {
            "customer_id": f"C{number}",
            "answered_at": pd.Timestamp(day),
            "kind": "csat",
            "score": 4 if day < "2024-03" else 4 - number % 2 if number < 10 else 2 + number % 2,
            "scale_min": 1,
            "scale_max": 5,
        }
        for number in range(20)
        for day in ("2024-02-20", "2024-04-15")
    ]
    orders = [
        {
            "order_id": f"S{number}",
            "customer_id": f"C{number}",
            "ordered_at": pd.Timestamp("2024-05-01"),
            "amount": 10.0,
        }
        for number in range(5, 15)
    ]
    bring_in(empty_workspace, "interactions", pd.DataFrame(cases))
    bring_in(empty_workspace, "surveys", pd.DataFrame(answers))
    late_order = {"order_id": "Z", "customer_id": "C99", "ordered_at": pd.Timestamp("2024-12-31"), "amount": 1.0}
    bring_in(empty_workspace, "transactions", pd.DataFrame([*orders, late_order]))
    answer = complaint_recovery.ask(empty_workspace, MARCH, standard_hours=72)
    # in time: five stay at 4, five fall to 3: −12.5 of 100; late: 2 or 3 from 4: −37.5
    assert answer.totals["score_difference"] == pytest.approx(25)
    assert answer.totals["order_difference"] == pytest.approx(0)
    assert answer.n == 20
    assert answer.totals["score_rows"]["value"].tolist() == pytest.approx([-12.5, -37.5])
    with_department = pd.DataFrame(cases).assign(department=["Lojistik"] * 5 + ["Satış"] * 15, case_id="W")
    assert complaint_recovery.ask(empty_workspace, MARCH, department="Lojistik").n == 0
    bring_in(empty_workspace, "interactions", with_department.assign(occurred_at=pd.Timestamp("2024-03-09")))
    of_one = complaint_recovery.ask(empty_workspace, MARCH, standard_hours=72, department="Lojistik")
    assert (of_one.n, of_one.totals["order_difference"]) == (5, None)
