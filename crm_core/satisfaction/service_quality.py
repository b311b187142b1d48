"""Service quality: what was expected against what was received (SERVQUAL), or what was received alone (SERVPERF).

Also an index of three questions in the manner of the ACSI. Refuses to make up an expectation that nobody was asked for.
"""

from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.satisfaction.changes import HIDDEN_BELOW, reading
from crm_core.satisfaction.expectations import ACSI_ITEMS, DIMENSIONS, acsi_item_of, dimension_of, part_of
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.importance import cronbach_alpha
from crm_core.satisfaction.intervals import Estimate, mean
from crm_core.store import Workspace
from crm_core.words import mark

MOST_RATERS = 20_000
GAP_COLUMNS = (
    "attribute", "dimension", "method", "n", "reading", "performance", "performance_low", "performance_high",
    "expectation", "value", "low", "high",
)  # fmt: skip
DIMENSION_COLUMNS = ("group", "value", "low", "high", "n", "reading", "performance", "expectation", "items", "alpha")
ESTIMATE_COLUMNS = ("group", "value", "n", "low", "high", "reading")
NOBODY_RATED = mark(
    "Not measured: nobody rated attributes in this choice. A surveys sheet with kind attribute and the names of the twelve "
    "expectations brings them."
)
ONLY_RECEIVED = mark(
    "Expectations were not asked, so this is SERVPERF: what was received, without a gap. Rows of the surveys sheet with the "
    "attribute “X|beklenti” (X|expectation) turn it into SERVQUAL."
)
PARTLY_EXPECTED = mark(
    "Expectations were asked for {asked} of {all} attributes; only these have a gap (SERVQUAL), the others stand as received."
)
DIFFERENCES = mark(
    "Gaps are differences of two ratings of one person and less reliable than either; α says how far the ratings of a "
    "dimension measure one thing."
)
NO_INDEX = mark(
    "Not measured: the three questions (overall, against expectations, against the ideal; scale 1–10) were not asked. They come as "
    "attributes “Memnuniyet|genel”, “Memnuniyet|beklentiye göre” and “Memnuniyet|ideale göre”."
)
NOT_THE_ACSI = mark(
    "An index in the manner of the ACSI with equal weights. The true one takes its weights from a model that is not published, so "
    "the two do not compare."
)


@metric(rows_behind="satisfaction/attribute_rows")
def service_gaps(workspace: Workspace, filters: Filters) -> Answer:
    """What customers received, attribute by attribute, less what they expected where they were asked for it.

    Formula: latest ratings of each customer, turned to 0–100; gap = mean of (received − expected) over customers who gave both,
        paired t interval; a dimension is the mean of its attributes of each customer; weighted gap = Σ weight · gap, weights
        from a 100-point allocation where it was asked (X|ağırlık); Cronbach's α = k/(k − 1)·(1 − Σ item variances / variance
        of the sum).
    Unit: points of 100; n counts customers.
    Grain: one row per attribute; totals hold the dimensions.
    Source: A. Parasuraman, Valarie A. Zeithaml and Leonard L. Berry, SERVQUAL, 1988; J. Joseph Cronin and Steven A. Taylor,
        Measuring Service Quality, 1992; Lee J. Cronbach, Coefficient Alpha and the Internal Structure of Tests, 1951.
    """
    ratings, query = rated_attributes(workspace, filters)
    wide = ratings.pivot(index="customer_key", columns="attribute", values="points")
    parts = {str(name): part_of(str(name)) for name in wide.columns}
    rated = [name for name, (_, said) in parts.items() if said == "rated"]
    series = {name: pd.Series(wide[name]) for name in parts}
    expected = {parts[name][0]: series[name] for name in parts if parts[name][1] == "expected"}
    weights = {parts[name][0]: series[name] for name in parts if parts[name][1] == "weight"}
    rows = [_gap_row(name, series[name], expected.get(name)) for name in rated]
    rows.sort(key=lambda row: (DIMENSIONS.index(row["dimension"]), row["attribute"]))
    frame = pd.DataFrame(rows, columns=pd.Index(GAP_COLUMNS))
    dimensions = _dimensions(wide, rated, expected)
    asked = frame["method"].tolist().count("servqual")
    gaps = dimensions[dimensions["value"].notna()].reset_index(drop=True)
    totals = {"dimensions": dimensions, "gaps": gaps, "asked": asked, "attributes": len(rated)} | _overall(
        dimensions, weights
    )
    n = int(wide[rated].notna().to_numpy().any(axis=1).sum()) if rated else 0
    notes = _notes(n, asked, len(rated))
    return Answer("service_gaps", frame, (query,), as_of(workspace, filters), n, notes, totals)


@metric(rows_behind="satisfaction/attribute_rows")
def acsi_type_index(workspace: Workspace, filters: Filters) -> Answer:
    """An index of three questions in the manner of the ACSI: overall, against expectations, against the ideal.

    Formula: Σ weight · (mean − 1) / 9 · 100 over the three questions on 1–10, weights of one third each; latest answers of
        customers who answered all three; Student's interval of the customers' own indices.
    Unit: points of 100; n counts customers.
    Grain: one row for the index and one per question.
    Source: Claes Fornell, Michael D. Johnson, Eugene W. Anderson, Jaesung Cha and Barbara Everitt Bryant, The American Customer
        Satisfaction Index, 1996.
    """
    ratings, query = rated_attributes(workspace, filters)
    items = ratings.assign(item=ratings["attribute"].map(acsi_item_of)).dropna(subset=["item"])
    wide = items.pivot_table(index="customer_key", columns="item", values="points").reindex(columns=list(ACSI_ITEMS))
    whole = wide.dropna().to_numpy(dtype=float)
    n = len(whole)
    rows = []
    if n:
        parts = {"index": whole.mean(axis=1)} | {item: whole[:, place] for place, item in enumerate(ACSI_ITEMS)}
        rows = [estimate_row(group, mean(points, np.ones(n))) for group, points in parts.items()]
    frame = pd.DataFrame(rows, columns=pd.Index(ESTIMATE_COLUMNS))
    notes = (Note(NOT_THE_ACSI),) if n else (Note(NO_INDEX, {}, "warning"),)
    return Answer("acsi_type_index", frame, (query,), as_of(workspace, filters), n, notes, {})


def acsi_index(means: np.ndarray, weights: np.ndarray | None = None) -> float:
    """The index of three means on 1–10, with equal weights where none are given."""
    shares = np.full(len(means), 1 / len(means)) if weights is None else weights
    return float(shares @ (means - 1) / 9 * 100)


def rated_attributes(workspace: Workspace, filters: Filters) -> tuple[pd.DataFrame, Query]:
    """The latest rating of each customer and attribute, of twenty thousand raters at most."""
    places = filters.parameters() | {"most_raters": MOST_RATERS}
    return workspace.ask("satisfaction/attribute_ratings", places)


def mean_gaps(gaps: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Mean gap of the dimensions, unweighted and weighted."""
    return float(gaps.mean()), float(weights @ gaps / weights.sum())


def estimate_row(group: str, estimate: Estimate) -> dict[str, Any]:
    """One group's row; of fewer than ten only their number."""
    known = [np.nan if part is None else part for part in (estimate.value, estimate.low, estimate.high)]
    value, low, high = [np.nan] * 3 if reading(estimate.n) == "hidden" else known
    return {"group": group, "value": value, "n": estimate.n, "low": low, "high": high, "reading": reading(estimate.n)}


def _gap_row(name: str, received: pd.Series, expected: pd.Series | None) -> dict[str, Any]:
    """One attribute: received by all who rated it; expected and gap by those who gave both."""
    points = received.dropna().to_numpy(dtype=float)
    row: dict[str, Any] = dict.fromkeys(GAP_COLUMNS, np.nan)
    row |= {"attribute": name, "dimension": dimension_of(name), "method": "servperf", "n": len(points)}
    row["reading"] = reading(len(points))
    if len(points) < HIDDEN_BELOW:
        return row
    own = mean(points, np.ones(len(points)))
    row |= {"performance": own.value, "performance_low": own.low, "performance_high": own.high}
    if expected is None:
        return row
    both = pd.concat([received, expected], axis=1).dropna().to_numpy(dtype=float)
    if len(both) < HIDDEN_BELOW:
        return row
    gap = mean(both[:, 0] - both[:, 1], np.ones(len(both)))
    paired = {"n": len(both), "reading": reading(len(both)), "expectation": float(both[:, 1].mean())}
    return row | paired | {"method": "servqual", "value": gap.value, "low": gap.low, "high": gap.high}


def _dimensions(wide: pd.DataFrame, rated: list[str], expected: dict[str, pd.Series]) -> pd.DataFrame:
    """One row per dimension that was rated: gap where expectations were asked for, and the reliability of its items."""
    rows = []
    for dimension in DIMENSIONS:
        own = [name for name in rated if dimension_of(name) == dimension]
        if not own:
            continue
        asked = [name for name in own if name in expected]
        received = wide[own].mean(axis=1)
        row: dict[str, Any] = dict.fromkeys(DIMENSION_COLUMNS, np.nan)
        row |= {"group": dimension, "items": len(own), "n": int(received.notna().sum())}
        whole = wide[own].dropna().to_numpy(dtype=float)
        if len(own) > 1 and len(whole) >= HIDDEN_BELOW:
            row["alpha"] = cronbach_alpha(whole)
        row["performance"] = float(np.nanmean(received.to_numpy(dtype=float)))
        if asked:
            wanted = pd.DataFrame({name: expected[name] for name in asked}).mean(axis=1)
            both = pd.concat([wide[asked].mean(axis=1), wanted], axis=1).dropna().to_numpy(dtype=float)
            gap = estimate_row(dimension, mean(both[:, 0] - both[:, 1], np.ones(len(both))))
            row |= gap | {"expectation": float(both[:, 1].mean()) if len(both) else np.nan}
        row["reading"] = reading(row["n"])
        rows.append(row)
    return pd.DataFrame(rows, columns=pd.Index(DIMENSION_COLUMNS))


def _overall(dimensions: pd.DataFrame, weights: dict[str, pd.Series]) -> dict[str, Any]:
    """Mean gap of the dimensions, and weighted where customers shared out a hundred points among all of them."""
    has_gap = pd.DataFrame(dimensions[dimensions["value"].notna()])
    gaps, names = np.asarray(has_gap["value"], dtype=float), [str(name) for name in has_gap["group"].tolist()]
    if not len(gaps):
        return {"gap": None, "weighted_gap": None}
    shares = np.array(
        [np.nanmean(np.asarray(weights[name], dtype=float)) if name in weights else np.nan for name in names]
    )
    plain, weighted = mean_gaps(gaps, shares)
    return {"gap": plain, "weighted_gap": weighted if np.isfinite(weighted) else None}


def _notes(n: int, asked: int, attributes: int) -> tuple[Note, ...]:
    """Which method this is, and what must be said of it."""
    if not n:
        return (Note(NOBODY_RATED, {}, "warning"),)
    if not asked:
        return (Note(ONLY_RECEIVED, {}, "warning"),)
    if asked < attributes:
        return (Note(PARTLY_EXPECTED, {"asked": asked, "all": attributes}), Note(DIFFERENCES))
    return (Note(DIFFERENCES),)
