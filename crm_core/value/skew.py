"""How unevenly value is spread over customers: whale curve and its figures. Pure functions on one array of values."""

import numpy as np
import pandas as pd

TOP_SHARE = 0.20
MOST_POINTS = 400


def whale_points(actual: np.ndarray, most: int | None = None) -> pd.DataFrame:
    """The whale curve from zero to all customers, best first: cumulated value in money and as share of the total.

    At most so many points, evenly spaced, with the first, the last and the highest among them. Shares are empty where the
    total is not above zero: then only money says something.
    """
    cumulative = _cumulated(actual)
    places = np.arange(len(cumulative))
    if most is not None and len(cumulative) > most:
        even = np.linspace(0, len(cumulative) - 1, most - 1).round().astype(int)
        places = np.union1d(even, [int(cumulative.argmax())])
    total, shown = float(cumulative[-1]), cumulative[places]
    return pd.DataFrame(
        {
            "customers": places,
            "share_of_customers": places / max(len(actual), 1),
            "cumulative_value": shown,
            "share_of_value": shown / total if total > 0 else np.nan,
        }
    )


def value_skew(actual: np.ndarray) -> dict[str, float | None]:
    """Single figures of the curve.

    ``peak_share`` and ``peak_place``: highest cumulated share and the share of customers there. ``top_share``: share of
    net value of the best fifth. ``skew_index``: their share of positive value by .20 (1 even, 5 all). ``gini`` only
    where nobody is below zero. ``effective_customers``: 1 / Herfindahl index of positive value. ``area_index``:
    A / (A + .5), A the area between curve and diagonal.
    """
    count, cumulative, earned = len(actual), _cumulated(actual), np.maximum(actual, 0.0)
    total, peak = float(cumulative[-1]), int(cumulative.argmax())
    has_total = count > 0 and total > 0
    area = float(np.trapezoid(cumulative / total, dx=1 / count)) - 0.5 if has_total else None
    return {
        "peak_share": float(cumulative[peak]) / total if has_total else None,
        "peak_place": peak / count if count else None,
        "top_share": _held_by_best(cumulative) if has_total else None,
        "skew_index": _held_by_best(_cumulated(earned)) / TOP_SHARE if earned.sum() > 0 else None,
        "gini": gini(actual) if count and actual.min() >= 0 else None,
        "effective_customers": _effective_customers(earned),
        "area_index": None if area is None else area / (area + 0.5),
    }


def _cumulated(actual: np.ndarray) -> np.ndarray:
    """Value of the best so many customers, from none to all; values that come best first are not sorted again."""
    best_first = actual if (actual[1:] <= actual[:-1]).all() else np.sort(actual)[::-1]
    return np.concatenate([[0.0], np.cumsum(best_first)])


def _held_by_best(cumulative: np.ndarray) -> float:
    """Share of all that the best fifth holds, between two customers in proportion."""
    place = TOP_SHARE * (len(cumulative) - 1)
    below = int(place)
    above = min(below + 1, len(cumulative) - 1)
    held = cumulative[below] + (place - below) * (cumulative[above] - cumulative[below])
    return float(held / cumulative[-1])


def gini(values: np.ndarray) -> float | None:
    """Gini coefficient of values that are nowhere below zero; None where all are zero."""
    ascending = np.sort(values)
    total = ascending.sum()
    if len(values) == 0 or total <= 0 or ascending[0] < 0:
        return None
    count = len(values)
    ranks = np.arange(1, count + 1)
    return float((2 * ranks - count - 1) @ ascending / (count * total))


def _effective_customers(earned: np.ndarray) -> float | None:
    total = earned.sum()
    return float(1 / ((earned / total) ** 2).sum()) if total > 0 else None
