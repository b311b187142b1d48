"""The path to satisfaction: from single unhappy customers to the source, and from there to the root causes."""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.satisfaction.changes import shown
from crm_core.satisfaction.complaints import WINDOW_DAYS, case_places
from crm_core.satisfaction.contacts import nothing_recorded
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import share
from crm_core.store import Workspace
from crm_core.words import mark

VITAL_SHARE = 0.8


@metric(rows_behind="satisfaction/score_rows")
def unhappy_customers(workspace: Workspace, filters: Filters) -> Answer:
    """Customers who are unhappy at the end of the period, those with most at stake first.

    Formula: latest satisfaction of the period at or below the middle of its scale, or a complaint of the period still open
        at its end; at stake: revenue − known cost of the 12 months up to the end of the period.
    Unit: money of the workspace; satisfaction in points of 100; n counts customers.
    Grain: one row per unhappy customer.
    Source: this product's own design, 2026, after the seminar's path to satisfaction.
    """
    rows, query = workspace.ask("satisfaction/unhappy_customers", filters.parameters() | {"kind": "csat"})
    margins = rows["margin"].to_numpy(dtype=float)
    totals = {"at_stake": float(margins[margins > 0].sum())}
    notes = () if len(rows) else (Note(mark("Nobody is known to be unhappy in this choice.")),)
    return Answer("unhappy_customers", rows, (query,), as_of(workspace, filters), len(rows), notes, totals)


@metric(rows_behind="satisfaction/complaint_rows")
def complaint_sources(workspace: Workspace, filters: Filters) -> Answer:
    """Where complaints come from: department, stage of the sale and channel.

    Formula: complaints of the period by department, stage and channel; share = complaints / all complaints of the choice.
    Unit: complaints; share 0–1; n counts complaints.
    Grain: one row per department, stage and channel with complaints.
    Source: Bernd Stauss and Wolfgang Seidel, Complaint Management, 2004.
    """
    rows, query = workspace.ask("satisfaction/complaint_sources", filters.parameters())
    counts = rows["complaints"].to_numpy(dtype="int64")
    n = int(counts.sum())
    notes = () if n else (nothing_recorded(workspace),)
    departments = tuple(dict.fromkeys(str(name) for name in rows["department"].tolist()))
    with_share = rows.assign(share=counts / max(n, 1))
    last = as_of(workspace, filters)
    return Answer("complaint_sources", with_share, (query,), last, n, notes, {"departments": departments})


@metric(rows_behind="satisfaction/complaint_rows")
def complaint_causes(workspace: Workspace, filters: Filters, department: str = "") -> Answer:
    """Root causes of complaints as a Pareto, the margin of the customers behind them, and which solved causes came back.

    Formula: causes by number of complaints with cumulative share; the vital few are those up to 80 % and the one that
        crosses it; at stake: revenue − known cost of the 12 months up to the end of the period of the customers behind the
        cause (a customer with two causes stands in both); lost: the margin of the 12 months up to the first complaint of customers
        who have not ordered in the 90 days after it (part of it would have gone without the complaint); came back: solved complaints with another of the same customer
        and cause within 90 days / those solved 90 days before the end of the period; interval after Wilson.
    Unit: complaints; shares 0–1; money of the workspace; n counts complaints.
    Grain: one row per cause, in one department (option department) or in all.
    Source: Joseph M. Juran, Quality Control Handbook, 1951.
    """
    places = filters.parameters() | {"department": department}
    causes, query = workspace.ask("satisfaction/complaint_causes", places)
    losses, losses_query = workspace.ask("satisfaction/cause_losses", _loss_places(workspace, filters, department))
    counts = causes["complaints"].to_numpy(dtype="int64")
    cumulative, is_vital = pareto(counts)
    back = [
        shown(share(int(came_back), int(watched)))
        for came_back, watched in zip(causes["came_back"], causes["watched"], strict=True)
    ]
    rows = causes.merge(losses, on="cause", how="left").assign(
        share=counts / max(int(counts.sum()), 1),
        cumulative=cumulative,
        is_vital=is_vital,
        recurrence=pd.Series([estimate.value for estimate in back], dtype=float),
        recurrence_low=pd.Series([estimate.low for estimate in back], dtype=float),
        recurrence_high=pd.Series([estimate.high for estimate in back], dtype=float),
    )
    n = int(counts.sum())
    notes = () if n else (nothing_recorded(workspace),)
    totals = {"vital": int(is_vital.sum()), "by_loss": _by_loss(rows)}
    queries = (losses_query, query)
    return Answer("complaint_causes", rows, queries, as_of(workspace, filters), n, notes, totals)


def _loss_places(workspace: Workspace, filters: Filters, department: str) -> dict[str, Any]:
    """Bound places of the query over lost margin."""
    cut_off = case_places(workspace, filters)["cut_off"]
    return filters.parameters() | {"department": department, "cut_off": cut_off, "window_days": WINDOW_DAYS}


def _by_loss(rows: pd.DataFrame) -> pd.DataFrame:
    """Causes as a Pareto of the margin lost, those with none left out; columns as in the Pareto of counts."""
    margins = rows["margin_lost"].to_numpy(dtype=float)
    order = [int(place) for place in np.argsort(-margins, kind="stable") if margins[place] > 0]
    lost, money = rows.iloc[order], margins[order]
    cumulative, is_vital = pareto(money)
    return pd.DataFrame(
        {
            "cause": lost["cause"].to_numpy(),
            "complaints": money,
            "share": money / max(money.sum(), 1e-9),
            "cumulative": cumulative,
            "is_vital": is_vital,
        }
    )


def pareto(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cumulative shares of counts in falling order, and which are the vital few (up to 80 %, and the one crossing it)."""
    if not len(counts) or counts.sum() == 0:
        return np.zeros(len(counts)), np.zeros(len(counts), dtype=bool)
    cumulative = np.cumsum(counts) / counts.sum()
    before = np.concatenate([[0.0], cumulative[:-1]])
    return cumulative, before < VITAL_SHARE - 1e-12
