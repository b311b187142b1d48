"""Adds up: what the tiers say of a demo whose truth is known is what was planted in it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crm_core.demo import scenario_names
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, clv_by_group, customer_equity_bridge, customer_tiers, tier_summary
from tests.conftest import DemoIn

# What the customers of the opening bought in the year after, at the prices of the opening and discounted by 10 % a year.
CAME = """
select sum(
    transactions.amount * at_opening.price_index / prices.price_index * power(1.1, -(ordered_on - $opened_on) / 365.25)
)
from transactions
join customer on customer.customer_key = transactions.customer_key
join prices on prices.month = date_trunc('month', ordered_on)
join prices as at_opening on at_opening.month = date_trunc('month', cast($opened_on as date))
where amount > 0
    and customer_type = 'external'
    and first_order_on <= $opened_on
    and ordered_on > $opened_on
    and ordered_on <= $closed_on
"""


@pytest.fixture(scope="module", params=scenario_names())
def example(
    request: pytest.FixtureRequest, demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workspace, Path]]:
    path = demo_in(tmp_path_factory.mktemp("demo"), request.param)
    workspace = Workspace.open(path, DERIVATIONS)
    yield workspace, path
    workspace.close()


Example = tuple[Workspace, Path]


def test_customer_equity_of_a_year_ago_holds_what_came_in_the_year_after(example: Example) -> None:
    workspace = example[0]
    closed_on = workspace.state().as_of
    assert closed_on is not None and closed_on == date(2026, 6, 30)
    opened_on = closed_on.replace(year=closed_on.year - 1)
    year_ago = Filters(last_months(opened_on, 12))
    equity, margin = (
        customer_equity_bridge.ask(workspace, year_ago),
        clv_by_group.ask(workspace, year_ago).totals["margin"],
    )
    with workspace.session() as session:
        ((came,),) = session.execute(CAME, {"opened_on": opened_on, "closed_on": closed_on})
    assert equity.totals["closing_low"] < came * margin < equity.totals["closing_high"]
    assert equity.totals["closing_high"] < 1.6 * equity.totals["closing_low"]


def test_the_planted_customers_below_zero_are_found(example: Example) -> None:
    # The truth counts customers still there at the end, the tiers all who bought or were served in the year.
    workspace, path = example
    as_of = workspace.state().as_of
    assert as_of is not None
    year = Filters(last_months(as_of, 12))
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["value"]
    tiers, customers = tier_summary.ask(workspace, year), customer_tiers.ask(workspace, year).rows
    found = tiers.totals["below_zero_customers"] / tiers.n
    is_loyal = "loyal_but_unprofitable" in path.name
    assert truth["below_zero_share"] == pytest.approx(0.43 if is_loyal else 0.12, abs=0.03)
    assert found == pytest.approx(truth["below_zero_share"], abs=0.05)
    below = customers.loc[customers["tier"] == "bz"]
    assert max(below["actual_value"].tolist()) < 0
    assert len(below) > (0.15 * len(customers) if is_loyal else 0)
    # Nobody below zero is called so on the noise of a single month: their tier is surer than a coin.
    assert sum(below["tier_probability"].tolist()) > 0.7 * len(below)
