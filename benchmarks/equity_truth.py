"""Customer equity of a year ago against what truly came in the year after, customer by customer too, and those below zero.

Every example with known truth on ten seeds; ``python -m benchmarks equity_truth`` repeats it.
"""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.machine import as_table, circumstances, write_result
from crm_core.demo import create_demo, scenario_names
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.store import Workspace
from crm_core.value import DERIVATIONS, clv_by_group, customer_equity_bridge, tier_summary
from crm_core.value.clv_margins import own_margins
from crm_core.value.clv_study import study_until
from crm_core.value.clv_terms import assumptions
from crm_core.value.clv_values import ahead, customer_intervals
from tests.test_value_demo_truth import CAME

SEEDS = range(1, 11)

# One row per customer: the margin money that it left in the year after, at the prices of the opening.
LEFT = """
with parts as (
    select customer_key, month, cast(revenue - known_cost - orders * cost_of_one_order() as double) as margin
    from customer_month
    union all
    select
        customer_key,
        month,
        -cast(cost_of_contacts(known_cost, uncosted_interactions, unit_cost.cost) as double) as margin
    from contact_month
    left join contact_unit_costs() as unit_cost
        on unit_cost.kind = contact_month.kind and unit_cost.channel = contact_month.channel
)
select parts.customer_key, sum(parts.margin * at_opening.price_index / prices.price_index) as margin
from parts
join prices on prices.month = parts.month
join prices as at_opening on at_opening.month = date_trunc('month', cast($opened_on as date))
where parts.month > $opened_on and parts.month <= $closed_on
group by parts.customer_key
"""


def one_world(folder: Path, name: str, seed: int) -> dict[str, float]:
    """Bounds of the equity a year before the end, what came, and shares of customers below zero: planted and found."""
    path = folder / f"{name}-{seed}.duckdb"
    workspace = create_demo(path, name, seed=seed, derivations=DERIVATIONS)
    closed_on = workspace.state().as_of
    assert closed_on is not None
    opened_on = closed_on.replace(year=closed_on.year - 1)
    year_ago, last_year = Filters(last_months(opened_on, 12)), Filters(last_months(closed_on, 12))
    bridge = customer_equity_bridge.ask(workspace, year_ago).totals
    worth = clv_by_group.ask(workspace, year_ago).totals
    margin = worth["margin"]
    tiers = tier_summary.ask(workspace, last_year)
    with workspace.session() as session:
        ((came,),) = session.execute(CAME, {"opened_on": opened_on, "closed_on": closed_on})
    customers = by_customer(workspace, opened_on, closed_on)
    planted = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["value"]["below_zero_share"]
    workspace.close()
    path.unlink()
    return {
        "is_inside": float(bridge["closing_low"] < came * margin < bridge["closing_high"]),
        "ratio": worth["value"] / (came * margin),
        "width": bridge["closing_high"] / bridge["closing_low"],
        "planted": planted,
        "found": tiers.totals["below_zero_customers"] / tiers.n,
        **customers,
    }


def by_customer(workspace: Workspace, opened_on: date, closed_on: date) -> dict[str, float]:
    """Errors of the customers' margin money of the year after, and how many intervals held it: own margins and one for all."""
    study = study_until(workspace, opened_on)
    assert study is not None
    with workspace.session() as session:
        left = dict(session.execute(LEFT, {"opened_on": opened_on, "closed_on": closed_on}))
    came = np.array([float(left.get(key, 0.0)) for key in study.base.keys.tolist()])
    margins = own_margins(workspace, study, None)
    horizon = replace(assumptions(workspace, study, None, None, None).horizon, discount=0.0)
    found = {"weight": margins.weight, "tried": margins.trial.gain if margins.trial else np.nan}
    for name, counted in (("own", horizon), ("common", replace(horizon, own=None))):
        error = ahead(study, counted, None).futures["value"].to_numpy() - came
        low, high = customer_intervals(study, counted, None, np.arange(len(came)))
        found[f"{name}_mean"], found[f"{name}_root"] = float(np.abs(error).mean()), float(np.sqrt((error**2).mean()))
        found[f"{name}_held"] = float(((low - 1e-9 <= came) & (came <= high + 1e-9)).mean())
    return found


def run() -> None:
    """Measure all examples and write the result."""
    rows, customer_rows = [], []
    with TemporaryDirectory() as folder:
        for name in scenario_names():
            worlds = [one_world(Path(folder), name, seed) for seed in SEEDS]
            of = {key: np.array([world[key] for world in worlds]) for key in worlds[0]}
            apart = np.abs(of["found"] - of["planted"]).max()
            rows.append(
                [
                    name,
                    f"{int(of['is_inside'].sum())} of {len(worlds)}",
                    f"{of['ratio'].mean():.2f} ± {of['ratio'].std(ddof=1):.2f}",
                    f"{of['width'].mean():.2f}",
                    f"{100 * of['planted'].mean():.1f} %",
                    f"{100 * of['found'].mean():.1f} %",
                    f"{100 * apart:.1f} points",
                ]
            )
            customer_rows.append(
                [
                    name,
                    f"{100 * of['weight'].mean():.0f} %",
                    f"{100 * of['tried'].mean():.1f} %",
                    f"{100 * (1 - of['own_mean'] / of['common_mean']).mean():.1f} %",
                    f"{100 * (1 - of['own_mean'] / of['common_mean']).min():.1f} %",
                    f"{100 * (1 - of['own_root'] / of['common_root']).mean():.1f} %",
                    f"{100 * of['common_held'].mean():.1f} %",
                    f"{100 * of['own_held'].mean():.1f} %",
                ]
            )
    heads = ["example", "truth inside", "equity / truth", "high / low", "below zero: planted", "found", "most apart"]
    about = (
        "Customer equity at the end of the last year but one, worked out from what was known on that day, against the "
        "discounted margin that these customers truly brought in the year after; and the share of customers below zero. "
        f"Seeds {SEEDS.start} to {SEEDS.stop - 1}. The planted share counts customers still there at the end, the found "
        "one all who bought or were served in the year."
    )
    customer_heads = [
        "example",
        "weight",
        "gain in the backtest",
        "mean error: gain",
        "least gain",
        "root mean square: gain",
    ]
    customer_heads += ["90 % intervals that hold it: one margin", "own margins"]
    customer_about = (
        "The same customers one by one: margin money that each left in the year after, at the prices of the opening, against its "
        "lifetime value of that day, undiscounted. By own margins drawn towards that of all (Bühlmann and Straub, 1970) against one "
        "margin for all: gain of the mean absolute error, as the backtest up to that day promised it and as it came, of the root of "
        "the mean square error, and how many of the customers' intervals held what came."
    )
    paragraphs = [
        circumstances(),
        about,
        as_table(heads, rows),
        customer_about,
        as_table(customer_heads, customer_rows),
    ]
    write_result("equity_truth", "Customer equity against the truth", paragraphs)
