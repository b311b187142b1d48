"""The relationality index R (0 to 100): row scores under frozen anchors, class, and how far the weights matter.

Pure functions on frames; no database in sight. Composite-indicator practice after OECD/JRC (2008).
"""

from collections import Counter

import numpy as np
import pandas as pd

from crm_core.relations.anchors import OWN_BOUNDS, SCORED, Bounds
from crm_core.relations.indicators import ROWS, UNCLASSIFIED

ROW_COLUMNS = tuple(f"row_{row.number}" for row in ROWS)
RELATIONAL_FROM = 60.0
TRANSACTIONAL_TO = 40.0
FEWEST_ROWS = 4
FEWEST_INTERACTIONS = 3
FEWEST_DAYS = 180
BAND = (0.05, 0.95)
HALVINGS = 18
BIN_WIDTH = 5.0
CUSTOMERS_AT_ONCE = 20_000


def row_scores(indicators: pd.DataFrame, bounds: Bounds = OWN_BOUNDS) -> pd.DataFrame:
    """One row per customer, seven scores 0 to 1: mean of the row's anchored indicators, NaN where none is measured."""
    scores: dict[str, pd.Series] = {}
    for row, column in zip(ROWS, ROW_COLUMNS, strict=True):
        own = [item.code for item in SCORED if item.row == row.number]
        anchored = [((indicators[code] - bounds[code][0]) / np.ptp(bounds[code])).clip(0, 1) for code in own]
        scores[column] = pd.concat(anchored, axis=1).mean(axis=1)
    return pd.DataFrame(scores, index=indicators.index)


def index_values(scores: pd.DataFrame) -> pd.Series:
    """R of each customer: 100 times the mean of the rows that are measured."""
    return 100 * scores.mean(axis=1)


def inferred_classes(customers: pd.DataFrame) -> pd.DataFrame:
    """Class by the index, and the reason where a customer cannot be classed.

    ``customers`` holds ``r``, ``n_rows``, ``interactions`` and ``exposure_days``.
    """
    r, rows, interactions, days = (
        customers[name].to_numpy(dtype=float) for name in ("r", "n_rows", "interactions", "exposure_days")
    )
    reason = np.select(
        [
            np.isnan(days),
            days < FEWEST_DAYS,
            interactions < FEWEST_INTERACTIONS,
            rows < FEWEST_ROWS,
        ],
        ["not_acquired", "too_new", "few_interactions", "few_rows"],
        "",
    )
    by_index = np.select([r >= RELATIONAL_FROM, r <= TRANSACTIONAL_TO], ["relational", "transactional"], "mixed")
    return pd.DataFrame(
        {"inferred_class": np.where(reason == "", by_index, UNCLASSIFIED), "reason": reason}, index=customers.index
    )


def firm_classes(customers: pd.DataFrame) -> int:
    """Customers whose inferred class is the same over their whole weight band."""
    low, high = (customers[name].to_numpy(dtype=float) for name in ("band_low", "band_high"))
    inferred = customers["inferred_class"].to_numpy(dtype=object)
    is_firm = (
        ((inferred == "relational") & (low >= RELATIONAL_FROM))
        | ((inferred == "transactional") & (high <= TRANSACTIONAL_TO))
        | ((inferred == "mixed") & (low > TRANSACTIONAL_TO) & (high < RELATIONAL_FROM))
    )
    return int(is_firm.sum())


def customers_of_class(customers: pd.DataFrame, name: str) -> pd.DataFrame:
    """The customers of one class, the most relational first."""
    members = customers.loc[(customers["class"] == name).to_numpy()]
    return members.sort_values(["r", "customer_id"], ascending=[False, True], na_position="last")


def index_bins(customers: pd.DataFrame) -> pd.DataFrame:
    """Customers per class and step of five points of R, those without a class left out."""
    is_classed = (customers["class"] != UNCLASSIFIED) & customers["r"].notna()
    classed = customers.loc[is_classed.to_numpy(), ["class", "r"]]
    starts = np.clip(classed["r"].to_numpy(dtype=float) // BIN_WIDTH * BIN_WIDTH, 0, 100 - BIN_WIDTH)
    counted = sorted(Counter(zip(starts.tolist(), classed["class"], strict=True)).items())
    bins = [(start, start + BIN_WIDTH, name, count) for (start, name), count in counted]
    return pd.DataFrame(bins, columns=["bin_start", "bin_end", "class", "customers"])


def weight_band(scores: pd.DataFrame) -> pd.DataFrame:
    """Where R lies when the rows' weights are not equal but any: 5th and 95th percentile under Dirichlet(1) weights.

    Exact, so nothing is drawn: under these weights R has a B-spline as its density, with the row scores as knots.
    """
    values = np.sort(scores.to_numpy(dtype=float), axis=1)
    n_rows = (~np.isnan(values)).sum(axis=1)
    band = np.full((len(scores), len(BAND)), np.nan)
    for count in range(1, len(ROWS) + 1):
        chosen = np.flatnonzero(n_rows == count)
        for start in range(0, len(chosen), CUSTOMERS_AT_ONCE):
            part = chosen[start : start + CUSTOMERS_AT_ONCE]
            knots = np.ascontiguousarray(values[part, :count].T)
            for place, share in enumerate(BAND):
                band[part, place] = 100 * _weighted_quantile(knots, share)
    return pd.DataFrame({"band_low": band[:, 0], "band_high": band[:, 1]}, index=scores.index)


def _weighted_quantile(knots: np.ndarray, share: float) -> np.ndarray:
    """Value that the randomly weighted mean of each column's sorted scores stays below in ``share`` of the weights."""
    low, high = knots[0].copy(), knots[-1].copy()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_below = _share_above(knots, middle) > 1 - share
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    return (low + high) / 2


def _share_above(knots: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Share of flat Dirichlet weights under which the weighted mean of the sorted scores lies above ``x``.

    Recursion over neighbouring scores a <= b: ((b - x) * without_a + (x - a) * without_b) / (b - a).
    """
    above = [(knot > x).astype(float) for knot in knots]
    for order in range(1, len(knots)):
        for place in range(len(knots) - order):
            lowest, highest = knots[place], knots[place + order]
            width = highest - lowest
            is_point = width <= 0
            mixed = (highest - x) * above[place + 1] + (x - lowest) * above[place]
            above[place] = np.where(is_point, above[place], mixed / np.where(is_point, 1.0, width))
    return above[0]
