"""By hand and published: customer equity and its levers (T-59), and the same from a workspace's own orders."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.relations import equity_levers
from crm_core.relations.equity import EquityBase, elasticity, gain, shares_of_gain
from crm_core.store import Workspace
from crm_core.store.entries import save_unit_costs
from tests.conftest import BringIn

T59 = EquityBase(1000, 200, 50, 0.75, 250, 120)
YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))


def test_t59a_equity_of_the_base_case() -> None:
    assert T59.lifetime_value == pytest.approx(431.25)
    assert [T59.of_existing, T59.of_new] == pytest.approx([281_250, 260_839.6], abs=0.05)
    assert T59.equity == pytest.approx(542_089.6, abs=0.05)


@pytest.mark.parametrize(
    ("lever", "share", "worth"),
    [
        ("won", 0.10, 26_084.0),
        ("winning_cost", 0.10, 10_056.5),
        ("retention", 0.05 / 0.75, 113_236.3),
        ("gross_margin", 0.02, 17_137.4),
        ("gross_margin", 0.03, 25_706.2),
        ("serving_cost", 0.10, 21_421.8),
    ],
)
def test_t59_what_each_lever_is_worth(lever: str, share: float, worth: float) -> None:
    assert gain(T59, {lever: share}) == pytest.approx(worth, abs=0.06)


def test_t59_elasticities_stand_in_the_published_order() -> None:
    found = {
        lever: elasticity(T59, lever) for lever in ("retention", "gross_margin", "won", "serving_cost", "winning_cost")
    }
    assert list(found.values()) == pytest.approx([2.79, 1.58, 0.48, 0.40, 0.19], abs=0.006)


def test_t59_levers_act_on_each_other_and_their_shares_add_up_to_the_joint_gain() -> None:
    changes = {"retention": 0.05 / 0.75, "gross_margin": 0.03, "serving_cost": 0.10}
    assert gain(T59, changes) == pytest.approx(168_668, abs=0.5)
    assert sum(gain(T59, {lever: share}) for lever, share in changes.items()) == pytest.approx(160_364, abs=0.5)
    assert sum(shares_of_gain(T59, changes).values()) == pytest.approx(gain(T59, changes))


def orders(customers: range, day: date) -> list[dict]:
    moment = datetime.combine(day, datetime.min.time())
    return [
        {
            "order_id": f"{customer}-{day}",
            "customer_id": f"C{customer:03}",
            "ordered_at": moment,
            "amount": 100.0,
            "cost": 40.0,
        }
        for customer in customers
    ]


def test_levers_from_forty_customers_of_whom_thirty_are_kept_and_ten_won(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    rows = [
        *orders(range(40), date(2023, 6, 1)),
        *orders(range(30), date(2024, 6, 1)),
        *orders(range(40, 50), date(2024, 7, 1)),
    ]
    bring_in(empty_workspace, "transactions", pd.DataFrame(rows))
    answer = equity_levers.ask(empty_workspace, YEAR)
    base = answer.totals["base"]
    assert (base.customers, base.gross_margin, base.serving_cost) == (40, 60.0, 0.0)
    assert (base.retention, base.won, base.winning_cost) == (0.75, 10, 0.0)
    assert answer.rows["lever"].tolist() == ["retention", "gross_margin", "won", "rate"]
    first = answer.rows.iloc[0]
    assert first["value"] == pytest.approx(gain(base, {"retention": 0.01}))
    assert first["low"] < first["value"] < first["high"]


def test_unit_costs_are_todays_money_while_known_costs_are_brought_to_it(
    empty_workspace: Workspace, bring_in: BringIn
) -> None:
    days = (date(2023, 6, 1), date(2024, 12, 2))
    rows = [*orders(range(40), days[0]), *orders(range(10, 50), days[1])]
    bring_in(empty_workspace, "transactions", pd.DataFrame(rows))
    contacts = [
        {"customer_id": f"C{customer:03}", "occurred_at": datetime(2024, 1, 9), "kind": kind, "cost": cost}
        for customer in range(10, 50)
        for kind, cost in (("contact", None), ("service", 3.0))
    ]
    bring_in(empty_workspace, "interactions", pd.DataFrame(contacts))
    months = pd.to_datetime(["2024-01-01", "2024-12-01"])
    bring_in(empty_workspace, "prices", pd.DataFrame({"month": months, "index": [100.0, 150.0]}))
    save_unit_costs(empty_workspace, {("contact", "unknown"): 2.0})
    base = equity_levers.ask(empty_workspace, YEAR).totals["base"]
    assert base.serving_cost == 2.0 + 3.0 * 1.5


def test_levers_of_too_few_customers_say_what_is_needed(empty_workspace: Workspace, bring_in: BringIn) -> None:
    assert equity_levers.ask(empty_workspace, YEAR).is_empty
    bring_in(empty_workspace, "transactions", pd.DataFrame(orders(range(29), date(2023, 12, 31) - timedelta(days=9))))
    answer = equity_levers.ask(empty_workspace, YEAR)
    assert answer.is_empty and answer.notes[0].level == "warning"
