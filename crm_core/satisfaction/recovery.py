"""What complaints and their solution go with: orders afterwards, beside alike customers who had nothing to complain of."""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.satisfaction.changes import HIDDEN_BELOW
from crm_core.satisfaction.complaints import STANDARD_HOURS, WINDOW_DAYS, case_places
from crm_core.satisfaction.contacts import nothing_recorded
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import NOTHING, Estimate, Z, share
from crm_core.satisfaction.service_quality import estimate_row
from crm_core.store import Workspace
from crm_core.words import mark

MATCHED_COLUMNS = ("group", "value", "n", "low", "high", "reading")
NOT_CALLED = mark(
    "Matched on the month and on the number of orders in the year before; whatever else sets those who complain apart stays in the "
    "difference. Published studies find that a good recovery lifts satisfaction, but not repurchase, above that of the untroubled."
)
NO_ALIKE = mark("No alike customers without a complaint in this choice, so nothing to match with.")


@metric(rows_behind="satisfaction/complaint_rows")
def orders_after_complaints(workspace: Workspace, filters: Filters, standard_hours: int = STANDARD_HOURS) -> Answer:
    """Who ordered again within 90 days: after a complaint solved in time, after one that was not, and alike customers without one.

    Formula: first complaint of each customer in the period against buyers of the same months without a complaint in the 90 days before
        their order and the 30 after it; share with an order in the 90 days after the complaint (after the order of those without);
        alike = the share of those without, weighted to the months and bands of orders in the year before (1, 2, 3–4, 5–7, 8–12,
        more) of those who complained; difference with the interval of two independent shares.
    Unit: share of customers, 0–1; n counts customers (alike ones once in each month).
    Grain: one row per group: in_time, in_time_alike, late, late_alike.
    Source: Celso Augusto de Matos, Jorge Luiz Henrique and Carlos Alberto Vargas Rossi, Service Recovery Paradox: A Meta-Analysis,
        2007; Paul R. Rosenbaum and Donald B. Rubin, Reducing Bias by Subclassification, 1984.
    """
    places = case_places(workspace, filters) | {"standard_hours": standard_hours, "window_days": WINDOW_DAYS}
    del places["repeat_days"]
    counted, query = workspace.ask("satisfaction/matched_orders", places)
    wide = strata(counted)
    rows: list[dict[str, Any]] = []
    contrasts: list[dict[str, Any]] = []
    n = 0
    for group in ("in_time", "late"):
        own, alike = standardised(wide, group)
        n += own.n
        if own.n:
            rows += [estimate_row(group, own), estimate_row(f"{group}_alike", alike)]
            contrasts.append({"row": group, "n": own.n} | difference(own, alike))
    frame = pd.DataFrame(rows, columns=pd.Index(MATCHED_COLUMNS))
    known = pd.DataFrame(contrasts, columns=pd.Index(["row", "n", "value", "low", "high"]))
    without = int(wide["none_customers"].to_numpy(dtype=float).sum()) if len(wide) else 0
    notes = [Note(NOT_CALLED)] if n else [nothing_recorded(workspace)]
    notes += [] if without or not n else [Note(NO_ALIKE, {}, "warning")]
    totals = {"contrasts": known.astype({"value": float, "low": float, "high": float}), "without": without}
    last = as_of(workspace, filters)
    return Answer("orders_after_complaints", frame, (query,), last, n, tuple(notes), totals)


def strata(counted: pd.DataFrame) -> pd.DataFrame:
    """One row per month and band with customers and buyers of each group, zero where a group has none."""
    columns = [f"{group}_{part}" for group in ("in_time", "late", "none") for part in ("customers", "bought")]
    if counted.empty:
        return pd.DataFrame(columns=pd.Index(columns))
    wide = counted.pivot(index=["month", "band"], columns="group", values=["customers", "bought"])
    wide.columns = [f"{group}_{part}" for part, group in wide.columns]
    return wide.reindex(columns=columns).fillna(0.0).reset_index(drop=True)


def standardised(wide: pd.DataFrame, group: str) -> tuple[Estimate, Estimate]:
    """The group's share, and that of alike customers; both over the strata in which there are alike ones."""
    if wide.empty:
        return NOTHING, NOTHING
    customers, bought, others, back = (
        wide[name].to_numpy(dtype=float)
        for name in (f"{group}_customers", f"{group}_bought", "none_customers", "none_bought")
    )
    is_met = (customers > 0) & (others > 0)
    own = share(int(bought[is_met].sum()), int(customers[is_met].sum()))
    if not own.n:
        return share(int(bought.sum()), int(customers.sum())), NOTHING
    weights = customers[is_met] / customers[is_met].sum()
    smoothed = (back[is_met] + 0.5) / (others[is_met] + 1)
    value = float(weights @ (back[is_met] / others[is_met]))
    half = Z * float((weights**2 * smoothed * (1 - smoothed) / others[is_met]).sum()) ** 0.5
    return own, Estimate(value, int(others[is_met].sum()), max(0.0, value - half), min(1.0, value + half))


def difference(own: Estimate, alike: Estimate) -> dict[str, float]:
    """Difference of two independent shares by squares of their own intervals; NaN where either is missing or too small."""
    ends = (own.value, own.low, own.high, alike.value, alike.low, alike.high)
    if min(own.n, alike.n) < HIDDEN_BELOW or None in ends:
        return {"value": np.nan, "low": np.nan, "high": np.nan}
    value, low, high, other, other_low, other_high = (float(end or 0.0) for end in ends)
    gap = value - other
    return {
        "value": gap,
        "low": gap - float(np.hypot(value - low, other_high - other)),
        "high": gap + float(np.hypot(high - value, other - other_low)),
    }
