"""Adds up: what the tiers say of a demo whose truth is known is what was planted in it."""

import json

import pytest

from crm_core.demo import create_demo
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.value import DERIVATIONS, customer_tiers, tier_summary


def test_the_planted_customers_below_zero_are_found(tmp_path) -> None:
    # The truth counts customers still there at the end, the tiers all who bought or were served in the year.
    path = tmp_path / "loyal.duckdb"
    workspace = create_demo(path, "loyal_but_unprofitable", derivations=DERIVATIONS)
    as_of = workspace.state().as_of
    assert as_of is not None
    year = Filters(last_months(as_of, 12))
    truth = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["value"]
    tiers, customers = tier_summary.ask(workspace, year), customer_tiers.ask(workspace, year).rows
    found = tiers.totals["below_zero_customers"] / tiers.n
    assert truth["below_zero_share"] == pytest.approx(0.43, abs=0.01)
    assert found == pytest.approx(truth["below_zero_share"], abs=0.05)
    below = customers.loc[customers["tier"] == "bz"]
    assert max(below["actual_value"].tolist()) < 0 and len(below) > 0.15 * len(customers)
    # Nobody below zero is called so on the noise of a single month: their tier is surer than a coin.
    assert sum(below["tier_probability"].tolist()) > 0.7 * len(below)
    workspace.close()
