"""Adds up: what the tiers say of a demo whose truth is known is what was planted in it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from crm_core.demo import scenario_names
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.store import Workspace
from crm_core.value import (
    DERIVATIONS,
    clv_by_group,
    customer_clv,
    customer_equity_bridge,
    customer_tiers,
    equity_customers,
    tier_summary,
)
from crm_core.value.clv_margins import own_margins
from crm_core.value.clv_study import study_until
from crm_core.value.clv_words import OWN_MARGINS
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


def test_own_margins_are_used_because_they_foresaw_the_margin_money_better(example: Example) -> None:
    workspace = example[0]
    as_of = workspace.state().as_of
    assert as_of is not None
    year = Filters(last_months(as_of, 12))
    study = study_until(workspace, as_of)
    assert study is not None
    margins = own_margins(workspace, study, None)
    assert margins.why == "own" and margins.trial is not None
    assert margins.trial.gain > (0.2 if "loyal_but_unprofitable" in example[1].name else 0.02)
    assert 0.7 < margins.weight < 0.95
    own = clv_by_group.ask(workspace, year)
    (told,) = (note for note in own.notes if note.text == OWN_MARGINS)
    assert told.values["n"] == margins.trial.customers
    # All together keep the margin of all: what changes is whose it is.
    common = clv_by_group.ask(workspace, year, margin=own.totals["margin"])
    assert own.totals["value"] == pytest.approx(common.totals["value"], rel=1e-9)
    assert own.totals["is_margin_own"] and not common.totals["is_margin_own"]
    assert own.totals["low"] < common.totals["low"] * 1.02 and own.totals["high"] > common.totals["high"] * 0.98


def test_values_by_own_margins_add_up_and_are_the_same_on_every_page(example: Example) -> None:
    workspace = example[0]
    as_of = workspace.state().as_of
    assert as_of is not None
    year = Filters(last_months(as_of, 12))
    groups, customers = clv_by_group.ask(workspace, year), customer_clv.ask(workspace, year).rows
    by_region = clv_by_group.ask(workspace, year, by="region").rows
    for rows in (customers, by_region):
        assert float(rows["value"].to_numpy(float).sum()) == pytest.approx(groups.totals["value"], rel=1e-9)
    assert (np.diff(customers[["low", "value", "high"]].to_numpy(), axis=1) >= 0).all()
    (first,) = customers.head(1).to_dict("records")
    (alone,) = customer_clv.ask(workspace, year, customer=first["customer_id"]).rows.to_dict("records")
    assert alone == first
    (top,) = equity_customers.ask(workspace, year, first=1).rows.to_dict("records")
    assert (top["customer_id"], top["closing"]) == (first["customer_id"], pytest.approx(first["value"], rel=1e-12))
    bridge = customer_equity_bridge.ask(workspace, year).rows
    closing = dict(zip(bridge["step"], bridge["value"], strict=True))["closing"]
    assert closing == pytest.approx(groups.totals["value"], rel=1e-9)


def test_the_plain_formula_takes_own_margins_too(example: Example) -> None:
    workspace = example[0]
    as_of = workspace.state().as_of
    assert as_of is not None
    year = Filters(last_months(as_of, 12))
    own = clv_by_group.ask(workspace, year, model="plain").totals
    common = clv_by_group.ask(workspace, year, model="plain", margin=own["margin"]).totals
    assert own["is_margin_own"] and own["value"] == pytest.approx(common["value"], rel=1e-9)
    # What chance adds to the margins of single customers widens the whole a little.
    assert 0.9 * common["low"] < own["low"] <= common["low"] < common["high"] <= own["high"] < 1.1 * common["high"]
    customers = customer_clv.ask(workspace, year, model="plain", at_most=50).rows
    assert (np.diff(customers[["low", "value", "high"]].to_numpy(), axis=1) >= 0).all()


def test_customers_below_zero_cost_more_than_they_bring_ahead_too(example: Example) -> None:
    workspace, path = example
    if "loyal_but_unprofitable" not in path.name:
        return
    as_of = workspace.state().as_of
    assert as_of is not None
    rows = clv_by_group.ask(workspace, Filters(last_months(as_of, 12))).rows
    low, high = (dict(zip(rows["group"], rows[end], strict=True)) for end in ("low", "high"))
    assert high["bz"] < 0 < low["mvc"]
