"""Edges: nothing there, one class empty, values on each side of every threshold; nothing is divided by zero."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crm_core.answers import Answer
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import (
    customers_of_class,
    index_bins,
    leading_rows,
    relational_index,
    relational_outcomes_raw,
    relational_rows,
)
from crm_core.relations.index import inferred_classes, row_scores, weight_band
from crm_core.relations.indicators import INDICATORS
from crm_core.relations.intervals import mean_difference, mean_estimate, reading, share_difference, share_estimate
from crm_core.relations.outcomes import OUTCOME_DAYS
from crm_core.relations.practice import practice_window
from crm_core.relations.windows import year_before
from crm_core.store import NewLoad, Workspace, store_rows
from tests.new_workspaces import new_workspace

YEAR_2024 = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = new_workspace(tmp_path / "edges.duckdb")
    yield made
    made.close()


def store(workspace: Workspace, sheet: str, rows: Sequence[Mapping[str, Any]]) -> None:
    numbered = [{**row, "row_number": place} for place, row in enumerate(rows, start=2)]
    with workspace.change() as build:
        build.bring("arrived", pa.Table.from_pylist(numbered))
        store_rows(build, NewLoad(sheet, f"{sheet}.csv", "hash", len(rows)), "arrived")
        build.drop("arrived")


def store_customers(workspace: Workspace, count: int, acquired: date = date(2023, 1, 1)) -> list[str]:
    names = [f"C{place:02d}" for place in range(count)]
    store(workspace, "customers", [{"customer_id": name, "acquired_at": acquired} for name in names])
    return names


def store_orders(workspace: Workspace, names: Sequence[str], days: Sequence[date]) -> None:
    rows = [
        {
            "order_id": f"{name}-{day}",
            "customer_id": name,
            "ordered_at": datetime(day.year, day.month, day.day),
            "amount": Decimal(100),
        }
        for name in names
        for day in days
    ]
    store(workspace, "transactions", rows)


def store_contacts(workspace: Workspace, names: Sequence[str], days: Sequence[date], **fields: Any) -> None:
    given = {"kind": "contact", "stage": "after-sale", **fields}
    rows = [
        {"customer_id": name, "occurred_at": datetime(day.year, day.month, day.day), **given}
        for name in names
        for day in days
    ]
    store(workspace, "interactions", rows)


def declare(workspace: Workspace, names: Sequence[str], orientation: str) -> None:
    rows = [
        {"customer_id": name, "programme": orientation, "started_at": date(2023, 1, 1), "orientation": orientation}
        for name in names
    ]
    store(workspace, "programmes", rows)


def warnings_of(answer: Answer) -> str:
    return " ".join(note.text for note in answer.notes if note.level == "warning")


def missing_of(answer: Answer, indicator: str) -> set[str]:
    rows = answer.rows.to_dict("records")
    return {row["missing_code"] for row in rows if row["indicator"] == indicator}


def test_an_empty_workspace_answers_with_columns_and_says_so(workspace: Workspace) -> None:
    rows = relational_rows.ask(workspace, YEAR_2024)
    index = relational_index.ask(workspace, YEAR_2024)
    outcomes = relational_outcomes_raw.ask(workspace, YEAR_2024)
    assert (rows.n, index.n, outcomes.n) == (0, 0, 0)
    assert missing_of(rows, "p1a") == {"no_interactions"}
    assert not rows.rows["is_measured"].to_numpy().any()
    assert index.is_empty and {"r", "band_low", "class", "row_7"} <= set(index.rows.columns)
    assert outcomes.is_empty and "do not span two windows" in warnings_of(outcomes)
    assert index_bins(index.rows).empty and customers_of_class(index.rows, "mixed").empty


def test_without_interactions_nobody_is_classed_and_the_sheet_is_named(workspace: Workspace) -> None:
    names = store_customers(workspace, 20)
    store_orders(workspace, names, [date(2023, 6, 1), date(2024, 3, 1)])
    answer = relational_rows.ask(workspace, YEAR_2024)
    assert (answer.totals["unclassified"], answer.totals["customers"]) == (20, 20)
    assert missing_of(answer, "p2a") == {"no_interactions"}
    assert missing_of(answer, "p3") == {"no_campaigns"}
    assert "the interactions sheet" in warnings_of(answer) and "the column campaign" in warnings_of(answer)
    assert np.isnan(answer.rows[["value", "difference"]].to_numpy(dtype=float)).all()
    index = relational_index.ask(workspace, YEAR_2024).rows
    assert np.isnan(index[["p1a", "p2a", "p4", "p6", "r"]].to_numpy(dtype=float)).all()


def test_without_promises_only_the_promise_row_is_not_measured(workspace: Workspace) -> None:
    names = store_customers(workspace, 24)
    store_orders(workspace, names, [date(2024, 3, 1), date(2024, 9, 1)])
    store_contacts(workspace, names, [date(2024, month, 10) for month in (2, 3, 4, 5, 6, 7)], department="Satış")
    declare(workspace, names[:12], "relational")
    declare(workspace, names[12:], "transactional")
    answer = relational_rows.ask(workspace, YEAR_2024)
    measured = {row["indicator"] for row in answer.rows.to_dict("records") if row["is_measured"]}
    assert measured == {"p1a", "p2a", "p2c", "p5", "p4"}
    assert missing_of(answer, "p6") == missing_of(answer, "p6a") == missing_of(answer, "p6b") == {"no_promises"}
    assert missing_of(answer, "p7") == {"no_departments"}
    assert len(leading_rows(answer.rows)) == 7 * 3


def test_without_programmes_the_class_is_inferred_and_that_is_said(workspace: Workspace) -> None:
    names = store_customers(workspace, 20)
    store_orders(workspace, names, [date(2024, 3, 1), date(2024, 9, 1)])
    store_contacts(workspace, names, [date(2024, month, 10) for month in range(1, 13)])
    answer = relational_rows.ask(workspace, YEAR_2024)
    assert (answer.totals["relational"], answer.totals["declared"], answer.totals["inferred"]) == (20, 0, 20)
    said = warnings_of(answer)
    assert "No programme says" in said and "One of the two classes is empty" in said
    assert np.isnan(answer.rows["difference"].to_numpy(dtype=float)).all()
    p2a = answer.rows[(answer.rows["indicator"] == "p2a") & (answer.rows["class"] == "relational")].iloc[0]
    assert p2a["value"] == 1 and isnan(p2a["low"])


def test_nine_customers_are_hidden_and_ten_are_shown_in_grey(workspace: Workspace) -> None:
    names = store_customers(workspace, 19)
    store_contacts(workspace, names, [date(2024, month, 10) for month in (1, 2, 3)])
    declare(workspace, names[:10], "relational")
    declare(workspace, names[10:], "transactional")
    answer = relational_rows.ask(workspace, YEAR_2024)
    p2a = {row["class"]: row for row in answer.rows.to_dict("records") if row["indicator"] == "p2a"}
    assert (p2a["relational"]["reading"], p2a["relational"]["value"]) == ("grey", 0.25)
    assert (p2a["transactional"]["reading"], p2a["transactional"]["missing_code"]) == ("hidden", "too_few")
    assert isnan(p2a["transactional"]["value"]) and p2a["transactional"]["n"] == 9
    assert isnan(p2a["relational"]["difference"])


def test_a_period_before_all_data_classes_nobody(workspace: Workspace) -> None:
    names = store_customers(workspace, 3)
    store_orders(workspace, names, [date(2024, 3, 1)])
    long_ago = Filters(Period(date(2015, 1, 1), date(2015, 12, 31)))
    index = relational_index.ask(workspace, long_ago)
    assert set(index.rows["reason"]) == {"not_acquired"}
    assert relational_outcomes_raw.ask(workspace, long_ago).is_empty


@pytest.mark.parametrize(("first_order", "is_answered"), [(date(2023, 7, 5), True), (date(2023, 7, 6), False)])
def test_outcomes_need_180_days_of_records_before_the_split(
    workspace: Workspace, first_order: date, is_answered: bool
) -> None:
    names = store_customers(workspace, 3)
    store_orders(workspace, names, [first_order, date(2024, 12, 1)])
    assert relational_outcomes_raw.ask(workspace, YEAR_2024).is_empty is not is_answered


def test_a_tier_filter_on_outcomes_is_warned_of(workspace: Workspace) -> None:
    names = store_customers(workspace, 3)
    store_orders(workspace, names, [date(2022, 1, 1), date(2024, 12, 1)])
    chosen = Filters(YEAR_2024.period, tiers=("none",))
    assert "already know these outcomes" in warnings_of(relational_outcomes_raw.ask(workspace, chosen))


def test_an_order_of_day_thirty_counts_as_due_and_a_contact_of_day_thirty_as_follow_up(workspace: Workspace) -> None:
    names = store_customers(workspace, 2)
    store_orders(workspace, names[:1], [date(2024, 12, 2)])
    store_orders(workspace, names[1:], [date(2024, 12, 3), date(2024, 3, 1), date(2024, 6, 1)])
    store_contacts(workspace, names[1:], [date(2024, 3, 31), date(2024, 7, 2)])
    measured = {row["customer_id"]: row for row in relational_index.ask(workspace, YEAR_2024).rows.to_dict("records")}
    assert measured["C00"]["p1a"] == 0
    # 3 December is younger than 30 days; of the two others, day 30 is in time and day 31 is not
    assert measured["C01"]["p1a"] == 0.5


@pytest.mark.parametrize(("arm", "declared"), [("control", 0), ("Kontrol", 0), ("programme", 2), (None, 2)])
def test_customers_held_back_from_a_programme_are_not_declared(
    workspace: Workspace, arm: str | None, declared: int
) -> None:
    names = store_customers(workspace, 2)
    row = {"programme": "Club", "started_at": date(2023, 1, 1), "orientation": "relational", "arm": arm}
    store(workspace, "programmes", [{"customer_id": name, **row} for name in names])
    totals = relational_rows.ask(workspace, YEAR_2024).totals
    assert totals["declared"] == declared


@pytest.mark.parametrize(("day", "apart"), [(14, 0.0), (15, 1.0)])
def test_a_contact_is_explained_by_an_order_up_to_14_days_away(workspace: Workspace, day: int, apart: float) -> None:
    names = store_customers(workspace, 1)
    store_orders(workspace, names, [date(2024, 5, 1)])
    store_contacts(workspace, names, [date(2024, 5, 1 + day)])
    assert relational_index.ask(workspace, YEAR_2024).rows["p2c"].iloc[0] == apart


def test_more_than_half_unknown_stages_leave_the_service_row_unmeasured(workspace: Workspace) -> None:
    names = store_customers(workspace, 2)
    store_contacts(workspace, names, [date(2024, 5, 1)])
    store_contacts(workspace, names, [date(2024, 6, 1)], stage=None)
    store_contacts(workspace, names[:1], [date(2024, 7, 1)], stage=None)
    p5 = relational_index.ask(workspace, YEAR_2024).rows["p5"].tolist()
    assert isnan(p5[0]) and p5[1] == 1


@pytest.mark.parametrize(
    ("r", "rows", "interactions", "days", "group", "reason"),
    [
        (60.0, 4, 3, 180, "relational", ""),
        (59.99, 4, 3, 180, "mixed", ""),
        (40.01, 4, 3, 180, "mixed", ""),
        (40.0, 4, 3, 180, "transactional", ""),
        (60.0, 3, 3, 180, "unclassified", "few_rows"),
        (60.0, 4, 2, 180, "unclassified", "few_interactions"),
        (60.0, 4, 3, 179, "unclassified", "too_new"),
        (60.0, 4, 3, np.nan, "unclassified", "not_acquired"),
    ],
)
def test_each_threshold_of_the_class_has_two_sides(
    r: float, rows: int, interactions: int, days: float, group: str, reason: str
) -> None:
    customers = pd.DataFrame({"r": [r], "n_rows": [rows], "interactions": [interactions], "exposure_days": [days]})
    assert inferred_classes(customers).iloc[0].tolist() == [group, reason]


def test_scores_stop_at_their_anchors() -> None:
    indicators = pd.DataFrame([{indicator.code: 99.0 for indicator in INDICATORS}, {"p5": 0.05}])
    assert row_scores(indicators).iloc[0].tolist() == [1.0] * 7
    assert row_scores(indicators).iloc[1]["row_5"] == 0


def test_a_band_of_equal_or_missing_scores_does_not_break() -> None:
    columns = [f"row_{number}" for number in range(1, 8)]
    scores = pd.DataFrame([[0.5] * 7, [np.nan] * 7, [0.3, *[np.nan] * 6], [0, 0, 0, 0, 1, 1, 1]], columns=columns)
    bands = weight_band(scores)
    assert bands.iloc[0].tolist() == [50, 50]
    assert bands.iloc[1].isna().all()
    assert bands.iloc[2].tolist() == [30, 30]
    assert 0 < bands.iloc[3]["band_low"] < bands.iloc[3]["band_high"] < 100


def test_intervals_of_nothing_and_of_no_spread_are_unknown() -> None:
    nothing, equal, mixed = np.array([]), np.array([1.0, 1.0]), np.array([1.0, 2.0])
    assert isnan(mean_estimate(nothing).value) and isnan(share_estimate(0, 0).value)
    assert isnan(mean_estimate(equal).low) and mean_estimate(equal).value == 1
    assert isnan(mean_difference(nothing, mixed).value) and isnan(mean_difference(equal, equal).low)
    assert isnan(share_difference(0, 0, 1, 2).value)
    assert not isnan(mean_difference(equal, mixed).low)


@pytest.mark.parametrize(("n", "said"), [(9, "hidden"), (10, "grey"), (29, "grey"), (30, "full")])
def test_readings_change_at_ten_and_thirty(n: int, said: str) -> None:
    assert reading(n) == said


@pytest.mark.parametrize("until", [date(2025, 1, 1), date(2024, 2, 29), date(2024, 3, 1), date(2023, 3, 1)])
def test_practice_ends_the_day_before_outcomes_begin_and_outcomes_end_with_the_period(until: date) -> None:
    landmark = year_before(until)
    assert practice_window(landmark, None).last_day == landmark - timedelta(days=1)
    assert landmark + timedelta(days=OUTCOME_DAYS) <= until
