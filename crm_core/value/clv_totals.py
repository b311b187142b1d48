"""What groups of customers of one study bring together: their totals with intervals, of any segment without adding up anew."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.store import Kept, Workspace, kinds_of, segment_of
from crm_core.value.clv_study import Study
from crm_core.value.clv_terms import PlainRule
from crm_core.value.clv_values import MOST_AHEAD_KEPT, ahead, moved_apart
from crm_core.value.kept_rows import kept_rows
from crm_core.value.lifetime.worth import (
    CONFIDENCE,
    Horizon,
    Worths,
    reach_of,
    sums_of_all,
    sums_of_groups,
)

MOST_TOTALS_KEPT, MOST_SUMS_KEPT = 10_000, 200_000


@dataclass(frozen=True)
class Totals:
    """One row per group, and one of them all: customers, value with its 90 % interval, purchases expected, still active."""

    groups: pd.DataFrame
    whole: pd.DataFrame

    def __len__(self) -> int:
        return len(self.groups) + 1


_kept_totals: Kept[Totals] = Kept(MOST_TOTALS_KEPT)
_kept_sums: "Kept[Sums]" = Kept(MOST_SUMS_KEPT)
_kept_groups: Kept[np.ndarray] = Kept(4 * MOST_AHEAD_KEPT)
SUMMED = (
    "value",
    "with_low_retention",
    "with_high_retention",
    "margin_variance",
    "expected_purchases",
    "probability_active",
)


@dataclass(frozen=True)
class Sums:
    """What customers bring, added up by kind of customer (rows) and group (columns)."""

    summed: Mapping[str, np.ndarray]
    parts: Worths | None

    def __len__(self) -> int:
        return self.summed["n"].size

    def of_kinds(self, kinds: np.ndarray) -> tuple[Mapping[str, np.ndarray], Worths | None]:
        """Sums by group of the customers of these kinds."""

        def added(part: np.ndarray) -> np.ndarray:
            return part[kinds].sum(axis=0)

        parts = None if self.parts is None else self.parts.mapped(added)
        return {name: added(part) for name, part in self.summed.items()}, parts


@dataclass(frozen=True)
class Grouped:
    """Customers by place in the study, the number of each one's group, and how many groups there are."""

    places: np.ndarray
    groups: np.ndarray
    count: int


def sums_by_kind(
    study: Study, horizon: Horizon, plain: PlainRule | None, who: Grouped, kind_of: np.ndarray, kinds: int
) -> Sums:
    """What the customers bring by their kind and group; ``kind_of`` gives the kind of each."""
    cells = kind_of.astype(np.int64) * who.count + who.groups
    summed, parts = _summed(study, horizon, plain, Grouped(who.places, cells, kinds * who.count))

    def laid(part: np.ndarray) -> np.ndarray:
        return part.reshape(kinds, who.count)

    return Sums({name: laid(part) for name, part in summed.items()}, None if parts is None else parts.mapped(laid))


def totals_of_groups(study: Study, horizon: Horizon, plain: PlainRule | None, who: Grouped) -> Totals:
    """What the customers bring, by their groups and together; the parts are read once for both."""
    return totals_of_sums(study, *_summed(study, horizon, plain, who))


def totals_of_sums(study: Study, summed: Mapping[str, np.ndarray], parts: Worths | None) -> Totals:
    """The totals of sums by group, and of them all."""
    whole = {name: np.array([part.sum()]) for name, part in summed.items()}
    return Totals(_totals(study, summed, parts), _totals(study, whole, None if parts is None else sums_of_all(parts)))


def _summed(
    study: Study, horizon: Horizon, plain: PlainRule | None, who: Grouped
) -> tuple[Mapping[str, np.ndarray], Worths | None]:
    every = ahead(study, horizon, plain)
    names = SUMMED if every.worths is None else ("expected_purchases", "probability_active")
    summed = {
        name: np.bincount(who.groups, weights=every.futures[name].to_numpy()[who.places], minlength=who.count)
        for name in names
    }
    summed["n"] = np.bincount(who.groups, minlength=who.count)
    return summed, None if every.worths is None else sums_of_groups(every.worths, who.groups, who.count, who.places)


def _totals(study: Study, summed: Mapping[str, np.ndarray], parts: Worths | None) -> pd.DataFrame:
    """Sums with their intervals; ``parts`` are those of a model, none by the plain formula."""
    if parts is not None and study.fit is not None:
        value, low, high, _ = reach_of(parts, study.fit, study.spending, study.backtest_error)
    else:
        value, (low, high) = summed["value"], widened(summed, study.backtest_error)
        low, high = moved_apart(value, low, high, summed["margin_variance"])
    return pd.DataFrame(
        {
            "n": summed["n"],
            "value": value,
            "low": low,
            "high": high,
            "expected_purchases": summed["expected_purchases"],
            "active": summed["probability_active"],
        }
    )


def totals_of_segment(
    workspace: Workspace,
    filters: Filters,
    study: Study,
    horizon: Horizon,
    plain: PlainRule | None,
    by: str,
    count: int,
) -> Totals:
    """As :func:`totals_of_groups` of the reader's segment and grouping, kept.

    What every kind of customer brings is added up once, so that another segment of kinds is a sum of few numbers.
    """

    def made() -> Totals:
        segment = segment_of(workspace, filters)
        chosen = filters if segment.kinds is None else filters.of_everybody()
        places, groups, _ = chosen_places(workspace, chosen, study, by)
        who = Grouped(places, groups, count)
        if segment.kinds is None:
            return totals_of_groups(study, horizon, plain, who)
        kinds = kinds_of(workspace)
        every = _kept_sums.of(
            (study, horizon, plain, by),
            lambda: sums_by_kind(
                study, horizon, plain, who, kinds.number_of[study.base.keys[places]], kinds.combinations.num_rows
            ),
        )
        return totals_of_sums(study, *every.of_kinds(segment.kinds))

    return _kept_totals.of((study, horizon, plain, filters.segment, by), made)


@dataclass(frozen=True)
class Members:
    """The reader's customers: places in the study, the number of each one's group among all groups, and what was asked."""

    places: np.ndarray
    groups: np.ndarray
    queries: tuple[Query, ...]

    def __len__(self) -> int:
        return 1 + len(self.places)


_kept_members: Kept[Members] = Kept(2 * MOST_AHEAD_KEPT)


def chosen_places(
    workspace: Workspace, filters: Filters, study: Study, by: str
) -> tuple[np.ndarray, np.ndarray, tuple[Query, ...]]:
    """Places in the study of the reader's customers, and the number of each one's group among all groups; found once."""
    members = _kept_members.of((study, by, filters.segment), lambda: _members(workspace, filters, study, by))
    return members.places, members.groups, members.queries


def _members(workspace: Workspace, filters: Filters, study: Study, by: str) -> Members:
    everybody = filters.of_everybody().parameters()
    known, ran = kept_rows(workspace, "value/clv_members", {**everybody, "by": by})
    groups = _kept_groups.of((study, by), lambda: _groups_of(study, known))
    segment = segment_of(workspace, filters)
    chosen = segment.among(study.base.keys)
    places = np.flatnonzero(groups >= 0 if chosen is None else (groups >= 0) & chosen).astype(np.int32)
    return Members(places, groups[places], (ran, *segment.queries))


def _groups_of(study: Study, members: pd.DataFrame) -> np.ndarray:
    """Number of the group of every customer of the study; −1 for one of whom no group is known."""
    keys, known = study.base.keys, members["customer_key"].to_numpy()
    if not len(known):
        return np.full(len(keys), -1, dtype=np.int32)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, members["number"].to_numpy()[at], -1).astype(np.int32)


def widened(summed: Mapping[str, np.ndarray], error: float) -> tuple[np.ndarray, np.ndarray]:
    """Totals of the plain formula: the range of its retention and the backtest's error, added as squares.

    Where nobody came back the value is nothing, and its range that of the retention alone. With a margin below zero the
    higher retention is the worse end.
    """
    reach = float(norm.ppf(0.5 + CONFIDENCE / 2)) * error
    is_loss = summed["with_high_retention"] < 0
    value, least, most = (np.abs(summed[name]) for name in ("value", "with_low_retention", "with_high_retention"))
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.where(value > 0, np.nan_to_num(value * np.exp(-np.hypot(np.log(value / least), reach))), least)
        above = np.where(value > 0, value * np.exp(np.hypot(np.log(most / value), reach)), most)
    return np.where(is_loss, -above, below), np.where(is_loss, -below, above)
