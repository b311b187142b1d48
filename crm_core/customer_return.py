"""What the customers returned in a period: profit and the change of what they are still worth, over what they were worth.

Puts the rooms of value and of relations together; refuses a return where nothing was worth anything at the opening.
"""

from math import hypot, nan

import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.relations.worth import return_on_customer
from crm_core.store import Workspace
from crm_core.value import customer_equity_bridge, tier_summary
from crm_core.words import mark

COLUMNS = ["profit", "opening", "closing", "value", "low", "high"]
NOTHING_TO_RETURN_ON = Note(
    mark(
        "At the opening nobody had an expected value, so a return on it cannot be said; a longer history before the period would "
        "make it measurable."
    ),
    level="warning",
)


@metric(rows_behind="value/value_lines", compares=False)
def return_on_customers(workspace: Workspace, filters: Filters) -> Answer:
    """What the customers returned in the period, as a share of what they were worth at its opening.

    Formula: (net margin of the period after cost to serve + closing equity − opening equity) / opening equity, both equities of
        customer_equity_bridge. low and high: the 90 % errors of both equities, added as squares as if independent.
    Unit: Share of the opening equity, for the whole period; money of the workspace.
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
    value = return_on_customer(profit, opening, closing)
    low, high = _ends(profit, opening, closing, bridge)
    rows = pd.DataFrame([[profit, opening, closing, value, low, high]], columns=COLUMNS)
    notes = (*tiers.notes, *bridge.notes)
    return Answer(
        "return_on_customers", rows, queries, bridge.as_of, bridge.n, notes, {"years": bridge.totals["years"]}
    )


def _ends(profit: float, opening: float, closing: float, bridge: Answer) -> tuple[float, float]:
    """Lower and upper end of the return: of (profit + closing) / opening − 1, its two errors relative to their parts."""
    grown = (profit + closing) / opening
    if profit + closing <= 0:
        return nan, nan
    totals, after = bridge.totals, profit + closing
    below = hypot((closing - totals["closing_low"]) / after, (totals["opening_high"] - opening) / opening)
    above = hypot((totals["closing_high"] - closing) / after, (opening - totals["opening_low"]) / opening)
    return grown * (1 - below) - 1, grown * (1 + above) - 1
