"""Customers who buy once a year or so: BG/BB over whole years, with the last year held out. Refuses short histories."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.periods import last_finished_month, month_end
from crm_core.store import Kept, Workspace, segment_of
from crm_core.value.clv_study import FEWEST_REPEAT_BUYERS
from crm_core.value.clv_words import NOBODY
from crm_core.value.lifetime import bg_bb
from crm_core.value.lifetime.bg_bb import Occasions
from crm_core.words import mark

FEWEST_YEARS = 3
YEARS_AHEAD = 5
HISTORY = ("purchases", "last", "occasions", "customers")
KIND = ["occasions", "purchases", "last", "is_bought_last", "last_before"]
COLUMNS = ["years_possible", "years_bought", "customers", "active_next_year", "years_ahead"]
TOO_SHORT = Note(
    mark(
        "Whole years after the one that won a customer: {years}; customers who came again in one: {buyers}. The yearly model "
        "needs at least {fewest_years} and {fewest_buyers}, so none is fitted."
    ),
    level="warning",
)


@dataclass(frozen=True)
class Years:
    """Kinds of yearly histories, and for every customer (by key, ascending) the place of its kind."""

    kinds: pd.DataFrame
    keys: np.ndarray
    places: np.ndarray
    query: Query

    def __len__(self) -> int:
        return 1 + len(self.keys)


_kept: Kept[Years] = Kept(3_000_000)


@metric(rows_behind="value/order_lines_until", compares=False)
def yearly_buying(workspace: Workspace, filters: Filters) -> Answer:
    """Whether customers who bought in some years and not in others will buy in the years to come.

    Formula: BG/BB by maximum likelihood on years that end with the last finished month of the period: n years after the one
        that won the customer, x of them with a purchase, t_x the last of these; a purchase as in customer_clv.
        active_next_year = P(still a customer next year); years_ahead = expected years with a purchase of the next 5.
        Backtest: fitted without the last year, which is then foreseen.
    Unit: Customers; shares; years with a purchase.
    Grain: One row per years possible and years bought; n is the chosen customers with a purchase.
    Source: Peter S. Fader, Bruce G. S. Hardie and Jen Shang, Customer-Base Analysis in a Discrete-Time Noncontractual
        Setting, 2010.
    """
    as_of = workspace.state().as_of or filters.period.end
    until = month_end(last_finished_month(min(filters.period.end, as_of)))
    found, ran = _counted(workspace, filters, until)
    purchases, last, occasions, counts = (found[name].to_numpy(float) for name in HISTORY)
    n = int(counts.sum())
    if not n:
        return _answer(workspace, filters, ran, pd.DataFrame(columns=COLUMNS), 0, (NOBODY,), {})
    rows = Occasions(purchases, last, occasions, counts)
    years, buyers = int(occasions.max()), int(counts[purchases > 0].sum())
    if years < FEWEST_YEARS or buyers < FEWEST_REPEAT_BUYERS:
        needed = {"fewest_years": FEWEST_YEARS, "fewest_buyers": FEWEST_REPEAT_BUYERS}
        note = Note(TOO_SHORT.text, {"years": years, "buyers": buyers, **needed}, "warning")
        return _answer(workspace, filters, ran, pd.DataFrame(columns=COLUMNS), n, (note,), {})
    fit = bg_bb.fit(rows)
    active, ahead = bg_bb.alive_next(fit.parameters, rows), bg_bb.expected(fit.parameters, rows, YEARS_AHEAD)
    kinds, at = np.unique(np.stack([occasions, purchases]), axis=1, return_inverse=True)
    customers = np.bincount(at, weights=counts)
    frame = pd.DataFrame(
        {
            "years_possible": kinds[0].astype(int),
            "years_bought": kinds[1].astype(int),
            "customers": customers.astype(int),
            "active_next_year": np.bincount(at, weights=counts * active) / customers,
            "years_ahead": np.bincount(at, weights=counts * ahead) / customers,
        }
    )
    totals = {
        "until": until,
        "years": years,
        "repeat_buyers": buyers,
        "active_next_year": float(counts @ active),
        "years_ahead": float(counts @ ahead),
        "parameters": dict(zip(fit.names, (float(value) for value in fit.parameters), strict=True)),
        "log_likelihood": fit.log_likelihood,
        **last_year_foreseen(found),
    }
    return _answer(workspace, filters, ran, frame.reindex(columns=COLUMNS), n, (), totals)


def _counted(workspace: Workspace, filters: Filters, until: date) -> tuple[pd.DataFrame, tuple[Query, ...]]:
    """One row per kind of yearly history: how many of the chosen customers have it."""
    years = _kept.of((str(workspace.path), workspace.state().build_id, until), lambda: _read(workspace, until))
    places, queries = years.places, (years.query,)
    if filters.has_segment:
        segment = segment_of(workspace, filters)
        places, queries = places[segment.among(years.keys)], (years.query, *segment.queries)
    found = years.kinds.assign(customers=np.bincount(places, minlength=len(years.kinds)))
    return found.loc[found["customers"] > 0].reset_index(drop=True), queries


def _read(workspace: Workspace, until: date) -> Years:
    """Every customer's yearly history, read once for each build and day."""
    customers, ran = workspace.ask("value/clv_years", {"until": until})
    kind_of = customers.groupby(KIND, sort=True)
    places = kind_of.ngroup().to_numpy()
    firsts = np.unique(places, return_index=True)[1]
    kinds = customers[KIND].iloc[firsts].reset_index(drop=True)
    return Years(kinds, customers["customer_key"].to_numpy(), places.astype(np.int32), ran)


def last_year_foreseen(found: pd.DataFrame) -> Mapping[str, float]:
    """Customers who bought in the last year, as foreseen by a fit to the years before, and as they came."""
    purchases, _, occasions, counts = (found[name].to_numpy(float) for name in HISTORY)
    is_old, is_bought = occasions > 1, found["is_bought_last"].to_numpy(bool)
    if not is_old.any():
        return {}
    parts = (purchases - is_bought, found["last_before"].to_numpy(float), occasions - 1, counts)
    before = Occasions(*(part[is_old] for part in parts))
    fit = bg_bb.fit(before)
    foreseen = float(bg_bb.expected(fit.parameters, before, 1) @ before.counts)
    return {"foreseen_last_year": foreseen, "came_last_year": float(before.counts[is_bought[is_old]].sum())}


def _answer(
    workspace: Workspace,
    filters: Filters,
    queries: tuple[Query, ...],
    rows: pd.DataFrame,
    n: int,
    notes: tuple[Note, ...],
    totals: Mapping[str, object],
) -> Answer:
    as_of = workspace.state().as_of or filters.period.end
    return Answer("yearly_buying", rows, queries, as_of, n, notes, totals)
