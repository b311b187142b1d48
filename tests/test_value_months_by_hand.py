"""By hand: revenue, margin, active customers and cohorts month by month, and when a difference is a change."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import (
    DERIVATIONS,
    active_customers_by_month,
    change_of_months,
    cohort_retention,
    net_margin_by_month,
    repeat_share_by_month,
    revenue_by_month,
)
from crm_core.value.missing_costs import NO_SALES, cost_notes, is_any_cost_known
from crm_core.value.month_metrics import FIRST_MONTH_LEFT_OUT
from tests.new_workspaces import new_workspace

QUARTER = Filters(Period(date(2024, 4, 1), date(2024, 6, 30)))


@pytest.fixture
def shop(tmp_path, bring_in):
    """Orders of two customers from January to June; B starts in March, takes May off, and gives 10 back in June."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    orders = [
        ("A", "2024-01-10", 100.0),
        ("A", "2024-02-10", 110.0),
        ("A", "2024-03-10", 90.0),
        ("B", "2024-03-20", 50.0),
        ("A", "2024-04-10", 120.0),
        ("B", "2024-04-20", 40.0),
        ("A", "2024-05-10", 130.0),
        ("A", "2024-06-10", 140.0),
        ("B", "2024-06-20", -10.0),
        ("C", "2024-06-30", 30.0),
    ]
    bring_in(
        workspace,
        "transactions",
        pd.DataFrame(
            {
                "order_id": [str(place) for place in range(len(orders))],
                "customer_id": [customer for customer, _, _ in orders],
                "ordered_at": pd.to_datetime([day for _, day, _ in orders]),
                "amount": [amount for _, _, amount in orders],
                "cost": [amount / 2 for _, _, amount in orders],
            }
        ),
    )
    bring_in(
        workspace,
        "interactions",
        pd.DataFrame(
            {
                "customer_id": ["A"],
                "occurred_at": pd.to_datetime(["2024-05-02"]),
                "kind": ["contact"],
                "channel": ["spoken"],
                "cost": [25.0],
            }
        ),
    )
    yield workspace
    workspace.close()


def test_revenue_and_orders_of_each_month(shop: Workspace) -> None:
    answer = revenue_by_month.ask(shop, QUARTER)
    assert answer.rows["month"].dt.month.tolist() == [4, 5, 6]
    assert answer.rows["value"].tolist() == [160, 130, 160]
    assert answer.rows["n"].tolist() == [2, 1, 2]
    assert not any(answer.rows["is_unfinished"].tolist())
    totals = answer.totals
    assert (totals["value"], totals["previous"], totals["difference"]) == (450, 350, 100)
    assert (totals["n"], totals["previous_n"]) == (5, 4)
    # Month against month: +60, +20, +20; mean 100/3, sd 23.09, half width 4.303 x 23.09/sqrt(3) = 57.37, times 3.
    half = 3 * stats.t.ppf(0.975, 2) * np.std([60, 20, 20], ddof=1) / np.sqrt(3)
    assert totals["difference_high"] == pytest.approx(100 + half) == pytest.approx(272.1, abs=0.1)
    assert totals["is_change"] is False


def test_net_margin_takes_off_goods_and_contacts(shop: Workspace) -> None:
    answer = net_margin_by_month.ask(shop, QUARTER)
    assert answer.rows["value"].tolist() == [80, 65 - 25, 80]


def test_net_margin_is_not_measured_without_any_cost() -> None:
    sums = pd.DataFrame({"revenue": [100.0, -20.0], "contact_cost": 0.0, "handling_cost": 0.0})
    assert not is_any_cost_known(sums.assign(uncosted_revenue=sums["revenue"]), None)
    assert is_any_cost_known(sums.assign(uncosted_revenue=sums["revenue"]), 0.4)
    assert is_any_cost_known(sums.assign(uncosted_revenue=[60.0, -20.0]), None)
    assert is_any_cost_known(sums.assign(uncosted_revenue=sums["revenue"], contact_cost=5.0), None)


def test_contacts_without_sales_say_nothing_of_value() -> None:
    sums = pd.DataFrame(
        {
            "revenue": [0.0],
            "uncosted_revenue": [0.0],
            "interactions": [3],
            "unpriced_interactions": [0],
            "handling_cost": [1.0],
        }
    )
    assert cost_notes(sums, None) == (NO_SALES,)
    assert NO_SALES not in cost_notes(sums.assign(revenue=5.0), None)


def test_active_and_returning_customers(shop: Workspace) -> None:
    active = active_customers_by_month.ask(shop, QUARTER)
    assert active.rows["value"].tolist() == [2, 1, 2]
    assert active.totals["value"] == pytest.approx(5 / 3)
    returning = repeat_share_by_month.ask(shop, QUARTER)
    assert returning.rows["value"].tolist() == [1, 1, 0.5]
    assert returning.rows["low"].iloc[2] == pytest.approx(0.0945, abs=1e-4)
    assert returning.rows["high"].iloc[2] == pytest.approx(0.9055, abs=1e-4)


def test_the_first_month_of_the_data_has_no_share_of_returning_customers(shop: Workspace) -> None:
    half = repeat_share_by_month.ask(shop, Filters(Period(date(2024, 1, 1), date(2024, 6, 30))))
    # January: A alone, who cannot have ordered before. February 1 of 1, March 1 of 2 (B is new), April 1, May 1, June 1/2.
    assert half.rows[["value", "low", "high"]].iloc[0].isna().all()
    assert half.rows["value"].tolist()[1:] == [1, 0.5, 1, 1, 0.5]
    assert half.totals["value"] == pytest.approx(4 / 5)
    assert half.n == 1 + 2 + 2 + 1 + 2
    assert FIRST_MONTH_LEFT_OUT in half.notes
    against_the_first = repeat_share_by_month.ask(shop, QUARTER)
    assert against_the_first.totals["previous"] == pytest.approx((1 + 0.5) / 2)
    assert FIRST_MONTH_LEFT_OUT in against_the_first.notes
    alone = repeat_share_by_month.ask(shop, Filters(Period(date(2024, 1, 1), date(2024, 1, 31))))
    assert alone.totals["value"] is None and alone.n == 0
    later = repeat_share_by_month.ask(shop, Filters(Period(date(2024, 5, 1), date(2024, 6, 30))))
    assert FIRST_MONTH_LEFT_OUT not in later.notes


def test_a_target_stands_with_the_figure(shop: Workspace) -> None:
    with shop.change() as build:
        build.execute("insert into targets values ('revenue_by_month', date '2024-01-01', 500)")
        build.execute("insert into targets values ('revenue_by_month', date '2025-01-01', 900)")
    assert shop.target("revenue_by_month", date(2024, 6, 30)) == 500
    assert shop.target("revenue_by_month", date(2023, 6, 30)) is None
    assert revenue_by_month.ask(shop, QUARTER).totals["target"] == 500


def test_cohorts_by_first_purchase(shop: Workspace) -> None:
    answer = cohort_retention.ask(shop, Filters(Period(date(2024, 1, 1), date(2024, 6, 30))))
    cells = answer.rows.assign(cohort=answer.rows["cohort"].dt.month).set_index(["cohort", "months_since"])["customers"]
    assert cells[1].tolist() == [1, 1, 1, 1, 1, 1]
    assert cells[3].tolist() == [1, 1, 0, 0]
    assert cells[6].tolist() == [1]
    assert answer.n == 3 and not any(answer.rows["is_unfinished"].tolist())
    # Two of the three cohorts (A and B) have a month after their first: A came back in it, B did too.
    assert (answer.totals["followed_customers"], answer.totals["back_next_month_share"]) == (2, 1.0)


def test_a_month_that_the_data_do_not_finish_is_marked(shop: Workspace, bring_in) -> None:
    bring_in(
        shop,
        "transactions",
        pd.DataFrame(
            {
                "order_id": ["x"],
                "customer_id": ["A"],
                "ordered_at": pd.to_datetime(["2024-07-03"]),
                "amount": [5.0],
            }
        ),
    )
    period = Filters(Period(date(2024, 5, 1), date(2024, 7, 3)))
    answer = revenue_by_month.ask(shop, period)
    assert answer.rows["is_unfinished"].tolist() == [False, False, True]
    assert answer.totals["previous"] is None and answer.totals["is_change"] is None
    cells = cohort_retention.ask(shop, Filters(Period(date(2024, 1, 1), date(2024, 7, 3)))).rows
    assert set(cells.loc[cells["is_unfinished"], "month"].dt.month) == {7}


def test_a_steady_rise_of_every_month_is_a_change() -> None:
    months = np.array([110.0, 131, 119, 142])
    before = np.array([100.0, 120, 110, 130])
    change = change_of_months(months, before, "sum")
    # Differences 10, 11, 9, 12: mean 10.5, sd 1.291, t(.975, 3) = 3.182; 42 +- 4 x 3.182 x 1.291 / 2 = 42 +- 8.22.
    assert change.difference == 42
    assert (change.low, change.high) == pytest.approx((33.78, 50.22), abs=0.01)
    assert change.is_change is True


def test_the_mean_of_months_is_judged_as_the_paired_t_test_judges_it() -> None:
    months, before = np.array([0.5, 0.6, 0.55, 0.65]), np.array([0.45, 0.61, 0.5, 0.6])
    change = change_of_months(months, before, "mean")
    peer = stats.ttest_rel(months, before).confidence_interval(0.95)
    assert (change.low, change.high) == pytest.approx((peer.low, peer.high))
