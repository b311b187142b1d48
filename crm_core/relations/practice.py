"""How the chosen customers were managed in one window: practice, index and class of each; refuses to look at outcomes."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.periods import months_between
from crm_core.relations.anchors import Anchors, saved_anchors
from crm_core.relations.index import (
    FEWEST_DAYS,
    FEWEST_INTERACTIONS,
    index_values,
    inferred_classes,
    row_scores,
)
from crm_core.relations.indicators import COUNTS, UNCLASSIFIED, practice_indicators
from crm_core.store import Workspace

WINDOW_DAYS = 365
PARTS = ("order_practice", "contact_practice", "silence_practice")


MOST_KEPT, MOST_CUSTOMERS_KEPT = 8, 2_000_000
_lock = threading.Lock()


@dataclass(frozen=True)
class Window:
    """Days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that counts."""
        return self.end - timedelta(days=1)


@dataclass(frozen=True)
class Practice:
    """One row per chosen customer, which inputs there were, the queries that ran, and the anchors of the scores."""

    customers: pd.DataFrame
    inputs: dict[str, bool]
    window: Window
    queries: tuple[Query, ...]
    anchors: Anchors

    @property
    def eligible(self) -> pd.DataFrame:
        """Customers known long enough in the window to be judged."""
        return self.customers.loc[is_known_long_enough(self.customers, self.window)]


_kept: dict[Hashable, Practice] = {}


def practice_window(end: date, first_day: date | None) -> Window:
    """The 365 days before ``end``; days before the first fact do not count as silence."""
    start = end - timedelta(days=WINDOW_DAYS)
    return Window(min(max(start, first_day or start), end), end)


def window_of(workspace: Workspace, filters: Filters) -> Window:
    """The practice window that ends with the reader's period."""
    return practice_window(filters.period.end + timedelta(days=1), workspace.state().first_day)


def customer_practice(workspace: Workspace, filters: Filters, window: Window) -> Practice:
    """Counts, indicators, row scores, R and class of every chosen customer in the window.

    Several questions of one click stand on it, so the last few are kept until the next build; do not change its frame.
    """
    key = (str(workspace.path), workspace.state().build_id, filters.segment, window)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = _worked_out(workspace, filters, window)
        with _lock:
            _kept[key] = found
            while len(_kept) > MOST_KEPT or (len(_kept) > 1 and _customers_kept() > MOST_CUSTOMERS_KEPT):
                _kept.pop(next(iter(_kept)))
    return found


def practice_of_period(workspace: Workspace, filters: Filters) -> Practice:
    """The practice of the 365 days that end with the reader's period."""
    return customer_practice(workspace, filters, window_of(workspace, filters))


def classes_in(workspace: Workspace, filters: Filters, window: Window) -> Practice:
    """As :func:`customer_practice`, of those alone who may have a class: all others have none, whatever else they did.

    So few of a large base that nothing is kept.
    """
    return _worked_out(workspace, filters, window, FEWEST_INTERACTIONS)


def places_of(filters: Filters, window: Window, fewest_contacts: int) -> dict[str, Any]:
    """What the queries of practice are bound to."""
    days = {"window_start": window.start, "window_end": window.end}
    return {**filters.parameters(), **days, "fewest_contacts": fewest_contacts}


def is_known_long_enough(customers: pd.DataFrame, window: Window) -> np.ndarray:
    """Who is known long enough in the window to be judged, by the day from which each can be (``exposed_from``)."""
    return _exposure_days(customers, window).to_numpy(dtype=float) >= FEWEST_DAYS


def _exposure_days(customers: pd.DataFrame, window: Window) -> pd.Series:
    return (pd.Timestamp(window.end) - pd.to_datetime(customers["exposed_from"])).dt.days


def _customers_kept() -> int:
    return sum(len(practice.customers) for practice in _kept.values())


def _worked_out(workspace: Workspace, filters: Filters, window: Window, fewest_contacts: int = 0) -> Practice:
    places = places_of(filters, window, fewest_contacts)
    customers, asked = workspace.ask("relations/customer_practice", places)
    queries = [asked]
    for name in PARTS:
        counts, asked = workspace.ask(f"relations/{name}", places)
        queries.append(asked)
        customers = customers.merge(counts, on="customer_key", how="left", validate="one_to_one")
    found, asked = workspace.ask("relations/practice_inputs", places)
    inputs = {name.removeprefix("has_"): bool(found[name].iloc[0]) for name in found.columns}
    anchors = saved_anchors(workspace)
    judged = _judged(_with_exposure(customers, window), inputs, anchors)
    return Practice(judged, inputs, window, (*queries, asked), anchors)


def _with_exposure(customers: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Counts whole (no row behind a count is zero), days and months in which each customer could be served."""
    exposed_from = pd.to_datetime(customers["exposed_from"])
    days = _exposure_days(customers, window)
    elapsed = (window.last_day.year - exposed_from.dt.year) * 12 + window.last_day.month - exposed_from.dt.month
    most = months_between(window.start, window.last_day) + 1
    counted = {name: customers[name].fillna(0) for name in COUNTS}
    return customers.assign(**counted, exposure_days=days, eligible_months=(elapsed + 1).clip(0, most))


def _judged(customers: pd.DataFrame, inputs: dict[str, bool], anchors: Anchors) -> pd.DataFrame:
    """The customers with indicators, row scores, R, inferred class, and the class that holds."""
    measured = practice_indicators(customers, inputs)
    scores = row_scores(measured, anchors.bounds)
    r = index_values(scores)
    n_rows = scores.notna().sum(axis=1)
    inferred = inferred_classes(customers.assign(r=r, n_rows=n_rows))
    declared = customers["declared_class"].astype(object)
    is_declared = declared.notna()
    inferred_class = inferred["inferred_class"].astype(object)
    is_inferred = inferred_class != UNCLASSIFIED
    return pd.concat([customers, measured, scores, inferred], axis=1).assign(
        r=r,
        n_rows=n_rows,
        declared_class=declared.where(is_declared, None),
        **{
            "class": np.where(is_declared, declared, inferred_class),
            "source": np.select([is_declared, is_inferred], ["declared", "inferred"], "none"),
            "is_disagreeing": is_declared & is_inferred & (declared != inferred_class),
        },
    )
