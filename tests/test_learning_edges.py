"""Edges: churn of 0 and 1, an empty bucket, too little history, files that do not keep the form."""

from datetime import date

import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.learning import (
    BucketStart,
    bucket_start,
    equilibrium,
    is_measured,
    judged,
    leaky_bucket,
    lesson,
    monthly_from_annual,
    most_acquired,
    shuffled,
    start_of,
    surprise,
    times_average,
)
from crm_core.learning.bucket import DEMO_START
from crm_core.learning.lesson import read_lesson
from crm_core.periods import Period
from crm_core.store import Workspace
from tests.conftest import BringIn
from tests.test_learning_by_hand import LESSON, orders

YEAR = Filters(Period(date(2023, 1, 1), date(2023, 12, 31)))


def test_without_churn_nobody_is_lost_and_there_is_no_equilibrium() -> None:
    rows = leaky_bucket(10, 5, 0.0, 3, newcomer_factor=3)
    assert rows["customers"].tolist() == [10, 15, 20, 25]
    assert equilibrium(5, 0.0) is None


def test_with_full_churn_only_those_just_won_are_left() -> None:
    rows = leaky_bucket(10, 5, 1.0, 3, newcomer_factor=3)
    assert rows["customers"].tolist() == [10, 5, 5, 5]
    assert equilibrium(5, 1.0) == 5


def test_an_empty_bucket_without_inflow_stays_empty() -> None:
    assert leaky_bucket(0, 0, 0.5, 2)["customers"].tolist() == [0, 0, 0]


def test_no_months_give_the_start_alone() -> None:
    assert leaky_bucket(7, 1, 0.5, 0)["customers"].tolist() == [7]


def test_annual_churn_of_nothing_and_of_all() -> None:
    assert monthly_from_annual(0.0) == 0.0
    assert monthly_from_annual(1.0) == 1.0


def test_control_reaches_three_times_the_inflow_and_at_least_thirty() -> None:
    assert most_acquired(BucketStart(0, 10, 0.1, 0, 0)) == 30
    assert most_acquired(BucketStart(0, 11, 0.1, 0, 0)) == 40


def test_surprise_repeats_for_the_same_counter_and_stays_within_the_controls() -> None:
    assert surprise(3, DEMO_START) == surprise(3, DEMO_START)
    drawn = [surprise(counter, DEMO_START) for counter in range(1, 40)]
    assert len(set(drawn)) > 10
    assert all(0 <= choice.acquired_per_month <= most_acquired(DEMO_START) for choice in drawn)
    assert all(0 <= choice.annual_churn_percent <= 100 for choice in drawn)


def test_workspace_without_orders_answers_with_demo_figures_and_a_word(empty_workspace: Workspace) -> None:
    answer = bucket_start.ask(empty_workspace, YEAR)
    assert answer.is_empty and answer.n == 0
    assert [note.level for note in answer.notes] == ["warning"]
    assert not is_measured(answer)
    assert start_of(answer) == DEMO_START


def test_quiet_months_shorten_where_history_is_short(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", orders([("A", "2022-12-01", 10, 5), ("A", "2023-12-01", 10, 5)]))
    answer = bucket_start.ask(empty_workspace, YEAR)
    assert answer.totals["quiet_months"] == 6  # 12 leave one month to measure, 6 leave seven
    assert answer.rows["month"].tolist()[0] == pd.Timestamp(2023, 6, 1)
    assert len(answer.rows) == 7


def test_unfinished_last_month_is_left_out(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", orders([("A", "2022-01-01", 10, 5), ("A", "2023-06-10", 10, 5)]))
    answer = bucket_start.ask(empty_workspace, Filters(Period(date(2023, 1, 1), date(2023, 6, 10))))
    assert answer.rows["month"].tolist()[-1] == pd.Timestamp(2023, 5, 1)


def test_silence_of_exactly_the_quiet_months_loses_the_customer_one_month_less_does_not(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    lines = [
        ("A", "2022-01-15", 10, 5),
        ("A", "2022-04-15", 10, 5),
        ("B", "2022-01-15", 10, 5),
        ("B", "2022-05-15", 10, 5),
    ]
    bring_in(empty_workspace, "transactions", orders(lines))
    answer = bucket_start.ask(empty_workspace, Filters(Period(date(2022, 4, 1), date(2022, 5, 31))), quiet_months=3)
    assert answer.rows["lost"].tolist() == [1, 0]
    assert answer.rows["returned"].tolist() == [0, 1]


def test_margin_is_unknown_without_costs_and_said_to_be(empty_workspace: Workspace, bring_in: BringIn) -> None:
    uncosted = orders([("A", "2022-01-15", 10, 0), ("A", "2022-06-15", 10, 0)]).drop(columns="cost")
    bring_in(empty_workspace, "transactions", uncosted)
    answer = bucket_start.ask(empty_workspace, Filters(Period(date(2022, 5, 1), date(2022, 8, 31))), quiet_months=3)
    assert answer.totals["margin_per_customer_month"] is None
    assert start_of(answer).margin_per_customer_month == DEMO_START.margin_per_customer_month
    assert [note.level for note in answer.notes] == ["information", "warning", "warning"]


def test_segment_of_nobody_has_no_churn(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "transactions", orders([("A", "2021-01-15", 10, 5), ("A", "2023-06-15", 10, 5)]))
    nobody = Filters(YEAR.period, sectors=("Nowhere",))
    answer = bucket_start.ask(empty_workspace, nobody)
    assert set(answer.rows["at_start"]) == {0}
    assert answer.totals["monthly_churn"] is None
    assert start_of(answer) == DEMO_START


def test_less_than_one_quiet_month_is_refused(empty_workspace: Workspace) -> None:
    with pytest.raises(QuestionFault):
        bucket_start.ask(empty_workspace, YEAR, quiet_months=0)


def test_a_guess_at_zero_is_close_only_when_it_is_zero() -> None:
    assert judged(0, 0).reading == "close"
    assert judged(1, 0).reading == "high"


def test_times_average_is_unknown_without_the_tier_or_without_shares() -> None:
    tiers = pd.DataFrame({"tier": ["mvc"], "share_of_customers": [0.0], "share_of_value": [0.0]})
    assert times_average(tiers, "mvc") is None
    assert times_average(tiers, "bz") is None
    assert times_average(tiers.assign(share_of_customers=0.5, share_of_value=float("nan")), "mvc") is None


def test_shuffling_keeps_every_question_choice_and_reason() -> None:
    questions = lesson("value_tiers", "en").questions
    assert shuffled(questions, 0) == questions
    mixed = shuffled(questions, 5)
    assert mixed == shuffled(questions, 5)
    assert mixed != questions
    assert sorted(question.number for question in mixed) == [question.number for question in questions]
    for question in mixed:
        original = next(asked for asked in questions if asked.number == question.number)
        assert sorted(question.choices, key=lambda choice: choice.number) == list(original.choices)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("title: A short lesson\n", ""),
        ("term: elde tutma | retention", "term: elde tutma"),
        ("term:", "word:"),
        ("## rule\n", "## law\n"),
        ("- two", "two"),
        ("- [x] Two", "- [ ] Two"),
        ("- [ ] One", "- [x] One"),
        (" :: too few", ""),
        ("---\ntitle", "title"),
        ("r = 1\n", ""),
    ],
)
def test_a_lesson_that_does_not_keep_the_form_is_refused_by_name(right: str, wrong: str) -> None:
    with pytest.raises(ValueError, match="short/en.md"):
        read_lesson(LESSON.replace(right, wrong, 1), "short", "en")
