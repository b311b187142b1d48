"""The control metrics: monthly scores and complaints between frozen limits, with signals, breaks and trend."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import add_months, month_end, month_start
from crm_core.satisfaction.answers_asked import NEVER_ASKED
from crm_core.satisfaction.changes import HIDDEN_BELOW, reading
from crm_core.satisfaction.contacts import complaints_by_month, nothing_recorded, rate_rows
from crm_core.satisfaction.control import (
    HINTS,
    SIGMAS,
    SIGNAL,
    Limits,
    ewma,
    individual_limits,
    mean_limits,
    nps_limits,
    reach,
    share_limits,
    signals,
)
from crm_core.satisfaction.headline import as_of
from crm_core.satisfaction.intervals import rate_per_100
from crm_core.satisfaction.measures import (
    CES,
    CSAT,
    DETRACTOR_TO,
    NPS,
    PROMOTER_FROM,
    Measure,
    Scores,
    answers_by_scale,
    chosen_scale,
    estimate_of,
    scores_by,
)
from crm_core.satisfaction.trends import level_breaks, levels, pettitt, smooth_line, steady_share, trend_of
from crm_core.store import Workspace
from crm_core.store.entries import DatedNote, dated_notes
from crm_core.words import mark

HISTORY_MONTHS = 36
BASELINES = (12, 18, 24)
"""Months that the limits may be made of; never fewer than twelve."""
MEASURES: dict[str, Measure] = {measure.kind: measure for measure in (CSAT, NPS, CES)}
COLUMNS = (
    "month", "value", "n", "reading", "centre", "limit_low", "limit_high", "warning_low", "warning_high", "signal",
    "ewma", "ewma_low", "ewma_high", "is_ewma_out", "smooth", "level", "is_baseline", "is_in_period",
)  # fmt: skip


@dataclass(frozen=True)
class Series:
    """Values by month as they may be shown, how their limits are made, and the values on a scale of unit variance."""

    months: pd.DatetimeIndex
    values: np.ndarray
    n: np.ndarray
    limits: Callable[[np.ndarray], Limits]
    steady: Callable[[Limits], np.ndarray]


@metric(rows_behind="satisfaction/score_rows", compares=False)
def satisfaction_control(workspace: Workspace, filters: Filters, measure: str = "csat", baseline: int = 18) -> Answer:
    """Satisfaction by month between the limits of ordinary chance: which months are signals and which are noise.

    Formula: limits from the first months shown (option baseline: 12, 18 or 24), then frozen: share p̄ ± 3·√(p̄(1 − p̄)/n),
        exact binomial where fewer than five are expected; NPS ± 300·√(v/n); effort x̄ ± 3·s/√n, s being the spread of single
        answers; times Laney's σz where that is over 1.2; after the baseline the variance of its mean is added; signal: one
        point outside; hints: eight in a row on one side, two of three beyond two sigma; EWMA with λ 0.3 and three sigma, the
        error of the baseline's mean counted; where nothing happened, 18 months bring a point outside in 4 of 100 charts (in
        14 where the truth itself moves as much as chance), the EWMA outside in 3, a hint in 13; breaks of level by least
        squares with penalty 3·ln n; a dated note that re-bases
        begins new limits with its month.
    Unit: as the measure (option measure: csat, nps or ces); n counts customers who answered in the months shown.
    Grain: one row per month with ten answers or more: the chosen period, and before it as many months as make 36.
    Source: Walter A. Shewhart, Economic Control of Quality of Manufactured Product, 1931; David B. Laney, Improved
        Control Charts for Attributes, 2002; Charles P. Quesenberry, The Effect of Sample Size on Estimated Limits for X̄ and
        X Control Charts, 1993; A. N. Pettitt, A Non-parametric Approach to the Change-point Problem, 1979.
    """
    if measure not in MEASURES:
        raise QuestionFault(
            mark("There is no measure {measure}. Choose one of: {choices}."),
            measure=measure,
            choices=", ".join(MEASURES),
        )
    history = with_history(filters)
    by_month, query = workspace.ask("satisfaction/scores_by_month", history.parameters() | {"kind": measure})
    chosen = MEASURES[measure]
    scale = chosen_scale(chosen, answers_by_scale(by_month))
    series = score_series(chosen, scores_by(by_month, "month", scale))
    asked = any(query_answers(workspace, measure))
    nothing = Note(NEVER_ASKED[measure], {}, "warning") if not asked else Note(NO_MONTH)
    return control_answer("satisfaction_control", workspace, filters, series, baseline, (query,), nothing, measure)


@metric(rows_behind="satisfaction/complaint_rows", compares=False)
def complaint_control(workspace: Workspace, filters: Filters, baseline: int = 18) -> Answer:
    """Complaints per 100 orders by month between the limits of ordinary chance.

    Formula: x̄ ± 3·mean moving range/1.128 (XmR) from the first months shown (option baseline: 12, 18 or 24), then
        frozen; after the baseline the variance of its mean is added, and Student's t stands for 3, since so few ranges only
        estimate sigma; the same signal, hints, EWMA and breaks as for satisfaction.
    Unit: complaints per 100 orders; n counts orders of the months shown.
    Grain: one row per month with ten orders or more: the chosen period, and before it as many months as make 36.
    Source: Donald J. Wheeler and David S. Chambers, Understanding Statistical Process Control, 1992; S. W. Roberts,
        Control Chart Tests Based on Geometric Moving Averages, 1959; Jonathan D. Cryer and Thomas P. Ryan, The Estimation
        of Sigma for an X Chart, 1990.
    """
    counted, query = complaints_by_month(workspace, with_history(filters))
    rows = rate_rows(counted, ("complaints", "orders"), rate_per_100)
    is_shown = rows["n"].to_numpy() >= HIDDEN_BELOW
    values, n = rows["value"].to_numpy(dtype=float)[is_shown], rows["n"].to_numpy(dtype=float)[is_shown]
    series = single_series(pd.DatetimeIndex(rows["month"])[is_shown], values, n, 0.0)
    nothing = nothing_recorded(workspace)
    return control_answer("complaint_control", workspace, filters, series, baseline, (query,), nothing, "complaints")


NO_ROWS = pd.DataFrame(columns=pd.Index(COLUMNS)).astype({"month": "datetime64[us]", "value": float})
NO_MONTH = mark("No month with ten answers or more in this choice.")


def with_history(filters: Filters) -> Filters:
    """The same choice with the months before it that make 36, so that limits have months to be made of."""
    first = min(filters.period.first_month, add_months(filters.period.last_month, 1 - HISTORY_MONTHS))
    return filters.within(first, filters.period.end)


def query_answers(workspace: Workspace, kind: str) -> tuple[Any, ...]:
    """First and last day of any answer of the kind, both None where it was never asked."""
    return tuple((workspace.told("satisfaction/answer_days", kind=kind) or {}).values())


def score_series(measure: Measure, scores: dict[Any, Scores]) -> Series:
    """Scores by month as a series; months of fewer than ten answers are left out."""
    shown = {month: own for month, own in scores.items() if own.n >= HIDDEN_BELOW}
    months = pd.DatetimeIndex([pd.Timestamp(month) for month in shown])
    parts = list(shown.values())
    n = np.array([own.n for own in parts], dtype=float)
    values = np.array([estimate_of(measure, own).value for own in parts], dtype=float)
    if measure is CSAT:
        satisfied = np.round(values * n)
        return Series(
            months,
            values,
            n,
            lambda baseline: share_limits(satisfied, n, baseline),
            lambda limits: steady_share(satisfied, n) / max(1.0, limits.spread),
        )
    if measure is NPS:
        promoters = np.array([own.at_least(PROMOTER_FROM) for own in parts], dtype=float)
        detractors = np.array([own.at_most(DETRACTOR_TO) for own in parts], dtype=float)
        return Series(
            months,
            values,
            n,
            lambda baseline: nps_limits(promoters, detractors, n, baseline),
            in_sigmas(values),
        )
    within = np.array([spread_of(own) for own in parts], dtype=float)
    ends = (parts[0].scale.low, parts[0].scale.high) if parts else (-np.inf, np.inf)
    return Series(
        months,
        values,
        n,
        lambda baseline: mean_limits(values, n, within, baseline, ends),
        in_sigmas(values),
    )


def spread_of(scores: Scores) -> float:
    """Variance of single answers around their mean."""
    mean = scores.points @ scores.answers / scores.n
    return float((scores.points - mean) ** 2 @ scores.answers / (scores.n - 1))


def in_sigmas(values: np.ndarray) -> Callable[[Limits], np.ndarray]:
    """The values on a scale of unit variance, once their limits are known."""
    return lambda limits: (values - limits.centre) / np.where(limits.whole_sigma > 0, limits.whole_sigma, 1.0)


def single_series(months: pd.DatetimeIndex, values: np.ndarray, n: np.ndarray, low: float = -np.inf) -> Series:
    """A series of single values, whose limits come from their moving ranges."""
    return Series(
        months,
        values,
        n,
        lambda baseline: individual_limits(values, baseline, low),
        in_sigmas(values),
    )


def control_answer(
    name: str,
    workspace: Workspace,
    filters: Filters,
    series: Series,
    baseline: int,
    queries: tuple[Query, ...],
    nothing: Note,
    measure: str,
) -> Answer:
    """Rows between their limits, and what the whole series says as totals."""
    last = as_of(workspace, filters)
    if len(series.values) == 0:
        totals = {"is_judged": False, "dated_notes": ()}
        return Answer(name, NO_ROWS.copy(deep=False), queries, last, 0, (nothing,), totals)
    said = notes_between(dated_notes(workspace), measure, series.months)
    stretches = stretches_of(series, baseline, [note.day for note in said if note.is_rebase])
    first = stretches[0]
    is_judged = any(stretch.is_judged for stretch in stretches)
    breaks = level_breaks(series.steady(first.limits)) if is_judged else []
    rows = pd.concat([stretch_rows(series, stretch) for stretch in stretches], ignore_index=True).assign(
        smooth=smooth_line(series.values),
        level=levels(series.values, breaks),
        is_in_period=series.months >= pd.Timestamp(filters.period.first_month),
    )
    notes = tuple(note for stretch in stretches for note in stretch_notes(series, stretch))
    totals = _totals(series, rows, stretches, breaks) | {
        "is_judged": is_judged,
        "baseline_months": first.baseline,
        "dated_notes": tuple((note.day, note.text, note.is_rebase) for note in said),
    }
    return Answer(name, rows.reindex(columns=list(COLUMNS)), queries, last, int(series.n.sum()), notes, totals)


BASELINE_NOTE = mark("The limits are made of {months} months, from {first} to {last}, and then frozen.")


@dataclass(frozen=True)
class Stretch:
    """Points from ``first`` to just before ``last`` that one set of frozen limits judges, made of its first ``baseline``."""

    first: int
    last: int
    baseline: int
    limits: Limits

    @property
    def is_judged(self) -> bool:
        """True where there were months enough to make limits of."""
        return self.baseline >= min(BASELINES)

    @property
    def is_baseline(self) -> np.ndarray:
        """Which of its points the limits are made of."""
        return np.arange(self.last - self.first) < self.baseline


def notes_between(notes: tuple[DatedNote, ...], measure: str, months: pd.DatetimeIndex) -> tuple[DatedNote, ...]:
    """Notes that speak of the measure or of all, within the months shown."""
    first, last = day_of(months, 0), month_end(day_of(months, -1))
    return tuple(note for note in notes if note.measure in (None, measure) and first <= note.day <= last)


def day_of(months: pd.DatetimeIndex, place: int) -> date:
    """First day of the month at a place."""
    return months.to_numpy()[place].astype("datetime64[D]").item()


def stretches_of(series: Series, baseline: int, rebased_on: list[date]) -> list[Stretch]:
    """The series cut at the month of each note that re-bases it; each stretch has a frozen baseline of its own."""
    cuts = {int(np.searchsorted(series.months.to_numpy(), np.datetime64(month_start(day)))) for day in rebased_on}
    ends = [0, *sorted(cut for cut in cuts if 0 < cut < len(series.values)), len(series.values)]
    stretches = []
    for first, last in pairwise(ends):
        length = _baseline_length(baseline, last - first)
        is_baseline = np.zeros(len(series.values), dtype=bool)
        is_baseline[first : first + length] = True
        stretches.append(Stretch(first, last, length, series.limits(is_baseline)))
    return stretches


def _baseline_length(wanted: int, count: int) -> int:
    """The wanted months, or the largest kind of baseline that leaves something to judge; all months where few."""
    fitting = [length for length in BASELINES if length <= wanted and length < count]
    return max(fitting, default=min(count, min(BASELINES)))


def stretch_notes(series: Series, stretch: Stretch) -> tuple[Note, ...]:
    """What one stretch's limits are made of, or why it has none."""
    first = day_of(series.months, stretch.first)
    if not stretch.is_judged:
        few = {"months": stretch.last - stretch.first}
        if stretch.first:
            return (Note(TOO_NEW, few | {"first": first}),)
        return (
            Note(
                mark("Control limits need at least twelve months with ten answers; here are {months}."), few, "warning"
            ),
        )
    last = month_end(day_of(series.months, stretch.first + stretch.baseline - 1))
    notes = (Note(BASELINE_NOTE, {"months": stretch.baseline, "first": first, "last": last}),)
    if stretch.limits.is_overdispersed:
        notes = (*notes, Note(WIDENED, {"times": stretch.limits.spread}))
    own = slice(stretch.first, stretch.first + stretch.baseline)
    outside = signals(series.values[own], stretch.limits.between(own.start, own.stop)) == SIGNAL
    return (*notes, Note(RESTLESS, {"months": int(outside.sum())}, "warning")) if outside.any() else notes


TOO_NEW = mark("A note made the limits anew from {first}: {months} months since then, and new limits need twelve.")
RESTLESS = mark(
    "{months} months of the baseline lie outside its own limits: it was no quiet time, so its limits judge badly. Choose other months for "
    "it, or a note that begins new limits later."
)
WIDENED = mark(
    "The months differ {times} times as much as answers drawn at random would, so the limits are widened (Laney’s p′)."
)


def stretch_rows(series: Series, stretch: Stretch) -> pd.DataFrame:
    """The months of one stretch between its limits, with what each of them signals."""
    own = slice(stretch.first, stretch.last)
    values, n, limits = series.values[own], series.n[own], stretch.limits.between(stretch.first, stretch.last)
    width = reach(SIGMAS, limits.freedom)
    weighted = ewma(values, limits.centre, limits.whole_sigma, width=width, shares=limits.shares)
    unknown = np.full(len(values), np.nan)
    is_judged = stretch.is_judged
    found = signals(values, limits) if is_judged else np.full(len(values), "", dtype=object)
    found[stretch.is_baseline & np.isin(found.astype(str), HINTS)] = ""
    return pd.DataFrame(
        {
            "month": series.months[own].astype("datetime64[us]"),
            "value": values,
            "n": n.astype("int64"),
            "reading": [reading(int(answers)) for answers in n],
            "centre": np.full(len(values), limits.centre) if is_judged else unknown,
            "limit_low": limits.low if is_judged else unknown,
            "limit_high": limits.high if is_judged else unknown,
            "warning_low": limits.warning_low if is_judged else unknown,
            "warning_high": limits.warning_high if is_judged else unknown,
            "signal": found.astype(str),
            "ewma": weighted.values if is_judged else unknown,
            "ewma_low": weighted.low if is_judged else unknown,
            "ewma_high": weighted.high if is_judged else unknown,
            "is_ewma_out": weighted.is_out & is_judged & ~stretch.is_baseline,
            "is_baseline": stretch.is_baseline,
        }
    )


def _totals(series: Series, rows: pd.DataFrame, stretches: list[Stretch], breaks: list[int]) -> dict[str, Any]:
    """Single numbers beside the months: limits' centre, signals after the baselines, breaks, trend."""
    is_baseline = rows["is_baseline"].to_numpy(dtype=bool)
    is_signal, is_hint = (rows["signal"].to_numpy() == SIGNAL), rows["signal"].isin(HINTS).to_numpy(dtype=bool)
    signalled = np.flatnonzero(is_signal & ~is_baseline)
    drifted = np.flatnonzero(rows["is_ewma_out"].to_numpy(dtype=bool) & ~is_baseline)
    trend, single = trend_of(series.values), pettitt(series.values)
    months = [month.date() for month in series.months]
    limits = [stretch.limits for stretch in stretches if stretch.is_judged or stretch is stretches[0]][-1]
    return {
        "value": float(series.values[-1]),
        "centre": limits.centre,
        "spread": limits.spread,
        "signals": len(signalled),
        "hints": int((is_hint & ~is_baseline).sum()),
        "baseline_signals": int((is_signal & is_baseline).sum()),
        "first_signal": months[signalled[0]] if len(signalled) else None,
        "first_ewma_signal": months[drifted[0]] if len(drifted) else None,
        "breaks": tuple(months[place] for place in breaks),
        "pettitt_from": months[single.before] if single else None,
        "pettitt_p": single.p_value if single else None,
        "slope": trend.slope if trend else None,
        "slope_low": trend.slope_low if trend else None,
        "slope_high": trend.slope_high if trend else None,
        "trend_p": trend.p_value if trend else None,
    }
