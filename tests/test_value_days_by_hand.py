"""By hand: recency, frequency, money and tiers as of a day inside a month; years from day to day."""

from datetime import date

import pandas as pd
import pytest

from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import Period
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, TierSettings, rfm, tier_migration
from crm_core.value.standings import standing_of_year, standings_of_mixed_years
from crm_core.value.values_placed import values_of_period
from crm_core.value.years import before, mixed_days, months_in, named_day, year_up_to
from tests.new_workspaces import new_workspace

NOVEMBER = Filters(Period(date(2024, 11, 1), date(2024, 11, 30)))


def test_a_year_up_to_a_months_end_is_its_twelve_months_and_else_runs_from_day_to_day() -> None:
    assert year_up_to(date(2024, 11, 30)) == Period(date(2023, 12, 1), date(2024, 11, 30))
    assert year_up_to(date(2024, 11, 15)) == Period(date(2023, 11, 16), date(2024, 11, 15))
    assert year_up_to(date(2024, 2, 29)) == Period(date(2023, 3, 1), date(2024, 2, 29))
    assert year_up_to(date(2024, 2, 28)) == Period(date(2023, 3, 1), date(2024, 2, 28))
    assert year_up_to(date(2025, 2, 28)) == Period(date(2024, 3, 1), date(2025, 2, 28))


def test_the_time_before_a_year_is_the_year_before_and_its_months_are_twelve() -> None:
    year = year_up_to(date(2024, 11, 15))
    assert before(year) == Period(date(2022, 11, 16), date(2023, 11, 15))
    assert before(Period(date(2024, 1, 1), date(2024, 3, 31))) == Period(date(2023, 10, 1), date(2023, 12, 31))
    assert months_in(year) == months_in(before(year)) == months_in(year_up_to(date(2024, 11, 30))) == 12
    assert months_in(Period(date(2024, 1, 1), date(2024, 3, 10))) == 3


def test_a_month_or_a_day_is_named_and_what_comes_after_the_data_is_refused() -> None:
    as_of = date(2024, 12, 20)
    assert named_day("2024-11", as_of) == date(2024, 11, 30)
    assert named_day("2024-11-15", as_of) == date(2024, 11, 15)
    assert named_day("2024-12", as_of) == as_of
    assert named_day("", as_of) is None
    for text in ("2024-12-21", "2025-01", "2024-13", "15.11.2024", "2024-11-31", "soon"):
        with pytest.raises(QuestionFault):
            named_day(text, as_of)


def test_two_years_are_split_into_days_of_both_of_one_and_of_the_other() -> None:
    earlier, later = year_up_to(date(2024, 6, 15)), year_up_to(date(2024, 11, 15))
    days = mixed_days(earlier, later, 1)
    assert (days["start"], days["end"]) == (date(2023, 11, 16), date(2024, 6, 15))
    assert (days["earlier_start"], days["earlier_end"]) == (date(2023, 6, 16), date(2023, 11, 15))
    assert (days["later_start"], days["later_end"]) == (date(2024, 6, 16), date(2024, 11, 15))
    apart = mixed_days(before(earlier), later, 0)
    assert apart["start"] > apart["end"]
    assert (apart["earlier_end"], apart["later_start"]) == (date(2023, 6, 15), date(2023, 11, 16))


@pytest.fixture
def shop(tmp_path, bring_in):
    """Customer X on both edges of a year up to 15 November 2024, Y who gives back on the day, Z won the day after."""
    workspace = new_workspace(tmp_path / "shop.duckdb", DERIVATIONS)
    lines = [
        ("X1", "X", "2023-11-15", 100.0, 40.0),
        ("X2", "X", "2023-11-16", 10.0, 4.0),
        ("X3", "X", "2024-03-01", 7.0, None),
        ("X4", "X", "2024-11-15", 20.0, 5.0),
        ("X5", "X", "2024-11-16", 1000.0, 1.0),
        ("Y1", "Y", "2024-11-02", 50.0, 10.0),
        ("Y1", "Y", "2024-11-02", 30.0, 10.0),
        ("Y2", "Y", "2024-11-15", -30.0, -10.0),
        ("Z1", "Z", "2024-11-16", 5.0, 1.0),
        ("Z2", "Z", "2024-12-31", 5.0, 1.0),
    ]
    orders = pd.DataFrame(lines, columns=["order_id", "customer_id", "ordered_at", "amount", "cost"])
    contacts = [("X", "2023-11-15", 3.0), ("X", "2023-11-16", 2.0), ("X", "2024-11-15", 1.5), ("X", "2024-11-16", 9.0)]
    served = pd.DataFrame(contacts, columns=["customer_id", "occurred_at", "cost"]).assign(kind="contact")
    bring_in(workspace, "transactions", orders.assign(ordered_at=pd.to_datetime(orders["ordered_at"])))
    bring_in(workspace, "interactions", served.assign(occurred_at=pd.to_datetime(served["occurred_at"])))
    yield workspace
    workspace.close()


def test_recency_orders_and_money_as_of_a_day_inside_a_month(shop: Workspace) -> None:
    rows = rfm.ask(shop, NOVEMBER, day="2024-11-15").rows.set_index("customer_id")
    # X: 100 + 10 + 7 + 20 in four orders, the last on the day. Y: 50 + 30 − 30, one order (a return is none), 13 days ago.
    assert rows["revenue"].to_dict() == {"X": 137.0, "Y": 50.0}
    assert rows["orders"].to_dict() == {"X": 4, "Y": 1}
    assert rows["recency_days"].to_dict() == {"X": 0, "Y": 13}
    earlier = rfm.ask(shop, NOVEMBER, day="2024-11-14").rows.set_index("customer_id")
    assert earlier["revenue"].to_dict() == {"X": 117.0, "Y": 80.0}
    assert earlier["recency_days"].to_dict() == {"X": 258, "Y": 12}


def test_sums_of_a_year_that_begins_and_ends_inside_a_month(shop: Workspace) -> None:
    with shop.session() as session:
        values = values_of_period(session, year_up_to(date(2024, 11, 15)), TierSettings(), None)
    sums = values.customers.assign(customer_id=["X", "Y"]).set_index("customer_id")
    # X: 10 + 7 + 20 of which 7 without a cost; contacts 2 + 1.5. The two ends of November are one month: 30² + 7².
    assert sums.loc["X", ["orders", "revenue", "known_cost", "uncosted_revenue"]].tolist() == [3, 37, 9, 7]
    assert sums.loc["X", ["interactions", "contact_cost", "revenue_squares"]].tolist() == [2, 3.5, 949]
    assert sums.loc["Y", ["orders", "revenue", "known_cost", "interactions"]].tolist() == [1, 50, 10, 0]
    assert values.actual.tolist() == [37 - 9 - 3.5, 40.0]


def test_what_falls_into_two_mixed_years_is_what_both_years_held(shop: Workspace) -> None:
    earlier, later = year_up_to(date(2024, 6, 15)), year_up_to(date(2024, 11, 15))
    sides = standings_of_mixed_years(shop, earlier, later, TierSettings())
    years = [standing_of_year(shop, year, TierSettings()) for year in (earlier, later)]
    # The days that both years hold stand on both sides, all others on one.
    assert sum(side.actual.sum() for side in sides) == pytest.approx(sum(year.actual.sum() for year in years))
    assert all(set(side.keys.tolist()) <= set(years[1].keys.tolist()) for side in sides)


def test_moves_between_two_days_inside_months_follow_those_of_the_first(shop: Workspace) -> None:
    answer = tier_migration.ask(shop, NOVEMBER, earlier="2024-11-01", later="2024-11-16")
    assert (answer.totals["earlier"], answer.totals["later"]) == (date(2024, 11, 1), date(2024, 11, 16))
    # Up to 1 November only X has ordered in the year; up to the 16th Y and Z have come too.
    assert (answer.n, answer.totals["new_customers"]) == (1, 2)
