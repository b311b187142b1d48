"""Adds up: a figure as of a day is that of a workspace which holds nothing after the day; at a month's end, that of its months."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, rfm, rfm_segments, tier_migration
from tests.new_workspaces import new_workspace

YEAR = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
DAYS = ("2024-06-17", "2024-06-30", "2024-07-01", "2024-11-05")


def facts() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders and contacts of eighty customers over three years; on every one of ``DAYS`` somebody ordered."""
    random = np.random.default_rng(11)
    count = 1500
    orders = pd.DataFrame(
        {
            "order_id": [f"O{number // 2}" for number in range(count)],
            "customer_id": [f"C{place:02d}" for place in random.integers(0, 80, count)],
            "ordered_at": pd.Timestamp(2022, 1, 1) + pd.to_timedelta(random.integers(0, 1096, count), unit="D"),
            "amount": np.round(random.gamma(2, 30, count) * np.where(random.random(count) < 0.1, -0.5, 1), 2),
            "cost": np.where(random.random(count) < 0.2, np.nan, 10.0),
            "category": random.choice(["tea", "coffee", "cake"], count),
        }
    )
    orders.loc[: len(DAYS) - 1, "ordered_at"] = pd.to_datetime(list(DAYS))
    contacts = pd.DataFrame(
        {
            "customer_id": [f"C{place:02d}" for place in random.integers(0, 80, 300)],
            "occurred_at": pd.Timestamp(2022, 1, 1) + pd.to_timedelta(random.integers(0, 1096, 300), unit="D"),
            "kind": "service",
            "cost": np.round(random.gamma(2, 5, 300), 2),
        }
    )
    return orders, contacts


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """A way to a workspace that holds the facts up to a day, or all of them; each is made once."""
    made: dict[str, Workspace] = {}
    orders, contacts = facts()

    def until(day: str, bring_in) -> Workspace:
        if day not in made:
            folder = tmp_path_factory.mktemp("held")
            made[day] = new_workspace(folder / "held.duckdb", DERIVATIONS)
            last = pd.Timestamp(day)
            bring_in(made[day], "transactions", orders.loc[orders["ordered_at"] <= last].reset_index(drop=True))
            bring_in(made[day], "interactions", contacts.loc[contacts["occurred_at"] <= last].reset_index(drop=True))
        return made[day]

    yield until
    for workspace in made.values():
        workspace.close()


@pytest.mark.parametrize("day", DAYS)
def test_a_day_knows_what_a_workspace_knew_that_ended_with_it(held, bring_in, day: str) -> None:
    whole, then = held("2024-12-31", bring_in), held(day, bring_in)
    for metric in (rfm, rfm_segments):
        pd.testing.assert_frame_equal(metric.ask(whole, YEAR, day=day).rows, metric.ask(then, YEAR, day=day).rows)
    earlier = f"2023{day[4:]}"
    moves, moves_then = (tier_migration.ask(shop, YEAR, earlier=earlier, later=day) for shop in (whole, then))
    pd.testing.assert_frame_equal(moves.rows, moves_then.rows)
    assert moves.totals == moves_then.totals
    assert moves.n > 60


def test_a_month_its_last_day_and_the_period_that_ends_with_it_say_the_same(held, bring_in) -> None:
    whole = held("2024-12-31", bring_in)
    june = Filters(Period(date(2024, 1, 1), date(2024, 6, 30)))
    for option in ("2024-06", "2024-06-30"):
        pd.testing.assert_frame_equal(rfm.ask(whole, YEAR, day=option).rows, rfm.ask(whole, june).rows)
        moves = tier_migration.ask(whole, YEAR, earlier="2023-06", later=option)
        pd.testing.assert_frame_equal(moves.rows, tier_migration.ask(whole, june).rows)


def test_at_a_months_end_the_sums_are_those_of_the_months(held, bring_in) -> None:
    whole = held("2024-12-31", bring_in)
    rows = rfm.ask(whole, YEAR, day="2024-06-30").rows.set_index("customer_id").sort_index()
    with whole.session() as session:
        months = session.execute(
            "select sum(customer_month.orders), sum(customer_month.revenue) "
            "from customer_month join customer using (customer_key) where month <= date '2024-06-30' group by customer_id "
            "order by customer_id"
        )
    assert rows["orders"].tolist() == [int(orders) for orders, _ in months]
    assert rows["revenue"].tolist() == pytest.approx([float(revenue) for _, revenue in months], abs=1e-9)


def test_the_orders_of_a_day_come_in_between_that_day_and_the_one_before(held, bring_in) -> None:
    whole, orders = held("2024-12-31", bring_in), facts()[0]
    for day in DAYS:
        eve = f"{pd.Timestamp(day) - pd.Timedelta(days=1):%Y-%m-%d}"
        sums = [float(np.sum(rfm.ask(whole, YEAR, day=when).rows["revenue"].to_numpy())) for when in (eve, day)]
        of_day = orders.loc[orders["ordered_at"] == pd.Timestamp(day), "amount"].sum()
        assert sums[1] - sums[0] == pytest.approx(of_day, abs=1e-6)
