"""What a build makes of the facts: rollups, derived tables, the build id; refuses facts that break a key."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from crm_core.errors import WorkspaceFault
from crm_core.store.customer_days import customer_months, margins_so_far, purchase_gaps
from crm_core.store.named_sql import named_sql
from crm_core.store.session import Build, Derivation, quoted, read_once
from crm_core.store.spans import month_spans
from crm_core.words import mark

BEFORE_DERIVATIONS = ("contact_month", "customer", "customer_attribute")
BESIDE_DERIVATIONS = ("customer_life",)
"""Written while the last derivation is at work; they read what the others wrote."""
AFTER_DERIVATIONS = ("month_cube", "contact_cube", "customer_journey", "cohort_cube", "gap_cube", "answer_given")
ROLLUPS = Path(__file__).parent / "rollups"

MOST_LINES_AT_ONCE = 1 << 21
"""Order lines of one span held in memory, about 120 bytes each."""

Progress = Callable[[float, str], None]
Summed = Future[tuple[pa.Table, np.ndarray]]


def silent(share: float, step: str) -> None:
    """Progress that nobody watches."""


def build_empty(build: Build) -> None:
    """The rollups of a workspace without facts, so that everything can be asked at once."""
    _store(build, "purchase_gap", purchase_gaps(_build_customer_months(build, silent)))
    _build_rollups(build, (*BEFORE_DERIVATIONS, *BESIDE_DERIVATIONS, *AFTER_DERIVATIONS), silent, 0.0)


def build_all(build: Build, derivations: Sequence[Derivation], progress: Progress) -> None:
    """Rollups and derived tables anew from the facts, inside the caller's transaction.

    The days between purchases and the last derivation are worked out by another thread while rollups are written.
    """
    _check_keys(build)
    with ThreadPoolExecutor(1) as worker:
        purchase_days = _build_customer_months(build, progress)
        gaps = worker.submit(lambda: _store(build, "purchase_gap", purchase_gaps(purchase_days)))
        _build_rollups(build, BEFORE_DERIVATIONS, progress, 0.3)
        progress(0.6, "derivations")
        for derivation in derivations[:-1]:
            derivation(build)
        under_way = [worker.submit(derivation, build) for derivation in derivations[-1:]]
        gaps.result()
        _build_rollups(build, BESIDE_DERIVATIONS, progress, 0.6)
        for derived in under_way:
            derived.result()
    _build_rollups(build, AFTER_DERIVATIONS, progress, 0.7)
    progress(1.0, "done")


def stamp(build: Build) -> None:
    """A new build id: whatever was kept of earlier answers is out of date.

    The first one is the clock's, in milliseconds, so that a workspace made anew under the name of one that was
    removed never meets what a running server kept of that one.
    """
    days = build.first("store/as_of") or {}
    built_at = datetime.now(UTC)
    previous = build.first("store/build") or {"build_id": int(built_at.timestamp() * 1000)}
    build.execute("delete from builds")
    build.execute(
        "insert into builds values (?, ?, ?)",
        [previous["build_id"] + 1, built_at.replace(tzinfo=None), days.get("as_of")],
    )


def _build_customer_months(build: Build, progress: Progress) -> list[np.ndarray]:
    """The months of customers, one span of days after the other; their purchase days come back.

    One span is summed while the next one is asked for.
    """
    spans, purchase_days = _spans(build), list[np.ndarray]()
    text = named_sql("store/lines_of_span")

    def store(summed: Summed) -> None:
        months, days = summed.result()
        _store(build, "customer_month", months, is_new=not purchase_days)
        purchase_days.append(days)

    with ThreadPoolExecutor(1) as worker:
        under_way = deque[Summed]()
        for number, days_and_part in enumerate(spans):
            progress(0.3 * number / len(spans), "customer_month")
            lines = build.arrow(text, days_and_part)
            under_way.append(worker.submit(customer_months, lines))
            if number:
                store(under_way.popleft())
        store(under_way.popleft())
    return purchase_days


def _store(build: Build, table: str, rows: pa.Table, is_new: bool = True) -> None:
    """Rows made in Python as a table of their own, or added to it."""
    made = quoted(f"made_{table}")
    into = f"create or replace table {quoted(table)} as" if is_new else f"insert into {quoted(table)}"
    build.bring(f"made_{table}", read_once(rows))
    build.execute(f"{into} select * from {made}")
    build.drop(f"made_{table}")


def _build_customer_life(build: Build, text: str) -> None:
    """The months that customers lived through, each with the customer's margin so far."""
    lived = build.arrow(text)
    _store(build, "customer_life", lived.append_column("margin_so_far", margins_so_far(lived)))


def _build_rollups(build: Build, names: Sequence[str], progress: Progress, done: float) -> None:
    for place, name in enumerate(names):
        progress(done + 0.3 * place / len(names), name)
        text = (ROLLUPS / f"{name}.sql").read_text(encoding="utf-8")
        if name == "customer_life":
            _build_customer_life(build, text)
        else:
            build.execute(f"create or replace table {quoted(name)} as {text}")


def _spans(build: Build) -> list[dict[str, date | int]]:
    """Spans of months that hold about as many order lines each; one that holds too many, customers part by part."""
    rows = build.frame("store/lines_by_month")
    months, lines = [month.date() for month in rows["month"]], rows["lines"].tolist()
    spans = list[dict[str, date | int]]()
    for first_day, last_day in month_spans(months, lines):
        held = sum(count for month, count in zip(months, lines, strict=True) if first_day <= month <= last_day)
        parts = max(1, -(-held // MOST_LINES_AT_ONCE))
        spans += [{"first_day": first_day, "last_day": last_day, "parts": parts, "part": part} for part in range(parts)]
    return spans


def _check_keys(build: Build) -> None:
    """What a primary key would hold, asked once per build instead of at every row."""
    rules = ["store/double_customer_numbers", "store/double_customers", "store/rows_without_customer"]
    if (build.first("store/customers_surely_known") or {}).get("is_sure"):
        rules.remove("store/rows_without_customer")
    for name in rules:
        if build.first(name) is not None:
            raise WorkspaceFault(
                mark("The load would break the rule {rule}; nothing was stored."), rule=name.partition("/")[2]
            )
