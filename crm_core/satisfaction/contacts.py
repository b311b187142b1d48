"""What customers do beside the scores: how often they complain per order, and how often they answer when asked."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.satisfaction.changes import reading, shown
from crm_core.satisfaction.headline import as_of, headline
from crm_core.satisfaction.intervals import Estimate, rate_per_100, share
from crm_core.store import Workspace
from crm_core.store.kind_rows import added_up, kind_rows
from crm_core.words import mark

Rate = Callable[[int, int], Estimate]
Counted = tuple[pd.DataFrame, Query]


@metric(rows_behind="satisfaction/complaint_rows")
def complaints_per_100_orders_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Complaints for every 100 orders, month by month; lower is better.

    Formula: 100 × complaints / orders of the same customers in the same month; exact Poisson interval, which is too
        narrow where single customers complain again and again; only months in which interactions were recorded.
    Unit: complaints per 100 orders; n counts orders.
    Grain: one row per month with orders.
    Source: Frank Garwood, Fiducial Limits for the Poisson Distribution, 1936.
    """
    name = "complaints_per_100_orders_by_month"
    asked = complaints_by_month(workspace, filters)
    notes = () if len(asked[0]) else (nothing_recorded(workspace),)
    compared = filters.compared()
    before = None if compared is None else complaints_by_month(workspace, compared)
    return _rate_answer(name, workspace, filters, (asked, before), ("complaints", "orders"), rate_per_100, False, notes)


def complaints_by_month(workspace: Workspace, filters: Filters) -> Counted:
    """Orders and complaints of the chosen customers by month, and the query that says them."""
    rows, query = kind_rows(workspace, filters, "satisfaction/complaints_per_100_orders_by_month")
    return added_up(rows, ["month"]), query


@metric(rows_behind="satisfaction/invitation_rows")
def response_rate_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Share of survey invitations that were answered, by month of the invitation.

    Formula: invitations with at least one answer / invitations sent; rows of one customer with one moment of
        invitation are one invitation; answers without a recorded invitation do not count; interval after Wilson.
    Unit: share of invitations, 0–1; n counts invitations.
    Grain: one row per month in which customers were invited.
    Source: American Association for Public Opinion Research, Standard Definitions, 2016.
    """
    name = "response_rate_by_month"
    asked = workspace.ask(f"satisfaction/{name}", filters.parameters())
    notes = () if len(asked[0]) else (nobody_invited(workspace),)
    compared = filters.compared()
    before = None if compared is None else workspace.ask(f"satisfaction/{name}", compared.parameters())
    return _rate_answer(name, workspace, filters, (asked, before), ("answered", "invitations"), share, True, notes)


def rate_rows(counted: pd.DataFrame, columns: tuple[str, str], rate: Rate) -> pd.DataFrame:
    """Monthly rows with value, interval and how they may be read; of few units only their number."""
    events, units = columns
    present = counted[counted[units] > 0].reset_index(drop=True)
    estimates = [
        shown(rate(int(count), int(exposure))) for count, exposure in zip(present[events], present[units], strict=True)
    ]
    rows = pd.DataFrame(
        {
            "month": pd.to_datetime(present["month"]),
            "value": pd.Series([estimate.value for estimate in estimates], dtype=float),
            "n": pd.Series([estimate.n for estimate in estimates], dtype="int64"),
            "low": pd.Series([estimate.low for estimate in estimates], dtype=float),
            "high": pd.Series([estimate.high for estimate in estimates], dtype=float),
            "reading": pd.Series([reading(estimate.n) for estimate in estimates], dtype=str),
        }
    )
    return rows.assign(**{events: present[events].astype("int64")})


def _rate_answer(
    name: str,
    workspace: Workspace,
    filters: Filters,
    asked: tuple[Counted, Counted | None],
    columns: tuple[str, str],
    rate: Rate,
    higher_is_better: bool,
    notes: tuple[Note, ...],
) -> Answer:
    """Monthly rows, and the whole period held against the comparison, where there is one."""
    (counted, query), compared = asked
    before, queries = None, (query,)
    if compared is not None:
        before, queries = _whole(compared[0], columns, rate), (compared[1], query)
    now = _whole(counted, columns, rate)
    target = workspace.target(name, filters.period.end)
    totals = headline(now, before, target, higher_is_better)
    rows = rate_rows(counted, columns, rate)
    return Answer(name, rows, queries, as_of(workspace, filters), now.n, notes, totals)


def _whole(counted: pd.DataFrame, columns: tuple[str, str], rate: Rate) -> Estimate:
    """The rate over all months together."""
    events, units = columns
    return rate(int(np.sum(counted[events].to_numpy())), int(np.sum(counted[units].to_numpy())))


def nothing_recorded(workspace: Workspace) -> Note:
    """Why there are no complaints per order."""
    if _recorded(workspace, "interactions") == 0:
        return Note(
            mark(
                "Not measured: no interactions. An interactions sheet with kind complaint makes complaints countable."
            ),
            {},
            "warning",
        )
    return Note(mark("No orders or recorded interactions in this period and segment."))


def nobody_invited(workspace: Workspace) -> Note:
    """Why there is no response rate."""
    if _recorded(workspace, "invitations") == 0:
        return Note(
            mark("Not measured: the surveys sheet has no “Invited at”, so those who did not answer are unknown."),
            {},
            "warning",
        )
    return Note(mark("Nobody was invited in this period and segment."))


def _recorded(workspace: Workspace, column: str) -> int:
    return (workspace.told("satisfaction/recorded_rows") or {})[column]
