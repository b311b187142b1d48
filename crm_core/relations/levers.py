"""Which lever moves customer equity most: the last year's customers put into one plain formula, each lever moved by one per cent.

Refuses to forecast: it says what a change would be worth, not that any action brings it about.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.relations.equity import HIGHEST_RETENTION, LEVERS, EquityBase, gain
from crm_core.store import Workspace
from crm_core.words import mark

ONE_PER_CENT = 0.01
REAL_RATE, YEARS = 0.1, 5
FEWEST_CUSTOMERS = 30
DRAWS = 1000
SEED = 59
COLUMNS = ("lever", "now", "unit", "value", "low", "high", "elasticity", "elasticity_low", "elasticity_high", "n")
LEVER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "retention": mark("Customers kept from one year to the next"),
        "gross_margin": mark("Gross margin of a customer and year"),
        "won": mark("Customers won in a year"),
        "serving_cost": mark("Cost to serve a customer and year"),
        "winning_cost": mark("Cost of winning a customer"),
        "rate": mark("Discount rate"),
    }
)
UNITS = {"retention": "share", "won": "number", "rate": "share"}
TOO_FEW = Note(
    mark("Needed: at least {n} customers active in the year before, and a net margin above zero."),
    {"n": FEWEST_CUSTOMERS},
    "warning",
)
NO_WINNING_COST = Note(
    mark("No cost of winning is known, so it counts as nothing. Needed: “Acquisition cost” in the customers sheet."),
    {},
    "warning",
)
NO_COSTS = Note(
    mark(
        "Some order lines have no cost; where no margin is assumed in the settings, their whole amount counts as margin."
    ),
    {},
    "warning",
)
SCENARIO = Note(
    mark(
        "A scenario, not a forecast: it says what one per cent would be worth, not what it would cost to reach. The levers act on "
        "each other, so their gains do not add up."
    )
)

OTHER_FORMULA = Note(
    mark(
        "One plain formula with customers still to be won in it; the page Customer equity adds up the forecast of each customer "
        "of today, so the two sums differ."
    )
)


@metric(rows_behind="relations/lever_rows")
def equity_levers(workspace: Workspace, filters: Filters) -> Answer:
    """What moving each lever of customer equity by one per cent of itself to the better side is worth.

    Formula: CE = N m r / (1 + i − r) + n (m (1 + i) / (1 + i − r) − A) (1 − (1 + i)^−5) / i with N active customers of the last
        12 months, m gross margin less cost to serve of one, r the share of the active of the 12 months before who were active
        again, n won and A what winning one cost, i = 10 % real. Gain = CE with the lever moved by 1 % less CE; elasticity =
        gain / CE / 1 %. Intervals: 95 % of 1,000 draws of r (beta), margins and costs (normal) and n (Poisson).
    Unit: money in prices of the price table's last month; per cent of equity for one per cent of the lever.
    Grain: one row per lever, the strongest first.
    Source: Gupta, Lehmann & Stuart, Valuing Customers, 2004 (their elasticities: retention 5, margin 1, acquisition cost 0.1);
        Gupta & Lehmann, Managing Customers as Investments, 2005.
    """
    inputs, asked = workspace.ask("relations/lever_inputs", _to_the_end(filters))
    seen = {str(name): float(value) for name, value in inputs.iloc[0].items()}
    base = equity_base(seen)
    rows = lever_rows(seen, base) if base else pd.DataFrame(columns=list(COLUMNS))
    notes = [SCENARIO, OTHER_FORMULA] if base else [TOO_FEW]
    if base and not seen["costed"]:
        notes.append(NO_WINNING_COST)
    if seen["uncosted"] > 0:
        notes.append(NO_COSTS)
    return Answer(
        metric="equity_levers",
        rows=rows,
        queries=(asked,),
        as_of=workspace.state().as_of or filters.period.end,
        n=int(seen["active"]),
        notes=tuple(notes),
        totals={"base": base, "equity": base.equity if base else None, **seen},
    )


def equity_base(seen: Mapping[str, float]) -> EquityBase | None:
    """The base of the formula; nothing where too few were active the year before, or a customer leaves no margin."""
    if seen["active_before"] < FEWEST_CUSTOMERS or not seen["active"]:
        return None
    base = EquityBase(
        customers=seen["active"],
        gross_margin=seen["gross"] / seen["active"],
        serving_cost=seen["serving"] / seen["active"],
        retention=min(HIGHEST_RETENTION, seen["kept"] / seen["active_before"]),
        won=seen["won"],
        winning_cost=seen["winning"] / seen["costed"] if seen["costed"] else 0.0,
        rate=REAL_RATE,
        years=YEARS,
    )
    return base if base.margin > 0 and base.equity > 0 else None


def lever_rows(seen: Mapping[str, float], base: EquityBase) -> pd.DataFrame:
    """One row per lever that is there to be moved, with the interval that its inputs leave."""
    drawn = [one for one in _draws(seen, base) if one.equity > 0]
    rows: list[dict[str, Any]] = []
    for lever in LEVERS:
        now = float(getattr(base, lever))
        if not now:
            continue
        gains = np.array([gain(one, {lever: ONE_PER_CENT}) for one in drawn])
        per_cent = gains / np.array([one.equity for one in drawn]) / ONE_PER_CENT
        value = gain(base, {lever: ONE_PER_CENT})
        rows.append(
            {
                "lever": lever,
                "now": now,
                "unit": UNITS.get(lever, "money"),
                "value": value,
                "low": float(np.quantile(gains, 0.025)),
                "high": float(np.quantile(gains, 0.975)),
                "elasticity": value / base.equity / ONE_PER_CENT,
                "elasticity_low": float(np.quantile(per_cent, 0.025)),
                "elasticity_high": float(np.quantile(per_cent, 0.975)),
                "n": int(seen["active"]),
            }
        )
    rows.sort(key=lambda row: -row["value"])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _draws(seen: Mapping[str, float], base: EquityBase) -> list[EquityBase]:
    """The base as it might have come out: each input drawn from what its customers leave open."""
    chance = np.random.default_rng(SEED)
    kept = chance.beta(seen["kept"] + 1, seen["active_before"] - seen["kept"] + 1, DRAWS)
    gross, serving = (
        chance.normal(getattr(base, name), _error(seen, code, "active"), DRAWS)
        for name, code in (("gross_margin", "gross"), ("serving_cost", "serving"))
    )
    won = chance.poisson(base.won, DRAWS)
    winning = chance.normal(base.winning_cost, _error(seen, "winning", "costed"), DRAWS)
    return [
        EquityBase(base.customers, float(g), max(0.0, float(s)), min(HIGHEST_RETENTION, float(r)), float(n), max(0.0, float(a)),
                   base.rate, base.years)
        for g, s, r, n, a in zip(gross, serving, kept, won, winning, strict=True)
    ]  # fmt: skip


def _error(seen: Mapping[str, float], code: str, counted: str) -> float:
    """Standard error of a mean from its sum, its sum of squares and its n."""
    n = seen[counted]
    if n < 2:
        return 0.0
    spread = max(0.0, seen[f"{code}_squares"] - seen[code] ** 2 / n) / (n - 1)
    return float(np.sqrt(spread / n))


def _to_the_end(filters: Filters) -> dict[str, Any]:
    return {name: value for name, value in filters.parameters().items() if name != "start"}
