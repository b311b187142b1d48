"""The bridge of customer equity over the period, and the customers at its top and on the wane."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.periods import month_start
from crm_core.store import Kept, Workspace, kinds_of, segment_of
from crm_core.value.clv_study import Study, study_until
from crm_core.value.clv_terms import Assumptions, PlainRule, assumptions, plain_rule
from crm_core.value.clv_totals import (
    MOST_SUMS_KEPT,
    Grouped,
    Sums,
    Totals,
    chosen_places,
    sums_by_kind,
    totals_of_groups,
    totals_of_sums,
)
from crm_core.value.clv_values import ahead, customer_intervals
from crm_core.value.clv_words import margin_notes
from crm_core.value.equity import STATES, STEPS, Ends, bridge_rows, half_held_by, states, top_share
from crm_core.value.kept_rows import kept_rows
from crm_core.value.lifetime.worth import Horizon
from crm_core.value.missing_costs import NO_ROWS
from crm_core.value.ranking import chosen_first
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
        "Both dates are valued with the same horizon (years: {years}), discount and margin, each by the model fitted to what "
        "was known then; part of what has grown or shrunk is the model having learnt."
    )
)
OTHER_PRICES = Note(
    mark(
        "Each date is valued at the prices of its own month. Prices changed by {prices} per cent in between; without that, "
        "equity changed by {real} per cent."
    )
)
MOST_CUSTOMERS_KEPT = 6_000_000
_kept: "Kept[Equity]" = Kept(MOST_CUSTOMERS_KEPT)


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
    everybody: "Dates | None" = None
    places: np.ndarray | None = None
    price_change: float | None = None
    margin_notes: tuple[Note, ...] = ()

    @cached_property
    def steps(self) -> pd.DataFrame:
        """The steps of the bridge, without intervals: worked out once, though a return on them is asked for too."""
        assert self.ends is not None
        return bridge_rows(self.ends, self.state_of)

    @cached_property
    def concentration(self) -> dict[str, float | None]:
        """How few customers hold how much of the closing."""
        assert self.ends is not None
        closing = self.ends.closing
        is_loss = closing < 0
        held = {"top_share": top_share(closing), "half_held_by": half_held_by(closing)}
        return held | {"losing": int(is_loss.sum()), "loss": float(closing[is_loss].sum())}

    @property
    def state_of(self) -> np.ndarray | None:
        """Place in ``STATES`` of each of the customers."""
        return None if self.everybody is None else self.everybody.states[self.places]

    def __len__(self) -> int:
        return 0 if self.ends is None else len(self.ends.keys)


@dataclass(frozen=True)
class Dates:
    """All customers of the closing's study at both dates: values, place in ``STATES``, and place in the opening's study."""

    ends: Ends
    states: np.ndarray
    then_places: np.ndarray
    plain_now: PlainRule | None
    plain_then: PlainRule | None
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return len(self.states)

    @cached_property
    def best_first(self) -> np.ndarray:
        """Places by closing value, the highest first; equal ones as they stand."""
        return np.argsort(-self.ends.closing, kind="stable").astype(np.int32)

    @cached_property
    def worst_first(self) -> np.ndarray:
        """Places by change, the largest loss first; equal ones as they stand."""
        return np.argsort(self.ends.closing - self.ends.opening, kind="stable").astype(np.int32)

    def chosen(self, places: np.ndarray | None, state: str) -> np.ndarray:
        """A mask of the customers at the places, or of those of them in one of ``STATES``."""
        is_chosen = np.zeros(len(self), dtype=bool)
        is_chosen[places] = True
        return is_chosen & (self.states == STATES.index(state)) if state in STATES else is_chosen


_kept_dates: "Kept[Dates]" = Kept(MOST_CUSTOMERS_KEPT)


@metric(rows_behind="value/order_lines_until", compares=False)
def customer_equity_bridge(workspace: Workspace, filters: Filters) -> Answer:
    """How the expected future value of all customers came from the day before the period to its last day.

    Formula: Equity = Σ expected discounted value of customer_clv at the date. Acquired: first order in the period. Lost:
        ordered in the 365 days before the opening but not in those before the closing; won back: the other way round.
        Grown and shrunk: all others by their change. Opening + acquired + won back + grown + shrunk + lost = closing;
        kept is the opening value of those who are neither lost nor won back, no change. The ends have the 90 % interval of
        clv_by_group, widened by the error of the backtest; a change has those of both dates added as squares. Where prices
        are indexed, each date is valued at its own; real_change = closing / (opening × (1 + price_change)) − 1.
    Unit: Money of the workspace, discounted to each date; customers.
    Grain: One row per step; n is the customers at the closing.
    Source: Robert C. Blattberg, Gary Getz and Jacquelyn S. Thomas, Customer Equity, 2001; classes of change ours.
    """
    equity = _equity(workspace, filters)
    if equity.ends is None:
        empty = pd.DataFrame(columns=["step", "customers", "value", "is_change", "low", "high"])
        return _answer(workspace, filters, "customer_equity_bridge", empty, equity, {})
    rows = equity.steps.assign(low=_step_ends(equity, 0), high=_step_ends(equity, 1))
    totals = {
        **equity.concentration,
        "opening_low": equity.opening_ends[0],
        "opening_high": equity.opening_ends[1],
        "closing_low": equity.closing_ends[0],
        "closing_high": equity.closing_ends[1],
        "opened_on": equity.opened_on,
        "years": equity.years,
        "closed_on": filters.period.end,
    }
    opening, closing = equity.ends.opening.sum(), equity.ends.closing.sum()
    if equity.price_change is None or opening <= 0:
        return _answer(workspace, filters, "customer_equity_bridge", rows, equity, totals)
    real = float(closing / (opening * (1 + equity.price_change)) - 1)
    answer = _answer(
        workspace,
        filters,
        "customer_equity_bridge",
        rows,
        equity,
        totals | {"price_change": equity.price_change, "real_change": real},
    )
    prices = Note(OTHER_PRICES.text, {"prices": round(100 * equity.price_change, 1), "real": round(100 * real, 1)})
    return replace(answer, notes=(prices, *answer.notes))


def _step_ends(equity: Equity, side: int) -> list[float]:
    """Lower (0) or upper (1) end of every step; "kept" is part of the opening and has none of its own."""
    whole = {"opening": equity.opening_ends[side], "closing": equity.closing_ends[side], "kept": np.nan}
    by_state = (
        dict.fromkeys(STATES, np.nan)
        if equity.state_ends is None
        else {state: float(equity.state_ends[side][place]) for place, state in enumerate(STATES)}
    )
    return [(by_state | whole)[step] for step in STEPS]


@metric(rows_behind="value/order_lines_until", compares=False)
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
    assert equity.everybody is not None
    everybody, total = equity.everybody, equity.ends.closing.sum()
    ends, is_listed = everybody.ends, everybody.chosen(equity.places, state)
    order = everybody.worst_first if fading else everybody.best_first
    shown = chosen_first(order, is_listed, first)
    numbers, asked = customer_numbers(workspace, ends.keys[shown])
    low, high = _intervals(equity, ends.keys[shown])
    rows = pd.DataFrame(
        {
            "customer_id": numbers,
            "opening": ends.opening[shown],
            "closing": ends.closing[shown],
            "low": low,
            "high": high,
            "change": ends.closing[shown] - ends.opening[shown],
            "share": ends.closing[shown] / total if total > 0 else np.nan,
            "state": np.array(STATES, dtype=object)[everybody.states[shown]],
        }
    )
    totals = {} if first is None else {"rows_in_all": int(is_listed.sum())}
    return _answer(workspace, filters, "equity_customers", rows, equity, totals, (asked,))


def _intervals(equity: Equity, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """90 % interval of the closing value of a few customers; nothing where there are too many."""
    now, unknown = equity.now, np.full(len(keys), np.nan)
    if now is None or equity.everybody is None or equity.horizon is None or not 0 < len(keys) <= MOST_WITH_INTERVAL:
        return unknown, unknown
    return customer_intervals(now, equity.horizon, equity.everybody.plain_now, np.searchsorted(now.base.keys, keys))


def _equity(workspace: Workspace, filters: Filters) -> Equity:
    key = (str(workspace.path), workspace.state().build_id, filters.period, filters.segment)
    return _kept.of(key, lambda: _valued(workspace, filters))


def _valued(workspace: Workspace, filters: Filters) -> Equity:
    """Both dates valued on the terms of the closing."""
    opened_on = filters.period.first_month - timedelta(days=1)
    now = study_until(workspace, filters.period.end)
    if now is None:
        return Equity(None, opened_on, False, 0.0, (bought_until(workspace, filters.period.end).query,))
    taken = assumptions(workspace, now, None, None, None)
    then = study_until(workspace, opened_on)
    everybody = _kept_dates.of((now, then, taken.horizon), lambda: _dates(workspace, now, then, taken))
    places, _, asked = chosen_places(workspace, filters, now, "tier")
    queries = (*now.base.queries, *taken.queries, *asked, *everybody.queries)
    if not len(places):
        return Equity(None, opened_on, then is not None, taken.years, queries, now, taken.horizon)
    is_all = len(places) == len(everybody)
    ends = everybody.ends if is_all else everybody.ends.taken(places)
    groups = everybody.states if is_all else everybody.states[places]
    segment = segment_of(workspace, filters)
    if segment.kinds is None:
        closing = totals_of_groups(now, taken.horizon, everybody.plain_now, Grouped(places, groups, len(STATES)))
        opening = None
        if then is not None:
            known = np.flatnonzero(ends.was_known)
            who = Grouped(everybody.then_places[places[known]], groups[known], len(STATES))
            opening = totals_of_groups(then, taken.horizon, everybody.plain_then, who)
    else:
        sums = _kept_sums.of((now, then, taken.horizon), lambda: _sums(workspace, now, then, taken.horizon, everybody))
        closing, opening = (
            None if date is None or by_kind is None else totals_of_sums(date, *by_kind.of_kinds(segment.kinds))
            for date, by_kind in ((now, sums.closing), (then, sums.opening))
        )
        assert closing is not None
    return Equity(
        ends,
        opened_on,
        then is not None,
        taken.years,
        queries,
        now,
        taken.horizon,
        (np.nan, np.nan) if opening is None else _whole_ends(opening),
        _whole_ends(closing),
        _state_ends(ends, groups, closing, opening),
        everybody,
        places,
        _price_change(workspace, now, then),
        margin_notes(taken.margins, taken.horizon.margin),
    )


def _price_change(workspace: Workspace, now: Study, then: Study | None) -> float | None:
    """How prices changed from the month of the opening to that of the closing; None where an index does not cover both."""
    if then is None or not (now.base.is_real and then.base.is_real):
        return None
    prices, _ = kept_rows(workspace, "value/clv_prices", {"until": now.base.until})
    levels = prices.set_index("month")["price_index"].to_dict()
    closing, opening = (levels[pd.Timestamp(month_start(study.base.until))] for study in (now, then))
    return float(closing / opening - 1)


@dataclass(frozen=True)
class BothSums:
    """What the customers bring at both dates, by kind of customer and by what became of them."""

    closing: Sums
    opening: Sums | None

    def __len__(self) -> int:
        return 2 * len(self.closing)


_kept_sums: Kept[BothSums] = Kept(MOST_SUMS_KEPT)


def _sums(workspace: Workspace, now: Study, then: Study | None, horizon: Horizon, everybody: Dates) -> BothSums:
    """Both dates added up once, whatever kinds of customers are looked at."""
    kinds, ends = kinds_of(workspace), everybody.ends
    kind_of, count = kinds.number_of[ends.keys], kinds.combinations.num_rows
    ours = np.flatnonzero(kind_of >= 0)
    who = Grouped(ours, everybody.states[ours], len(STATES))
    closing = sums_by_kind(now, horizon, everybody.plain_now, who, kind_of[ours], count)
    if then is None:
        return BothSums(closing, None)
    known = ours[ends.was_known[ours]]
    who = Grouped(everybody.then_places[known], everybody.states[known], len(STATES))
    return BothSums(closing, sums_by_kind(then, horizon, everybody.plain_then, who, kind_of[known], count))


def _dates(workspace: Workspace, now: Study, then: Study | None, taken: Assumptions) -> Dates:
    """All customers at both dates, worked out once whatever segment is looked at."""
    keys, closed_on = now.base.keys, now.base.until
    bought = bought_until(workspace, closed_on)
    closing, plain_now, queries = _values_at(workspace, now, taken)
    opening, was_known = np.zeros(len(keys)), np.zeros(len(keys), dtype=bool)
    then_places, was_active, plain_then = np.zeros(len(keys), dtype=np.int64), was_known, None
    if then is not None and len(then.base.keys):
        before = bought_until(workspace, then.base.until)
        old, plain_then, asked = _values_at(workspace, then, taken)
        then_places = np.minimum(np.searchsorted(then.base.keys, keys), len(then.base.keys) - 1).astype(np.int32)
        was_known = then.base.keys[then_places] == keys
        opening = np.where(was_known, old[then_places], 0.0)
        was_active, queries = _active(before.customers, keys), (before.query, *queries, *asked)
    ends = Ends(keys, opening, closing, was_known, was_active, _active(bought.customers, keys))
    return Dates(ends, states(ends).astype(np.int8), then_places, plain_now, plain_then, (*queries, bought.query))


def _values_at(
    workspace: Workspace, study: Study, taken: Assumptions
) -> tuple[np.ndarray, PlainRule | None, tuple[Query, ...]]:
    """Expected values of all customers of the study, and the plain formula where it stands in."""
    plain, asked = None, ()
    if study.model is None:
        plain, ran = plain_rule(workspace, study, taken.horizon, taken.years)
        asked = (ran,)
    return np.nan_to_num(ahead(study, taken.horizon, plain).futures["value"].to_numpy(float)), plain, asked


def _whole_ends(totals: Totals) -> tuple[float, float]:
    """90 % interval of the sum of all."""
    return float(totals.whole["low"].to_numpy()[0]), float(totals.whole["high"].to_numpy()[0])


def _state_ends(
    ends: Ends, groups: np.ndarray, closing: Totals, opening: Totals | None
) -> tuple[np.ndarray, np.ndarray]:
    """90 % interval of the change of each of ``STATES``; the errors of both dates added as squares, as if independent."""
    low, high = _reach(closing)
    if opening is not None:
        old_low, old_high = _reach(opening)
        low, high = np.hypot(low, old_high), np.hypot(high, old_low)
    change = np.bincount(groups, weights=ends.closing - ends.opening, minlength=len(STATES))
    return change - low, change + high


def _reach(totals: Totals) -> tuple[np.ndarray, np.ndarray]:
    """How far the 90 % interval of each state's total reaches below and above it."""
    value, low, high = (np.nan_to_num(totals.groups[name].to_numpy(float)) for name in ("value", "low", "high"))
    return value - low, high - value


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
        years = int(equity.years) if equity.years.is_integer() else equity.years
        valued = Note(OTHER_FIT.text, {"years": years}) if equity.has_opening else NO_OPENING
        notes = (valued, *equity.margin_notes)
    as_of = workspace.state().as_of or filters.period.end
    return Answer(name, rows, (*equity.queries, *more), as_of, len(equity), notes, totals)
