"""We beside competitors, as rated by the same customers in the same wave; refuses to compare ratings of different people.

Ratings of other brands come in as rows of the surveys sheet with a brand, or one by one in the app.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from crm_core.answers import Answer, Note, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.changes import HIDDEN_BELOW, reading
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import LEVEL
from crm_core.store import NewLoad, Workspace, store_rows
from crm_core.words import mark

OURS = ""
SCALES = {"nps": (0, 10), "csat": (1, 5)}
LEAST_MULTI_BRAND, LEAST_SET = 0.4, 1.4
"""Conditions of the Wallet Allocation Rule: share of customers who use several brands, and the mean number of brands."""
COLUMNS = (
    "group", "n", "reading", "ours", "theirs", "value", "low", "high", "p_value", "p_rank", "ratio", "win", "tie", "loss",
)  # fmt: skip
OWN_EYES = mark("Through the eyes of our own customers: whoever left us or never came is not asked, which flatters us.")
NO_BRANDS = mark(
    "Not measured: no other brand was rated by customers who rated us in the same month. A surveys sheet with a brand column "
    "brings such ratings, or enter them below."
)
WALLET_WITHHELD = mark(
    "The share of wallet is not estimated: {several} % of customers rated several brands, {brands} brands on average; the rule "
    "asks for at least 40 % and 1.4."
)


@metric(rows_behind="satisfaction/brand_rows")
def competitor_comparison(workspace: Workspace, filters: Filters, kind: str = "nps") -> Answer:
    """Our brand beside each competitor, rated by the same customers in the same month.

    Formula: of each customer the latest month in which several brands were rated; difference = mean of (our rating − theirs),
        with the paired t interval and, beside it, Wilcoxon's signed-rank test; relative score = our mean / their mean; win,
        tie and loss: share of customers who rate us higher, alike or lower; share of wallet by the Wallet Allocation Rule =
        (1 − rank / (brands + 1)) · 2 / brands, ranks of ties averaged, the mean over customers with several brands.
    Unit: points of 100 (0 worst, 100 best), whatever the scale; shares 0–1; n counts customers who rated both.
    Grain: one row per competitor (option kind: nps or csat).
    Source: Timothy L. Keiningham, Lerzan Aksoy, Alexander Buoye and Bruce Cooil, Customer Loyalty Isn't Enough, Grow Your Share
        of Wallet, 2011; Frank Wilcoxon, Individual Comparisons by Ranking Methods, 1945.
    """
    kind = kind if kind in SCALES else "nps"
    rated, query = workspace.ask("satisfaction/brand_ratings", filters.parameters() | {"kind": kind})
    wide = rated.pivot(index="customer_key", columns="brand", values="points")
    brands = [str(name) for name in wide.columns if name != OURS]
    rows = [_row(brand, *_pairs(wide, brand)) for brand in brands]
    rows.sort(key=lambda row: (row["reading"] == "hidden", -np.nan_to_num(row["value"]), row["group"]))
    raters = int(rated["raters"].iloc[0]) if len(rated) else 0
    wallet = _wallet(wide, raters, float(rated["mean_brands"].iloc[0]) if len(rated) else None, brands)
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    notes = (Note(OWN_EYES),) if len(wide) else (Note(NO_BRANDS, {}, "warning"),)
    if len(wide) and wallet["shares"].empty:
        said = {"several": _share_words(wallet["several"]), "brands": wallet["brands"]}
        notes = (*notes, Note(WALLET_WITHHELD, said, "warning"))
    totals = {"kind": kind, "raters": raters} | wallet
    last = as_of(workspace, filters)
    return Answer("competitor_comparison", frame, (query,), last, len(wide), notes, totals)


@dataclass(frozen=True)
class Paired:
    """Our ratings against another brand's by the same raters."""

    difference: float
    low: float
    high: float
    p_value: float
    p_rank: float
    ratio: float
    win: float
    tie: float
    loss: float


def paired(ours: np.ndarray, theirs: np.ndarray) -> Paired | None:
    """Paired t and Wilcoxon tests with shares of wins; None of fewer than two pairs."""
    n = len(ours)
    if n < 2:
        return None
    gaps = ours - theirs
    centre, error = float(gaps.mean()), float(gaps.std(ddof=1)) / n**0.5
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1)) * error
    p_value = float(2 * stats.t.sf(abs(centre) / error, n - 1)) if error > 0 else float(centre == 0)
    has_gap = bool((gaps != 0).any())
    p_rank = float(np.asarray(stats.wilcoxon(gaps, zero_method="wilcox", method="asymptotic"))[1]) if has_gap else 1.0
    ratio = float(ours.mean() / theirs.mean()) if theirs.mean() else np.nan
    shares = [float(part.mean()) for part in (gaps > 0, gaps == 0, gaps < 0)]
    return Paired(centre, centre - reach, centre + reach, p_value, p_rank, ratio, *shares)


def wallet_shares(points: np.ndarray) -> np.ndarray:
    """Share of one customer's wallet that goes to each brand, by the Wallet Allocation Rule; they add up to one."""
    return shares_of_rows(points[np.newaxis])[0]


def enter_rating(
    workspace: Workspace, customer_id: str, brand: str, kind: str, day: date, theirs: int, ours: int | None = None
) -> int:
    """Store a customer's rating of a competitor (and of us in the same wave) as a load of its own; returns its number.

    Refuses an unknown customer, a brand without a name, and a score outside its scale.
    """
    low, high = SCALES[kind]
    with workspace.session() as session:
        if session.first("satisfaction/known_customer", customer_id=customer_id) is None:
            raise QuestionFault(mark("There is no customer with the number {customer}."), customer=customer_id)
    if not brand.strip():
        raise QuestionFault(mark("A competitor needs a name."))
    scores = [(brand.strip(), theirs), *([] if ours is None else [(None, ours)])]
    for _, score in scores:
        if not low <= score <= high:
            raise QuestionFault(
                mark("{score} is outside the scale from {low} to {high}."),
                score=str(score),
                low=str(low),
                high=str(high),
            )
    rows = pd.DataFrame(
        {
            "customer_id": customer_id,
            "answered_at": pd.Timestamp(day),
            "kind": kind,
            "score": [float(score) for _, score in scores],
            "scale_min": float(low),
            "scale_max": float(high),
            "brand": pd.Series([name for name, _ in scores], dtype="str"),
            "row_number": range(1, len(scores) + 1),
        }
    )
    with workspace.change() as build:
        build.bring("entered_ratings", rows)
        load = NewLoad("surveys", "rating-entered", "entered", len(rows), understood={"entered": "rating"})
        stored = store_rows(build, load, "entered_ratings")
        build.drop("entered_ratings")
    return stored.load_id


def _pairs(wide: pd.DataFrame, brand: str) -> tuple[np.ndarray, np.ndarray]:
    """Our ratings and the brand's of the customers who gave both."""
    both = wide[[OURS, brand]].dropna().to_numpy(dtype=float)
    return both[:, 0], both[:, 1]


def _row(brand: str, ours: np.ndarray, theirs: np.ndarray) -> dict[str, Any]:
    """One competitor; of fewer than ten customers only their number."""
    n = len(ours)
    row: dict[str, Any] = dict.fromkeys(COLUMNS, np.nan) | {"group": brand, "n": n, "reading": reading(n)}
    found = paired(ours, theirs) if n >= HIDDEN_BELOW else None
    if found is None:
        return row
    return row | {
        "ours": float(ours.mean()),
        "theirs": float(theirs.mean()),
        "value": found.difference,
        "low": found.low,
        "high": found.high,
        "p_value": found.p_value,
        "p_rank": found.p_rank,
        "ratio": found.ratio,
        "win": found.win,
        "tie": found.tie,
        "loss": found.loss,
    }


def _wallet(wide: pd.DataFrame, raters: int, mean_set: float | None, brands: list[str]) -> dict[str, Any]:
    """Shares of wallet where the rule's conditions hold, and the conditions."""
    columns = pd.Index(["group", "value", "low", "high", "n", "reading"])
    empty = pd.DataFrame(columns=columns)
    if not brands or not raters or mean_set is None:
        return {"several": None, "brands": None, "shares": empty}
    multi = len(wide) / raters
    if multi < LEAST_MULTI_BRAND or mean_set < LEAST_SET or len(wide) < HIDDEN_BELOW:
        return {"several": multi, "brands": mean_set, "shares": empty}
    given = shares_of_rows(wide[[OURS, *brands]].to_numpy(dtype=float))
    reach = stats.t.ppf(0.5 + LEVEL / 2, len(given) - 1) * given.std(axis=0, ddof=1) / len(given) ** 0.5
    means, grade = given.mean(axis=0), reading(len(given))
    rows = [
        (brand or "ours", float(m), float(m - r), float(m + r), len(given), grade)
        for brand, m, r in zip([OURS, *brands], means, reach, strict=True)
    ]
    return {"several": multi, "brands": mean_set, "shares": pd.DataFrame(rows, columns=columns)}


def shares_of_rows(points: np.ndarray) -> np.ndarray:
    """Shares of each customer (row) over all brands; ties share their ranks, a brand that was not rated gets none."""
    is_rated = np.isfinite(points)
    values = np.where(is_rated, points, -np.inf)
    above = (values[:, np.newaxis, :] > values[:, :, np.newaxis]).sum(axis=2)
    alike = (values[:, np.newaxis, :] == values[:, :, np.newaxis]).sum(axis=2) - 1
    count = is_rated.sum(axis=1)[:, np.newaxis]
    return np.where(is_rated, (1 - (1 + above + alike / 2) / (count + 1)) * 2 / count, 0.0)


def _share_words(share: float) -> float:
    """The share in per cent, for a note."""
    return round(100 * share, 1)
