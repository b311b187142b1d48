"""Satisfaction against what customers did later: in months that follow the answers, and never called an effect."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.periods import add_months, month_end
from crm_core.satisfaction.changes import what_changed
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import NOTHING, Estimate, Z, share
from crm_core.satisfaction.service_quality import estimate_row
from crm_core.store import Workspace
from crm_core.words import mark

LATER_MONTHS = 6
LEVELS = ("low", "middle", "high")
LOWER_BOUND = mark(
    "An association and a lower bound: one answer is a noisy sign of how satisfied a customer is, so the true link is stronger than "
    "what is seen here; and the satisfied differ in more than satisfaction, so none of it is proven to be an effect."
)
NO_LATER = mark(
    "Nothing to follow: no customer answered before {day}, had bought in the six months before it, and can be watched for the six "
    "months after it."
)
UNKNOWN_COSTS = mark("Margin is revenue − known cost; lines without a cost count with their whole revenue.")


@metric(rows_behind="satisfaction/score_rows")
def later_behaviour(workspace: Workspace, filters: Filters, kind: str = "csat") -> Answer:
    """What customers did in the six months after the answers, by how satisfied they had said they were.

    Formula: landmark = end of the month six months before the end of the period; latest answer of each customer in the 12 months up
        to it; only customers with an order in the six months before it; repeat = share with an order in the six months after it,
        churn = 1 − repeat, margin = mean of revenue − known cost in these months; slope of the log odds of churn per ten points
        of satisfaction by logistic regression.
    Unit: share of customers, 0–1, or money a customer, as the row's measure says; n counts customers.
    Grain: one row per level of satisfaction (low, middle, high) and measure (repeat, churn, margin).
    Source: James R. Anderson, Kevin C. Cain and Richard D. Gelber, Analysis of Survival by Tumor Response, 1983 (landmark); Vikas
        Mittal and Wagner A. Kamakura, Satisfaction, Repurchase Intent, and Repurchase Behavior, 2001.
    """
    last = as_of(workspace, filters)
    landmark = landmark_before(min(filters.period.end, last))
    places = filters.parameters() | {"kind": kind if kind in ("csat", "nps", "ces") else "csat", "landmark": landmark, "months": LATER_MONTHS}  # fmt: skip
    places["start"], places["end"] = add_months(landmark, -11), landmark
    counted, query = workspace.ask("satisfaction/later_behaviour", places)
    levels = _of_levels(counted)
    rows: list[dict[str, Any]] = []
    repeats: dict[str, Estimate] = {}
    for level, (customers, bought, total, squares) in levels.items():
        repeats[level] = share(int(bought), int(customers))
        margin = mean_of_sums(int(customers), total, squares)
        found = {"repeat": repeats[level], "churn": share(int(customers - bought), int(customers)), "margin": margin}
        rows += [estimate_row(level, estimate) | {"measure": name} for name, estimate in found.items()]
    n = int(counted["customers"].to_numpy().sum())
    change = what_changed(repeats.get("high", NOTHING), repeats.get("low", NOTHING))
    frame = pd.DataFrame(rows, columns=pd.Index(["measure", "group", "value", "n", "low", "high", "reading"]))
    totals = {
        "landmark": landmark,
        "difference": change.difference,
        "difference_low": change.low,
        "difference_high": change.high,
        "is_change": change.is_change,
        **{f"{name}_rows": frame[frame["measure"] == name].reset_index(drop=True) for name in ("repeat", "churn", "margin")},
    } | churn_slope(counted)  # fmt: skip
    notes = (Note(LOWER_BOUND), Note(UNKNOWN_COSTS)) if n else (Note(NO_LATER, {"day": landmark}, "warning"),)
    return Answer("later_behaviour", frame, (query,), last, n, notes, totals)


def _of_levels(counted: pd.DataFrame) -> dict[str, list[float]]:
    """Customers, buyers, margin and its squares of each level that there is, from the unhappy to the satisfied."""
    columns = ["customers", "bought", "margin", "margin_squares"]
    found = {}
    for level in LEVELS:
        own = pd.DataFrame(counted[counted["level"].isin([level])])
        if len(own):
            found[level] = [float(own[name].to_numpy(dtype=float).sum()) for name in columns]
    return found


def landmark_before(end: date) -> date:
    """Last day of the month six months before the last finished month of the period."""
    finished = end if end == month_end(end) else end.replace(day=1) - timedelta(days=1)
    return month_end(add_months(finished, -LATER_MONTHS))


def mean_of_sums(n: int, total: float, squares: float) -> Estimate:
    """A mean with its normal interval, from n, the sum and the sum of squares."""
    if n == 0:
        return NOTHING
    centre = total / n
    if n == 1:
        return Estimate(centre, 1, None, None)
    half = Z * (max(0.0, squares - n * centre**2) / (n - 1) / n) ** 0.5
    return Estimate(centre, n, centre - half, centre + half)


def churn_slope(counted: pd.DataFrame) -> dict[str, float | None]:
    """Change of the log odds of churn per ten points of satisfaction, where both outcomes and three points occur."""
    nothing: dict[str, float | None] = {"slope": None, "slope_low": None, "slope_high": None}
    bought, customers = (counted[name].to_numpy(dtype=float) for name in ("bought", "customers"))
    lost = customers - bought
    if len(counted) < 3 or min(lost.sum(), bought.sum()) < 10:
        return nothing
    points = counted["points"].to_numpy(dtype=float) / 10
    fitted = GLM(
        np.column_stack([lost, bought]), np.column_stack([np.ones(len(points)), points]), family=Binomial()
    ).fit()
    slope, error = float(fitted.params[1]), float(fitted.bse[1])
    return {"slope": slope, "slope_low": slope - Z * error, "slope_high": slope + Z * error}
