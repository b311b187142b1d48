"""Which expectations go with satisfaction, how well each is met, and whether it punishes, pays or does both."""

from collections import Counter

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.satisfaction.changes import FULL_FROM
from crm_core.satisfaction.expectations import expectation_of
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.importance import (
    MOST_DRIVERS,
    Bootstrap,
    asymmetry,
    cronbach_alpha,
    drawn_by_customer,
    explained_by_subsets,
    first_component_share,
    grouped_lmg,
    lmg,
)
from crm_core.store import Workspace
from crm_core.words import mark

LEAST_ANSWERS, ANSWERS_A_DRIVER = 100, 10
MOST_RATERS = 20_000
"""Of more customers than this a fixed random sample is read: its intervals are narrow enough, and the page stays quick."""
COLUMNS = (
    "group", "part", "value", "low", "high", "n", "reading", "performance", "performance_low", "performance_high",
    "quadrant", "penalty", "reward", "factor",
)  # fmt: skip
PARTS = ("core", "relationship")


@metric(rows_behind="satisfaction/score_rows")
def satisfaction_drivers(workspace: Workspace, filters: Filters) -> Answer:
    """Which rated attributes go with satisfaction (importance), and how well each is met (performance).

    Formula: importance: Shapley share of R² (LMG) in the regression of satisfaction on all attributes, over every subset;
        LMG_j = Σ |S|!(p − |S| − 1)!/p!·(R²(S ∪ j) − R²(S)), divided by R²; 95 % interval of bootstrap samples drawn
        by customer (500; fewer beyond twelve attributes, at least 100); performance: mean rating; penalty and reward: mean satisfaction at ratings up to a quarter of the
        scale and at the best one, less that in between.
    Unit: importance as a share of R², 0–1; performance, penalty and reward in points of 100; n counts answers of
        customers who rated all attributes and their satisfaction on one day.
    Grain: one row per attribute, the fifteen most rated at most.
    Source: Richard H. Lindeman, Peter F. Merenda and Ruth Z. Gold, Introduction to Bivariate and Multivariate Analysis,
        1980; Ulrike Grömping, Relative Importance for Linear Regression in R, 2006; Martilla and James,
        Importance-Performance Analysis, 1977.
    """
    answers, query = workspace.ask(
        "satisfaction/driver_answers", filters.parameters() | {"kind": "attribute", "most_raters": MOST_RATERS}
    )
    names = most_rated(answers)
    whole = whole_answers(answers, names)
    last = as_of(workspace, filters)
    if len(names) < 2 or len(whole) < max(LEAST_ANSWERS, ANSWERS_A_DRIVER * len(names)):
        empty = pd.DataFrame(columns=pd.Index(COLUMNS))
        return Answer("satisfaction_drivers", empty, (query,), last, len(whole), (_too_few(answers, whole, names),))
    values = whole[[*names, "satisfaction"]].to_numpy(dtype=float)
    drawn = drawn_by_customer(values, whole["customer_key"].to_numpy(), draws=draws_for(len(names)))
    explained = explained_by_subsets(drawn.correlations)
    is_core = np.array([expectation_of(name) is None for name in names])
    rows = _rows(names, is_core, values, drawn, lmg(explained) / explained[-1])
    totals = {
        "explained": float(explained[-1, 0]),
        "explained_low": float(np.percentile(explained[-1, 1:], 2.5)),
        "explained_high": float(np.percentile(explained[-1, 1:], 97.5)),
        "alpha": cronbach_alpha(values[:, :-1]),
        "halo": first_component_share(drawn.correlations[0, :-1, :-1]),
        "mean_importance": 1 / len(names),
        "mean_performance": float(values[:, :-1].mean()),
        "cuts": (1 / len(names), float(values[:, :-1].mean())),
        "groups": _groups(explained, is_core),
    }
    notes = (Note(ASSOCIATION, {}), *(() if is_core.any() else (Note(NO_CORE),)))
    left_out = len(set(answers["attribute"].tolist())) - len(names)
    if left_out:
        notes = (*notes, Note(MORE_RATED, {"left_out": left_out}, "warning"))
    return Answer("satisfaction_drivers", rows, (query,), last, len(whole), notes, totals)


ASSOCIATION = mark(
    "Importance is an association: who is content rates everything higher, so no attribute is proven to cause satisfaction."
)
NO_CORE = mark(
    "Only expectations of the relationship were rated. Ratings of the core job (product, delivery, invoice) as further "
    "attributes would show how the two weigh against each other."
)
MORE_RATED = mark("Fifteen attributes are looked at, the most rated; left out: {left_out}.")


def most_rated(answers: pd.DataFrame) -> list[str]:
    """Names of the attributes rated most often, at most fifteen, by name."""
    is_known = answers["satisfaction"].notna().to_numpy()
    counts = Counter(np.asarray(answers["attribute"], dtype=object)[is_known].tolist())
    return sorted(name for name, _ in counts.most_common(MOST_DRIVERS))


def whole_answers(answers: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """One row per customer and day with a rating of every attribute and of satisfaction."""
    chosen = answers[answers["attribute"].isin(names) & answers["satisfaction"].notna()]
    wide = chosen.pivot(index=["customer_key", "answered_on", "satisfaction"], columns="attribute", values="points")
    return wide.reindex(columns=names).dropna().reset_index()


def draws_for(drivers: int) -> int:
    """Bootstrap samples: 500 up to twelve drivers, fewer beyond, since every further driver doubles the subsets."""
    return max(100, min(500, 500 * 2**12 // 2**drivers))


def quadrant(
    importance: tuple[float, float, float], performance: tuple[float, float, float], cuts: tuple[float, float]
) -> str:
    """Where a driver stands: ``focus``, ``keep``, ``low``, ``over``, or ``edge`` where an interval crosses a cut.

    Each of the two is (value, low, high); ``cuts`` are the mean importance and the mean performance.
    """
    for (_, low, high), cut in zip((importance, performance), cuts, strict=True):
        if low <= cut <= high:
            return "edge"
    is_important, is_met = importance[0] > cuts[0], performance[0] > cuts[1]
    if is_important:
        return "keep" if is_met else "focus"
    return "over" if is_met else "low"


def _rows(
    names: list[str], is_core: np.ndarray, values: np.ndarray, drawn: Bootstrap, shares: np.ndarray
) -> pd.DataFrame:
    """One row per attribute, the most important first."""
    lows, highs = np.percentile(shares[:, 1:], [2.5, 97.5], axis=1)
    worst, best = np.percentile(drawn.means[1:], [2.5, 97.5], axis=0)
    cuts = 1 / len(names), float(values[:, :-1].mean())
    rows = []
    for place, name in enumerate(names):
        uneven = asymmetry(values[:, place], values[:, -1])
        importance = float(shares[place, 0]), float(lows[place]), float(highs[place])
        performance = float(drawn.means[0, place]), float(worst[place]), float(best[place])
        rows.append(
            (
                name,
                "core" if is_core[place] else "relationship",
                *importance,
                len(values),
                "full" if len(values) >= FULL_FROM else "grey",
                *performance,
                quadrant(importance, performance, cuts),
                uneven.penalty if uneven else np.nan,
                uneven.reward if uneven else np.nan,
                uneven.factor if uneven else "",
            )
        )
    rows.sort(key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS))


def _groups(explained: np.ndarray, is_core: np.ndarray) -> pd.DataFrame:
    """Shares of the core job and of the relationship as two wholes; empty where only one of them was rated."""
    columns = pd.Index(["group", "value", "low", "high", "n", "reading"])
    if is_core.all() or not is_core.any():
        return pd.DataFrame(columns=columns)
    shares = grouped_lmg(explained, is_core) / explained[-1]
    lows, highs = np.percentile(shares[:, 1:], [2.5, 97.5], axis=1)
    sizes = (int(is_core.sum()), int((~is_core).sum()))
    rows = zip(PARTS, shares[:, 0], lows, highs, sizes, ("full", "full"), strict=True)
    return pd.DataFrame(list(rows), columns=columns)


def _too_few(answers: pd.DataFrame, whole: pd.DataFrame, names: list[str]) -> Note:
    """Why there is no importance."""
    if answers.empty:
        return Note(
            mark(
                "Not measured: nobody rated attributes in this choice. A surveys sheet with kind attribute and csat of the "
                "same customer and day brings them."
            ),
            {},
            "warning",
        )
    return Note(
        mark("Too few whole answers for {drivers} attributes: {answers}, where at least {least} are needed."),
        {"drivers": len(names), "answers": len(whole), "least": max(LEAST_ANSWERS, ANSWERS_A_DRIVER * len(names))},
        "warning",
    )
