"""Revenue, margin and active customers month by month: the value headlines, held against another period."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.periods import Period, add_months, month_end
from crm_core.store import Workspace
from crm_core.store.kind_rows import added_up, kind_rows
from crm_core.value.change import Gathered, headline, wilson
from crm_core.value.missing_costs import NO_ROWS, cost_notes, is_any_cost_known
from crm_core.value.prices import price_totals
from crm_core.value.tier_settings import MARGIN_SETTING, saved_tier_settings
from crm_core.value.tiers import actual_value
from crm_core.words import mark

FIRST_MONTH_LEFT_OUT = Note(mark("The first month of the data is left out: nobody can have ordered before it."))
NOT_WHOLLY_COVERED = Note(mark("The period to compare with is not wholly in the data, so nothing is compared."))

Told = tuple[tuple[Note, ...], dict[str, Any]]


@dataclass(frozen=True)
class Monthly:
    """What a monthly metric is made of: the query of its sums, how months gather, and value and n of the sums of months.

    ``is_money`` is also told in real terms; a measure that ``needs_a_past`` has no value in the first month of the data.
    """

    name: str
    query: str
    gathered: Gathered
    figures: Callable[[pd.DataFrame], pd.DataFrame]
    is_money: bool = False
    needs_a_past: bool = False


@metric(rows_behind="value/order_lines")
def revenue_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Net revenue of the chosen customers in each month: what they bought less what they gave back.

    Formula: Σ amount of the month's order lines, returns and cancellations as amounts below zero. The period's figure is
        the sum of its months; the change is judged by a paired t interval over months. Amounts are nominal; where the
        prices sheet has an index for both periods, the change of prices and the real change stand beside.
    Unit: Money of the workspace.
    Grain: One row per month; n is the orders.
    Source: William S. Gosset (Student), The Probable Error of a Mean, 1908, for the interval of the change.
    """
    made = Monthly("revenue_by_month", "value/revenue_by_month", "sum", _revenue, is_money=True)
    return _by_month(workspace, filters, made)


@metric(rows_behind="value/value_lines")
def net_margin_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Net margin of the chosen customers in each month, after cost of goods and cost to serve.

    Formula: Revenue − cost of goods − cost factor × (cost to serve + order handling), by the workspace's settings; equal
        to the sum of the customers' actual values. The change is judged by a paired t interval over months. Nominal; the
        real change stands beside where prices are indexed. Not measured where no cost of any kind is known.
    Unit: Money of the workspace.
    Grain: One row per month; n is the orders.
    Source: Robert S. Kaplan and V. G. Narayanan, Measuring and Managing Customer Profitability, 2001.
    """
    settings, assumed = saved_tier_settings(workspace), workspace.setting(MARGIN_SETTING)

    def margins(sums: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"value": actual_value(sums, assumed, settings), "n": sums["orders"]})

    made = Monthly("net_margin_by_month", "value/net_margin_by_month", "sum", margins, is_money=True)

    def told(sums: pd.DataFrame) -> Told:
        return cost_notes(sums, assumed), {"is_measured": is_any_cost_known(sums, assumed)}

    return _by_month(workspace, filters, made, told)


@metric(rows_behind="value/order_lines")
def active_customers_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Customers who ordered in each month.

    Formula: Number of customers with at least one order line above zero in the month. The period's figure is the mean of
        its months; the change is judged by a paired t interval over months.
    Unit: Customers.
    Grain: One row per month; n of a month is its active customers, n of the period their sum over months.
    Source: Robert C. Blattberg, Byung-Do Kim and Scott A. Neslin, Database Marketing, 2008.
    """
    made = Monthly("active_customers_by_month", "value/customers_by_month", "mean", _active)
    return _by_month(workspace, filters, made)


@metric(rows_behind="value/order_lines")
def repeat_share_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Share of the customers active in a month who had ordered in an earlier month.

    Formula: Returning customers / active customers, with a Wilson interval for each month. The first month of the data is
        left out, for nobody can have ordered before it. The period's figure is the plain mean of its other months; the
        change is judged by a paired t interval over months.
    Unit: Share from 0 to 1.
    Grain: One row per month; n of a month is its active customers, n of the period their sum over the months that count.
    Source: Edwin B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    made = Monthly("repeat_share_by_month", "value/customers_by_month", "mean", _returning, needs_a_past=True)
    return _by_month(workspace, filters, made)


def _revenue(sums: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"value": sums["revenue"], "n": sums["orders"]})


def _active(sums: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"value": sums["active_customers"].astype(float), "n": sums["active_customers"]})


def _returning(sums: pd.DataFrame) -> pd.DataFrame:
    active, returning = sums["active_customers"].to_numpy(float), sums["returning_customers"].to_numpy(float)
    low, high = wilson(returning, active)
    share = returning / np.where(active > 0, active, np.nan)
    return pd.DataFrame({"value": share, "n": sums["active_customers"], "low": low, "high": high})


def _no_rows(sums: pd.DataFrame) -> Told:
    """Months without any row are said."""
    return (() if len(sums) else (NO_ROWS,)), {}


def _by_month(
    workspace: Workspace, filters: Filters, made: Monthly, told: Callable[[pd.DataFrame], Told] = _no_rows
) -> Answer:
    """A monthly metric and its headline totals; ``told`` says what is missing in the sums of months."""
    covered = _covered_period(workspace)
    sums, query = _months(workspace, filters, made, covered)
    rows = _with_months(sums, made, covered)
    compared = _compared_with(filters, covered) if len(rows) else None
    before, before_rows, queries = None, None, (query,)
    if compared is not None:
        before, before_query = _months(workspace, compared, made, covered)
        before_rows, queries = _with_months(before, made, covered), (query, before_query)
    notes, totals = told(sums)
    if compared is None and len(rows) and filters.compared() is not None and covered is not None:
        notes = (*notes, NOT_WHOLLY_COVERED)
    if compared is not None and before_rows is not None and made.is_money:
        real, said, asked = price_totals(workspace, filters, compared, rows, before_rows)
        totals, notes, queries = {**real, **totals}, (*notes, *said), (*queries, *asked)
    if made.needs_a_past and any(any(_is_first(each, covered)) for each in (sums, before) if each is not None):
        notes = (*notes, FIRST_MONTH_LEFT_OUT)
    return Answer(
        metric=made.name,
        rows=rows,
        queries=queries,
        as_of=workspace.state().as_of or filters.period.end,
        n=_units(rows),
        notes=notes,
        totals={
            **_headline(rows, before_rows, made.gathered),
            **totals,
            "target": workspace.target(made.name, filters.period.end),
            "is_last_month_unfinished": bool(rows["is_unfinished"].any()),
        },
    )


def _headline(rows: pd.DataFrame, before: pd.DataFrame | None, gathered: Gathered) -> dict[str, Any]:
    """The figure of the period beside that of the period before."""
    months = rows["value"].to_numpy(float)
    if before is None:
        return headline(months, None, gathered, _units(rows), None)
    return headline(months, before["value"].to_numpy(float), gathered, _units(rows), _units(before))


def _compared_with(filters: Filters, covered: Period | None) -> Filters | None:
    """The choice of the period to compare with, where the data reach back to its first month."""
    compared = filters.compared()
    if compared is None or covered is None or compared.period.first_month < covered.first_month:
        return None
    return compared


def _units(rows: pd.DataFrame) -> int:
    return int(rows["n"].to_numpy()[rows["value"].notna().to_numpy()].sum())


def _is_first(sums: pd.DataFrame, covered: Period | None) -> list[bool]:
    """Which of the months is the first of the data."""
    return [covered is not None and month.date() == covered.first_month for month in sums["month"]]


def _covered_period(workspace: Workspace) -> Period | None:
    """From the first month with an order line to the as-of date; None without order lines."""
    first = (workspace.told("value/covered_months") or {}).get("first_month")
    as_of = workspace.state().as_of
    return None if as_of is None or first is None else Period(first, as_of)


def _months(
    workspace: Workspace, filters: Filters, made: Monthly, covered: Period | None
) -> tuple[pd.DataFrame, Query]:
    """Sums of every month of the period that the data cover: a month without a row in between is truly zero."""
    rows, query = kind_rows(workspace, filters, made.query)
    stored = added_up(rows, ["month"])
    if covered is None or stored.empty:
        return stored, query
    first = max(filters.period.first_month, covered.first_month)
    last = min(filters.period.last_month, covered.last_month)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if len(stored) == count:
        return stored, query
    months = pd.DataFrame({"month": pd.to_datetime([add_months(first, step) for step in range(count)])})
    months["month"] = months["month"].astype(stored["month"].dtype)
    return months.merge(stored, on="month", how="left").fillna(0), query


def _with_months(sums: pd.DataFrame, made: Monthly, covered: Period | None) -> pd.DataFrame:
    """Rows with month, value and n; ``is_unfinished`` where the data end inside the month.

    No value in the first month of the data for a measure that needs a past.
    """
    rows = made.figures(sums)
    if made.needs_a_past:
        is_first = np.array(_is_first(sums, covered), dtype=bool)
        rows = rows.assign(**{end: rows[end].mask(is_first) for end in ("value", "low", "high")})
    rows.insert(0, "month", sums["month"])
    rows["n"] = rows["n"].astype("int64")
    ends = [month_end(month.date()) for month in rows["month"]]
    return rows.assign(is_unfinished=[covered is None or end > covered.end for end in ends])
