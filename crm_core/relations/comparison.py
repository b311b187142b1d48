"""Class beside class: the value of each measure per class with its interval, and the raw difference between two classes.

Raw on purpose: nothing here is adjusted, so nothing here says why.
"""

from collections import Counter
from collections.abc import Mapping
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from crm_core.relations.indicators import CLASSES, INDICATORS, LEADING, UNCLASSIFIED, Indicator, missing_input
from crm_core.relations.intervals import (
    Estimate,
    mean_difference,
    mean_estimate,
    reading,
    share_difference,
    share_estimate,
)

Groups = Mapping[str, pd.DataFrame]


def by_class(customers: pd.DataFrame) -> Groups:
    """The customers of each of the three classes."""
    return {name: customers.loc[(customers["class"] == name).to_numpy()] for name in CLASSES}


def class_counts(customers: pd.DataFrame) -> dict[str, int]:
    """Customers in each class, those not classifiable included: together all chosen customers."""
    counted = Counter(customers["class"].tolist())
    return {name: counted[name] for name in (*CLASSES, UNCLASSIFIED)}


def indicator_rows(eligible: pd.DataFrame, inputs: Mapping[str, bool]) -> pd.DataFrame:
    """Three rows per indicator, one for each class, with what cannot be measured and why."""
    groups = by_class(eligible)
    rows: list[dict[str, Any]] = []
    for indicator in INDICATORS:
        lacking = missing_input(indicator, inputs)
        estimates = {name: _estimate(indicator, group) for name, group in groups.items()}
        difference = _difference(indicator, groups["relational"], groups["transactional"])
        about = {"row": indicator.row, "indicator": indicator.code, "unit": indicator.unit, "lacking": lacking}
        rows += class_rows(about, estimates, difference, {name: len(group) for name, group in groups.items()})
    return pd.DataFrame(rows)


def class_rows(
    about: Mapping[str, Any], estimates: Mapping[str, Estimate], difference: Estimate, customers: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The rows of one measure: value of each class as far as it may be shown, and the raw difference beside it."""
    lacking = about.get("lacking", "")
    can_compare = all(reading(estimates[name].n) != "hidden" for name in ("relational", "transactional"))
    shown = difference if can_compare else None
    rows = []
    for name, estimate in estimates.items():
        code = _missing_code(lacking, customers[name], estimate.n)
        is_shown = code == ""
        rows.append(
            {
                **{key: value for key, value in about.items() if key != "lacking"},
                "class": name,
                **estimate.columns(is_shown),
                "is_measured": not lacking and estimate.n > 0,
                "missing_code": code,
                "difference": shown.value if shown else np.nan,
                "difference_low": shown.low if shown else np.nan,
                "difference_high": shown.high if shown else np.nan,
            }
        )
    return rows


def leading_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The seven rows with the one indicator each that stands for it, as a figure wants them (``row``, ``kind``)."""
    kinds = rows["unit"].replace({"per_year": "number1"})
    return rows.assign(kind=kinds, row=rows["row"].astype(str)).loc[rows["indicator"].isin(LEADING).to_numpy()]


def direction(row: Mapping[str, Any]) -> str:
    """What the raw difference lets one say of the relational class: higher, lower, unclear or unknown."""
    low, high = row["difference_low"], row["difference_high"]
    if np.isnan(low):
        return "unknown"
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "unclear"


def _estimate(indicator: Indicator, group: pd.DataFrame) -> Estimate:
    if indicator.code == "p6b":
        return share_estimate(*_promises(group))
    return mean_estimate(_known(group, indicator.code), highest=1.0 if indicator.unit == "share" else inf)


def _difference(indicator: Indicator, group: pd.DataFrame, other: pd.DataFrame) -> Estimate:
    if indicator.code == "p6b":
        return share_difference(*_promises(group), *_promises(other))
    return mean_difference(_known(group, indicator.code), _known(other, indicator.code))


def _promises(group: pd.DataFrame) -> tuple[int, int]:
    """Promises of the class that were kept, and those that were due."""
    kept, due = (group[name].to_numpy(dtype=float).sum() for name in ("kept_promises", "due_promises"))
    return int(kept), int(due)


def _known(group: pd.DataFrame, code: str) -> np.ndarray:
    values = group[code].to_numpy(dtype=float)
    return values[~np.isnan(values)]


def _missing_code(lacking: str, customers: int, n: int) -> str:
    if lacking:
        return lacking
    if customers == 0:
        return "no_customers"
    if n == 0:
        return "no_values"
    return "too_few" if reading(n) == "hidden" else ""
