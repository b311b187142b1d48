"""Load and rebuild of seeded transactions: CPU and wall seconds of each step, and the peak of memory.

``python -m benchmarks.loading 1000000`` measures in this process and prints JSON; :func:`measure` runs that in a
process of its own, so that nothing of one size is warm or resident for the next.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.machine import as_table, circumstances, write_result
from crm_core.cockpit import DERIVATIONS
from crm_core.filters import Filters
from crm_core.periods import last_months
from crm_core.store import NewLoad, Workspace, store_rows
from crm_core.value import tier_summary

SIZES = (1_000_000, 10_000_000)
LINES_PER_CUSTOMER = 20
DAYS = 3 * 365
FIRST_DAY = datetime(2023, 1, 1, tzinfo=UTC)


def seeded_lines(count: int) -> pa.Table:
    """Order lines over three years: skewed amounts, 3 % returns, a cost on most lines, one customer for 20 lines."""
    random = np.random.default_rng(11)
    customers = max(1, count // LINES_PER_CUSTOMER)
    first = np.datetime64(FIRST_DAY.date(), "us")
    moments = first + random.integers(0, DAYS * 24 * 60, count).astype("timedelta64[m]")
    amounts = np.round(random.lognormal(4, 1, count), 2)
    amounts[random.random(count) < 0.03] *= -1
    categories = pa.array([f"category {number}" for number in range(30)])
    return pa.table(
        {
            "customer_id": numbered("C", random.integers(0, customers, count)),
            "order_id": numbered("O", random.integers(0, count // 2, count)),
            "ordered_at": pa.array(moments),
            "amount": pa.array(amounts),
            "cost": pa.array(amounts * 0.6, mask=random.random(count) < 0.1),
            "category": pa.DictionaryArray.from_arrays(
                pa.array(random.integers(0, 30, count, dtype=np.int32)), categories
            ),
            "row_number": pa.array(np.arange(2, count + 2, dtype=np.int64)),
        }
    )


def numbered(letter: str, numbers: np.ndarray) -> pa.Array:
    """Codes like C42."""
    return pa.array(np.char.add(letter, numbers.astype("U8")))


def timed(work: Callable[[], Any]) -> dict[str, float]:
    """CPU and wall seconds of one piece of work."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "wall": time.perf_counter() - began}


def measured_here(count: int) -> dict[str, Any]:
    """All steps for one size, in this process."""
    lines = seeded_lines(count)
    held = peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder) / "load.duckdb", "Load", derivations=DERIVATIONS)

        def store() -> None:
            with workspace.change(rebuild=False) as build:
                build.bring("lines", lines)
                store_rows(build, NewLoad("transactions", "seeded", "0" * 64, count), "lines")

        def ask() -> None:
            as_of = workspace.state().as_of
            assert as_of is not None
            tier_summary.ask(workspace, Filters(last_months(as_of, 12)))

        steps = {"store the rows": timed(store), "rebuild": timed(workspace.rebuild), "ask tier_summary": timed(ask)}
        workspace.close()
        size = sum(path.stat().st_size for path in Path(folder).iterdir() if path.is_file())
    return {"rows": count, "steps": steps, "peak_mb": peak_mb(), "held_mb": held, "file_mb": size / 2**20}


def peak_mb() -> float:
    """Largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(count: int) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.loading", str(count)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def run() -> None:
    """Every size, written to ``benchmarks/results/loading.md``."""
    about = circumstances()
    rows = []
    for count in SIZES:
        found = measure(count)
        for step, seconds in found["steps"].items():
            memory = [f"{found['peak_mb']:,.0f}", f"{found['held_mb']:,.0f}", f"{found['file_mb']:,.0f}"]
            rows.append([f"{count:,}", step, f"{seconds['cpu']:.2f}", f"{seconds['wall']:.2f}", *memory])
    heads = ["transactions", "step", "CPU s", "wall s", "peak RSS MB", "of it before the load MB", "file MB"]
    explained = (
        "Seeded order lines over three years, one customer for 20 lines, handed to the store as an Arrow table; the memory "
        "before the load is that of the generator. A load in the product is the first two steps in one transaction. "
        "Repeat with `python -m benchmarks loading`."
    )
    write_result("loading", "Load and rebuild", [about, explained, as_table(heads, rows)])


if __name__ == "__main__":
    print(json.dumps(measured_here(int(sys.argv[1]))))
