"""Customer equity of a year ago against what truly came in the year after, and the planted customers below zero.

Every example with known truth on ten seeds; ``python -m benchmarks equity_truth`` repeats it.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.machine import as_table, circumstances, write_result
from crm_core.demo import create_demo, scenario_names
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.value import DERIVATIONS, clv_by_group, customer_equity_bridge, tier_summary
from tests.test_value_demo_truth import CAME

SEEDS = range(1, 11)


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
    planted = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["value"]["below_zero_share"]
    workspace.close()
    path.unlink()
    return {
        "is_inside": float(bridge["closing_low"] < came * margin < bridge["closing_high"]),
        "ratio": worth["value"] / (came * margin),
        "width": bridge["closing_high"] / bridge["closing_low"],
        "planted": planted,
        "found": tiers.totals["below_zero_customers"] / tiers.n,
    }


def run() -> None:
    """Measure all examples and write the result."""
    rows = []
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
    heads = ["example", "truth inside", "equity / truth", "high / low", "below zero: planted", "found", "most apart"]
    about = (
        "Customer equity at the end of the last year but one, worked out from what was known on that day, against the "
        "discounted margin that these customers truly brought in the year after; and the share of customers below zero. "
        f"Seeds {SEEDS.start} to {SEEDS.stop - 1}. The planted share counts customers still there at the end, the found "
        "one all who bought or were served in the year."
    )
    write_result("equity_truth", "Customer equity against the truth", [circumstances(), about, as_table(heads, rows)])
