"""Edges: no answers, one answer, all alike, and both sides of every threshold of the satisfaction room."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.answers import Answer, Metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction import METRICS
from crm_core.satisfaction.changes import holm, reading, shown, what_changed
from crm_core.satisfaction.contacts import complaints_per_100_orders_by_month, response_rate_by_month
from crm_core.satisfaction.intervals import NOTHING, Estimate, mean, nps, rate_per_100, share
from crm_core.satisfaction.measures import CES, NPS, Scale, Scores
from crm_core.satisfaction.scores import ces_by_month, csat_by_group, csat_by_month, nps_by_group, nps_by_month
from crm_core.store import Workspace
from tests.conftest import BringIn

MARCH = Filters(Period(date(2024, 3, 1), date(2024, 3, 31)))
HEADLINES = [metric for metric in METRICS if metric.name.endswith(("_by_month", "_by_group"))]


def answers(scores: Sequence[float], kind: str = "nps", day: str = "2024-03-10", **others: object) -> pd.DataFrame:
    """One answer of each of so many customers, on the usual scale of the question unless said."""
    low, high = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind]
    rows = pd.DataFrame({"score": scores, "customer_id": [f"C{number}" for number in range(len(scores))]})
    given = {"kind": kind, "answered_at": pd.Timestamp(day), "scale_min": low, "scale_max": high}
    return rows.assign(**(given | others))


def note_texts(answer: Answer, level: str = "warning") -> str:
    """All notes of one level as one text with their places filled."""
    return " ".join(note.text.format(**note.values) for note in answer.notes if note.level == level)


@pytest.mark.parametrize(("n", "expected"), [(0, "hidden"), (9, "hidden"), (10, "grey"), (29, "grey"), (30, "full")])
def test_ten_answers_are_shown_and_thirty_are_full(n: int, expected: str) -> None:
    assert reading(n) == expected


def test_nine_answers_keep_their_number_and_nothing_else() -> None:
    assert shown(share(5, 9)) == Estimate(None, 9, None, None)
    assert shown(share(5, 10)) == share(5, 10)


@pytest.mark.parametrize("empty", [share(0, 0), nps(0, 0, 0), mean([], []), rate_per_100(0, 0)])
def test_nothing_asked_has_no_value_rather_than_zero(empty: Estimate) -> None:
    assert empty == NOTHING


def test_one_answer_has_a_value_inside_its_interval() -> None:
    for one in (share(1, 1), share(0, 1), nps(1, 0, 1), nps(0, 1, 1)):
        assert one.value is not None and one.low is not None and one.high is not None
        assert one.low <= one.value <= one.high
    assert mean([4], [1]) == Estimate(4, 1, None, None)


@pytest.mark.parametrize("n", [1, 10, 30, 99, 100, 1000])
def test_all_promoters_are_a_hundred_and_all_detractors_minus_a_hundred(n: int) -> None:
    best, worst = nps(n, 0, n), nps(0, n, n)
    assert (best.value, best.high) == (100, 100)
    assert (worst.value, worst.low) == (-100, -100)


@pytest.mark.parametrize("n", [10, 99, 100, 1000])
def test_all_promoters_still_have_a_margin_and_the_plain_interval_has_none(n: int) -> None:
    adjusted, plain = nps(n, 0, n), nps(n, 0, n, added=0)
    assert adjusted.low is not None and adjusted.low < 100
    assert (plain.low, plain.high) == (100, 100)


@pytest.mark.parametrize(("points", "value"), [(9, 100), (8.5, 0), (8, 0), (7, 0), (6.5, 0), (6, -100)])
def test_nine_promotes_and_six_detracts(points: float, value: float) -> None:
    assert NPS.estimate(Scores(np.array([points]), np.array([10]), Scale(0, 10))).value == value


@pytest.mark.parametrize(("points", "easy"), [(4, 0), (5, 1)])
def test_five_of_seven_is_easy(points: float, easy: float) -> None:
    assert CES.parts(Scores(np.array([points]), np.array([10]), Scale(1, 7)))["easy_share"] == easy


def test_a_box_scale_has_five_to_eleven_boxes() -> None:
    fits = [Scale(1, 4), Scale(1, 5), Scale(0, 10), Scale(0, 11), Scale(0, 100), Scale(0, 1)]
    assert [scale.has_boxes for scale in fits] == [False, True, True, False, False, False]


def test_a_change_needs_ten_answers_on_both_sides() -> None:
    assert what_changed(share(9, 9), share(0, 100)).is_change is None
    assert what_changed(share(10, 10), share(0, 9)).is_change is None
    assert what_changed(share(10, 10), share(0, 10)).is_change is True
    assert what_changed(share(10, 10)).is_change is None


def test_no_difference_is_no_change_and_says_what_it_could_have_seen() -> None:
    quiet = what_changed(share(20, 20), share(20, 20))
    assert quiet.is_change is False
    assert quiet.p_value == 1
    assert quiet.smallest_detectable is not None and quiet.smallest_detectable > 0.1


def test_an_interval_that_ends_at_zero_and_the_p_value_agree() -> None:
    for promoters in range(100, 160):
        change = what_changed(nps(promoters, 40, 200), nps(100, 40, 200))
        assert change.p_value is not None
        assert change.is_change is (change.p_value < 0.05)


def test_no_p_values_stay_none() -> None:
    assert holm([]).tolist() == []


@pytest.mark.parametrize("metric", HEADLINES, ids=lambda metric: metric.name)
def test_an_empty_workspace_is_answered_and_says_what_is_missing(metric: Metric, empty_workspace: Workspace) -> None:
    answer = metric.ask(empty_workspace, MARCH)
    assert answer.is_empty
    assert (answer.n, answer.totals["value"], answer.totals["is_change"]) == (0, None, None)
    assert {"value", "n", "low", "high", "reading"} <= set(answer.rows.columns)
    assert "Not measured" in note_texts(answer)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_rows_behind_take_the_filters_and_hold_no_personal_columns(metric: Metric, empty_workspace: Workspace) -> None:
    as_the_screen_does = (
        MARCH.parameters() | metric.ask(empty_workspace, MARCH).parameters() | {"row_limit": 5, "row_from": 0}
    )
    rows, _ = empty_workspace.ask(metric.rows_behind, as_the_screen_does)
    assert not {"name", "email", "phone", "comment", "employee", "birth_year"} & set(rows.columns)


def test_no_answers_in_the_period_says_where_the_answers_are(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", answers([9] * 10, day="2024-05-02"))
    answer = nps_by_month.ask(empty_workspace, MARCH)
    assert answer.is_empty
    assert "from 2024-05-02 to 2024-05-02" in note_texts(answer, "information")
    assert note_texts(answer) == ""


def test_both_ends_of_the_period_count(empty_workspace: Workspace, bring_in: BringIn) -> None:
    days = ["2024-02-29", "2024-03-01", "2024-03-31 23:59", "2024-04-01"]
    rows = answers([9] * 4).assign(answered_at=pd.to_datetime(days, format="ISO8601"))
    bring_in(empty_workspace, "surveys", rows)
    assert nps_by_month.ask(empty_workspace, MARCH).n == 2


@pytest.mark.parametrize(("n", "expected"), [(9, "hidden"), (10, "grey"), (29, "grey"), (30, "full")])
def test_months_and_groups_say_how_they_may_be_read(
    n: int, expected: str, empty_workspace: Workspace, bring_in: BringIn
) -> None:
    bring_in(empty_workspace, "surveys", answers([9] * n))
    for answer in (nps_by_month.ask(empty_workspace, MARCH), nps_by_group.ask(empty_workspace, MARCH)):
        assert answer.rows["reading"].tolist() == [expected]
        assert answer.rows["n"].tolist() == [n]
        assert answer.rows["value"].isna().tolist() == [expected == "hidden"]
        assert (answer.totals["value"] is None) == (expected == "hidden")


def test_answers_on_one_to_ten_are_not_nps(empty_workspace: Workspace, bring_in: BringIn) -> None:
    wrong = answers([9] * 12, scale_min=1).assign(customer_id=[f"X{number}" for number in range(12)])
    bring_in(empty_workspace, "surveys", pd.concat([answers([0] * 10), wrong]))
    answer = nps_by_month.ask(empty_workspace, MARCH)
    assert (answer.n, answer.totals["value"]) == (10, -100)
    assert "scale of 1–10 are not NPS" in note_texts(answer)
    assert "12" in note_texts(answer)
    offered = [note for note in answer.notes if "mean likelihood" in note.text]
    assert [note.values["mean"] for note in offered] == [pytest.approx(100 * 8 / 9)]


def test_only_answers_that_are_not_nps_give_no_nps(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", answers([9] * 12, scale_min=1))
    answer = nps_by_month.ask(empty_workspace, MARCH)
    assert answer.is_empty
    assert "are not NPS" in note_texts(answer)


def test_two_satisfaction_scales_do_not_mix(empty_workspace: Workspace, bring_in: BringIn) -> None:
    """Twelve answers on 1–5 are read; ten on 1–10 and one per cent figure are left out and said."""
    ten = answers([10] * 10, "csat", scale_max=10)
    hundred = answers([90], "csat", scale_min=0, scale_max=100)
    bring_in(empty_workspace, "surveys", pd.concat([answers([1] * 12, "csat"), ten, hundred]))
    answer = csat_by_month.ask(empty_workspace, MARCH)
    assert (answer.n, answer.totals["value"]) == (12, 0)
    assert "1–10" in note_texts(answer) and "0–100" in note_texts(answer)


def test_another_satisfaction_scale_alone_is_read_with_a_word(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", answers([10, 9, 9, 8, 8, 8, 8, 8, 8, 8], "csat", scale_max=10))
    answer = csat_by_month.ask(empty_workspace, MARCH)
    assert answer.totals["value"] == pytest.approx(0.3)
    assert "1–10" in note_texts(answer)


def test_other_brands_staff_and_other_questions_do_not_count(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "customers", pd.DataFrame({"customer_id": ["C0"], "customer_type": ["internal"]}))
    rival = answers([0] * 20, brand="Rival")
    own = answers([9] * 11, brand=None)
    bring_in(empty_workspace, "surveys", pd.concat([own, rival, answers([1] * 20, "csat", brand=None)]))
    answer = nps_by_month.ask(empty_workspace, MARCH)
    assert (answer.n, answer.totals["value"]) == (10, 100)


def test_the_segment_narrows_the_answers(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "customers", pd.DataFrame({"customer_id": ["C0", "C1"], "sector": ["Gıda", "Turizm"]}))
    bring_in(empty_workspace, "surveys", answers([9] * 20, "csat", score=5))
    chosen = Filters(MARCH.period, sectors=("Gıda",))
    assert csat_by_month.ask(empty_workspace, chosen).n == 1
    assert csat_by_group.ask(empty_workspace, chosen, by="sector").rows["group"].tolist() == ["Gıda"]


def test_ease_never_leaves_its_scale(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", answers([7] * 11 + [1], "ces"))
    rows = ces_by_month.ask(empty_workspace, MARCH).rows
    assert rows["high"].tolist() == [7]


def test_an_unknown_grouping_is_refused_with_the_choices(empty_workspace: Workspace) -> None:
    with pytest.raises(QuestionFault, match="tier, sector, region, capacity, channel"):
        csat_by_group.ask(empty_workspace, MARCH, by="shoe size")


def orders(months: list[str]) -> pd.DataFrame:
    """Twenty orders of one customer in each month."""
    days = [pd.Timestamp(month) for month in months for _ in range(20)]
    return pd.DataFrame(
        {
            "order_id": [f"O{number}" for number in range(len(days))],
            "customer_id": "C0",
            "ordered_at": days,
            "amount": 10,
        }
    )


def test_a_recorded_month_without_complaints_is_zero_and_an_unrecorded_one_is_absent(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    """Interactions are recorded from February to April; January's orders say nothing about complaints."""
    contacts = pd.DataFrame(
        {
            "customer_id": "C0",
            "occurred_at": pd.to_datetime(["2024-02-10", "2024-04-10"]),
            "kind": ["complaint", "contact"],
        }
    )
    bring_in(empty_workspace, "transactions", orders(["2024-01-05", "2024-02-05", "2024-03-05", "2024-04-05"]))
    bring_in(empty_workspace, "interactions", contacts)
    whole = Filters(Period(date(2024, 1, 1), date(2024, 4, 30)), "none")
    answer = complaints_per_100_orders_by_month.ask(empty_workspace, whole)
    assert answer.rows["month"].dt.month.tolist() == [2, 3, 4]
    assert answer.rows["value"].tolist() == pytest.approx([5, 0, 0])
    assert answer.totals["value"] == pytest.approx(100 / 60)


def test_orders_without_any_recorded_interaction_are_not_measured(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    bring_in(empty_workspace, "transactions", orders(["2024-03-05"]))
    answer = complaints_per_100_orders_by_month.ask(empty_workspace, MARCH)
    assert answer.is_empty
    assert "Not measured: no interactions" in note_texts(answer)


def test_answers_without_invitations_have_no_response_rate(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", answers([9] * 20))
    answer = response_rate_by_month.ask(empty_workspace, MARCH)
    assert answer.is_empty
    assert "Not measured" in note_texts(answer)


def test_an_unfinished_month_is_compared_with_nothing(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", pd.concat([answers([9] * 40), answers([0] * 40, day="2024-02-05")]))
    unfinished = Filters(Period(date(2024, 3, 1), date(2024, 3, 20)))
    totals = nps_by_month.ask(empty_workspace, unfinished).totals
    assert (totals["value"], totals["previous"], totals["is_change"]) == (100, None, None)
    assert nps_by_month.ask(empty_workspace, MARCH).totals["is_change"] is True


def test_the_latest_of_two_answers_on_one_day_is_the_later_moment(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    early = answers([0] * 10, day="2024-03-10 09:00")
    late = answers([10] * 10, day="2024-03-10 17:00")
    bring_in(empty_workspace, "surveys", pd.concat([late, early]))
    assert nps_by_month.ask(empty_workspace, MARCH).totals["value"] == 100


def test_a_target_stands_among_the_totals(empty_workspace: Workspace, bring_in: BringIn) -> None:
    bring_in(empty_workspace, "surveys", answers([9] * 20))
    assert nps_by_month.ask(empty_workspace, MARCH).totals["target"] is None
    with empty_workspace.change(rebuild=False) as build:
        build.execute("insert into targets values ('nps_by_month', date '2024-01-01', 40)")
    assert nps_by_month.ask(empty_workspace, MARCH).totals["target"] == 40
