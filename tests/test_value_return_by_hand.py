"""By hand: return on customer is profit and the change of equity over the equity at the opening (methods, T-58)."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.customer_return import return_on_customers
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, customer_equity_bridge, tier_summary
from tests.new_workspaces import new_workspace

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


@pytest.fixture
def shop(tmp_path, bring_in):
    """Forty customers with an order of 10 every two months over three years, each order costing 4."""
    days = pd.date_range("2022-01-31", "2024-12-31", freq="2ME").append(pd.DatetimeIndex(["2024-12-31"]))
    lines = [(f"C{place:02d}", day, 10.0) for place in range(40) for day in days]
    orders = pd.DataFrame(lines, columns=["customer_id", "ordered_at", "amount"]).assign(cost=4.0)
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    bring_in(workspace, "transactions", orders.assign(order_id=np.arange(len(orders)).astype(str)))
    yield workspace
    workspace.close()


def test_it_is_made_of_the_profit_of_the_period_and_both_ends_of_the_bridge(shop: Workspace) -> None:
    (row,) = return_on_customers.ask(shop, YEAR).rows.to_dict("records")
    ends = customer_equity_bridge.ask(shop, YEAR).rows.set_index("step")["value"]
    # 40 customers, 7 orders in 2024 (January to November every two months, and the last day), 6 left of each.
    assert row["profit"] == pytest.approx(40 * 7 * 6) == tier_summary.ask(shop, YEAR).totals["actual_value"]
    assert row["value"] == pytest.approx((row["profit"] + ends["closing"] - ends["opening"]) / ends["opening"])
    assert row["low"] < row["value"] < row["high"]


def test_with_indexed_prices_inflation_returns_nothing(shop: Workspace, bring_in) -> None:
    # Prices stand at 100 to the end of 2023, at 150 to June 2024 and at 200 after. Seven days of purchase of 40 customers leave 6
    # each: three by June (January, March, May) count 200/150 times, four from July on as they are.
    nominal = return_on_customers.ask(shop, YEAR)
    assert nominal.totals["is_real"] is False
    months = pd.date_range("2022-01-01", "2025-02-01", freq="MS")
    index = [100.0] * 24 + [150.0] * 6 + [200.0] * 6 + [500.0] * 2
    bring_in(shop, "prices", pd.DataFrame({"month": months, "index": index}))
    answer, bridge = return_on_customers.ask(shop, YEAR), customer_equity_bridge.ask(shop, YEAR)
    (row,) = answer.rows.to_dict("records")
    ends = dict(zip(bridge.rows["step"], bridge.rows["value"], strict=True))
    assert bridge.totals["price_change"] == pytest.approx(1.0)
    assert row["profit"] == pytest.approx(40 * 6 * (3 * 200 / 150 + 4))
    assert (row["opening"], row["closing"]) == pytest.approx((2 * ends["opening"], ends["closing"]))
    assert row["value"] == pytest.approx((row["profit"] + row["closing"] - row["opening"]) / row["opening"])
    assert row["low"] < row["value"] < row["high"]
    as_paid = (40 * 7 * 6 + ends["closing"] - ends["opening"]) / ends["opening"]
    assert answer.totals["nominal_value"] == pytest.approx(as_paid)
    assert answer.totals["is_real"] is True


def test_where_nothing_was_worth_anything_at_the_opening_no_return_is_said(shop: Workspace) -> None:
    first = Filters(Period(date(2022, 1, 1), date(2022, 12, 31)))
    answer = return_on_customers.ask(shop, first)
    assert answer.is_empty and [note.level for note in answer.notes] == ["warning"]


def test_an_empty_workspace_has_no_return(empty_workspace: Workspace) -> None:
    assert return_on_customers.ask(empty_workspace, YEAR).is_empty
