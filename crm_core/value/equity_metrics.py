"""The bridge of customer equity over the period, and the customers at its top and on the wane."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.store import Workspace
from crm_core.value.clv_study import Study, study_until
from crm_core.value.clv_values import (
    Assumptions,
    ahead,
    assumptions,
    chosen_places,
    customer_intervals,
    plain_rule,
    totals_of_groups,
)
from crm_core.value.equity import STATES, STEPS, Ends, bridge_rows, half_held_by, states, top_share
from crm_core.value.keeping import Kept
from crm_core.value.lifetime.worth import Horizon
from crm_core.value.missing_costs import NO_ROWS
from crm_core.value.rfm_metrics import bought_until
from crm_core.value.tier_metrics import customer_numbers
from crm_core.words import mark

ACTIVE_DAYS = 365
MOST_WITH_INTERVAL = 1_000
NO_OPENING = Note(
    mark("Before the period there is too little history to value anybody, so all equity counts as acquired."),
    level="warning",
)
OTHER_FIT = Note(
    mark(
        "Both dates are valued over {years} years with the same discount and margin, each by the model fitted to what was "
        "known then; part of what has grown or shrunk is the model having learnt."
    )
)
_kept: "Kept[Equity]" = Kept(3_000_000)


@dataclass(frozen=True)
class Equity:
    """The reader's customers at both dates and what was asked to value them; ``ends`` None where nobody can be."""

    ends: Ends | None
    opened_on: date
    has_opening: bool
    years: float
    queries: tuple[Query, ...]
    now: Study | None = None
    horizon: Horizon | None = None
    opening_ends: tuple[float, float] = (np.nan, np.nan)
    closing_ends: tuple[float, float] = (np.nan, np.nan)
    state_ends: tuple[np.ndarray, np.ndarray] | None = None

    def __len__(self) -> int:
        return 0 if self.ends is None else len(self.ends.keys)


@metric(rows_behind="value/order_lines_until")
def customer_equity_bridge(workspace: Workspace, filters: Filters) -> Answer:
    """How the expected future value of all customers came from the day before the period to its last day.

    Formula: Equity = Σ expected discounted value of customer_clv at the date. Acquired: first order in the period. Lost:
        ordered in the 365 days before the opening but not in those before the closing; won back: the other way round.
        Grown and shrunk: all others by their change. Opening + acquired + won back + grown + shrunk + lost = closing;
        kept is the opening value of those who are neither lost nor won back, no change. The ends have the 90 % interval of
        clv_by_group, widened by the error of the backtest; a change has those of both dates added as squares.
    Unit: Money of the workspace, discounted to each date; customers.
    Grain: One row per step; n is the customers at the closing.
    Source: Robert C. Blattberg, Gary Getz and Jacquelyn S. Thomas, Customer Equity, 2001; classes of change ours.
    """
    equity = _equity(workspace, filters)
    if equity.ends is None:
        empty = pd.DataFrame(columns=["step", "customers", "value", "is_change", "low", "high"])
        return _answer(workspace, filters, "customer_equity_bridge", empty, equity, {})
    rows = bridge_rows(equity.ends)
    rows = rows.assign(low=_step_ends(equity, 0), high=_step_ends(equity, 1))
    totals = {
        "top_share": top_share(equity.ends.closing),
        "half_held_by": half_held_by(equity.ends.closing),
        "opening_low": equity.opening_ends[0],
        "opening_high": equity.opening_ends[1],
        "closing_low": equity.closing_ends[0],
        "closing_high": equity.closing_ends[1],
        "opened_on": equity.opened_on,
        "closed_on": filters.period.end,
    }
    return _answer(workspace, filters, "customer_equity_bridge", rows, equity, totals)


def _step_ends(equity: Equity, side: int) -> list[float]:
    """Lower (0) or upper (1) end of every step; "kept" is part of the opening and has none of its own."""
    whole = {"opening": equity.opening_ends[side], "closing": equity.closing_ends[side], "kept": np.nan}
    by_state = (
        dict.fromkeys(STATES, np.nan)
        if equity.state_ends is None
        else {state: float(equity.state_ends[side][place]) for place, state in enumerate(STATES)}
    )
    return [(by_state | whole)[step] for step in STEPS]


@metric(rows_behind="value/order_lines_until")
def equity_customers(
    workspace: Workspace, filters: Filters, fading: bool = False, state: str = "", first: int | None = None
) -> Answer:
    """The customers who hold the equity, or those who have lost most of theirs.

    Formula: Expected discounted value of customer_clv at the opening and at the closing, and their difference; sorted by the
        closing value, or with fading by the largest loss. With state, only those behind one step of the bridge. low and high:
        90 % interval of the closing value, worked out for at most 1,000 customers.
    Unit: Money of the workspace, discounted to each date.
    Grain: One row per customer with a value at either date; n is these customers. With first, the first of them.
    Source: Robert C. Blattberg, Gary Getz and Jacquelyn S. Thomas, Customer Equity, 2001.
    """
    equity = _equity(workspace, filters)
    columns = ["customer_id", "opening", "closing", "low", "high", "change", "share", "state"]
    if equity.ends is None:
        return _answer(workspace, filters, "equity_customers", pd.DataFrame(columns=columns), equity, {})
    ends = equity.ends
    change = ends.closing - ends.opening
    state_of = states(ends)
    order = np.argsort(change if fading else -ends.closing, kind="stable")
    order = order[np.isin(state_of[order], [STATES.index(state)])] if state in STATES else order
    shown = order if first is None else order[:first]
    numbers, asked = _all_numbers(workspace, ends.keys[shown])
    total = ends.closing.sum()
    low, high = _intervals(equity, ends.keys[shown])
    rows = pd.DataFrame(
        {
            "customer_id": numbers,
            "opening": ends.opening[shown],
            "closing": ends.closing[shown],
            "low": low,
            "high": high,
            "change": change[shown],
            "share": ends.closing[shown] / total if total > 0 else np.nan,
            "state": np.array(STATES, dtype=object)[state_of[shown]],
        }
    )
    totals = {} if first is None else {"rows_in_all": len(order)}
    return _answer(workspace, filters, "equity_customers", rows, equity, totals, (asked,))


def _intervals(equity: Equity, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """90 % interval of the closing value of a few customers; nothing where there is no model or there are too many."""
    now, unknown = equity.now, np.full(len(keys), np.nan)
    if now is None or now.model is None or equity.horizon is None or not 0 < len(keys) <= MOST_WITH_INTERVAL:
        return unknown, unknown
    return customer_intervals(now, equity.horizon, np.searchsorted(now.base.keys, keys))


def _all_numbers(workspace: Workspace, keys: np.ndarray) -> tuple[np.ndarray, Query]:
    """Numbers of these customers, looked up in order of their keys."""
    order = np.argsort(keys)
    numbers, asked = customer_numbers(workspace, keys[order])
    back = np.empty(len(keys), dtype=object)
    back[order] = numbers
    return back, asked


def _equity(workspace: Workspace, filters: Filters) -> Equity:
    key = (str(workspace.path), workspace.state().build_id, filters.period, filters.segment)
    return _kept.of(key, lambda: _valued(workspace, filters))


def _valued(workspace: Workspace, filters: Filters) -> Equity:
    """Both dates valued on the terms of the closing."""
    opened_on = filters.period.first_month - timedelta(days=1)
    now = study_until(workspace, filters.period.end)
    bought = bought_until(workspace, filters.period.end)
    if now is None:
        return Equity(None, opened_on, False, 0.0, (bought.query,))
    taken = assumptions(workspace, now, None, None, None)
    keys, closing, asked, closing_ends = _values_at(workspace, filters, now, taken)
    then = study_until(workspace, opened_on)
    before = bought_until(workspace, opened_on)
    opening = np.zeros(len(keys))
    was_known = np.zeros(len(keys), dtype=bool)
    opening_ends = (np.nan, np.nan)
    if then is not None:
        old_keys, old_values, _, opening_ends = _values_at(workspace, filters, then, taken)
        at = np.minimum(np.searchsorted(old_keys, keys), max(len(old_keys) - 1, 0))
        was_known = old_keys[at] == keys if len(old_keys) else was_known
        opening = np.where(was_known, old_values[at], 0.0) if len(old_keys) else opening
    ends = Ends(keys, opening, closing, was_known, _active(before.customers, keys), _active(bought.customers, keys))
    queries = (before.query, *now.base.queries, *taken.queries, *asked, bought.query)
    return Equity(
        ends if len(keys) else None,
        opened_on,
        then is not None,
        taken.years,
        queries,
        now,
        taken.horizon,
        opening_ends,
        closing_ends,
        None if not len(keys) else _state_ends(workspace, ends, now, then, taken),
    )


def _state_ends(
    workspace: Workspace, ends: Ends, now: Study, then: Study | None, taken: Assumptions
) -> tuple[np.ndarray, np.ndarray]:
    """90 % interval of the change of each of ``STATES``; the errors of both dates added as squares, as if independent."""
    groups = states(ends)
    low, high = _group_reach(workspace, now, taken, ends.keys, groups)
    if then is not None:
        old_low, old_high = _group_reach(workspace, then, taken, ends.keys[ends.was_known], groups[ends.was_known])
        low, high = np.hypot(low, old_high), np.hypot(high, old_low)
    change = np.bincount(groups, weights=ends.closing - ends.opening, minlength=len(STATES))
    return change - low, change + high


def _group_reach(
    workspace: Workspace, study: Study, taken: Assumptions, keys: np.ndarray, groups: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How far the 90 % interval of each state's total reaches below and above it, at one date."""
    plain = plain_rule(workspace, study, taken.horizon, taken.years)[0] if study.model is None else None
    totals = totals_of_groups(study, taken.horizon, plain, np.searchsorted(study.base.keys, keys), groups, len(STATES))
    value, low, high = (np.nan_to_num(totals[name].to_numpy(float)) for name in ("value", "low", "high"))
    return value - low, high - value


def _values_at(
    workspace: Workspace, filters: Filters, study: Study, taken: Assumptions
) -> tuple[np.ndarray, np.ndarray, tuple[Query, ...], tuple[float, float]]:
    """Keys (ascending) and expected values of the reader's customers in the study, and the 90 % interval of their sum."""
    places, _, asked = chosen_places(workspace, filters, study, "tier")
    plain = None
    if study.model is None:
        plain, ran = plain_rule(workspace, study, taken.horizon, taken.years)
        asked = (*asked, ran)
    places = np.sort(places)
    values = ahead(study, taken.horizon, plain).futures["value"].to_numpy(float)[places]
    ends = (np.nan, np.nan)
    if len(places):
        whole = totals_of_groups(study, taken.horizon, plain, places, np.zeros(len(places), dtype=int), 1)
        ends = (float(whole["low"].to_numpy()[0]), float(whole["high"].to_numpy()[0]))
    return study.base.keys[places], np.nan_to_num(values), asked, ends


def _active(bought: pd.DataFrame, keys: np.ndarray) -> np.ndarray:
    """Whether each key ordered within the last year before the day that ``bought`` was asked for."""
    recent = bought["customer_key"].to_numpy()[bought["recency_days"].to_numpy() < ACTIVE_DAYS]
    return np.isin(keys, recent)


def _answer(
    workspace: Workspace,
    filters: Filters,
    name: str,
    rows: pd.DataFrame,
    equity: Equity,
    totals: dict[str, Any],
    more: tuple[Query, ...] = (),
) -> Answer:
    notes: tuple[Note, ...] = (NO_ROWS,)
    if equity.ends is not None:
        notes = (Note(OTHER_FIT.text, {"years": equity.years}),) if equity.has_opening else (NO_OPENING,)
    as_of = workspace.state().as_of or filters.period.end
    return Answer(name, rows, (*equity.queries, *more), as_of, len(equity), notes, totals)
