"""What customers of each class did in the year after their class was formed; grade D, so nothing here says why."""

from collections.abc import Mapping
from math import inf
from types import MappingProxyType

import pandas as pd

from crm_core.relations.comparison import by_class, class_rows, direction
from crm_core.relations.intervals import (
    FEWEST_FULL,
    mean_difference,
    mean_estimate,
    share_difference,
    share_estimate,
)
from crm_core.words import mark

OUTCOME_DAYS = 365
OUTCOME_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "active": mark("Customers who ordered again"),
        "revenue": mark("Net revenue per customer"),
        "margin": mark("Gross margin per customer"),
        "csat": mark("Satisfied customers (two best answers)"),
    }
)
DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "higher": mark("{measure}: higher in the relational group (raw difference). Cause and effect cannot be said."),
        "lower": mark("{measure}: lower in the relational group (raw difference). Cause and effect cannot be said."),
        "unclear": mark("{measure}: the raw difference between the groups is inside the noise."),
        "unknown": mark("{measure}: the groups cannot be compared; each needs at least 30 customers."),
    }
)
OUTCOME_COLUMNS = (
    "outcome",
    "unit",
    "grade",
    "class",
    "value",
    "low",
    "high",
    "n",
    "reading",
    "is_measured",
    "missing_code",
    "difference",
    "difference_low",
    "difference_high",
    "direction",
)


def no_outcome_rows() -> pd.DataFrame:
    """No rows, but their columns."""
    return pd.DataFrame(columns=list(OUTCOME_COLUMNS))


def outcome_rows(classed: pd.DataFrame, has_orders: bool, is_costed: bool, has_answers: bool) -> pd.DataFrame:
    """Three rows per outcome, one for each class.

    Whether all costs and any answers are known is said of everybody followed, those without a class among them.
    """
    groups = by_class(classed)
    answered = {name: rows.loc[rows["is_answered"].to_numpy(dtype=bool)] for name, rows in groups.items()}
    lacking_orders = "" if has_orders else "no_orders"
    lacking_answers = "" if has_answers else "no_answers"
    rows = [
        *_share_rows("active", "is_active", groups, lacking_orders),
        *_money_rows("margin" if is_costed else "revenue", groups, lacking_orders),
        *_share_rows("csat", "is_satisfied", answered, lacking_answers),
    ]
    is_thin = {row["outcome"] for row in rows if row["class"] != "mixed" and row["n"] < FEWEST_FULL}
    said = ["unknown" if row["outcome"] in is_thin else direction(row) for row in rows]
    return pd.DataFrame(rows).assign(direction=said, grade="D").reindex(columns=list(OUTCOME_COLUMNS))


def outcome_chart_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The outcomes as a figure wants them (``row``, ``kind``)."""
    return rows.rename(columns={"outcome": "row", "unit": "kind"})


def _share_rows(name: str, column: str, groups: Mapping[str, pd.DataFrame], lacking: str) -> list[dict]:
    counted = {group: (int(rows[column].to_numpy(dtype=bool).sum()), len(rows)) for group, rows in groups.items()}
    estimates = {group: share_estimate(*hits) for group, hits in counted.items()}
    difference = share_difference(*counted["relational"], *counted["transactional"])
    about = {"outcome": name, "unit": "share", "lacking": lacking}
    return class_rows(about, estimates, difference, {group: len(rows) for group, rows in groups.items()})


def _money_rows(name: str, groups: Mapping[str, pd.DataFrame], lacking: str) -> list[dict]:
    money = {group: rows[name].to_numpy(dtype=float) for group, rows in groups.items()}
    estimates = {group: mean_estimate(values, lowest=-inf) for group, values in money.items()}
    difference = mean_difference(money["relational"], money["transactional"])
    about = {"outcome": name, "unit": "money", "lacking": lacking}
    return class_rows(about, estimates, difference, {group: len(rows) for group, rows in groups.items()})
