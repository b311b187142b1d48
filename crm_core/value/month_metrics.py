"""Revenue, margin and active customers month by month: the value headlines, held against another period."""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.periods import Period, add_months, month_end
from crm_core.store import Workspace
from crm_core.value.change import Gathered, headline, wilson
from crm_core.value.missing_costs import NO_ROWS, cost_notes, is_any_cost_known
from crm_core.value.prices import price_totals
from crm_core.value.tier_settings import MARGIN_SETTING, saved_tier_settings
from crm_core.value.tiers import actual_value
from crm_core.words import mark

MONEY = ("revenue_by_month", "net_margin_by_month")
NEEDS_A_PAST = ("repeat_share_by_month",)
FIRST_MONTH_LEFT_OUT = Note(mark("The first month of the data is left out: nobody can have ordered before it."))


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
    return _by_month(workspace, filters, "revenue_by_month", "sum", _revenue)


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

    return _by_month(workspace, filters, "net_margin_by_month", "sum", margins, assumed)


@metric(rows_behind="value/order_lines")
def active_customers_by_month(workspace: Workspace, filters: Filters) -> Answer:
    """Customers who ordered in each month.

    Formula: Number of customers with at least one order line above zero in the month. The period's figure is the mean of
        its months; the change is judged by a paired t interval over months.
    Unit: Customers.
    Grain: One row per month; n of a month is its active customers, n of the period their sum over months.
    Source: Robert C. Blattberg, Byung-Do Kim and Scott A. Neslin, Database Marketing, 2008.
    """
    return _by_month(workspace, filters, "active_customers_by_month", "mean", _active)


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
    return _by_month(workspace, filters, "repeat_share_by_month", "mean", _returning)


def _revenue(sums: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"value": sums["revenue"], "n": sums["orders"]})


def _active(sums: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"value": sums["active_customers"].astype(float), "n": sums["active_customers"]})


def _returning(sums: pd.DataFrame) -> pd.DataFrame:
    active, returning = sums["active_customers"].to_numpy(float), sums["returning_customers"].to_numpy(float)
    low, high = wilson(returning, active)
    share = returning / np.where(active > 0, active, np.nan)
    return pd.DataFrame({"value": share, "n": sums["active_customers"], "low": low, "high": high})


def _by_month(
    workspace: Workspace,
    filters: Filters,
    name: str,
    gathered: Gathered,
    figures: Any,
    assumed_margin_rate: float | None = None,
) -> Answer:
    """A monthly metric and its headline totals; ``figures`` turns the sums of months into ``value`` and ``n``."""
    as_of = workspace.state().as_of
    covered = _covered_period(workspace)
    sums, query = _months(workspace, filters, name, covered)
    rows = _with_months(sums, figures, covered, name)
    compared = filters.compared()
    before, before_query = None, None
    prices_query: tuple[Query, ...] = ()
    notes: tuple[Note, ...] = ()
    if compared is not None and covered is not None and len(rows):
        if compared.period.first_month >= covered.first_month:
            before, before_query = _months(workspace, compared, name, covered)
        else:
            notes = (Note(mark("The period to compare with is not wholly in the data, so nothing is compared.")),)
    before_rows = None if before is None else _with_months(before, figures, covered, name)
    totals = headline(
        rows["value"].to_numpy(float),
        None if before_rows is None else before_rows["value"].to_numpy(float),
        gathered,
        _units(rows),
        None if before_rows is None else _units(before_rows),
    )
    if compared is not None and before_rows is not None and name in MONEY:
        real, said, asked = price_totals(workspace, filters, compared, rows, before_rows)
        totals, notes, prices_query = totals | real, (*notes, *said), asked
    if name == "net_margin_by_month":
        notes = (*cost_notes(sums, assumed_margin_rate), *notes)
        totals = totals | {"is_measured": is_any_cost_known(sums, assumed_margin_rate)}
    elif not len(rows):
        notes = (NO_ROWS,)
    if name in NEEDS_A_PAST and any(any(_is_first(each, covered)) for each in (sums, before) if each is not None):
        notes = (*notes, FIRST_MONTH_LEFT_OUT)
    return Answer(
        metric=name,
        rows=rows,
        queries=((query,) if before_query is None else (query, before_query)) + prices_query,
        as_of=as_of or filters.period.end,
        n=_units(rows),
        notes=notes,
        totals={
            **totals,
            "target": workspace.target(name, filters.period.end),
            "is_last_month_unfinished": bool(rows["is_unfinished"].any()),
        },
    )


def _units(rows: pd.DataFrame) -> int:
    return int(rows["n"].to_numpy()[rows["value"].notna().to_numpy()].sum())


def _is_first(sums: pd.DataFrame, covered: Period | None) -> list[bool]:
    """Which of the months is the first of the data."""
    return [covered is not None and month.date() == covered.first_month for month in sums["month"]]


def _covered_period(workspace: Workspace) -> Period | None:
    """From the first month with an order line to the as-of date; None without order lines."""
    months, _ = workspace.ask("value/covered_months", {})
    as_of = workspace.state().as_of
    if as_of is None or months.empty or pd.isna(months["first_month"].iloc[0]):
        return None
    return Period(months["first_month"].iloc[0].date(), as_of)


def _months(workspace: Workspace, filters: Filters, name: str, covered: Period | None) -> tuple[pd.DataFrame, Query]:
    """Sums of every month of the period that the data cover: a month without a row in between is truly zero."""
    stored, query = workspace.ask(f"value/{name}", filters.parameters())
    if covered is None or stored.empty:
        return stored, query
    first = max(filters.period.first_month, covered.first_month)
    last = min(filters.period.last_month, covered.last_month)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = pd.DataFrame({"month": pd.to_datetime([add_months(first, step) for step in range(count)])})
    months["month"] = months["month"].astype(stored["month"].dtype)
    return months.merge(stored, on="month", how="left").fillna(0), query


def _with_months(sums: pd.DataFrame, figures: Any, covered: Period | None, name: str) -> pd.DataFrame:
    """Rows with month, value and n; ``is_unfinished`` where the data end inside the month.

    No value in the first month of the data for a measure that needs a past.
    """
    rows = figures(sums)
    if name in NEEDS_A_PAST:
        is_first = np.array(_is_first(sums, covered), dtype=bool)
        rows = rows.assign(**{end: rows[end].mask(is_first) for end in ("value", "low", "high")})
    rows.insert(0, "month", sums["month"])
    rows["n"] = rows["n"].astype("int64")
    ends = [month_end(month.date()) for month in rows["month"]]
    return rows.assign(is_unfinished=[covered is None or end > covered.end for end in ends])
