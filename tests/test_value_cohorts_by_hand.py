"""By hand: six customers in three months of first orders; every cell, payback and list worked out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm_core.answers import Metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import (
    DERIVATIONS,
    cohort_cells,
    cohort_customers,
    cohort_payback,
    cohort_retention,
    customer_waiting,
    purchase_gap_by_group,
    purchase_gap_curve,
)
from tests.new_workspaces import new_workspace

ALL = Filters(Period(date(2023, 1, 1), date(2024, 3, 31)))
CROWD = 40


def asked(metric: Metric, *choice: Any, **options: Any) -> Any:
    """The metric's answer."""
    return metric.ask(*choice, **options)


def orders() -> Any:
    """Forty customers of January 2023: half order again in March, all of them cost 60 to win and bring 50 an order.

    K0 to K29 came in by web, the others by fair; everybody begins with a pen, the fair with a book of 40 beside it.
    A last order on 31 March 2024 ends the data on the last day of a month.
    """
    rows = []
    for place in range(CROWD):
        who, is_fair = f"K{place}", place >= 30
        rows.append((who, f"A{place}", "2023-01-10", 10.0 if is_fair else 50.0, "Pen", "Desk"))
        if is_fair:
            rows.append((who, f"A{place}", "2023-01-10", 40.0, "Book", "Shelf"))
        if place % 2 == 0:
            rows.append((who, f"B{place}", "2023-03-11", 50.0, "Pen", "Desk"))
    rows.append(("Z", "C0", "2024-03-31", 5.0, "Pen", "Desk"))
    return pd.DataFrame(rows, columns=["customer_id", "order_id", "ordered_at", "amount", "product", "category"])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, bring_in) -> Iterator[Workspace]:
    workspace = new_workspace(tmp_path_factory.mktemp("shop") / "shop.duckdb", DERIVATIONS)
    people = pd.DataFrame({"customer_id": [f"K{place}" for place in range(CROWD)], "acquisition_cost": 60.0})
    people["acquisition_channel"] = ["web"] * 30 + ["fair"] * 10
    people["sector"] = ["Retail"] * 20 + ["Food"] * 20
    bring_in(workspace, "customers", people)
    lines = orders().assign(ordered_at=lambda rows: pd.to_datetime(rows["ordered_at"]), cost=0.0)
    bring_in(workspace, "transactions", lines)
    yield workspace
    workspace.close()


def cell(rows: Any, cohort: str, months: int) -> dict:
    """One cell of the grid."""
    found = rows.loc[(rows["cohort"] == cohort) & (rows["months_since"] == months)]
    assert len(found) == 1
    return found.iloc[0].to_dict()


def test_half_of_january_came_in_march_and_wilson_says_how_sure_that_is(shop: Workspace) -> None:
    answer = asked(cohort_cells, shop, ALL)
    march = cell(answer.rows, "2023-01", 2)
    assert (march["value"], march["n"], march["customers"], march["reading"]) == (0.5, 40, 20, "full")
    assert (march["low"], march["high"]) == pytest.approx((0.352, 0.648), abs=0.001)
    assert cell(answer.rows, "2023-01", 1)["value"] == 0
    assert cell(answer.rows, "2023-01", 0)["value"] == 1
    assert answer.n == 41


def test_repeat_adds_up_and_stays_revenue_is_of_the_month_and_margin_so_far(shop: Workspace) -> None:
    repeat, revenue, margin = (
        asked(cohort_cells, shop, ALL, measure=name).rows for name in ("repeat", "revenue", "margin")
    )
    assert [cell(repeat, "2023-01", months)["value"] for months in (0, 1, 2, 3, 14)] == [0, 0, 0.5, 0.5, 0.5]
    assert [cell(revenue, "2023-01", months)["value"] for months in (0, 1, 2, 3)] == [50, 0, 25, 0]
    assert [cell(margin, "2023-01", months)["value"] for months in (0, 1, 2, 14)] == [50, 50, 75, 75]


def test_the_interval_of_a_mean_comes_from_the_customers_own_sums(shop: Workspace) -> None:
    # Month 2: twenty customers stand at 100, twenty at 50; standard deviation 25.318, error 25.318 / √40 = 4.003.
    so_far = np.repeat([100.0, 50.0], 20)
    error = 1.959964 * so_far.std(ddof=1) / np.sqrt(40)
    margin = cell(asked(cohort_cells, shop, ALL, measure="margin").rows, "2023-01", 14)
    assert (margin["low"], margin["high"]) == pytest.approx((75 - error, 75 + error), rel=1e-6)
    month = np.repeat([50.0, 0.0], 20)
    revenue = cell(asked(cohort_cells, shop, ALL, measure="revenue").rows, "2023-01", 2)
    assert revenue["high"] - 25 == pytest.approx(1.959964 * month.std(ddof=1) / np.sqrt(40), rel=1e-6)


def test_a_cohort_of_one_is_hidden_and_keeps_its_n(shop: Workspace) -> None:
    alone = cell(asked(cohort_cells, shop, ALL).rows, "2024-03", 0)
    assert alone["n"] == 1
    assert alone["reading"] == "hidden"
    assert np.isnan(alone["value"])


def test_a_month_still_running_is_marked_and_not_mixed_with_finished_ones(shop: Workspace) -> None:
    inside = Filters(Period(date(2023, 1, 1), date(2023, 3, 20)))
    rows = asked(cohort_cells, shop, inside).rows
    assert [cell(rows, "2023-01", months)["is_unfinished"] for months in (0, 1, 2)] == [False, False, True]
    pooled = asked(cohort_cells, shop, inside, by="channel").rows
    assert cell(pooled, "web", 2)["is_unfinished"]
    quarter = asked(cohort_cells, shop, ALL, by="quarter").rows
    assert set(quarter["cohort"]) == {"2023-1", "2024-1"}


def test_channels_and_what_they_began_with_split_the_same_customers(shop: Workspace) -> None:
    # The fair's book of 40 outweighs its pen of 10; Z has no channel and began with a pen.
    sizes = {
        by: dict(asked(cohort_cells, shop, ALL, by=by).rows.groupby("cohort")["size"].max())
        for by in ("channel", "product", "category")
    }
    assert sizes["channel"] == {"web": 30, "fair": 10, "": 1}
    assert sizes["product"] == {"Pen": 31, "Book": 10}
    assert sizes["category"] == {"Desk": 31, "Shelf": 10}
    fair = cell(asked(cohort_cells, shop, ALL, by="channel").rows, "fair", 2)
    assert (fair["value"], fair["n"], fair["reading"]) == (0.5, 10, "grey")


def test_equal_time_leaves_out_those_who_have_not_lived_it(shop: Workspace) -> None:
    equal = asked(cohort_cells, shop, ALL, months=6)
    assert equal.n == 40
    assert equal.totals["left_out"] == 1
    assert equal.rows["months_since"].max() == 6
    assert asked(cohort_cells, shop, ALL, months=60).n == 0


def test_half_have_paid_back_by_month_12_and_the_mean_in_month_2(shop: Workspace) -> None:
    # 50 a customer in month 0 is below 60; half stand at 100 from month 2 on, and the mean at 75.
    answer = asked(cohort_payback, shop, ALL)
    january = answer.rows.set_index("group").loc["2023-1"]
    assert (january["value"], january["n"], january["cost"]) == (0.5, 40, 60)
    assert (january["low"], january["high"]) == pytest.approx((0.352, 0.648), abs=0.001)
    assert january["payback_months"] == 2
    assert january["half_paid_months"] == 2
    assert answer.totals["won"] == 41
    assert [note.level for note in answer.notes if "known cost of winning" in note.text] == ["warning"]


def test_without_any_cost_of_winning_payback_says_what_is_missing(tmp_path: Path, bring_in) -> None:
    workspace = new_workspace(tmp_path / "bare.duckdb", DERIVATIONS)
    bring_in(workspace, "transactions", orders().assign(ordered_at=lambda rows: pd.to_datetime(rows["ordered_at"])))
    answer = asked(cohort_payback, workspace, ALL)
    assert answer.is_empty
    assert "acquisition cost for each customer" in answer.notes[0].text
    margin = asked(cohort_cells, workspace, ALL, measure="margin", by="channel")
    assert ["gross" in note.text for note in margin.notes].count(True) == 1
    assert any("acquisition channel" in note.text for note in margin.notes)
    workspace.close()


def test_the_customers_behind_a_cohort_can_be_listed(shop: Workspace) -> None:
    fair = asked(cohort_customers, shop, ALL, by="channel", member="fair", which="again")
    assert sorted(fair.rows["customer_id"]) == ["K30", "K32", "K34", "K36", "K38"]
    assert set(fair.rows["days_to_second"]) == {60}
    once = asked(cohort_customers, shop, ALL, by="month", member="2023-01", which="once", first=3)
    assert (once.n, len(once.rows), once.totals["rows_in_all"]) == (20, 3, 20)
    assert asked(cohort_customers, shop, ALL, by="quarter", member="2023-1").n == 40
    assert asked(cohort_customers, shop, ALL, which="quiet", is_ever=True).n == 40


def test_the_customers_behind_a_cell_are_those_that_it_counts(shop: Workspace) -> None:
    # Half of the 40 of January came in month 2 and brought 50 each; Z of March 2024 has lived no whole month after its first.
    january = {"by": "month", "member": "2023-01", "age": 2}
    came = asked(cohort_customers, shop, ALL, which="ordered", **january)
    assert (came.n, came.rows["revenue_then"].sum(), came.rows["margin_then"].sum()) == (20, 1000, 2000)
    assert asked(cohort_customers, shop, ALL, which="absent", **january).n == 20
    assert asked(cohort_customers, shop, ALL, which="once", by="month", member="2023-01", age=1).n == 40
    assert asked(cohort_customers, shop, ALL, which="again", **january).n == 20
    assert asked(cohort_customers, shop, ALL, age=0).n == 41
    assert asked(cohort_customers, shop, ALL, age=1).n == asked(cohort_customers, shop, ALL, months=3).n == 40


@pytest.mark.parametrize("by", ["month", "quarter", "channel", "product"])
def test_every_cell_can_be_counted_again_from_its_customers(shop: Workspace, by: str) -> None:
    running = replace(ALL, period=Period(date(2023, 1, 1), date(2023, 3, 20)))
    for choice in (ALL, running):
        for row in asked(cohort_cells, shop, choice, by=by).rows.to_dict("records"):
            listed = {"by": by, "member": row["cohort"], "age": row["months_since"]}
            assert asked(cohort_customers, shop, choice, first=1, **listed).n == row["n"]
            if row["reading"] != "hidden":
                came = asked(cohort_customers, shop, choice, which="ordered", first=1, **listed)
                assert came.n == row["customers"]


def test_the_customers_of_a_stair_are_those_that_it_follows(shop: Workspace) -> None:
    second = {"event": "second", "by": "channel", "member": "fair"}
    assert asked(cohort_customers, shop, ALL, **second).n == 10
    assert asked(cohort_customers, shop, ALL, which="happened", **second).n == 5
    assert asked(cohort_customers, shop, ALL, which="waiting", **second).n == 5
    assert asked(cohort_customers, shop, ALL, event="quiet_180", which="happened").n == 40
    assert asked(cohort_customers, shop, ALL, event="quiet_180").n == asked(customer_waiting, shop, ALL).n == 40


def test_a_segment_and_an_attribute_give_the_same_cells_as_the_cube(shop: Workspace) -> None:
    food = replace(ALL, sectors=("Food",))
    assert cell(asked(cohort_cells, shop, food, by="channel").rows, "fair", 2)["n"] == 10
    assert asked(cohort_cells, shop, food).n == 20
    assert asked(cohort_retention, shop, food).n == 20


def test_every_second_one_comes_again_after_60_days_and_open_gaps_count(shop: Workspace) -> None:
    # First gaps: 20 closed at 60 days, 20 open for 446 days, and Z's of 0 days; half are reached at 60 days.
    first = asked(purchase_gap_by_group, shop, ALL, which="first")
    row = first.rows.iloc[0]
    assert (row["n"], row["closed"], row["value"]) == (41, 20, 60)
    assert row["within_30"] == 0
    assert row["within_60"] == pytest.approx(0.5)
    every = asked(purchase_gap_by_group, shop, ALL)
    assert (every.n, every.totals["closed"]) == (61, 20)
    curve = asked(purchase_gap_curve, shop, ALL, which="first").rows
    assert curve["value"].tolist()[-1] == pytest.approx(0.5)


def test_those_who_stop_fall_silent_at_their_last_purchase(shop: Workspace) -> None:
    # Of 40 won 180 days before the end, 20 fall silent on day 0 and 20 on day 60: nobody is left after that.
    silent = asked(customer_waiting, shop, ALL)
    assert silent.n == 40
    assert silent.rows["value"].tolist()[-1] == 0
    assert silent.totals["groups"][0]["happened"] == 40
    second = asked(customer_waiting, shop, ALL, event="second", by="channel")
    assert second.totals["p_value"] == pytest.approx(1.0)


def test_an_unknown_grouping_is_refused(shop: Workspace) -> None:
    for metric in (cohort_cells, cohort_payback, cohort_customers, customer_waiting, purchase_gap_by_group):
        with pytest.raises(QuestionFault):
            asked(metric, shop, ALL, by="moon")
