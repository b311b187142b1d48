"""Complaints: how fast they are answered and solved, which come back, which promises are kept, what follows a recovery."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.satisfaction.changes import reading, shown, what_changed
from crm_core.satisfaction.contacts import nothing_recorded
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import NOTHING, Estimate, mean, rate_per_100, share
from crm_core.satisfaction.survival import OpenCurve, open_curve
from crm_core.store import Workspace
from crm_core.words import mark

REPEAT_DAYS = 7
"""Days after a solution within which the same complaint counts as come back: a convention, not a standard."""
STANDARD_HOURS = 72
WINDOW_DAYS = 90


@metric(rows_behind="satisfaction/complaint_rows")
def complaint_summary(workspace: Workspace, filters: Filters, standard_hours: int = STANDARD_HOURS) -> Answer:
    """How complaints of the period were handled: answered, solved, come back, promised and kept.

    Formula: hours to solution: Kaplan–Meier median, cases still open counted up to the last day of the data; within the
        standard (option standard_hours) = 1 − S(standard); first answer: median of the cases that record one; come back:
        cases solved 7 days before that day with a new case of the same customer and category within 7 days / all such
        cases; reopened: solved cases with a later row of the same case_id / solved cases; kept promises / promises due, overdue open ones are broken; complaints / orders × 100.
    Unit: hours, shares 0–1 and complaints per 100 orders, as the row's kind says; n counts cases, promises or orders.
    Grain: one row per figure: solve_hours, within_standard, answer_hours, came_back, reopened, promises_kept, per_100_orders.
    Source: E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958; Frank Garwood,
        Fiducial Limits for the Poisson Distribution, 1936.
    """
    places = case_places(workspace, filters)
    cases, query = workspace.ask("satisfaction/complaint_cases", places)
    promises, promises_query = workspace.ask("satisfaction/promises_kept", places)
    months, months_query = workspace.ask("satisfaction/complaints_per_100_orders_by_month", places)
    curve = curve_of(cases)
    is_watched, is_back = (cases[name].to_numpy(dtype=bool) for name in ("is_watched", "is_back"))
    open_cases = int((~cases["is_resolved"].to_numpy(dtype=bool)).sum())
    response = cases["response_hours"].dropna().to_numpy(dtype=float)
    figures = {
        "solve_hours": ("number1", curve.median),
        "within_standard": ("share", curve.solved_within(standard_hours) if len(cases) else NOTHING),
        "answer_hours": ("number1", median_of(response)),
        "came_back": ("share", share(int((is_back & is_watched).sum()), int(is_watched.sum()))),
        "reopened": ("share", _reopened(cases)),
        "promises_kept": ("share", share(_sum(promises, "kept"), _sum(promises, "due"))),
        "per_100_orders": ("number1", rate_per_100(_sum(months, "complaints"), _sum(months, "orders"))),
    }
    rows = figure_rows(figures) if len(cases) else figure_rows({})
    totals = {
        "cases": len(cases),
        "open_cases": open_cases,
        "standard_hours": standard_hours,
        "standard_days": standard_hours / 24,
        "resolved_only_median": _median(cases.loc[cases["is_resolved"].astype(bool), "hours"]),
    }
    notes = () if len(cases) else (nothing_recorded(workspace),)
    if len(cases) and not len(response):
        notes = (Note(NO_FIRST_RESPONSE, {}, "warning"),)
    if len(cases) and standard_hours > curve.longest and figures["within_standard"][1].value is None:
        notes = (*notes, Note(NOT_SO_LONG, {}, "warning"))
    if open_cases > 0:
        notes = (*notes, Note(OPEN_COUNTED, {"open": open_cases, "cases": len(cases)}))
    queries = (promises_query, months_query, query)
    return Answer("complaint_summary", rows, queries, as_of(workspace, filters), len(cases), notes, totals)


def _reopened(cases: pd.DataFrame) -> Estimate:
    """Solved cases with a later row; nothing where no case has more than one row, so that nobody records reopenings."""
    is_followed, is_solved, is_reopened = (
        cases[name].to_numpy(dtype=bool) for name in ("is_followed", "is_resolved", "is_reopened")
    )
    return share(int((is_solved & is_reopened).sum()), int(is_solved.sum())) if is_followed.any() else NOTHING


NO_FIRST_RESPONSE = mark(
    "Time to the first answer is not measured: no complaint has “First answer at”. It cannot be told from the solution."
)
NOT_SO_LONG = mark(
    "No complaint has been watched for as long as the standard, so the share solved within it is not known yet. Choose a shorter one."
)
OPEN_COUNTED = mark(
    "{open} of {cases} cases are open; they count up to the last day of the data, so the median is not too rosy."
)


@metric(rows_behind="satisfaction/complaint_rows")
def complaint_resolution(workspace: Workspace, filters: Filters) -> Answer:
    """Share of complaints still open after so many hours, cases not yet solved included.

    Formula: Kaplan–Meier S(t) = product over solved moments of (1 − solved / at risk); interval after Greenwood on the
        scale of log(−log S).
    Unit: share of cases, 0–1; n counts cases opened in the period.
    Grain: one row per hour at which a case was solved.
    Source: E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, 1958.
    """
    cases, query = workspace.ask("satisfaction/complaint_cases", case_places(workspace, filters))
    curve = curve_of(cases)
    rows = pd.DataFrame(
        {
            "hours": curve.hours,
            "value": curve.share,
            "low": curve.low,
            "high": curve.high,
            "n": curve.at_risk.astype("int64"),
        }
    )
    notes = () if len(cases) else (nothing_recorded(workspace),)
    median = curve.median
    totals = {
        "median_days": None if median.value is None else median.value / 24,
        "median": median.value,
        "median_low": median.low,
        "median_high": median.high,
        "cases": len(cases),
    }
    return Answer("complaint_resolution", rows, (query,), as_of(workspace, filters), len(cases), notes, totals)


@metric(rows_behind="satisfaction/complaint_rows")
def complaint_recovery(
    workspace: Workspace, filters: Filters, standard_hours: int = STANDARD_HOURS, department: str = ""
) -> Answer:
    """What followed complaints that were solved within the standard, against those that were not; not an effect.

    Formula: of each customer the first complaint of the period: mean satisfaction (0–100) in the 90 days after less that
        in the 90 days before; share with an order within 90 days, where these are over; difference of the two groups
        with Welch's interval (scores) and Newcombe's (orders).
    Unit: points of 100 for scores, share 0–1 for orders; n counts customers.
    Grain: one row per group (in_time, late) and measure (score, order), in one department (option department) or in all.
    Source: Celso Augusto de Matos, Jorge Luiz Henrique and Carlos Alberto Vargas Rossi, Service Recovery Paradox: A
        Meta-Analysis, 2007; B. L. Welch, The Generalization of Student's Problem, 1947.
    """
    chosen = {"standard_hours": standard_hours, "window_days": WINDOW_DAYS, "department": department}
    cases, query = workspace.ask("satisfaction/recovery_cases", case_places(workspace, filters) | chosen)
    is_in_time = cases["is_in_time"].to_numpy(dtype=bool)
    changes = (cases["after"] - cases["before"]).to_numpy(dtype=float)
    is_scored, is_watched = np.isfinite(changes), cases["is_watched"].to_numpy(dtype=bool)
    has_bought = cases["has_bought"].to_numpy(dtype=bool)
    rows, scores, orders = [], [], []
    for group, is_own in (("in_time", is_in_time), ("late", ~is_in_time)):
        own = changes[is_own & is_scored]
        scores.append(own)
        orders.append(share(int(has_bought[is_own & is_watched].sum()), int((is_own & is_watched).sum())))
        rows.append({"group": group, "measure": "score"} | _shown_parts(mean(own, np.ones(len(own)))))
        rows.append({"group": group, "measure": "order"} | _shown_parts(orders[-1]))
    score, order = mean_difference(*scores), what_changed(*orders)
    totals = {
        "score_difference": score.value,
        "score_low": score.low,
        "score_high": score.high,
        "order_difference": order.difference,
        "order_low": order.low,
        "order_high": order.high,
        "standard_hours": standard_hours,
    }
    frame = pd.DataFrame(rows if len(cases) else [], columns=pd.Index(RECOVERY_COLUMNS))
    totals |= {f"{measure}_rows": _of_measure(frame, measure) for measure in ("score", "order")}
    notes = (Note(RECOVERY_NOTE),) if len(cases) else (nothing_recorded(workspace),)
    return Answer("complaint_recovery", frame, (query,), as_of(workspace, filters), len(cases), notes, totals)


def _of_measure(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows of one measure."""
    return pd.DataFrame(rows[rows["measure"] == measure]).reset_index(drop=True)


RECOVERY_COLUMNS = ("group", "measure", "value", "n", "low", "high", "reading")
RECOVERY_NOTE = mark(
    "An association, not an effect: easy cases are solved fast, and those solved late differ in more than the delay."
)


def mean_difference(one: np.ndarray, other: np.ndarray) -> Estimate:
    """Difference of two means with Welch's interval; nothing from fewer than ten values on either side."""
    if min(len(one), len(other)) < 10:
        return NOTHING
    result = stats.ttest_ind(one, other, equal_var=False)
    interval = result.confidence_interval(0.95)
    return Estimate(float(one.mean() - other.mean()), len(one) + len(other), float(interval.low), float(interval.high))


def recovery_points(fast: tuple[float, float], slow: tuple[float, float]) -> float:
    """Change of those solved in time less the change of the others; each is (before, after)."""
    return (fast[1] - fast[0]) - (slow[1] - slow[0])


def case_places(workspace: Workspace, filters: Filters) -> dict[str, Any]:
    """Bound places of the queries over cases: the filters and the moment up to which the data tell."""
    last: date = as_of(workspace, filters)
    cut_off = last + timedelta(days=1)
    return filters.parameters() | {"cut_off": cut_off, "repeat_days": REPEAT_DAYS}


def curve_of(cases: pd.DataFrame) -> OpenCurve:
    """The curve of the cases' hours."""
    return open_curve(cases["hours"].to_numpy(dtype=float), cases["is_resolved"].to_numpy(dtype=bool))


def median_of(values: np.ndarray) -> Estimate:
    """Median with the exact interval of the sign test; none where no values are known."""
    n = len(values)
    if n == 0:
        return NOTHING
    ordered = np.sort(values)
    low, high = int(stats.binom.ppf(0.025, n, 0.5)), int(stats.binom.ppf(0.975, n, 0.5))
    return Estimate(float(np.median(ordered)), n, float(ordered[max(0, low - 1)]), float(ordered[min(n - 1, high)]))


def figure_rows(figures: dict[str, tuple[str, Estimate]]) -> pd.DataFrame:
    """One row per figure; a figure on fewer than ten units keeps its n only."""
    rows = [{"figure": name, "kind": kind} | _shown_parts(estimate) for name, (kind, estimate) in figures.items()]
    return pd.DataFrame(rows, columns=pd.Index(["figure", "kind", "value", "n", "low", "high", "reading"]))


def _shown_parts(estimate: Estimate) -> dict[str, Any]:
    visible = shown(estimate)
    ends = {"value": visible.value, "low": visible.low, "high": visible.high}
    known = {name: np.nan if end is None else end for name, end in ends.items()}
    return known | {"n": estimate.n, "reading": reading(estimate.n)}


def _sum(rows: pd.DataFrame, column: str) -> int:
    return int(rows[column].to_numpy(dtype="int64").sum())


def _median(values: pd.Series) -> float | None:
    return float(values.median()) if len(values) else None
