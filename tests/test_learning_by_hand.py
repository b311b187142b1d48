"""By hand: the leaky bucket, its equilibrium, the measured start, judged guesses and the lesson reader."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.learning import (
    BucketChoice,
    BucketStart,
    annual_from_monthly,
    bucket_start,
    choice_of,
    doubled_inflow,
    equilibrium,
    judged,
    leaky_bucket,
    monthly_from_annual,
    play,
    relational_per_hundred,
    start_of,
    times_average,
)
from crm_core.learning.lesson import Term, read_lesson
from crm_core.learning.order_months import counted_silences, ledger_of
from crm_core.periods import Period
from crm_core.store import Workspace
from tests.conftest import BringIn

ORDERS = [
    ("A", "2023-01-10", 100, 60),  # active Jan to Mar 2023, lost in Apr, back in Jun, lost again in Sep
    ("A", "2023-06-05", 100, 60),
    ("B", "2023-02-01", 200, 150),  # orders every second month: never lost
    ("B", "2023-04-01", 200, 150),
    ("B", "2023-06-01", 200, 150),
    ("C", "2023-05-20", 400, 240),  # won in May, lost in Aug
]


def orders(rows: Sequence[tuple[str, str, float, float]]) -> pd.DataFrame:
    lines = pd.DataFrame(rows, columns=["customer_id", "ordered_at", "amount", "cost"])
    return lines.assign(ordered_at=pd.to_datetime(lines["ordered_at"]), order_id=[f"O{n}" for n in range(len(lines))])


def test_two_months_of_a_leaking_bucket_worked_out() -> None:
    # 100 - 10 + 20 = 110; 110 - 11 + 20 = 119. Margin: 100*5 - 20*30 = -100; 110*5 - 600 = -50.
    rows = leaky_bucket(100, 20, 0.10, 2, margin_per_customer_month=5, acquisition_cost=30)
    assert rows["at_start"].tolist() == [100, 100, 110]
    assert rows["lost"].tolist() == pytest.approx([0, 10, 11])
    assert rows["customers"].tolist() == pytest.approx([100, 110, 119])
    assert rows["cumulative_margin"].tolist() == pytest.approx([0, -100, -150])


@pytest.mark.parametrize(("customers", "acquired", "churn"), [(1200, 60, 0.05), (0, 10, 0.2), (500, 0, 0.03)])
def test_bucket_follows_its_closed_form(customers: float, acquired: float, churn: float) -> None:
    rows = leaky_bucket(customers, acquired, churn, 36)
    level = acquired / churn
    expected = [level + (customers - level) * (1 - churn) ** month for month in range(37)]
    assert rows["customers"].tolist() == pytest.approx(expected)


def test_bucket_left_as_it_is_stands_beside_the_changed_one() -> None:
    rows = leaky_bucket(100, 20, 0.05, 1, margin_per_customer_month=5, unchanged=(10, 0.10))
    assert rows["customers"].iloc[-1] == pytest.approx(115)
    assert rows["customers_unchanged"].iloc[-1] == pytest.approx(100)


def test_choice_that_leaves_the_base_as_it_stands_differs_in_nothing() -> None:
    start = BucketStart(1200, 60, 0.05, 250.0, 1800.0)
    outcome = play(start, choice_of(start), 250.0)
    assert outcome.monthly_churn == 0.05
    assert (outcome.more_customers, outcome.more_margin) == (0, 0)
    # A settled base: 36 months of 1200 * 250 - 60 * 1800.
    assert outcome.customers == pytest.approx(1200)
    assert outcome.margin == pytest.approx(36 * (1200 * 250 - 60 * 1800))
    assert outcome.level == pytest.approx(1200)


def test_twice_the_inflow_lets_most_of_the_newcomers_leak_out_again() -> None:
    # From 1200 towards 120 / 0.05 = 2400: 2400 - 1200 * 0.95^36 = 2210.7, though 36 * 60 = 2160 more came in.
    doubled = doubled_inflow(BucketStart(1200, 60, 0.05, 250.0, 1800.0))
    assert doubled.more_acquired == 2160
    assert doubled.customers == pytest.approx(2400 - 1200 * 0.95**36)
    assert round(doubled.more_customers) == 1011


def test_choice_of_no_churn_and_no_winning_keeps_exactly_those_who_are_there() -> None:
    outcome = play(BucketStart(100, 0, 1.0, 10.0, 0.0), BucketChoice(0, 0, 3), 10.0)
    assert (outcome.customers, outcome.more_customers) == (100, 100)
    assert outcome.margin == 36 * 100 * 10
    assert outcome.more_margin == 35 * 100 * 10  # left as it is, all leave in the first month
    assert outcome.level is None


def test_restless_newcomers_leave_twice_as_often_in_their_first_year() -> None:
    # Month 1: 100 settled lose 10, 50 come. Month 2: 90 settled lose 9, 50 newcomers lose 2 * 10 % = 10.
    rows = leaky_bucket(100, 50, 0.10, 2, newcomer_factor=2)
    assert rows["lost"].tolist() == pytest.approx([0, 10, 19])


def test_equilibrium_is_inflow_divided_by_churn() -> None:
    assert equilibrium(60, 0.05) == pytest.approx(1200)
    assert equilibrium(60, 0.04) == pytest.approx(1500)


def test_long_run_with_restless_newcomers_ends_at_their_equilibrium() -> None:
    rows = leaky_bucket(0, 50, 0.10, 600, newcomer_factor=2)
    assert rows["customers"].iloc[-1] == pytest.approx(equilibrium(50, 0.10, 2))


def test_losing_five_per_cent_a_month_loses_46_per_cent_a_year() -> None:
    assert annual_from_monthly(0.05) == pytest.approx(1 - 0.95**12)
    assert round(annual_from_monthly(0.05), 2) == 0.46
    assert monthly_from_annual(annual_from_monthly(0.05)) == pytest.approx(0.05)
    assert choice_of(BucketStart(1200, 60, 0.05, 1.0, 1.0)) == BucketChoice(60, 46, 1)


def test_bucket_start_counts_who_came_came_back_and_was_lost(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", orders(ORDERS))
    period = Filters(Period(date(2023, 4, 1), date(2023, 9, 30)))
    answer = bucket_start.ask(empty_workspace, period, quiet_months=3)
    ledger = answer.rows
    assert ledger["at_start"].tolist() == [2, 1, 2, 3, 3, 2]
    assert ledger["acquired"].tolist() == [0, 1, 0, 0, 0, 0]
    assert ledger["returned"].tolist() == [0, 0, 1, 0, 0, 0]
    assert ledger["lost"].tolist() == [1, 0, 0, 0, 1, 2]
    assert ledger["at_end"].tolist() == [1, 2, 3, 3, 2, 0]
    assert ledger["n"].tolist() == ledger["at_start"].tolist()
    assert answer.totals["monthly_churn"] == pytest.approx(4 / 13)
    assert answer.totals["inflow_per_month"] == pytest.approx(2 / 6)
    # Revenue April to September 100 + 400 + 400 = 900, cost 60 + 300 + 240 = 600; 300 over 13 customer months.
    assert answer.totals["margin_per_customer_month"] == pytest.approx(300 / 13)
    assert answer.n == 0


def test_bucket_start_takes_the_margin_rate_of_costed_orders_and_the_mean_cost_of_winning(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    costed = orders([("A", "2023-01-01", 100, 60), ("A", "2023-04-01", 100, 60), ("B", "2023-05-01", 100, 0)])
    costed.loc[2, "cost"] = None
    bring_in(empty_workspace, "transactions", costed)
    bring_in(
        empty_workspace, "customers", pd.DataFrame({"customer_id": ["A", "B"], "acquisition_cost": [700.0, 300.0]})
    )
    answer = bucket_start.ask(empty_workspace, Filters(Period(date(2023, 4, 1), date(2023, 6, 30))), quiet_months=3)
    # At start: April A, May A, June A and B: 4 customer months. Margin rate 40 % of 200.
    assert answer.totals["margin_per_customer_month"] == pytest.approx(0.4 * 200 / 4)
    assert answer.totals["costed_share"] == pytest.approx(0.5)
    assert answer.totals["acquisition_cost"] == 300  # only B was won in the period
    start = start_of(answer)
    assert (start.customers, start.acquired_per_month, start.monthly_churn) == (2, 0, 0.0)
    assert (start.margin_per_customer_month, start.acquisition_cost) == (20.0, 300.0)


def test_a_guess_within_a_tenth_of_the_truth_is_close() -> None:
    assert judged(54, 60).reading == "close"
    assert judged(53, 60).reading == "low"
    assert judged(67, 60).reading == "high"
    assert judged(50, 60).difference == -10


def test_times_average_divides_share_of_value_by_share_of_customers() -> None:
    tiers = pd.DataFrame({"tier": ["mvc", "bz"], "share_of_customers": [0.2, 0.8], "share_of_value": [0.7, 0.3]})
    assert times_average(tiers, "mvc") == pytest.approx(3.5)


def test_relational_customers_are_counted_per_hundred_classified_ones() -> None:
    counts = {"relational": 3, "mixed": 5, "transactional": 4, "unclassified": 88}
    assert relational_per_hundred(counts) == pytest.approx(25)
    assert relational_per_hundred({"unclassified": 7}) is None


def test_lesson_is_read_from_its_markdown() -> None:
    read = read_lesson(LESSON, "short", "en")
    assert read.title == "A short lesson"
    assert read.terms == (Term("elde tutma", "retention"),)
    assert read.sources == ("Gupta, S., Managing Customers, 2005",)
    assert read.pitfalls == ("one", "two")
    question = read.questions[0]
    assert question.text == "How many?"
    assert [choice.is_right for choice in question.choices] == [False, True]
    assert question.choice(1).reason == "too few"


LESSON = """---
title: A short lesson
term: elde tutma | retention
source: Gupta, S., Managing Customers, 2005
---
## idea
Keep them.
## example
One customer.
## rule
All of them.
## formula
r = 1
## pitfalls
- one
- two
## trainer
- slowly
## questions
### How many?
- [ ] One :: too few
- [x] Two :: just right
"""


def test_silences_lie_between_the_months_of_each_customer_in_whatever_order_they_come() -> None:
    # Customer 1 orders in months 3, 5 and 9, customer 2 in month 5, customer 0 is not asked about.
    found = counted_silences(np.array([1, 2, 1, 0, 1]), np.array([9, 5, 3, 4, 5]), np.array([-1, 0, 1]))
    rows = zip(found.kinds, found.months, found.until_next, found.is_first, found.customers, strict=True)
    assert sorted(tuple(map(int, row)) for row in rows) == [
        (0, 3, 2, 1, 1),
        (0, 5, 4, 0, 1),
        (0, 9, 0, 0, 1),
        (1, 5, 0, 1, 1),
    ]


def test_nobody_asked_about_has_no_silences() -> None:
    found = counted_silences(np.array([0, 1]), np.array([3, 4]), np.array([-1, -1]))
    ledger = ledger_of(found, 3, date(2023, 1, 1), date(2023, 2, 1))
    assert ledger[["at_start", "acquired", "returned", "lost", "at_end"]].to_numpy().tolist() == [[0] * 5] * 2
