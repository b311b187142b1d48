"""Formulas of satisfaction with the numbers of the figure put in: of its whole, or of its first row that may be read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.satisfaction import funnel_of
from crm_core.screen.state import language, reader, t


def worked_formula(answer: Answer) -> str:
    """The figure's formula with its own numbers; empty where it was not written for this metric."""
    work = WORKED.get(answer.metric)
    if work is None or answer.is_empty or answer.totals.get("value", 0) is None:
        return ""
    return work(answer)


def _first_row(answer: Answer) -> dict[str, Any] | None:
    """The first row of the figure with enough answers to be read."""
    for row in answer.rows.to_dict("records"):
        if row.get("reading", "full") == "full" and not np.isnan(row.get("value", 0.0)):
            return {str(name): value for name, value in row.items()}
    return None


def _share_of_row(answer: Answer) -> str:
    row = _first_row(answer)
    return "" if row is None else _share(replace(answer, totals=row, n=int(row["n"])))


def _mean_of_row(answer: Answer) -> str:
    row = _first_row(answer)
    return "" if row is None else _mean(replace(answer, totals=row, n=int(row["n"])))


def _per_100_orders(answer: Answer) -> str:
    totals = answer.totals
    worded = {name: numbers.number_text(totals[name], language(), 2) for name in ("value", "low", "high")}
    count = round(totals["value"] * answer.n / 100)
    return t("100 × {count} / {n} = {value}; 95 %: {low} to {high}", count=_whole(count), n=_whole(answer.n), **worded)


def _difference(answer: Answer) -> str:
    """Of the first row: the later or first figure less the earlier or second one."""
    row = _first_row(answer)
    if row is None or np.isnan(row["difference"]):
        return ""
    return _less(row["value"], row["previous"], row["difference"], row["difference_low"], row["difference_high"])


def _against(answer: Answer) -> str:
    row = _first_row(answer)
    return "" if row is None else _less(row["ours"], row["theirs"], row["value"], row["low"], row["high"])


def _less(first: float, second: float, difference: float, low: float, high: float) -> str:
    texts = [numbers.number_text(number, language(), 3) for number in (first, second, difference, low, high)]
    named = dict(zip(("first", "second", "difference", "low", "high"), texts, strict=True))
    return t("{first} − {second} = {difference}; 95 %: {low} to {high}", **named)


def _part(answer: Answer) -> str:
    """Complaints of the first row as a share of all."""
    row = answer.rows.iloc[0]
    share = numbers.share_text(float(row["share"]), language(), 1)
    return t("{count} / {n} = {value}", count=_whole(row["complaints"]), n=_whole(answer.n), value=share)


def _median_hours(answer: Answer) -> str:
    """Kaplan and Meier's median, from the totals or from the row of the figure."""
    row = answer.totals if "median" in answer.totals else _first_row(answer)
    if row is None:
        return ""
    names = ("median", "median_low", "median_high") if "median" in row else ("value", "low", "high")
    value, low, high = (numbers.number_text(row[name], language(), 1) for name in names)
    return t(
        "S(t) of {n} cases falls to one half after {value} hours; 95 %: {low} to {high}",
        n=_whole(answer.n),
        value=value,
        low=low,
        high=high,
    )


def _order_difference(answer: Answer) -> str:
    totals = answer.totals
    rows = [row for row in answer.rows.to_dict("records") if row["measure"] == "order" and row["reading"] == "full"]
    if len(rows) < 2 or totals["order_difference"] is None:
        return ""
    first, second = (float(row["value"]) for row in rows[:2])
    return _less(first, second, first - second, totals["order_low"], totals["order_high"])


def _ratio(answer: Answer) -> str:
    row = _first_row(answer)
    if row is None:
        return ""
    names = ("after", "before", "value", "low", "high")
    worded = {name: numbers.number_text(row[name], language(), 2) for name in names}
    return t("{after} / {before} = {value}; 95 %: {low} to {high}", **worded)


def _importance(answer: Answer) -> str:
    row = _first_row(answer)
    if row is None:
        return ""
    worded = {name: numbers.share_text(row[name], language(), 1) for name in ("value", "low", "high")}
    explained = numbers.number_text(answer.totals["explained"], language(), 3)
    n = _whole(answer.n)
    return t("R² = {explained} of {n} customers; first row: {value} of it; 95 %: {low} to {high}",
             explained=explained, n=n, **worded)  # fmt: skip


def _gap(answer: Answer) -> str:
    """Said and done of the first expectation that has both."""
    for row in answer.rows.to_dict("records"):
        if row["said_reading"] == "full" and row["done_reading"] == "full":
            said, done = (numbers.number_text(row[name], language(), 1) for name in ("said", "done"))
            counts = {"said_n": _whole(row["said_n"]), "done_n": _whole(row["done_n"])}
            return t("said {said} (n = {said_n}), done {done} (n = {done_n})", said=said, done=done, **counts)
    return ""


def _at_stake(answer: Answer) -> str:
    value = numbers.money_text(answer.totals["at_stake"], reader().currency, language())
    return t("sum over {n} customers = {value}", n=_whole(answer.n), value=value)


def _months_of_effects(answer: Answer) -> str:
    p_value = numbers.number_text(answer.totals["p_value"], language(), 3)
    return t("{n} months; p = {p_value}", n=_whole(answer.totals["months"]), p_value=p_value)


def _staff(answer: Answer) -> str:
    return _nps(answer) if "promoters" in answer.totals else _share(answer)


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
    "complaints_per_100_orders_by_month": _per_100_orders,
    "satisfaction_month_effects": _months_of_effects,
    "satisfaction_changes": _difference,
    "satisfaction_contrast": _difference,
    "staff_satisfaction": _staff,
    "complaint_summary": _median_hours,
    "complaint_resolution": _median_hours,
    "complaint_recovery": _order_difference,
    "satisfaction_drivers": _importance,
    "unhappy_customers": _at_stake,
    "unhappy_at_stake": _at_stake,
    "complaint_sources": _part,
    "complaint_causes": _part,
    "response_by_group": _share_of_row,
    "weighted_satisfaction": _share_of_row,
    "early_and_late_answers": _share_of_row,
    "silent_customers": _share_of_row,
    "competitor_comparison": _against,
    "service_gaps": _mean_of_row,
    "acsi_type_index": _mean_of_row,
    "say_do_gap": _gap,
    "orders_after_complaints": _share_of_row,
    "satisfaction_sources": _share_of_row,
    "fixed_causes": _ratio,
    "later_behaviour": _share_of_row,
}
