"""How unevenly value is spread over customers: whale curve and its figures. Pure functions on one array of values."""

import numpy as np
import pandas as pd

TOP_SHARE = 0.20
MOST_POINTS = 400


def whale_points(actual: np.ndarray) -> pd.DataFrame:
    """The whale curve from zero to all customers, best first: cumulated value in money and as share of the total.

    Shares are empty where the total is not above zero: then only money says something.
    """
    ranked = np.sort(actual)[::-1]
    cumulative = np.concatenate([[0.0], np.cumsum(ranked)])
    places = np.arange(len(cumulative))
    total = float(cumulative[-1])
    return pd.DataFrame(
        {
            "customers": places,
            "share_of_customers": places / max(len(actual), 1),
            "cumulative_value": cumulative,
            "share_of_value": cumulative / total if total > 0 else np.nan,
        }
    )


def thinned(points: pd.DataFrame, most: int = MOST_POINTS) -> pd.DataFrame:
    """At most ``most`` points of the curve, evenly spaced, with its first, last and highest point among them."""
    if len(points) <= most:
        return points
    peak = int(points["cumulative_value"].to_numpy().argmax())
    kept = np.union1d(np.linspace(0, len(points) - 1, most - 1).round().astype(int), [peak])
    return points.iloc[kept].reset_index(drop=True)


def value_skew(actual: np.ndarray) -> dict[str, float | None]:
    """Single figures of the curve.

    ``peak_share`` and ``peak_place``: highest cumulated share and the share of customers there. ``top_share``: share of
    net value of the best fifth. ``skew_index``: their share of positive value by .20 (1 even, 5 all). ``gini`` only
    where nobody is below zero. ``effective_customers``: 1 / Herfindahl index of positive value. ``area_index``:
    A / (A + .5), A the area between curve and diagonal.
    """
    points = whale_points(actual)
    earned = np.maximum(actual, 0.0)
    at, shares = points["share_of_customers"].to_numpy(), points["share_of_value"].to_numpy()
    has_total = len(actual) > 0 and float(points["cumulative_value"].iloc[-1]) > 0
    peak = int(points["cumulative_value"].to_numpy().argmax())
    area = float(np.trapezoid(shares - at, at)) if has_total else None
    return {
        "peak_share": float(shares[peak]) if has_total else None,
        "peak_place": float(at[peak]) if len(actual) else None,
        "top_share": float(np.interp(TOP_SHARE, at, shares)) if has_total else None,
        "skew_index": _skew_index(earned),
        "gini": gini(actual) if len(actual) and actual.min() >= 0 else None,
        "effective_customers": _effective_customers(earned),
        "area_index": None if area is None else area / (area + 0.5),
    }


def gini(values: np.ndarray) -> float | None:
    """Gini coefficient of values that are nowhere below zero; None where all are zero."""
    ascending = np.sort(values)
    total = ascending.sum()
    if len(values) == 0 or total <= 0 or ascending[0] < 0:
        return None
    count = len(values)
    ranks = np.arange(1, count + 1)
    return float((2 * ranks - count - 1) @ ascending / (count * total))


def _skew_index(earned: np.ndarray) -> float | None:
    if not earned.sum() > 0:
        return None
    points = whale_points(earned)
    share = np.interp(TOP_SHARE, points["share_of_customers"].to_numpy(), points["share_of_value"].to_numpy())
    return float(share / TOP_SHARE)


def _effective_customers(earned: np.ndarray) -> float | None:
    total = earned.sum()
    return float(1 / ((earned / total) ** 2).sum()) if total > 0 else None
