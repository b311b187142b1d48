"""By hand: what followed complaints and answers, where dissatisfaction comes from, causes said to be fixed, and what is at stake."""

from collections.abc import Sequence
from datetime import date
from math import log

import numpy as np
import pandas as pd
import pytest

from crm_core.at_stake import unhappy_at_stake
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction.behaviour import churn_slope, landmark_before, later_behaviour, mean_of_sums
from crm_core.satisfaction.fixed import fixed_causes, rate_ratio, said_to_be_fixed, say_fixed, take_back_fix
from crm_core.satisfaction.recovery import orders_after_complaints, standardised, strata
from crm_core.satisfaction.sources import satisfaction_sources
from crm_core.screen.day_field import read_day
from crm_core.store import Workspace
from tests.conftest import BringIn

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)), "none")


def orders(rows: list[tuple[str, str]], amount: float = 10.0) -> pd.DataFrame:
    """Orders of one line each: customer and day."""
    frame = pd.DataFrame(rows, columns=pd.Index(["customer_id", "ordered_at"]))
    numbers = [f"S{place}" for place in range(len(rows))]
    return frame.assign(ordered_at=pd.to_datetime(frame["ordered_at"]), order_id=numbers, amount=amount, cost=0.0)


def answered(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    """Answers to csat on 1–5: customer, day and score."""
    frame = pd.DataFrame(rows, columns=pd.Index(["customer_id", "answered_at", "score"]))
    return frame.assign(answered_at=pd.to_datetime(frame["answered_at"]), kind="csat", scale_min=1, scale_max=5)


def complaints(rows: Sequence[tuple[str, str, str | None, str]]) -> pd.DataFrame:
    """Complaints: customer, day, day solved and category."""
    frame = pd.DataFrame(rows, columns=pd.Index(["customer_id", "occurred_at", "resolved_at", "category"]))
    for name in ("occurred_at", "resolved_at"):
        frame[name] = pd.to_datetime(frame[name])
    return frame.assign(
        opened_at=frame["occurred_at"], kind="complaint", department="Lojistik", stage="after-sale", channel="written"
    )


def test_alike_customers_are_weighted_to_those_who_complained() -> None:
    counted = pd.DataFrame(
        [
            ("2024-01-01", 0, "in_time", 30, 15), ("2024-01-01", 1, "in_time", 10, 9),
            ("2024-01-01", 0, "none", 100, 40), ("2024-01-01", 1, "none", 20, 16), ("2024-02-01", 0, "none", 50, 50),
        ],
        columns=pd.Index(["month", "band", "group", "customers", "bought"]),
    )  # fmt: skip
    own, alike = standardised(strata(counted), "in_time")
    # 24 of 40; alike: 3/4 of 0.4 and 1/4 of 0.8
    assert (own.value, alike.value, alike.n) == (pytest.approx(0.6), pytest.approx(0.5), 120)
    assert standardised(strata(counted.head(0)), "late")[0].n == 0


def test_those_who_complained_stand_beside_buyers_who_did_not(empty_workspace: Workspace, bring_in: BringIn) -> None:
    people = [f"C{number:02d}" for number in range(12)]
    quiet = [f"Q{number:02d}" for number in range(12)]
    bought = [(who, "2024-03-01") for who in (*people, *quiet)] + [(who, "2024-04-15") for who in people[:6]]
    bought += [(who, "2024-04-15") for who in quiet[:3]] + [("Z", "2024-12-31")]
    bring_in(empty_workspace, "transactions", orders(bought))
    told = [(who, "2024-03-05", "2024-03-06", "Fatura") for who in people]
    bring_in(empty_workspace, "interactions", complaints(told))
    answer = orders_after_complaints.ask(empty_workspace, YEAR)
    found = dict(zip(answer.rows["group"], answer.rows["value"], strict=True))
    assert (found["in_time"], found["in_time_alike"]) == (0.5, 0.25)
    assert answer.totals["contrasts"]["value"].tolist() == pytest.approx([0.25])


def test_the_landmark_lies_six_whole_months_before_the_end() -> None:
    assert landmark_before(date(2024, 12, 31)) == date(2024, 6, 30)
    assert landmark_before(date(2024, 12, 15)) == date(2024, 5, 31)


def test_behaviour_is_that_of_later_months_only(empty_workspace: Workspace, bring_in: BringIn) -> None:
    happy, sad = [f"H{number:02d}" for number in range(12)], [f"U{number:02d}" for number in range(12)]
    told = [(who, "2024-05-01", 5) for who in happy] + [(who, "2024-05-01", 1) for who in sad]
    told += [(who, "2024-08-01", 5) for who in sad] + [("N", "2024-05-01", 5)]
    bring_in(empty_workspace, "surveys", answered(told))
    bought = [(who, "2024-04-01") for who in (*happy, *sad)] + [(who, "2024-09-01") for who in (*happy[:9], *sad[:3])]
    bring_in(empty_workspace, "transactions", orders([*bought, ("Z", "2024-12-31")]))
    answer = later_behaviour.ask(empty_workspace, YEAR)
    found = {(row["measure"], row["group"]): row["value"] for row in answer.rows.to_dict("records")}
    # the later answers of the unhappy and the one who never bought do not count
    assert (answer.n, answer.totals["landmark"]) == (24, date(2024, 6, 30))
    assert (found["repeat", "high"], found["repeat", "low"], found["churn", "low"]) == (0.75, 0.25, 0.75)
    assert (found["margin", "high"], found["margin", "low"]) == (pytest.approx(7.5), pytest.approx(2.5))
    assert "lower bound" in answer.notes[0].text


def test_the_slope_of_leaving_solves_the_equations_of_logistic_regression() -> None:
    counted = pd.DataFrame({"points": [0.0, 50.0, 100.0], "customers": [40, 40, 40], "bought": [10, 24, 30]})
    slope = churn_slope(counted)["slope"]
    assert slope is not None and slope < 0
    # the fitted line passes through the means: 56 leave of 120, and Σ points · leavers = 5 · 16 + 10 · 10 steps of ten
    lost, steps = np.array([30.0, 16, 10]), np.array([0.0, 5, 10])
    level = log(56 / 64) - slope * 5
    for _ in range(50):
        level += (56 - (40 / (1 + np.exp(-level - slope * steps))).sum()) / 30
    fitted = 40 / (1 + np.exp(-level - slope * steps))
    assert (fitted.sum(), fitted @ steps) == (pytest.approx(56), pytest.approx(float(lost @ steps), abs=1e-3))
    assert churn_slope(counted.head(2))["slope"] is None


def test_a_mean_is_made_of_sums() -> None:
    found = mean_of_sums(4, 10.0, 30.0)
    # values 1, 2, 3, 4: variance 5/3
    assert (found.value, found.n) == (2.5, 4)
    assert found.high == pytest.approx(2.5 + 1.959964 * (5 / 3 / 4) ** 0.5)


def test_an_answer_is_told_to_the_latest_contact_of_thirty_days(empty_workspace: Workspace, bring_in: BringIn) -> None:
    who = [f"C{number:02d}" for number in range(12)]
    contacts = pd.DataFrame(
        [(name, day, department) for name in who for day, department in (("2024-03-01", "Satış"), ("2024-03-10", "Lojistik"))],
        columns=pd.Index(["customer_id", "occurred_at", "department"]),
    )  # fmt: skip
    contacts = contacts.assign(
        occurred_at=pd.to_datetime(contacts["occurred_at"]), kind="contact", stage="sale", channel="spoken"
    )
    bring_in(empty_workspace, "interactions", contacts)
    told = [(name, "2024-03-20", 5 if place < 9 else 2) for place, name in enumerate(who)]
    told += [(name, "2024-03-05", 5) for name in who] + [(name, "2024-06-20", 1) for name in who]
    bring_in(empty_workspace, "surveys", answered(told))
    answer = satisfaction_sources.ask(empty_workspace, YEAR)
    found = {row["department"]: (row["value"], row["n"]) for row in answer.rows.to_dict("records")}
    assert found == {"Lojistik": (pytest.approx(0.75), 12), "Satış": (1, 12)}
    with pytest.raises(QuestionFault, match="channel"):
        satisfaction_sources.ask(empty_workspace, YEAR, across="weekday")


def test_a_cause_said_to_be_fixed_is_held_against_its_complaints(empty_workspace: Workspace, bring_in: BringIn) -> None:
    days = pd.date_range("2024-03-01", "2024-08-31", freq="D")
    bring_in(
        empty_workspace, "transactions", orders([(f"C{place}", str(day.date())) for place, day in enumerate(days)])
    )
    told = [
        (f"C{place}", str(day.date()), None, "Fatura")
        for place, day in enumerate(days)
        if day < pd.Timestamp("2024-06-01") and place % 3 == 0
    ]
    told += [("C150", "2024-07-15", None, "Fatura")]
    bring_in(empty_workspace, "interactions", complaints(told))
    say_fixed(empty_workspace, "Fatura", date(2024, 6, 1), "Muhasebe", "Elle giriliyordu")
    row = fixed_causes.ask(empty_workspace, YEAR).rows.to_dict("records")[0]
    assert (row["days"], row["complaints_before"], row["complaints_after"], row["verdict"]) == (90, 30, 1, "less")
    assert (row["before"], row["came_back_on"]) == (pytest.approx(100 * 30 / 90), pd.Timestamp("2024-07-15"))
    take_back_fix(empty_workspace, "Fatura", "2024-06-01")
    assert said_to_be_fixed(empty_workspace) == []


def test_few_complaints_judge_nothing_and_none_after_has_an_exact_end() -> None:
    assert np.isnan(rate_ratio((5, 100), (4, 100))[0])
    value, low, high = rate_ratio((20, 100), (0, 100))
    share = 1 - 0.025 ** (1 / 20)
    assert (value, low, high) == (0, 0, pytest.approx(share / (1 - share)))
    assert rate_ratio((20, 100), (20, 100))[0] == 1


def test_a_day_is_read_in_two_ways_and_nothing_else() -> None:
    assert read_day("15.03.2026") == read_day("2026-03-15") == date(2026, 3, 15)
    for text in ("31.02.2026", "03/15/2026", "", "yarın"):
        with pytest.raises(QuestionFault):
            read_day(text)


def test_without_a_model_the_whole_margin_is_at_stake(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(
        empty_workspace,
        "surveys",
        answered([("C1", "2024-05-01", 1), ("C2", "2024-05-01", 3), ("C3", "2024-05-01", 5)]),
    )
    bring_in(
        empty_workspace, "transactions", orders([("C1", "2024-06-01"), ("C2", "2024-06-01"), ("C2", "2024-07-01")])
    )
    answer = unhappy_at_stake.ask(empty_workspace, YEAR)
    assert answer.rows["customer_id"].tolist() == ["C2", "C1"]
    chances = answer.rows["probability_active"].to_numpy(dtype=float)
    expected = np.array([20.0, 10.0]) * np.where(np.isfinite(chances), chances, 1.0)
    assert answer.rows["at_stake"].tolist() == pytest.approx(expected.tolist())
    assert answer.totals["margin"] == 30
