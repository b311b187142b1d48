"""Recency, frequency and money of the customers as of any date: the grid, the named segments, and who is in them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import SEGMENT_FIELDS, Filters
from crm_core.periods import Period
from crm_core.store import Kept, Workspace, segment_of
from crm_core.value.missing_costs import NO_ROWS
from crm_core.value.ranking import best_places
from crm_core.value.rfm_scores import (
    BY_VALUE,
    CLASSES,
    OTHERS,
    TIES,
    SegmentRule,
    rules_from,
    scores_and_edges,
    segment_places,
    split_by_ntile,
)
from crm_core.value.tier_metrics import customer_numbers
from crm_core.value.years import named_day
from crm_core.words import mark

RULES_SETTING = "rfm_rules"
FEWER_CLASSES = Note(
    mark(
        "Many customers are alike: recency falls into {recency}, frequency into {frequency} and money into {monetary} of "
        "5 classes. Equal values keep equal scores, so some scores are given to nobody."
    )
)
_kept: "Kept[Scored]" = Kept(3_000_000)
_kept_bought: "Kept[Bought]" = Kept(6_000_000)


@dataclass(frozen=True)
class Bought:
    """Days since the last order, orders and revenue of every customer until a day, and the query that said so."""

    customers: pd.DataFrame
    query: Query

    def __len__(self) -> int:
        return len(self.customers)


@dataclass(frozen=True)
class Scored:
    """Chosen customers with their scores, segment, orders and revenue, in arrays of one order.

    ``places`` are theirs among ``customers``, which are all that ever bought; None where all are chosen.
    """

    customers: pd.DataFrame
    places: np.ndarray | None
    orders: np.ndarray
    revenue: np.ndarray
    recency: np.ndarray
    frequency: np.ndarray
    monetary: np.ndarray
    segment: np.ndarray
    rules: tuple[SegmentRule, ...]
    totals: dict[str, Any]
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return len(self.revenue)

    def at(self, places: np.ndarray) -> pd.DataFrame:
        """The chosen customers at these places."""
        return self.customers.iloc[places if self.places is None else self.places[places]].reset_index(drop=True)


@metric(rows_behind="value/order_lines_until", compares=False)
def rfm(
    workspace: Workspace,
    filters: Filters,
    segment: str = "all",
    first: int | None = None,
    ties: str = BY_VALUE,
    day: str = "",
) -> Answer:
    """How recently, how often and for how much each customer bought, as scores from 1 to 5, and the segment these make.

    Formula: Recency = days from the last order to the day (2025-06-15, or 2025-06 for the month's end; else the end of the
        period); frequency = orders, money = net revenue, both over all history until then. Score = 1 + ⌊5 × share of customers with a smaller value⌋ (recency: with more days), so
        that equal values have equal scores; ties chooses another rule: plus_one, doubles_dropped or equal_classes.
        Segment = the first rule whose three ranges hold the scores.
    Unit: Days; orders; money of the workspace; scores from 1 (low) to 5 (high).
    Grain: One row per customer who ever ordered, highest money first; n is these customers.
    Source: Arthur M. Hughes, Strategic Database Marketing, 1994; the rule for ties is ours.
    """
    scored = _scored(workspace, filters, ties, day)
    names = [rule.segment for rule in scored.rules] + [OTHERS]
    revenue, listed = scored.revenue, None
    if segment in names:
        listed = np.flatnonzero(scored.segment == names.index(segment))
        revenue = revenue[listed]
    count, places = len(revenue), best_places(revenue, first)
    places = places if listed is None else listed[places]
    customers = scored.at(places)
    numbers, asked = customer_numbers(workspace, customers["customer_key"].to_numpy())
    rows = pd.DataFrame(
        {
            "customer_id": numbers,
            "last_order_on": customers["last_order_on"],
            "recency_days": customers["recency_days"],
            "orders": customers["orders"],
            "revenue": customers["revenue"],
            "recency_score": scored.recency[places],
            "frequency_score": scored.frequency[places],
            "monetary_score": scored.monetary[places],
            "segment": np.array(names, dtype=object)[scored.segment[places]],
        }
    )
    totals = scored.totals | ({} if first is None else {"rows_in_all": count})
    return _answer(workspace, filters, scored, "rfm", rows, totals, count, (asked,))


@metric(rows_behind="value/order_lines_until", compares=False)
def rfm_grid(workspace: Workspace, filters: Filters, ties: str = BY_VALUE, day: str = "") -> Answer:
    """How many customers fall into each pair of recency and frequency scores, and how much each of them has brought.

    Formula: Scores as in rfm; revenue per customer = net revenue of the cell / its customers.
    Unit: Customers; money of the workspace.
    Grain: One row per pair of scores that somebody has; n is the customers.
    Source: Arthur M. Hughes, Strategic Database Marketing, 1994.
    """
    scored = _scored(workspace, filters, ties, day)
    cells = (scored.recency.astype(int) - 1) * CLASSES + scored.frequency - 1
    customers, revenue = _sums(scored, cells, CLASSES * CLASSES)
    held = np.flatnonzero(customers)
    rows = pd.DataFrame(
        {
            "recency_score": held // CLASSES + 1,
            "frequency_score": held % CLASSES + 1,
            "customers": customers[held],
            "revenue_per_customer": revenue[held] / customers[held],
        }
    )
    return _answer(workspace, filters, scored, "rfm_grid", rows, scored.totals, len(scored), ())


@metric(rows_behind="value/order_lines_until", compares=False)
def rfm_segments(workspace: Workspace, filters: Filters, ties: str = BY_VALUE, day: str = "") -> Answer:
    """Customers and revenue in each named segment of recency, frequency and money.

    Formula: Scores as in rfm; segment = the first rule of the workspace's list whose three ranges hold the scores.
    Unit: Customers; orders; money of the workspace; shares from 0 to 1.
    Grain: One row per segment that somebody is in, in the order of the rules; n is the customers.
    Source: Arthur M. Hughes, Strategic Database Marketing, 1994; names as in the R package rfm, 2024, rules ours.
    """
    scored = _scored(workspace, filters, ties, day)
    names = np.array([rule.segment for rule in scored.rules] + [OTHERS], dtype=object)
    customers, revenue = _sums(scored, scored.segment.astype(int), len(names))
    orders = np.bincount(scored.segment, weights=scored.orders, minlength=len(names))
    held = np.flatnonzero(customers)
    total = revenue.sum()
    rows = pd.DataFrame(
        {
            "segment": names[held],
            "customers": customers[held],
            "orders": orders[held].astype("int64"),
            "revenue": revenue[held],
            "share_of_customers": customers[held] / max(len(scored), 1),
            "share_of_revenue": revenue[held] / total if total > 0 else np.nan,
        }
    )
    return _answer(workspace, filters, scored, "rfm_segments", rows, scored.totals, len(scored), ())


def saved_rules(workspace: Workspace) -> tuple[SegmentRule, ...]:
    """The workspace's own segment rules, or the usual ones."""
    return rules_from(workspace.setting(RULES_SETTING))


def save_rules(workspace: Workspace, rules: Sequence[SegmentRule]) -> None:
    """Make these rules, in this order, the workspace's own."""
    workspace.set_setting(RULES_SETTING, [asdict(rule) for rule in rules])


def _sums(scored: Scored, cells: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Customers and their revenue in each cell."""
    return np.bincount(cells, minlength=count), np.bincount(cells, weights=scored.revenue, minlength=count)


def _scored(workspace: Workspace, filters: Filters, ties: str, day: str) -> Scored:
    """Scores of the chosen customers as of the day or the end of the period, kept for the next question."""
    if ties not in TIES:
        raise QuestionFault(
            mark("There is no rule for ties named {rule}. Choose one of: {choices}."),
            rule=ties,
            choices=", ".join(TIES),
        )
    as_of = workspace.state().as_of or filters.period.end
    rules, end = saved_rules(workspace), named_day(day, as_of) or filters.period.end
    key = (str(workspace.path), workspace.state().build_id, end, filters.segment, rules, ties)
    return _kept.of(key, lambda: _score(workspace, filters, end, rules, ties))


def bought_until(workspace: Workspace, end: date) -> Bought:
    """What every customer had bought by the day: read once for each build and day, whatever segment is looked at."""
    key = (str(workspace.path), workspace.state().build_id, end)

    def read() -> Bought:
        return Bought(*workspace.ask("value/rfm_customers", {**Filters(Period(end, end)).parameters(), "end": end}))

    return _kept_bought.of(key, read)


def _score(workspace: Workspace, filters: Filters, end: date, rules: tuple[SegmentRule, ...], ties: str) -> Scored:
    bought = bought_until(workspace, end)
    customers, segment = bought.customers, segment_of(workspace, filters)
    is_chosen = segment.among(customers["customer_key"].to_numpy())
    places = None if is_chosen is None else np.flatnonzero(is_chosen).astype(np.int32)
    days, orders, revenue = (
        column if places is None else column[places]
        for column in (customers[name].to_numpy() for name in ("recency_days", "orders", "revenue"))
    )
    recency, frequency, monetary = (
        scores_and_edges(ties, values, is_falling=values is days) for values in (days, orders, revenue)
    )
    by_measure = {"recency": recency, "frequency": frequency, "monetary": monetary}
    totals = {
        "classes": {name: np.count_nonzero(np.bincount(given)) for name, (given, _) in by_measure.items()},
        "edges": {name: tuple(edges) for name, (_, edges) in by_measure.items()},
        "split_by_ntile": split_by_ntile(orders),
        "rules": rules,
        "ties": ties,
        "day": end,
    }
    said = {name: value for name, value in filters.parameters().items() if name in SEGMENT_FIELDS}
    ran = replace(bought.query, parameters={**bought.query.parameters, **said})
    given = recency[0], frequency[0], monetary[0]
    segments = segment_places(*given, rules)
    return Scored(customers, places, orders, revenue, *given, segments, rules, totals, (ran, *segment.queries))


def _answer(
    workspace: Workspace,
    filters: Filters,
    scored: Scored,
    name: str,
    rows: pd.DataFrame,
    totals: dict[str, Any],
    n: int,
    more: tuple[Query, ...],
) -> Answer:
    classes = scored.totals["classes"]
    few = min(classes.values()) < CLASSES
    notes = (NO_ROWS,) if not len(scored) else (Note(FEWER_CLASSES.text, classes),) if few else ()
    as_of = workspace.state().as_of or filters.period.end
    return Answer(name, rows, (*scored.queries, *more), as_of, n, notes, totals)
