"""By hand: the bridge of customer equity adds up from its opening to its closing, each customer in exactly one step."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, customer_equity_bridge, equity_customers
from crm_core.value.equity import STATES, Ends, bridge_rows, half_held_by, states, top_share
from tests.new_workspaces import new_workspace

ENDS = Ends(
    keys=np.arange(6),
    opening=np.array([0.0, 10.0, 100.0, 50.0, 80.0, 30.0]),
    closing=np.array([40.0, 25.0, 20.0, 70.0, 60.0, 30.0]),
    was_known=np.array([False, True, True, True, True, True]),
    was_active=np.array([False, False, True, True, True, True]),
    is_active=np.array([True, True, False, True, True, True]),
)


def test_each_customer_is_in_one_step() -> None:
    assert [STATES[state] for state in states(ENDS)] == ["acquired", "won_back", "lost", "grown", "shrunk", "kept"]


def test_opening_and_the_changes_make_the_closing() -> None:
    # 270 + 40 acquired + 15 won back + 20 grown − 20 shrunk − 80 lost = 245.
    rows = bridge_rows(ENDS).set_index("step")
    assert rows["value"].to_dict() == {
        "opening": 270.0,
        "kept": 160.0,
        "acquired": 40.0,
        "won_back": 15.0,
        "grown": 20.0,
        "shrunk": -20.0,
        "lost": -80.0,
        "closing": 245.0,
    }
    assert rows.loc["opening", "value"] + rows.loc[rows["is_change"], "value"].sum() == rows.loc["closing", "value"]
    assert ENDS.closing.sum() == 245
    assert rows["customers"].to_dict() | {"kept": 3} == rows["customers"].to_dict()


def test_one_of_six_is_the_first_tenth() -> None:
    assert top_share(ENDS.closing) == pytest.approx(70 / 245)
    assert top_share(np.zeros(3)) is None


@pytest.fixture
def shop(tmp_path, bring_in):
    """Four hundred customers over three years; some stop, some pause, some come late."""
    random = np.random.default_rng(7)
    lines = []
    for place in range(400):
        day = float(random.integers(0, 900))
        stop, pause = min(1094.0, day + random.exponential(500)), 1 / random.gamma(0.7, 1 / 40)
        while day <= stop:
            moment = pd.Timestamp(2022, 1, 1) + pd.Timedelta(days=int(day))
            lines.append((f"C{place:03d}", moment, float(random.gamma(3, 20))))
            day += random.exponential(pause) + 1
    lines.append(("C000", pd.Timestamp(2024, 12, 31), 10.0))
    orders = pd.DataFrame(lines, columns=["customer_id", "ordered_at", "amount"])
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    bring_in(workspace, "transactions", orders.assign(order_id=orders.index.astype(str), cost=0.0))
    yield workspace
    workspace.close()


def test_equity_is_told_without_the_change_of_prices(shop: Workspace, bring_in) -> None:
    # Prices stand at 100 to the end of 2023 and at 150 after: 50 per cent between the opening and the closing.
    year = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
    without = customer_equity_bridge.ask(shop, year)
    assert "price_change" not in without.totals
    months = pd.date_range("2022-01-01", "2024-12-01", freq="MS")
    bring_in(shop, "prices", pd.DataFrame({"month": months, "index": [100.0] * 24 + [150.0] * 12}))
    answer = customer_equity_bridge.ask(shop, year)
    value = answer.rows.set_index("step")["value"]
    assert answer.totals["price_change"] == pytest.approx(0.5)
    assert answer.totals["real_change"] == pytest.approx(value["closing"] / (1.5 * value["opening"]) - 1)
    assert answer.notes[0].values == {"prices": 50.0, "real": round(100 * answer.totals["real_change"], 1)}


def test_the_bridge_of_a_shop_adds_up_and_its_customers_sum_to_it(shop: Workspace) -> None:
    year = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
    answer = customer_equity_bridge.ask(shop, year)
    rows = answer.rows.set_index("step")
    changes = rows.loc[rows["is_change"], "value"].sum()
    assert rows.loc["opening", "value"] + changes == pytest.approx(rows.loc["closing", "value"], rel=1e-12)
    customers = equity_customers.ask(shop, year)
    assert sum(customers.rows["closing"].tolist()) == pytest.approx(rows.loc["closing", "value"], rel=1e-9)
    assert sum(customers.rows["opening"].tolist()) == pytest.approx(rows.loc["opening", "value"], rel=1e-9)
    assert customers.rows.groupby("state").size().to_dict() | {"lost": int(rows.loc["lost", "customers"])} == (
        customers.rows.groupby("state").size().to_dict()
    )
    fading = equity_customers.ask(shop, year, fading=True, first=5)
    assert fading.rows["change"].tolist() == sorted(customers.rows["change"].tolist())[:5]
    worst = customers.rows.sort_values("change", kind="stable").head(5)
    assert set(fading.rows["customer_id"]) == set(worst["customer_id"])


def test_half_of_the_equity_is_held_by_two_of_six() -> None:
    # 70 + 60 = 130 of 245 is the first sum at or above 122.5.
    assert half_held_by(ENDS.closing) == pytest.approx(2 / 6)
    assert half_held_by(np.zeros(3)) is None


def test_the_customers_behind_each_step_sum_to_it_and_the_ends_lie_in_their_intervals(shop: Workspace) -> None:
    year = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
    bridge = customer_equity_bridge.ask(shop, year)
    rows = bridge.rows.set_index("step")
    for step in ("acquired", "won_back", "grown", "shrunk", "lost"):
        behind = equity_customers.ask(shop, year, state=step).rows
        assert len(behind) == rows.loc[step, "customers"]
        assert sum(behind["change"].tolist()) == pytest.approx(rows.loc[step, "value"], abs=1e-6)
    said = rows.drop("kept")
    assert all(low <= value <= high for low, value, high in said[["low", "value", "high"]].to_numpy(float).tolist())
    assert (
        rows.loc["acquired", "high"] - rows.loc["acquired", "low"]
        < rows.loc["closing", "high"] - rows.loc["closing", "low"]
    )
    totals = bridge.totals
    assert totals["opening_low"] < rows.loc["opening", "value"] < totals["opening_high"]
    assert totals["closing_low"] < rows.loc["closing", "value"] < totals["closing_high"]
    top = equity_customers.ask(shop, year, first=5).rows
    assert ((top["low"] <= top["closing"]) & (top["closing"] <= top["high"])).tolist() == [True] * 5
