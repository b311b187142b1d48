"""Edges: shops with awkward orders go through every metric of value without a fault, and say only what can be said."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period, month_start
from crm_core.terms import TIERS
from crm_core.value import DERIVATIONS, METRICS, customer_clv, customer_tiers, tier_summary, yearly_buying
from tests.new_workspaces import new_workspace

DAY = pd.Timestamp("2022-01-03")


def orders(customers: int, each: int, amount: float, gap: int = 60, cost: float | None = None) -> pd.DataFrame:
    """So many orders of each customer, one amount, begun on different days."""
    rows = [
        (f"C{place:04d}", DAY + timedelta(days=place % 90 + turn * gap), amount)
        for place in range(customers)
        for turn in range(each)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "ordered_at", "amount"]).assign(cost=cost)


def of_every_second(lines: pd.DataFrame, amount: float) -> pd.DataFrame:
    """The lines with another amount on every second one."""
    return lines.assign(amount=np.where(np.arange(len(lines)) % 2 == 0, lines["amount"], amount))


SHOPS = {
    "constant_spend": orders(70, 6, 10.0, 75),
    "zero_spend": orders(45, 4, 0.0),
    "one_purchase_each": orders(120, 1, 25.0),
    "all_refunds": orders(60, 3, -5.0),
    "ten_thousand_orders": pd.concat([orders(60, 4, 20.0, 90), orders(1, 10_000, 1.0, 0).assign(customer_id="big")]),
    "twenty_customers": of_every_second(orders(20, 5, 30.0), 7.0),
    "a_date_in_the_future": pd.concat([orders(45, 3, 10.0), orders(1, 1, 10.0).assign(ordered_at="2031-05-05")]),
    "same_day_duplicates": pd.concat([orders(45, 3, 10.0)] * 2),
    "sales_and_full_refunds": of_every_second(orders(45, 4, 10.0, 50), -10.0),
}


@pytest.fixture(params=SHOPS)
def awkward(request, tmp_path, bring_in):
    """One awkward shop with the filters of its last twelve months."""
    workspace = new_workspace(tmp_path / f"{request.param}.duckdb", DERIVATIONS)
    lines = SHOPS[request.param].reset_index(drop=True)
    lines = lines.assign(order_id=lines.index.astype(str), ordered_at=pd.to_datetime(lines["ordered_at"]))
    bring_in(workspace, "transactions", lines)
    as_of = workspace.state().as_of
    assert as_of is not None
    yield workspace, Filters(Period(month_start(as_of - timedelta(days=330)), as_of))
    workspace.close()


def test_every_metric_answers_and_every_customer_has_one_tier(awkward) -> None:
    workspace, filters = awkward
    for metric in METRICS:
        answer = metric.ask(workspace, filters)
        assert answer.metric == metric.name and list(answer.rows.columns), metric.name
    tiers, listed = tier_summary.ask(workspace, filters), customer_tiers.ask(workspace, filters)
    assert sum(tiers.rows["customers"].tolist()) == tiers.n == len(listed.rows)
    assert set(listed.rows["tier"]) <= set(TIERS)
    assert listed.rows["tier_probability"].between(-1e-9, 1 + 1e-9).all()
    assert np.isfinite(customer_clv.ask(workspace, filters).rows["value"].to_numpy(float)).all()
    assert yearly_buying.ask(workspace, filters).metric == "yearly_buying"
