"""What the customers returned in a period: profit and the change of what they are still worth, over what they were worth.

Where prices are indexed all three are counted in the money of the closing, as lifetime value is; else in that of each day. Puts the rooms of value and of relations together; refuses a return where nothing was worth anything at the opening.
"""

from dataclasses import replace
from math import hypot, nan

import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.relations.worth import return_on_customer
from crm_core.store import Workspace
from crm_core.value import customer_equity_bridge, net_margin_by_month, tier_summary
from crm_core.value.prices import at_prices_of
from crm_core.words import mark

COLUMNS = ["profit", "opening", "closing", "value", "low", "high"]
NOTHING_TO_RETURN_ON = Note(
    mark(
        "At the opening the customers together had no expected value above zero, so a return on it cannot be said. Where the "
        "history before the period is too short, a longer one would make it measurable."
    ),
    level="warning",
)


@metric(rows_behind="value/value_lines", compares=False)
def return_on_customers(workspace: Workspace, filters: Filters) -> Answer:
    """What the customers returned in the period, as a share of what they were worth at its opening.

    Formula: (net margin of the period after cost to serve + closing equity − opening equity) / opening equity, both equities of
        customer_equity_bridge. Where prices are indexed, the opening and the margin of each month are brought to the prices of the
        closing, so that inflation returns nothing. low and high: the 90 % errors of both equities, added as squares as if
        independent.
    Unit: Share of the opening equity, for the whole period; money of the workspace, at the prices of the closing where indexed.
    Grain: One row; n is the customers at the closing.
    Source: Don Peppers and Martha Rogers, Return on Customer, 2005.
    """
    bridge, tiers = customer_equity_bridge.ask(workspace, filters), tier_summary.ask(workspace, filters)
    queries = (*tiers.queries, *bridge.queries)
    worth = {} if bridge.is_empty else dict(zip(bridge.rows["step"], bridge.rows["value"], strict=True))
    opening, closing = worth.get("opening", 0.0), worth.get("closing", 0.0)
    profit = float(tiers.totals["actual_value"])
    if opening <= 0:
        notes = (NOTHING_TO_RETURN_ON,)
        return Answer("return_on_customers", pd.DataFrame(columns=COLUMNS), queries, bridge.as_of, bridge.n, notes)
    totals = {"years": bridge.totals["years"], "is_real": "price_change" in bridge.totals}
    factor = 1.0
    if totals["is_real"]:
        totals["nominal_value"] = return_on_customer(profit, opening, closing)
        factor += bridge.totals["price_change"]
        months = net_margin_by_month.ask(workspace, replace(filters, comparison="none"))
        profit, ran = at_prices_of(workspace, min(filters.period.end, bridge.as_of), months.rows)
        queries = (*queries, *months.queries, ran)
    value = return_on_customer(profit, opening * factor, closing)
    low, high = _ends(profit, opening * factor, closing, bridge)
    rows = pd.DataFrame([[profit, opening * factor, closing, value, low, high]], columns=COLUMNS)
    notes = (*tiers.notes, *bridge.notes)
    return Answer("return_on_customers", rows, queries, bridge.as_of, bridge.n, notes, totals)


def _ends(profit: float, opening: float, closing: float, bridge: Answer) -> tuple[float, float]:
    """Lower and upper end of the return: of (profit + closing) / opening − 1, its two errors relative to their parts."""
    told = bridge.totals
    prices = 1 + told.get("price_change", 0.0)
    opening_low, opening_high = told["opening_low"] * prices, told["opening_high"] * prices
    grown = (profit + closing) / opening
    if profit + closing <= 0:
        return nan, nan
    after = profit + closing
    below = hypot((closing - told["closing_low"]) / after, (opening_high - opening) / opening)
    above = hypot((told["closing_high"] - closing) / after, (opening - opening_low) / opening)
    return grown * (1 - below) - 1, grown * (1 + above) - 1
