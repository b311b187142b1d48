"""By hand: nominal money beside the change of prices, so that inflation is not read as growth."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, net_margin_by_month, revenue_by_month
from crm_core.value.prices import real_change
from tests.new_workspaces import new_workspace

SECOND_QUARTER = Filters(Period(date(2024, 4, 1), date(2024, 6, 30)))


def shop_with_index(tmp_path, bring_in, index: dict[str, float]) -> Workspace:
    """100 a month in the first quarter, 120 a month in the second."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    amounts = {1: 100.0, 2: 100.0, 3: 100.0, 4: 120.0, 5: 120.0, 6: 120.0}
    orders = pd.DataFrame(
        {
            "order_id": [str(month) for month in amounts],
            "customer_id": "A",
            "ordered_at": [pd.Timestamp(2024, month, 28) for month in amounts],
            "amount": list(amounts.values()),
            "cost": 0.0,
        }
    )
    orders.loc[len(orders)] = ["last", "A", pd.Timestamp(2024, 6, 30), 0.01, 0.0]
    bring_in(workspace, "transactions", orders)
    if index:
        prices = pd.DataFrame({"month": pd.to_datetime(list(index)), "price_index": list(index.values())})
        bring_in(workspace, "prices", prices)
    return workspace


def test_a_fifth_more_money_at_a_quarter_higher_prices_is_less_in_real_terms() -> None:
    # Prices 100 and 125: 120 / 100 = +20 % nominal, 120 / (100 x 1.25) = -4 % real.
    found = real_change(np.full(3, 120.0), np.full(3, 100.0), np.full(3, 125.0), np.full(3, 100.0))
    assert found["nominal_change"] == pytest.approx(0.20)
    assert found["price_change"] == pytest.approx(0.25)
    assert found["real_change"] == pytest.approx(-0.04)
    assert found["real_difference"] == pytest.approx(360 - 375)


def test_each_month_is_brought_to_the_periods_own_prices() -> None:
    # 110 at 110 and 121 at 121 is one quantity; the level is their mean, 115.5. Before: 100 at 100, twice.
    found = real_change(np.array([110.0, 121]), np.array([100.0, 100]), np.array([110.0, 121]), np.array([100.0, 100]))
    assert found["real_change"] == pytest.approx(0)
    assert found["real_difference"] == pytest.approx(0)


def test_revenue_and_margin_say_what_prices_did(tmp_path, bring_in) -> None:
    index = {f"2024-0{month}-01": 100.0 if month < 4 else 125.0 for month in range(1, 7)}
    workspace = shop_with_index(tmp_path, bring_in, index)
    for metric in (revenue_by_month, net_margin_by_month):
        answer = metric.ask(workspace, SECOND_QUARTER)
        assert answer.totals["real_change"] == pytest.approx(-0.04, abs=1e-3)
        said = [note for note in answer.notes if "real" in note.values]
        assert [note.values for note in said] == [{"prices": 25.0, "nominal": 20.0, "real": -4.0}]
        assert answer.queries[-1].name == "value/price_index"
    workspace.close()


def test_a_month_without_index_leaves_growth_and_inflation_together_and_says_so(tmp_path, bring_in) -> None:
    workspace = shop_with_index(tmp_path, bring_in, {f"2024-0{month}-01": 100.0 for month in range(2, 7)})
    answer = revenue_by_month.ask(workspace, SECOND_QUARTER)
    assert "real_change" not in answer.totals
    assert [note.level for note in answer.notes] == ["warning"]
    workspace.close()


def test_without_an_index_nothing_is_said_of_prices(tmp_path, bring_in) -> None:
    workspace = shop_with_index(tmp_path, bring_in, {})
    answer = revenue_by_month.ask(workspace, SECOND_QUARTER)
    assert "real_change" not in answer.totals
    assert answer.notes == ()
    workspace.close()
