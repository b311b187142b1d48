"""By hand: years with and without a purchase, the last year held out, and one customer's lifetime value by itself."""

from datetime import date

import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, customer_clv, yearly_buying
from tests.new_workspaces import new_workspace

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
PATTERNS = {"A": (2020, 2021, 2022, 2023, 2024), "B": (2020, 2021), "C": (2020,), "D": (2020, 2024)}


def shop(tmp_path, bring_in, copies: int) -> Workspace:
    """So many customers of each of four patterns of yearly purchases from 2020 to 2024."""
    workspace = new_workspace(tmp_path / "yearly.duckdb", DERIVATIONS)
    lines = [
        (f"{pattern}{copy:03d}", pd.Timestamp(year, 6, 1 + copy % 28))
        for pattern, years in PATTERNS.items()
        for copy in range(copies)
        for year in years
    ]
    end = [("A000", pd.Timestamp(2024, 12, 31))]
    orders = pd.DataFrame(lines + end, columns=["customer_id", "ordered_at"])
    bring_in(workspace, "transactions", orders.assign(order_id=orders.index.astype(str), amount=10.0))
    return workspace


def test_years_after_the_year_of_winning_are_counted(tmp_path, bring_in) -> None:
    workspace = shop(tmp_path, bring_in, 30)
    answer = yearly_buying.ask(workspace, YEAR)
    rows = answer.rows.set_index("years_bought")
    assert answer.n == 120 and set(answer.rows["years_possible"]) == {4}
    assert rows["customers"].to_dict() == {0: 30, 1: 60, 4: 30}
    assert rows.loc[4, "active_next_year"] > 0.9 > rows.loc[0, "active_next_year"]
    assert answer.totals["came_last_year"] == 60
    assert answer.totals["repeat_buyers"] == 90
    workspace.close()


def test_fifty_repeat_buyers_are_needed(tmp_path, bring_in) -> None:
    workspace = shop(tmp_path, bring_in, 16)
    answer = yearly_buying.ask(workspace, YEAR)
    assert answer.rows.empty and answer.n == 64
    assert answer.notes[0].values == {"years": 4, "buyers": 48, "fewest_years": 3, "fewest_buyers": 50}
    workspace.close()


def test_one_customers_value_is_that_of_the_list_whatever_the_segment(tmp_path, bring_in) -> None:
    workspace = shop(tmp_path, bring_in, 20)
    everyone = customer_clv.ask(workspace, YEAR).rows.set_index("customer_id")
    nobody = Filters(YEAR.period, sectors=("none such",))
    alone = customer_clv.ask(workspace, nobody, customer="D003").rows
    assert len(alone) == 1
    assert alone["value"].tolist() == pytest.approx([everyone.loc["D003", "value"]])
    assert customer_clv.ask(workspace, YEAR, customer="not there").n == 0
    workspace.close()
