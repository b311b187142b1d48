"""The evolution of relationship quality: where each customer stands on the ladder, and who moved since the quarter before.

A description: a stage is no cause of what the customer brings.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.periods import add_months
from crm_core.relations.indicators import UNCLASSIFIED
from crm_core.relations.intervals import mean_estimate, reading, share_estimate
from crm_core.relations.ladder_stages import NOT_PLACED, QUALITY_PARTS, STAGES, quality_of, saved_ladder, stage_of
from crm_core.relations.practice import Window, customer_practice, practice_window
from crm_core.store import Workspace
from crm_core.words import mark

QUARTERS_SHOWN = 5
MONTHS_A_QUARTER = 3
BANDS = 4
ALL_STAGES = (*STAGES, NOT_PLACED)
CUSTOMER_COLUMNS = (
    "customer_id", "stage", "stage_before", "r", "quality", *QUALITY_PARTS, "net_margin", "tier",
)  # fmt: skip
STEP_COLUMNS = (
    "stage", "customers", "share", "value", "low", "high", "n", "reading", "net_margin", "r", "quality", "rose", "fell",
)  # fmt: skip
OWN_DESIGN = Note(
    mark("The stages are those of the source; their thresholds are this product's own design and can be edited.")
)
NOBODY_PLACED = Note(
    mark(
        "Nobody can be placed on the ladder: it needs an index (orders and interactions of 180 days, at least three "
        "interactions) and one part of quality (promises, cases, CSAT answers or a described customer)."
    ),
    {},
    "warning",
)


@metric(rows_behind="relations/practice_rows")
def relationship_ladder(workspace: Workspace, filters: Filters) -> Answer:
    """On which of four stages of relationship quality each customer stands, and where it stood a quarter earlier.

    Formula: index R and quality Q = 100 x mean of the known among promises kept, cases solved in time, latest CSAT answer and
        profile fields filled, all of the 365 days up to the period's end; the highest stage whose thresholds for R and Q are
        both met (2: 25 and 40; 3: 40 and 55; 4: 65, 70 and promises kept 0.85, unless the workspace has others).
    Unit: stage 1 to 4, 0 not placed; R and Q from 0 to 100; money of the workspace.
    Grain: one row per customer known at the period's end.
    Source: stages after the source document's figure on the evolution of relationship quality; thresholds are this product's own design, 2026.
    """
    window = _windows(workspace, filters, 1)[0]
    placed, queries = placed_customers(workspace, filters, window)
    before, more = placed_customers(workspace, filters, _windows(workspace, filters, 2)[1])
    rows = placed.merge(before[["customer_key", "stage"]], on="customer_key", how="left", suffixes=("", "_before"))
    is_placed = (rows["stage"] != NOT_PLACED).to_numpy()
    totals = {
        "window_start": window.start,
        "window_end": window.last_day,
        "customers": len(rows),
        "cells": _cells(workspace, rows.loc[is_placed]),
    }
    return Answer(
        metric="relationship_ladder",
        rows=rows.reindex(columns=list(CUSTOMER_COLUMNS)),
        queries=(*more, *queries),
        as_of=workspace.state().as_of or filters.period.end,
        n=int(is_placed.sum()),
        notes=_notes(window, bool(is_placed.any())),
        totals=totals,
    )


@metric(rows_behind="relations/practice_rows")
def ladder_steps(workspace: Workspace, filters: Filters) -> Answer:
    """How many customers stand on each stage of the ladder, what they bring, and how many rose or fell since the quarter before.

    Formula: customers by stage; net margin of the 365 days up to the period's end, in all and as a mean (t-interval); rose and
        fell compare with the stage three months earlier, of customers placed both times.
    Unit: customers; share from 0 to 1; money of the workspace per customer.
    Grain: one row per stage, those not placed last.
    Source: stages after the source document's figure on the evolution of relationship quality; thresholds are this product's own design, 2026.
    """
    answer = relationship_ladder.ask(workspace, filters)
    customers = answer.rows
    stages, before = (customers[name].fillna(NOT_PLACED).to_numpy(dtype=float) for name in ("stage", "stage_before"))
    rows = [_step(stage, customers.loc[stages == stage], len(customers)) for stage in ALL_STAGES]
    both = (stages > 0) & (before > 0)
    return Answer(
        metric="ladder_steps",
        rows=pd.DataFrame(rows).reindex(columns=list(STEP_COLUMNS)),
        queries=answer.queries,
        as_of=answer.as_of,
        n=answer.n,
        notes=answer.notes,
        totals={
            **answer.totals,
            "both": int(both.sum()),
            "rose": int((stages > before)[both].sum()),
            "fell": int((stages < before)[both].sum()),
        },
    )


@metric(rows_behind="relations/practice_rows")
def ladder_moves(workspace: Workspace, filters: Filters) -> Answer:
    """From which stage of the ladder customers moved to which, between the quarter before and the period's end.

    Formula: customers by stage three months earlier and now; share of those who stood on the earlier stage (Wilson). Both
        windows are 365 days and overlap by nine months, so moves are slow by construction.
    Unit: customers; share from 0 to 1.
    Grain: one row per earlier and present stage.
    Source: stages after the source document's figure on the evolution of relationship quality; thresholds are this product's own design, 2026.
    """
    answer = relationship_ladder.ask(workspace, filters)
    known = answer.rows.loc[answer.rows["stage_before"].notna().to_numpy()]
    before, now = (known[name].to_numpy(dtype=int) for name in ("stage_before", "stage"))
    rows = [_move(start, end, before, now) for start in STAGES for end in ALL_STAGES if (before == start).any()]
    return Answer(
        metric="ladder_moves",
        rows=pd.DataFrame(rows, columns=MOVE_COLUMNS),
        queries=answer.queries,
        as_of=answer.as_of,
        n=int((before > 0).sum()),
        notes=answer.notes,
        totals={},
    )


@metric(rows_behind="relations/practice_rows")
def ladder_by_quarter(workspace: Workspace, filters: Filters) -> Answer:
    """How the whole base is spread over the stages of the ladder, at the end of this period and of four quarters before it.

    Formula: customers by stage, each time by the 365 days up to that day; share of those placed. Quarters for which the data do
        not reach back 180 days are left out.
    Unit: customers; share from 0 to 1.
    Grain: one row per quarter's end and stage.
    Source: stages after the source document's figure on the evolution of relationship quality; thresholds are this product's own design, 2026.
    """
    rows: list[dict[str, Any]] = []
    queries: tuple[Query, ...] = ()
    for window in reversed(_windows(workspace, filters, QUARTERS_SHOWN)):
        placed, asked = placed_customers(workspace, filters, window)
        queries = (*queries, *asked)
        stages = placed["stage"].to_numpy(dtype=int)
        whole = int((stages != NOT_PLACED).sum())
        counted = [(stage, int((stages == stage).sum())) for stage in STAGES] if whole else []
        day = pd.Timestamp(window.last_day)
        rows += [{"day": day, "stage": stage, "customers": n, "share": n / whole, "n": whole} for stage, n in counted]
    return Answer(
        metric="ladder_by_quarter",
        rows=pd.DataFrame(rows, columns=["day", "stage", "customers", "share", "n"]),
        queries=queries,
        as_of=workspace.state().as_of or filters.period.end,
        n=rows[-1]["n"] if rows else 0,
        notes=() if rows else (NOBODY_PLACED,),
        totals={},
    )


def placed_customers(workspace: Workspace, filters: Filters, window: Window) -> tuple[pd.DataFrame, tuple[Query, ...]]:
    """Index, quality and stage of every chosen customer known before the window's end."""
    settings = saved_ladder(workspace)
    practice = customer_practice(workspace, filters, window)
    places = {
        **filters.parameters(),
        "window_start": window.start,
        "window_end": window.end,
        "service_days": settings.service_days,
    }
    parts, asked = workspace.ask("relations/quality_parts", places)
    measured = practice.customers[["customer_key", "customer_id", "tier", "r", "p6b", "inferred_class"]]
    joined = parts.merge(measured, on="customer_key", how="left", validate="one_to_one")
    r = np.where((joined["inferred_class"] != UNCLASSIFIED).to_numpy(), joined["r"].to_numpy(dtype=float), np.nan)
    customers = joined.assign(r=r, kept=joined["p6b"])
    quality = quality_of(customers[list(QUALITY_PARTS)].to_numpy(dtype=float))
    stage = stage_of(r, quality, customers["kept"].to_numpy(dtype=float), settings)
    return customers.assign(quality=quality, stage=stage), (*practice.queries, asked)


def _windows(workspace: Workspace, filters: Filters, count: int) -> list[Window]:
    """The practice windows that end with the period and with the quarters before it, the latest first."""
    end = filters.period.end + timedelta(days=1)
    first_day = workspace.state().first_day
    ends = [end, *(_months_before(end, MONTHS_A_QUARTER * step) for step in range(1, count))]
    return [practice_window(day, first_day) for day in ends]


def _months_before(day: date, months: int) -> date:
    """As many months earlier: the same day, or the first of the month where it has none such."""
    month = add_months(day, -months)
    return month.replace(day=min(day.day, 28)) if day.day > 1 else month


def _step(stage: int, own: pd.DataFrame, whole: int) -> dict[str, Any]:
    """One stage: customers, what they bring, and who came from below or above; margin hidden below ten customers."""
    margins = own["net_margin"].to_numpy(dtype=float)
    mean = mean_estimate(margins, lowest=-np.inf)
    is_shown = reading(len(own)) != "hidden"
    before = own["stage_before"].fillna(NOT_PLACED).to_numpy(dtype=float)
    is_known = (before > 0) & (stage != NOT_PLACED)
    means = {
        name: _mean(own[name].to_numpy(dtype=float)) if is_shown and stage != NOT_PLACED else np.nan
        for name in ("r", "quality")
    }
    return {
        "stage": stage,
        "customers": len(own),
        "share": len(own) / whole if whole else np.nan,
        **mean.columns(is_shown),
        "net_margin": float(margins.sum()) if is_shown else np.nan,
        **means,
        "rose": int((is_known & (before < stage)).sum()),
        "fell": int((is_known & (before > stage)).sum()),
    }


def _mean(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else np.nan


MOVE_COLUMNS = ["from_tier", "to_tier", "customers", "from_customers", "share", "low", "high", "by_chance", "reading"]


def _move(start: int, end: int, before: np.ndarray, now: np.ndarray) -> dict[str, Any]:
    """Customers who went from one stage to another, as a share of those who stood there."""
    whole, moved = int((before == start).sum()), int(((before == start) & (now == end)).sum())
    share = share_estimate(moved, whole)
    is_shown = reading(whole) == "full"
    return {
        "from_tier": str(start),
        "to_tier": str(end),
        "customers": moved,
        "from_customers": whole,
        "share": share.value if is_shown else np.nan,
        "low": share.low if is_shown else np.nan,
        "high": share.high if is_shown else np.nan,
        "by_chance": np.nan,
        "reading": reading(whole),
    }


def _cells(workspace: Workspace, placed: pd.DataFrame) -> pd.DataFrame:
    """One row per band of index and band of quality: customers and net margin; margin hidden below ten customers."""
    settings = saved_ladder(workspace)
    across = np.searchsorted(settings.index, placed["r"].to_numpy(dtype=float), side="right")
    upward = np.searchsorted(settings.quality, placed["quality"].to_numpy(dtype=float), side="right")
    margins = placed["net_margin"].to_numpy(dtype=float)
    rows = []
    for x in range(BANDS):
        for y in range(BANDS):
            own = (across == x) & (upward == y)
            n = int(own.sum())
            if n:
                mean = float(margins[own].mean()) if reading(n) != "hidden" else np.nan
                rows.append({"index_band": x, "quality_band": y, "customers": n, "margin": mean})
    return pd.DataFrame(rows, columns=["index_band", "quality_band", "customers", "margin"])


def _notes(window: Window, is_anybody: bool) -> tuple[Note, ...]:
    said = Note(mark("Practice window: {start} to {end}."), {"start": window.start, "end": window.last_day})
    return (said, OWN_DESIGN) if is_anybody else (said, OWN_DESIGN, NOBODY_PLACED)
