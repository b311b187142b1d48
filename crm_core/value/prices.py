"""Nominal money beside real money: what prices did between two periods. Refuses to deflate a month without an index."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Note, Query
from crm_core.filters import Filters
from crm_core.store import Workspace
from crm_core.value.change import change_of_months
from crm_core.value.kept_rows import kept_rows
from crm_core.words import mark

NOMINAL = mark(
    "These amounts are nominal. Prices changed by {prices} per cent from the period before to this one (nominal change "
    "{nominal} per cent); in real terms the change is {real} per cent."
)
PARTLY_INDEXED = Note(
    mark(
        "These amounts are nominal, and the price index does not cover both periods, so growth cannot be told from "
        "inflation. The missing months in the prices sheet would make it measurable."
    ),
    level="warning",
)


def real_change(months: np.ndarray, before: np.ndarray, index: np.ndarray, index_before: np.ndarray) -> dict[str, Any]:
    """Change of prices and of the deflated sums, as shares of the period before.

    Every month is brought to the prices of the period's mean index; a paired t interval over deflated months judges the
    real change. Shares are None where the period before is not above zero.
    """
    level = float(index.mean())
    now, then = months * level / index, before * level / index_before
    change = change_of_months(now, then, "sum")
    nominal_base, real_base = float(np.nansum(before)), float(np.nansum(then))
    return {
        "price_change": level / float(index_before.mean()) - 1,
        "nominal_change": float(np.nansum(months)) / nominal_base - 1 if nominal_base > 0 else None,
        "real_change": change.difference / real_base if real_base > 0 else None,
        "real_difference": change.difference,
        "real_is_change": change.is_change,
    }


def at_prices_of(workspace: Workspace, day: date, months: pd.DataFrame) -> tuple[float, Query]:
    """Sum of the months' money at the prices of the day's month; the price index must cover them all."""
    prices, ran = kept_rows(workspace, "value/clv_prices", {"until": day})
    level = prices.set_index("month")["price_index"]
    index = level.reindex(pd.to_datetime(months["month"])).to_numpy(float)
    return float((months["value"].to_numpy(float) / index).sum() * level.iloc[-1]), ran


def price_words(found: Mapping[str, Any]) -> tuple[Note, ...]:
    """The note beside nominal money; none where the changes cannot be said in per cent."""
    if found.get("real_change") is None or found.get("nominal_change") is None:
        return ()
    shares = {"prices": "price_change", "nominal": "nominal_change", "real": "real_change"}
    return (Note(NOMINAL, {name: round(100 * found[share], 1) for name, share in shares.items()}),)


def price_totals(
    workspace: Workspace, filters: Filters, compared: Filters, rows: pd.DataFrame, before: pd.DataFrame
) -> tuple[dict[str, Any], tuple[Note, ...], tuple[Query, ...]]:
    """Totals, notes and the query of the price index; nothing at all where the workspace has no index."""
    first = min(filters.period.first_month, compared.period.first_month)
    indexed, query = workspace.ask("value/price_index", {"first": first, "last": filters.period.end})
    if indexed.empty:
        return {}, (), ()
    by_month = indexed.set_index("month")["price_index"]
    index, index_before = (by_month.reindex(months["month"]).to_numpy(float) for months in (rows, before))
    if len(rows) != len(before) or np.isnan(index).any() or np.isnan(index_before).any():
        return {}, (PARTLY_INDEXED,), (query,)
    found = real_change(rows["value"].to_numpy(float), before["value"].to_numpy(float), index, index_before)
    return found, price_words(found), (query,)
