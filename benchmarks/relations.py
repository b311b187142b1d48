"""The relations pages at one million customers, ten million order lines and ten million interactions.

Run ``python -m benchmarks relations`` to write ``benchmarks/results/relations.md``. The rows are made inside the store by
its own generator, so that what is measured is the questions and not the reading of sheets.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.machine import as_table, circumstances, write_result
from crm_core.answers import Metric
from crm_core.filters import Filters
from crm_core.loyalty import loyalty_groups
from crm_core.periods import Period
from crm_core.relations import (
    contact_mix,
    ladder_by_quarter,
    ladder_steps,
    marketing_sources,
    relational_groups,
    relational_index,
    relational_rows,
    relational_scorecard,
)
from crm_core.store import Build, Workspace, let_take_cells

CUSTOMERS, LINES, INTERACTIONS = 1_000_000, 10_000_000, 10_000_000
YEAR_2024 = Filters(Period(date(2024, 1, 1), date(2024, 12, 31)))
QUESTIONS: tuple[Metric, ...] = (
    relational_rows,
    relational_index,
    relational_groups,
    relational_scorecard,
    contact_mix,
    loyalty_groups,
    marketing_sources,
    ladder_steps,
    ladder_by_quarter,
)


@dataclass(frozen=True)
class Measured:
    """One step: CPU seconds (user and system), wall seconds, and the process's largest memory so far."""

    name: str
    cpu: float
    wall: float
    peak_mb: float
    n: int = 0


def measured(name: str, work: Callable[[], int]) -> Measured:
    """Run and time one step."""
    cpu, wall = time.process_time(), time.perf_counter()
    n = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(name, time.process_time() - cpu, time.perf_counter() - wall, peak, n)


def fill(workspace: Workspace, customers: int, lines: int, interactions: int) -> int:
    """Rows of three years: a fifth of the customers managed closely, the rest by campaigns."""
    with workspace.change() as build:
        _people(build, customers)
        _orders(build, customers, lines)
        _contacts(build, customers, interactions)
    return customers


def _people(build: Build, customers: int) -> None:
    build.execute(
        "insert into customer_keys select range, 'M' || lpad(range::varchar, 8, '0') from range(?)", [customers]
    )
    build.execute(
        "insert into customers (customer_key, name, sector, region, capacity, acquired_at, acquisition_channel, "
        "acquisition_cost, consent_email, load_id, row_number) select range, 'M' || range, 'S' || range % 8, 'R' || range % 7, "
        "case when range % 5 = 0 then 'large' else 'small' end, date '2021-06-01' + (hash(range) % 900)::integer, "
        "'K' || range % 5, 1000, range % 10 < 7, 1, range + 2 from range(?)",
        [customers],
    )
    build.execute(
        "insert into surveys (customer_key, answered_at, answered_on, kind, score, scale_min, scale_max, load_id, row_number) "
        "select range, timestamp '2023-06-01' + to_days((range % 500)::integer), date '2023-06-01' + (range % 500)::integer, "
        "'csat', 1 + hash(range, 1) % 5, 1, 5, 1, range + 2 from range(?)",
        [customers],
    )
    build.execute(
        "insert into programmes (customer_key, programme, started_at, assignment, orientation, load_id, row_number) "
        "select range, 'P', date '2023-01-01', 'rule', 'relational', 1, range + 2 from range(?) where range % 10 = 0",
        [customers],
    )


def _orders(build: Build, customers: int, lines: int) -> None:
    let_take_cells(build, "transactions", ("cost", "category", "channel", "campaign", "discount", "branch"))
    build.execute(
        "insert into transactions (order_id, customer_key, ordered_at, ordered_on, amount, cost, category, channel, campaign, "
        "discount, branch, load_id, row_number) "
        "select range::varchar, key, timestamp '2022-01-01' + to_days(day), date '2022-01-01' + day, 50 + range % 400, "
        "(50 + range % 400) * 0.7, 'C' || range % 6, 'V' || range % 3, "
        "case when range % 3 = 0 then 'A' || range % 12 end, range % 20, 'B' || key % 200, 1, range + 2 "
        "from (select range, (hash(range) % ?)::integer as key, (hash(range, 2) % 1096)::integer as day from range(?))",
        [customers, lines],
    )
    build.execute(
        "insert into campaigns select 'A' || range % 12, date '2024-01-01' + to_months((range // 12)::integer), 1000, "
        "case when range % 2 = 0 then 'relational' else 'transactional' end, 'keep', 1, range + 2 from range(144)"
    )


def _contacts(build: Build, customers: int, interactions: int) -> None:
    build.execute(
        "insert into interactions (case_id, customer_key, occurred_at, occurred_on, stage, channel, kind, direction, "
        "department, employee, opened_at, promised_at, resolved_at, cost, load_id, row_number) "
        "select range::varchar, key, moment, moment::date, "
        "case range % 10 when 0 then 'pre-sale' when 1 then 'sale' when 2 then 'sale' else 'after-sale' end, "
        "case range % 3 when 0 then 'written' when 1 then 'spoken' else 'face-to-face' end, "
        "case when range % 20 = 0 then 'complaint' when range % 7 = 0 then 'service' when range % 11 = 0 then 'promise' "
        "else 'contact' end, case when range % 3 = 0 then 'in' else 'out' end, 'D' || range % 5, 'E' || key % 300, moment, "
        "case when range % 11 = 0 then moment + interval 5 day end, "
        "case when range % 4 > 0 then moment + to_days((range % 8)::integer) end, 60, 1, range + 2 "
        "from (select range, (case when range % 2 = 0 then hash(range) % ? else hash(range) % ? * 5 end)::integer as key, "
        "timestamp '2022-01-01' + to_days((hash(range, 3) % 1096)::integer) as moment from range(?))",
        [customers, customers // 5, interactions],
    )


def run() -> None:
    """Fill, build, ask each question once, ask the index again, and write the page of results."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder) / "large.duckdb", "Large", is_demo=True)
        steps = [measured("rows made and rollups built", lambda: fill(workspace, CUSTOMERS, LINES, INTERACTIONS))]
        for question in (*QUESTIONS, relational_index):
            steps.append(measured(f"`{question.name}`", lambda ask=question.ask: ask(workspace, YEAR_2024).n))
        workspace.close()
    rows = [[one.name, f"{one.cpu:.1f}", f"{one.wall:.1f}", f"{one.peak_mb:,.0f}", f"{one.n:,}"] for one in steps]
    intro = (
        f"{CUSTOMERS:,} customers, {LINES:,} order lines and {INTERACTIONS:,} interactions over three years, one process, each "
        "question asked once in this order; the last line asks the index a second time (practice kept since the first). Peak is "
        "the largest memory of the process so far. Repeat with `python -m benchmarks relations`."
    )
    table = as_table(["step", "CPU s", "wall s", "peak MB", "n of the answer"], rows)
    write_result("relations", "The relations pages at one million customers", [circumstances(), intro, table])
