"""Formulas of satisfaction with the numbers of the figure put in; nothing where a figure has no single value."""

from collections.abc import Callable

import numpy as np

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.satisfaction import funnel_of
from crm_core.screen.state import language, t


def worked_formula(answer: Answer) -> str:
    """The figure's formula with its own numbers; empty where it was not written for this metric."""
    work = WORKED.get(answer.metric)
    if work is None or answer.is_empty or answer.totals.get("value", 0) is None:
        return ""
    return work(answer)


def _share(answer: Answer) -> str:
    totals = answer.totals
    count = round(totals["value"] * answer.n)
    worded = {name: numbers.share_text(totals[name], language(), 1) for name in ("value", "low", "high")}
    return t("{count} / {n} = {value}; 95 %: {low} to {high}", count=_whole(count), n=_whole(answer.n), **worded)


def _nps(answer: Answer) -> str:
    totals = answer.totals
    worded = {name: numbers.number_text(totals[name], language(), 1) for name in ("value", "low", "high")}
    people = {name: _whole(totals[name]) for name in ("promoters", "detractors")}
    return t(
        "100 × ({promoters} − {detractors}) / {n} = {value}; 95 %: {low} to {high}",
        n=_whole(answer.n),
        **people,
        **worded,
    )


def _mean(answer: Answer) -> str:
    totals = answer.totals
    worded = {name: numbers.number_text(totals[name], language(), 2) for name in ("value", "low", "high")}
    return t("mean of {n} answers = {value}; 95 %: {low} to {high}", n=_whole(answer.n), **worded)


def _limits(answer: Answer) -> str:
    """The last month that is judged, between its limits; nothing where none is."""
    judged = [row for row in answer.rows.to_dict("records") if not np.isnan(row["centre"])]
    if not judged:
        return ""
    row = judged[-1]
    is_share = row["limit_high"] <= 1.0 and answer.metric == "satisfaction_control"
    names = {"centre": "centre", "low": "limit_low", "high": "limit_high", "value": "value"}
    worded = {
        place: numbers.share_text(row[name], language(), 1)
        if is_share
        else numbers.number_text(row[name], language(), 2)
        for place, name in names.items()
    }
    month = numbers.month_text(row["month"], language())
    return t(
        "{month}: centre {centre}, limits {low} to {high} at n = {n}; the month {value}",
        month=month,
        n=_whole(row["n"]),
        **worded,
    )


def _funnel(answer: Answer) -> str:
    row = funnel_of(answer, np.array([1.0])).to_dict("records")[0]
    worded = {place: numbers.share_text(row[name], language(), 1) for place, name in LIMITS.items()}
    return t(
        "p̄ = {centre}; at n = {n}: p̄ ± 3.09 · {spread} · √(p̄(1 − p̄)/{n}) = {low} to {high}",
        n=_whole(row["n"]),
        spread=numbers.number_text(answer.totals["spread"], language(), 2),
        **worded,
    )


def _whole(number: float) -> str:
    return numbers.number_text(number, language())


LIMITS = {"centre": "centre", "low": "limit_low", "high": "limit_high"}
WORKED: dict[str, Callable[[Answer], str]] = {
    "csat_by_month": _share,
    "csat_by_group": _share,
    "response_rate_by_month": _share,
    "nps_by_month": _nps,
    "nps_by_group": _nps,
    "ces_by_month": _mean,
    "ces_by_group": _mean,
    "satisfaction_control": _limits,
    "complaint_control": _limits,
    "satisfaction_scorecard": _funnel,
}
