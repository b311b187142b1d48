"""Adds up: a segment found by the kinds of customers is the one that the database finds customer by customer."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.answers import Metric
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.satisfaction import complaints_per_100_orders_by_month
from crm_core.store import Workspace, segment_of
from crm_core.value import (
    DERIVATIONS,
    active_customers_by_month,
    clv_by_group,
    cohort_cells,
    cohort_retention,
    customer_equity_bridge,
    customer_tiers,
    customer_waiting,
    net_margin_by_month,
    purchase_gap_by_group,
    purchase_gap_curve,
    repeat_share_by_month,
    revenue_by_month,
    rfm_segments,
    tier_migration,
    tier_summary,
)
from tests.new_workspaces import new_workspace

EVERYBODY = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


@pytest.fixture
def shop(tmp_path, bring_in):
    """Twelve buyers of three sectors, one of none, and an employee."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    customers = [f"C{place:02d}" for place in range(14)]
    orders = pd.DataFrame(
        {
            "order_id": [str(place) for place in range(28)],
            "customer_id": customers * 2,
            "ordered_at": pd.date_range("2024-01-15", "2024-12-20", periods=28),
            "amount": [10.0 * (place % 14 + 1) for place in range(28)],
        }
    )
    people = pd.DataFrame(
        {
            "customer_id": customers,
            "customer_type": ["external"] * 13 + ["internal"],
            "sector": ["Retail", "Textile", "Food"] * 4 + [None, "Retail"],
            "region": ["Ege", None] * 7,
            "capacity": ["large"] * 7 + ["small"] * 7,
            "attributes": [
                json.dumps({"colour": colour, "line": line})
                for colour, line in zip(
                    ["red", "blue"] * 7, [*["Retail", "Textile", "Food"] * 4, "", "Retail"], strict=True
                )
            ],
        }
    )
    contacts = pd.DataFrame(
        {
            "customer_id": customers,
            "occurred_at": pd.date_range("2024-02-10", "2024-12-10", periods=14),
            "kind": ["complaint", "service"] * 7,
            "channel": ["spoken"] * 14,
        }
    )
    bring_in(workspace, "transactions", orders)
    bring_in(workspace, "customers", people)
    bring_in(workspace, "interactions", contacts)
    yield workspace
    workspace.close()


@pytest.mark.parametrize(
    "choice",
    [
        {"sectors": ("Retail",)},
        {"sectors": ("Retail", "Food"), "regions": ("Ege",)},
        {"capacities": ("small",)},
        {"tiers": ("mvc", "migrator")},
        {"tiers": ("none",)},
        {"sectors": ("nobody is in this one",)},
        {"attributes": (("colour", "red"),)},
        {"attributes": (("colour", "red"),), "sectors": ("Retail",)},
    ],
    ids=str,
)
def test_both_ways_choose_the_same_customers(shop: Workspace, choice: dict) -> None:
    filters = replace(EVERYBODY, **choice)
    known, _ = shop.ask("store/chosen_keys", filters.parameters())
    keys = np.arange(40)
    chosen = segment_of(shop, filters).among(keys)
    assert chosen is not None
    assert sorted(keys[chosen].tolist()) == sorted(known["customer_key"].tolist())


def test_the_query_that_is_shown_says_what_was_chosen(shop: Workspace) -> None:
    (ran,) = segment_of(shop, replace(EVERYBODY, sectors=("Retail",))).queries
    assert ran.parameters["sectors"] == ["Retail"]


def test_nobody_is_chosen_where_nobody_is(empty_workspace: Workspace) -> None:
    chosen = segment_of(empty_workspace, replace(EVERYBODY, sectors=("Retail",))).among(np.arange(5))
    assert chosen is not None and not chosen.any()


@pytest.mark.parametrize("metric", [clv_by_group, customer_equity_bridge, tier_summary], ids=lambda metric: metric.name)
def test_sums_over_kinds_are_the_sums_over_their_customers(shop: Workspace, metric: Metric) -> None:
    by_kind = metric.ask(shop, replace(EVERYBODY, sectors=("Retail",)))
    by_customer = metric.ask(shop, replace(EVERYBODY, attributes=(("line", "Retail"),)))
    assert by_kind.n == by_customer.n == 4
    pd.testing.assert_frame_equal(by_kind.rows, by_customer.rows)
    assert by_kind.notes == by_customer.notes


@pytest.mark.parametrize(
    ("metric", "options"),
    [
        (revenue_by_month, {}),
        (net_margin_by_month, {}),
        (active_customers_by_month, {}),
        (repeat_share_by_month, {}),
        (complaints_per_100_orders_by_month, {}),
        (cohort_retention, {}),
        (cohort_cells, {"by": "month", "measure": "margin"}),
        (cohort_cells, {"by": "quarter", "measure": "revenue", "months": 3}),
        (cohort_cells, {"by": "channel", "measure": "repeat"}),
        (purchase_gap_by_group, {"by": "region"}),
        (purchase_gap_curve, {"which": "first"}),
        (customer_waiting, {"by": "capacity", "event": "second"}),
        (customer_waiting, {"by": "channel", "event": "quiet_90"}),
        (rfm_segments, {}),
    ],
    ids=lambda value: value.name if isinstance(value, Metric) else None,
)
def test_rows_chosen_by_kind_are_those_of_their_customers(shop: Workspace, metric: Metric, options: dict) -> None:
    everybody = metric.ask(shop, EVERYBODY, **options)
    by_kind = metric.ask(shop, replace(EVERYBODY, sectors=("Retail",)), **options)
    by_customer = metric.ask(shop, replace(EVERYBODY, attributes=(("line", "Retail"),)), **options)
    assert 0 < by_kind.n == by_customer.n < everybody.n
    pd.testing.assert_frame_equal(by_kind.rows, by_customer.rows)
    assert by_kind.notes == by_customer.notes
    assert by_kind.parameters() | {"attributes": ["line\x1fRetail"], "sectors": []} == by_customer.parameters()


def test_tiers_of_a_segment_count_its_customers_one_by_one(shop: Workspace) -> None:
    filters = replace(EVERYBODY, sectors=("Retail", "Food"))
    listed, summed = customer_tiers.ask(shop, filters), tier_summary.ask(shop, filters)
    values = listed.rows["actual_value"].to_numpy()
    assert summed.n == summed.totals["customers"] == len(values) == 8
    assert summed.totals["actual_value"] == pytest.approx(values.sum())
    assert summed.totals["below_zero_customers"] == (values < 0).sum()
    assert summed.rows.set_index("tier")["customers"].to_dict() == {
        tier: (listed.rows["tier"] == tier).sum() for tier in summed.rows["tier"]
    }
    assert summed.notes == listed.notes


def test_moves_added_up_by_kind_are_those_of_the_customers(shop: Workspace) -> None:
    days = {"earlier": "2024-09", "later": "2024-12"}
    by_kind = tier_migration.ask(shop, replace(EVERYBODY, sectors=("Retail",)), **days)
    by_customer = tier_migration.ask(shop, replace(EVERYBODY, attributes=(("line", "Retail"),)), **days)
    assert by_kind.n == by_customer.n > 0
    assert by_kind.totals == by_customer.totals
    pd.testing.assert_frame_equal(by_kind.rows, by_customer.rows)
