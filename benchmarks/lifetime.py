"""Lifetime value at one million customers and ten million rows: ours against lifetimes and pymc-marketing, one run.

Usage: python -m benchmarks.lifetime [--lifetimes PYTHON] [--pymc PYTHON] [--customers 1000000], or without options by
``python -m benchmarks lifetime`` with the peers' Pythons in ``LIFETIMES_PYTHON`` and ``PYMC_PYTHON``. Each tool runs in
a process of its own; what is compared is CPU time (user and system) and the process's largest resident memory.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FIRST, DAYS = np.datetime64("2022-01-01"), 728
UNTIL = date(2023, 12, 30)
EXPLAINED = (
    "Each tool in a process of its own. Ours gives the covariance of the parameters (Laplace and sandwich) with its "
    "fit, lifetimes Laplace's, pymc (maximum a posteriori) none. Repeat with `python -m benchmarks lifetime`."
)
CLOSING = (
    "The goals against the best peer: summary 3× within 1,024 MB, fit 12×, value 6×, whole 4×. The total of ours is about "
    "half a month's discount higher: it discounts each purchase at its own time, the peers all purchases of a month at "
    "the month's end."
)
RESULT = Path(__file__).parent / "results" / "lifetime.md"


def rows_of(customers: int) -> pd.DataFrame:
    """About ten order rows a customer: gamma rates, gamma lifetimes, gamma amounts; the seed is fixed."""
    draws = np.random.default_rng(20240101)
    won = draws.integers(0, DAYS // 2, customers)
    leaves = draws.exponential(1 / draws.gamma(0.9, 1 / 250, customers))
    stays = np.minimum(leaves, DAYS - 1 - won)
    repeats = draws.poisson(draws.gamma(0.9, 1 / 30, customers) * stays)
    repeats = np.minimum(repeats, 400)
    who = np.repeat(np.arange(customers, dtype=np.int32), repeats + 1)
    is_first = np.append(True, who[1:] != who[:-1])
    day = won[who] + np.where(is_first, 0.0, draws.random(len(who)) * stays[who]).astype(int)
    level = 1 / draws.gamma(3.7, 1 / 15.4, customers)
    amount = np.round(draws.gamma(6.25, 1.0, len(who)) / level[who] + 0.01, 2)
    order = draws.permutation(len(who))
    return pd.DataFrame(
        {"customer_key": who[order], "ordered_on": (FIRST + day)[order], "amount": amount[order].astype(float)}
    )


def customers_of(parquet: str | Path) -> Path:
    """The customers sheet beside the orders, which only ours reads: key and type."""
    return Path(parquet).with_name("customers.parquet")


class Clock:
    """CPU seconds and wall seconds of each step of this process."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, float]] = {}

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        """Run and time one step."""
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        self.steps[name] = (time.process_time() - cpu, time.perf_counter() - wall)
        return result

    def told(self, **more: Any) -> str:
        """The steps and the largest memory as one line of JSON."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return json.dumps({"steps": self.steps, "peak_mb": peak, **more})


def ours(parquet: str) -> str:
    """The product's own SQL and models, from the file to a value for every customer."""
    duckdb = import_module("duckdb")
    named_sql = import_module("crm_core.store.named_sql").named_sql
    lifetime = "crm_core.value.lifetime."
    histories = import_module(lifetime + "histories").histories
    purchase_histories = import_module(lifetime + "purchase_days").purchase_histories
    model = import_module(lifetime + "bg_nbd").BG_NBD
    spend_fit = import_module(lifetime + "gamma_gamma").spend_fit
    worth = import_module(lifetime + "worth")
    clock = Clock()

    def summary() -> pd.DataFrame:
        engine = duckdb.connect(config={"memory_limit": "800MB", "temp_directory": tempfile.gettempdir()})
        engine.execute(
            "create view transactions as select customer_key, cast(ordered_on as date) as ordered_on, "
            f"cast(amount as decimal(18, 4)) as amount from read_parquet('{parquet}')"
        )
        engine.execute(f"create view customer as from read_parquet('{customers_of(parquet)}')")
        places = {"until": UNTIL, "parts": 1, "part": 0}
        return purchase_histories(engine.execute(named_sql("value/clv_order_lines"), places).df(), UNTIL, UNTIL)

    found = clock.step("summary", summary)
    repeats = found["repeats"].to_numpy(float)
    rows = histories(repeats, found["last_day"].to_numpy() / 7, found["age"].to_numpy() / 7)
    alike = clock.step("grouping", rows.alike)
    fit = clock.step("fit with covariance", lambda: model.fit(alike))
    own = np.divide(found["repeat_spent"], repeats, out=np.zeros(len(repeats)), where=repeats > 0)
    spending = clock.step("amounts", lambda: spend_fit(repeats, own))
    horizon = worth.Horizon(worth.WEEKS_A_YEAR, 0.1, 1.0)
    value = clock.step(
        "value of 12 months",
        lambda: worth.discounted_purchases(model, fit.parameters, rows, horizon) * spending.expected(repeats, own),
    )
    return clock.told(parameters=fit.parameters.tolist(), is_accepted=fit.is_accepted, total=float(value.sum()))


def lifetimes(parquet: str) -> str:
    """lifetimes, as its manual does it."""
    peer, summaries = import_module("lifetimes"), import_module("lifetimes.utils")
    clock = Clock()

    def summary() -> pd.DataFrame:
        log = pd.read_parquet(parquet)
        return summaries.summary_data_from_transaction_data(
            log, "customer_key", "ordered_on", "amount", observation_period_end=UNTIL, freq="D"
        )

    found = clock.step("summary", summary)
    recency, age = found["recency"] / 7, found["T"] / 7
    buying, amounts = peer.BetaGeoFitter(), peer.GammaGammaFitter()
    clock.step("fit with covariance", lambda: buying.fit(found["frequency"], recency, age))
    paid = found[(found["frequency"] > 0) & (found["monetary_value"] > 0)]
    clock.step("amounts", lambda: amounts.fit(paid["frequency"], paid["monetary_value"]))
    value = clock.step(
        "value of 12 months",
        lambda: amounts.customer_lifetime_value(
            buying, found["frequency"], recency, age, found["monetary_value"], time=12, discount_rate=0.008, freq="W"
        ),
    )
    return clock.told(parameters=list(buying.params_), total=float(value.sum()))


def pymc(parquet: str) -> str:
    """pymc-marketing, maximum a posteriori, as its manual does it."""
    peer = import_module("pymc_marketing.clv")
    clock = Clock()

    def summary() -> pd.DataFrame:
        log = pd.read_parquet(parquet)
        return peer.rfm_summary(
            log, "customer_key", "ordered_on", "amount", observation_period_end=str(UNTIL), time_unit="D"
        )

    found = clock.step("summary", summary)
    found = found.assign(recency=found["recency"] / 7, T=found["T"] / 7)
    buying = peer.BetaGeoModel(data=found)
    clock.step("fit with covariance", lambda: buying.fit(method="map"))
    paid = found[(found["frequency"] > 0) & (found["monetary_value"] > 0)]
    amounts = peer.GammaGammaModel(data=paid)
    clock.step("amounts", lambda: amounts.fit(method="map"))
    value = clock.step(
        "value of 12 months",
        lambda: amounts.expected_customer_lifetime_value(
            transaction_model=buying, data=found, future_t=12, discount_rate=0.008, time_unit="W"
        ),
    )
    means = buying.fit_result[["r", "alpha", "a", "b"]].mean()
    return clock.told(parameters=[float(means[name]) for name in ("r", "alpha", "a", "b")], total=float(value.sum()))


TOOLS = {"ours": ours, "lifetimes": lifetimes, "pymc": pymc}


def measured(tool: str, python: str, parquet: Path) -> dict[str, Any]:
    """One tool in a process of its own."""
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [python, __file__, "--tool", tool, "--file", str(parquet)],
        capture_output=True, text=True, check=False, cwd=root, env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def report(about: str, results: dict[str, dict[str, Any]], rows: int, customers: int) -> str:
    """The results as a table."""
    lines = [
        "# Lifetime value: measured", "",
        about, "",
        f"{rows:,} order rows of {customers:,} customers, parquet to value; CPU seconds (wall), one run.", "",
        EXPLAINED, "",
        "| tool | summary | grouping | fit, covariance | amounts | value 12 months | whole | peak MB |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    names = ("summary", "grouping", "fit with covariance", "amounts", "value of 12 months")
    for tool, result in results.items():
        if "failed" in result:
            lines.append(f"| {tool} | failed: {result['failed']} | | | | | | |")
            continue
        steps = result["steps"]
        cells = [f"{steps[name][0]:.2f} ({steps[name][1]:.2f})" if name in steps else "–" for name in names]
        whole = f"{sum(cpu for cpu, _ in steps.values()):.1f} ({sum(wall for _, wall in steps.values()):.1f})"
        lines.append(f"| {tool} | {' | '.join([*cells, whole, format(result['peak_mb'], ',.0f')])} |")
    lines += ["", *ratio_lines(results), "", "Parameters (r, alpha, a, b in weeks) and total value:", ""]
    lines += [
        f"- {tool}: {[round(value, 5) for value in result['parameters']]}, {result['total']:,.0f}"
        for tool, result in results.items()
        if "failed" not in result
    ]
    return "\n".join([*lines, "", CLOSING]) + "\n"


def ratio_lines(results: dict[str, dict[str, Any]]) -> list[str]:
    """How many times the CPU seconds of ours each peer needs; grouping belongs to our fit."""
    our_steps = results["ours"]["steps"]
    lines = []
    for tool, result in results.items():
        if tool == "ours" or "failed" in result:
            continue
        steps = result["steps"]
        fit = steps["fit with covariance"][0] / (our_steps["fit with covariance"][0] + our_steps["grouping"][0])
        whole = sum(cpu for cpu, _ in steps.values()) / sum(cpu for cpu, _ in our_steps.values())
        lines.append(
            f"- {tool} / ours: summary {steps['summary'][0] / our_steps['summary'][0]:.1f}×, fit {fit:.1f}×, value "
            f"{steps['value of 12 months'][0] / our_steps['value of 12 months'][0]:.1f}×, whole {whole:.1f}×, memory "
            f"{result['peak_mb'] / results['ours']['peak_mb']:.1f}×"
        )
    return lines


def run(arguments: Sequence[str] = ()) -> None:
    """Make the rows, run every tool, write the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tool", choices=TOOLS)
    options.add_argument("--file")
    options.add_argument("--lifetimes", default=os.environ.get("LIFETIMES_PYTHON"))
    options.add_argument("--pymc", default=os.environ.get("PYMC_PYTHON"))
    options.add_argument("--customers", type=int, default=1_000_000)
    given = options.parse_args(arguments)
    if given.tool:
        print(TOOLS[given.tool](given.file))
        return
    about = import_module("benchmarks.machine").circumstances()
    with tempfile.TemporaryDirectory() as folder:
        parquet = Path(folder) / "orders.parquet"
        rows = rows_of(given.customers)
        rows.to_parquet(parquet)
        keys = pd.DataFrame({"customer_key": np.arange(given.customers, dtype=np.int32), "customer_type": "external"})
        keys.to_parquet(customers_of(parquet))
        count = len(rows)
        del rows
        results = {"ours": measured("ours", sys.executable, parquet)}
        for tool, python in (("lifetimes", given.lifetimes), ("pymc", given.pymc)):
            if python:
                results[tool] = measured(tool, python, parquet)
    text = report(about, results, count, given.customers)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    run(sys.argv[1:])
