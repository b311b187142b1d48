"""What was known of each customer before the landmark, as columns that a propensity can stand on; nothing after it."""

from collections import Counter

import numpy as np
import pandas as pd

from crm_core.words import mark

FEWEST_OF_LEVEL = 20
SEGMENTS = ("sector", "region", "capacity")
NAMES = {
    "margin_year": mark("Margin of the year before"),
    "margin_half": mark("Margin of the half-year before"),
    "orders": mark("Orders of the year before"),
    "recency": mark("Days since the last order"),
    "tenure": mark("Days as a customer"),
    "csat": mark("Last CSAT answer"),
    "has_csat": mark("Has answered CSAT"),
    "complaints": mark("Complaints of the year before"),
}


def covariates_of(customers: pd.DataFrame) -> pd.DataFrame:
    """One column per trait; skewed ones in logarithms, an unknown CSAT as the mean with a column of its own."""
    answers = customers["csat_before"].to_numpy(dtype=float)
    mean = float(np.nanmean(answers)) if not np.isnan(answers).all() else 0.0
    columns = {
        "margin_year": np.log1p(customers["margin_before"].clip(lower=0)),
        "margin_half": np.log1p(customers["margin_half"].clip(lower=0)),
        "orders": customers["orders_before"].astype(float),
        "recency": customers["recency_days"].astype(float),
        "tenure": customers["tenure_days"].astype(float),
        "csat": np.where(np.isnan(answers), mean, answers),
        "has_csat": (~np.isnan(answers)).astype(float),
        "complaints": customers["complaints_before"].astype(float),
    }
    return pd.DataFrame({**columns, **_levels(customers)}, index=customers.index)


def _levels(customers: pd.DataFrame) -> dict[str, np.ndarray]:
    """A yes-or-no column for each level of a segment that enough customers have; the commonest stands for itself."""
    columns: dict[str, np.ndarray] = {}
    for segment in SEGMENTS:
        values = customers[segment].to_numpy(dtype=object)
        for level, count in Counter(values.tolist()).most_common()[1:]:
            if count >= FEWEST_OF_LEVEL and level:
                columns[f"{segment}: {level}"] = (values == level).astype(float)
    return columns
