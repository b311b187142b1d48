"""By hand: the index by group, its anchors when edited and put back, and a weighted mean held against its bootstrap."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import (
    OWN_BOUNDS,
    freeze_anchors,
    percentile_bounds,
    relational_groups,
    relational_index,
    reset_anchors,
    saved_anchors,
)
from crm_core.relations.anchors import Anchors
from crm_core.relations.groups import group_row
from crm_core.relations.intervals import mean_estimate, mean_of_sums, weighted_mean_estimate
from crm_core.store import Workspace
from tests.conftest import BringIn
from tests.new_workspaces import new_workspace

YEAR_2024 = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
STAFF = ("Ayşe", "Işıl")


@pytest.fixture
def two_branches(tmp_path: Path, bring_in: BringIn) -> Iterator[Workspace]:
    """Twelve customers in Kadıköy, met after each sale, and nine in Çankaya, who are not met after it."""
    workspace = new_workspace(tmp_path / "branches.duckdb")
    names = [f"K{place:02d}" for place in range(12)] + [f"C{place:02d}" for place in range(9)]
    people = {"customer_id": names, "acquired_at": [date(2023, 1, 1)] * 21, "sector": ["Gıda"] * 21}
    consent = [True] * 12 + [False] * 8 + [None]
    bring_in(workspace, "customers", pd.DataFrame({**people, "consent_email": pd.array(consent, dtype="boolean")}))
    orders = [
        {"order_id": f"{name}-{month}", "customer_id": name, "ordered_at": pd.Timestamp(2024, month, 1),
         "amount": Decimal(100), "branch": "Kadıköy" if name.startswith("K") else "Çankaya",
         "campaign": "BAHAR" if month == 2 and name.startswith("K") else None}
        for name in names for month in (2, 6, 10)
    ]  # fmt: skip
    first = orders[-1] | {"order_id": "first", "ordered_at": pd.Timestamp(2023, 6, 1)}  # so that the window is whole
    bring_in(workspace, "transactions", pd.DataFrame([first, *orders]))
    contacts = [
        {"customer_id": name, "occurred_at": pd.Timestamp(2024, month, 10 if name.startswith("K") else 1),
         "kind": "contact", "stage": "after-sale" if name.startswith("K") else "sale", "employee": STAFF[place % 2]}
        for name in names for place, month in enumerate((2, 6, 10))
    ]  # fmt: skip
    bring_in(workspace, "interactions", pd.DataFrame(contacts))
    yield workspace
    workspace.close()


def rows_by(workspace: Workspace, by: str) -> dict[str, dict[str, Any]]:
    answer = relational_groups.ask(workspace, YEAR_2024, by=by)
    return {row["group"]: row for row in answer.rows.to_dict("records")}


def test_a_branch_of_twelve_is_shown_in_grey_and_one_of_nine_only_counted(two_branches: Workspace) -> None:
    rows = rows_by(two_branches, "branch")
    index = relational_index.ask(two_branches, YEAR_2024).rows.set_index("customer_id")
    assert rows["Kadıköy"]["value"] == pytest.approx(index.loc["K00", "r"])
    assert (rows["Kadıköy"]["n"], rows["Kadıköy"]["reading"]) == (12, "grey")
    assert rows["Kadıköy"]["contacts_a_year"] == pytest.approx(3 * 365 / 366, rel=0.01)
    assert (rows["Çankaya"]["n"], rows["Çankaya"]["reading"]) == (9, "hidden")
    assert isnan(rows["Çankaya"]["value"]) and isnan(rows["Çankaya"]["relational"])


def test_the_manager_is_the_employee_with_most_contacts(two_branches: Workspace) -> None:
    # February and October are Ayşe's, June is Işıl's
    rows = rows_by(two_branches, "manager")
    assert list(rows) == ["Ayşe"]
    assert rows["Ayşe"]["n"] == 21


def test_a_campaign_holds_those_who_answered_it_and_consent_parts_three(two_branches: Workspace) -> None:
    assert rows_by(two_branches, "campaign")["BAHAR"]["n"] == 12
    assert {group: row["customers"] for group, row in rows_by(two_branches, "consent").items()} == {
        "contactable": 12,
        "not_contactable": 8,
        "consent_unknown": 1,
    }
    assert rows_by(two_branches, "sector")["Gıda"]["n"] == 21


def test_what_no_sheet_says_is_named(empty_workspace: Workspace) -> None:
    for by in ("branch", "sector", "manager", "campaign"):
        answer = relational_groups.ask(empty_workspace, YEAR_2024, by=by)
        assert answer.is_empty and "Needed" in answer.notes[0].text
    with pytest.raises(QuestionFault):
        relational_groups.ask(empty_workspace, YEAR_2024, by="colour")


def test_edited_anchors_move_the_index_until_they_are_put_back(two_branches: Workspace) -> None:
    def of_first() -> float:
        rows = relational_index.ask(two_branches, YEAR_2024).rows
        return float(rows.set_index("customer_id").loc["K00", "row_2"])

    # P2a: 3 of 12 months = 0.25 of 0.5; P2c: no contact apart from an order: mean (0.5 + 0) / 2
    assert of_first() == pytest.approx(0.25)
    freeze_anchors(two_branches, {**OWN_BOUNDS, "p2a": (0.0, 0.25)}, "typed", date(2025, 3, 4))
    assert of_first() == pytest.approx(0.5)
    assert saved_anchors(two_branches).frozen_on == date(2025, 3, 4)
    reset_anchors(two_branches)
    assert (of_first(), saved_anchors(two_branches).frozen_on) == (pytest.approx(0.25), None)


@pytest.mark.parametrize("pair", [(0.5, 0.5), (0.6, 0.5), (0.0, float("nan"))])
def test_anchors_that_do_not_span_are_refused(pair: tuple[float, float]) -> None:
    with pytest.raises(QuestionFault):
        Anchors({"p2a": pair})


def test_percentiles_are_taken_only_of_thirty_customers_that_differ() -> None:
    frame = pd.DataFrame({code: np.full(100, np.nan) for code in OWN_BOUNDS})
    frame["p1a"] = np.arange(100) / 100
    frame["p3"] = 1.0
    frame.loc[:28, "p5"] = np.arange(29) / 29
    bounds = percentile_bounds(frame)
    assert bounds["p1a"] == (0.099, 0.891)
    assert bounds["p3"] == OWN_BOUNDS["p3"] and bounds["p5"] == OWN_BOUNDS["p5"]


def test_the_weighted_mean_is_a_ratio_of_sums_and_its_interval_that_of_a_bootstrap() -> None:
    draws = np.random.default_rng(7)
    r, days = draws.uniform(0, 100, 400), draws.integers(180, 366, 400).astype(float)
    found = weighted_mean_estimate(r, days)
    places = draws.integers(0, 400, (4000, 400))
    means = (r[places] * days[places]).sum(axis=1) / days[places].sum(axis=1)
    assert found.value == pytest.approx((r * days).sum() / days.sum())
    assert [found.low, found.high] == pytest.approx(np.percentile(means, [2.5, 97.5]).tolist(), abs=0.35)


def test_equal_weights_give_the_plain_mean_and_sums_give_the_same_interval() -> None:
    values = np.array([1.0, 4.0, 4.0, 7.0, 9.0])
    plain = mean_estimate(values, lowest=-np.inf)
    by_sums = mean_of_sums(5, float(values.sum()), float((values**2).sum()))
    for other in (weighted_mean_estimate(values, np.full(5, 3.0), lowest=-np.inf), by_sums):
        assert [other.value, other.low, other.high] == pytest.approx([plain.value, plain.low, plain.high])
    assert isnan(mean_of_sums(0, 0.0, 0.0).value) and isnan(mean_of_sums(1, 3.0, 9.0).low)


def test_a_group_of_nobody_is_not_divided_by(empty_workspace: Workspace) -> None:
    nobody = relational_index.ask(empty_workspace, YEAR_2024).rows.assign(contacts=0)
    assert group_row("nobody", nobody)["n"] == 0
