"""Customers' moves between tiers from one date to another, beside the moves that chance alone would bring."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, Query, metric
from crm_core.filters import Filters
from crm_core.periods import Period, add_months, last_months
from crm_core.store import Kept, Workspace, kinds_of, segment_of
from crm_core.terms import TIERS
from crm_core.value.change import wilson
from crm_core.value.kept_values import chosen_among, shared_tiers_at_costs, shared_values
from crm_core.value.migration_measures import jaccard, kappa, moves, shorrocks, stability_index
from crm_core.value.missing_costs import NO_ROWS
from crm_core.value.standings import NOWHERE, Placing, placing, standings_of_mixed_years, tiers_at
from crm_core.value.tier_settings import MARGIN_SETTING, TierSettings, saved_tier_settings
from crm_core.value.values_placed import tiers_after
from crm_core.value.years import MONTHS, before, named_day, year_up_to
from crm_core.words import mark

FEWEST = 30
ENDS = (*TIERS, "none")
NOT_COVERED = Note(
    mark(
        "The data do not reach back to the twelve months before the earlier date, so the earlier tiers rest on fewer months."
    ),
    level="warning",
)
NOTHING_TO_DOUBLE = Note(
    mark(
        "No cost to serve is known for this period, so half or double of it changes nothing. Interactions with costs, or unit costs "
        "in the settings, would make it measurable."
    ),
    level="warning",
)
COSTS_TRIED = {"half": 0.5, "double": 2.0}
NOT_HELD = Note(
    mark(
        "The data do not reach back two years before the earlier date, so its tiers are taken by that year alone: none is "
        "held and no loss confirmed by the year before."
    )
)
MOST_MADE_UP_KEPT, MOST_COUNTS_KEPT = 10_000_000, 10_000_000


@dataclass(frozen=True)
class MadeUp:
    """Places of all customers, by key, in two years mixed of two real ones."""

    before: np.ndarray
    after: np.ndarray

    def __len__(self) -> int:
        return len(self.before) + len(self.after)


@dataclass(frozen=True)
class Moved:
    """Customers by tier before and after, as they moved and as chance alone would have moved them."""

    counts: np.ndarray
    drift: np.ndarray

    def __len__(self) -> int:
        return self.counts.size + self.drift.size

    def of_kinds(self, kinds: np.ndarray | None) -> "Moved":
        """Of counts by kind of customer, those of some kinds together; of all where none are named."""
        chosen = slice(None) if kinds is None else kinds
        return Moved(self.counts[chosen].sum(axis=0), self.drift[chosen].sum(axis=0))


_made_up: Kept[MadeUp] = Kept(MOST_MADE_UP_KEPT)
_by_kind: Kept[Moved] = Kept(MOST_COUNTS_KEPT)


@metric(rows_behind="value/value_lines", compares=False)
def tier_migration(workspace: Workspace, filters: Filters, earlier: str = "", later: str = "") -> Answer:
    """Where the customers of each value tier stood at a later date, beside what chance alone would have moved.

    Formula: Tier at a date = tier of tier_summary over the year up to it, by today's settings; earlier and later are days
        (2025-06-15) or months (2025-06) at whose end the tiers are taken, else the end of the period and a year before. Share = of the
        customers of a tier at the earlier date, those in each tier at the later one, with a Wilson interval; hidden
        below 30. Drift = the same share between two made-up years: for each customer and calendar month a coin decides
        which of the two years' months goes to which. No row later = lost. Shorrocks, kappa and Jaccard of the counts.
    Unit: Customers; shares from 0 to 1.
    Grain: One row per tier before and tier after; n is the customers with a tier at the earlier date.
    Source: Anthony F. Shorrocks, The Measurement of Mobility, 1978; Jacob Cohen, A Coefficient of Agreement, 1960; drift
        by permutation after Ronald A. Fisher, The Design of Experiments, 1935.
    """
    as_of = workspace.state().as_of or filters.period.end
    last = last_months(min(filters.period.end, as_of), MONTHS)
    named = [named_day(text, as_of) for text in (later, earlier)]
    usual = (last, last_months_before(last, MONTHS))
    ends = sorted((year_up_to(day) if day else year for day, year in zip(named, usual, strict=True)), key=_end_of)
    settings = saved_tier_settings(workspace)
    values = [tiers_at(workspace, period, settings) for period in ends]
    moved, asked = _moved(workspace, filters, (ends[0], ends[1]), (values[0], values[1]), settings)
    counts, n = moved.counts, int(moved.counts.sum())
    drift = moved.drift if n else None
    rows = migration_rows(counts, drift) if n else migration_rows(counts, None).head(0)
    notes = () if _reaches_back(workspace, ends[0]) else (NOT_COVERED,) if len(rows) else (NO_ROWS,)
    if len(rows) and not _reaches_back(workspace, before(ends[0])):
        notes = (*notes, NOT_HELD)
    mixes = [np.bincount(value.by_key, minlength=len(ENDS))[: len(TIERS)].astype(float) for value in values]
    totals = {
        "earlier": ends[0].end,
        "later": ends[1].end,
        **_measures(counts),
        "stability_index": stability_index(*mixes),
        "drift": None if drift is None else _measures(drift),
        "new_customers": int((_at_keys(values[0].by_key, values[1].keys) == NOWHERE).sum()),
    }  # fmt: skip
    queries = (*values[0].queries, *values[1].queries, *asked)
    return Answer("tier_migration", rows, queries, as_of, n, notes, totals)


@metric(rows_behind="value/value_lines", compares=False)
def cost_sensitivity(workspace: Workspace, filters: Filters) -> Answer:
    """How many customers of each tier would stand in another one if serving them cost half or double.

    Formula: Tiers as in tier_summary with half and double the cost factor; cost-sensitive = another tier in either.
    Unit: Customers; shares from 0 to 1.
    Grain: One row per tier at the costs as they are; n is the customers.
    Source: Robert S. Kaplan and V. G. Narayanan, Measuring and Managing Customer Profitability, 2001.
    """
    settings = saved_tier_settings(workspace)
    values = shared_values(workspace, filters.period, settings)
    chosen = chosen_among(workspace, filters, values)
    own = chosen.of(values.tier_places)
    at_costs = shared_tiers_at_costs(workspace, filters.period, values, tuple(COSTS_TRIED.values()))
    moved = {name: chosen.of(at_costs[factor]) != own for name, factor in COSTS_TRIED.items()}
    counted = np.bincount(own, minlength=len(TIERS))
    by = {name: np.bincount(own, weights=flags, minlength=len(TIERS)) for name, flags in moved.items()}
    either = np.bincount(own, weights=moved["half"] | moved["double"], minlength=len(TIERS))
    low, high = wilson(either, counted)
    rows = pd.DataFrame(
        {
            "tier": list(TIERS),
            "customers": counted,
            "moves_at_half": by["half"].astype("int64"),
            "moves_at_double": by["double"].astype("int64"),
            "cost_sensitive": either.astype("int64"),
            "share": either / np.where(counted > 0, counted, np.nan),
            "low": low,
            "high": high,
        }
    )
    notes = () if len(own) else (NO_ROWS,)
    if len(own) and not values.customers[["contact_cost", "handling_cost"]].to_numpy(float).any():
        notes = (NOTHING_TO_DOUBLE,)
    as_of = workspace.state().as_of or filters.period.end
    queries = (*values.queries, *chosen.queries)
    return Answer("cost_sensitivity", rows if len(own) else rows.head(0), queries, as_of, len(own), notes,
                  {"cost_sensitive": int(either.sum())})  # fmt: skip


def _end_of(period: Period) -> date:
    return period.end


def _reaches_back(workspace: Workspace, period: Period) -> bool:
    """True where order lines reach back to the first month of the period."""
    with workspace.session() as session:
        first = (session.first("value/covered_months") or {}).get("first_month")
    return first is not None and first <= period.first_month


def last_months_before(later: Period, months_back: int) -> Period:
    """The twelve months that end so many months before the later ones."""
    end = add_months(later.first_month, MONTHS - months_back)
    return last_months(date.fromordinal(end.toordinal() - 1), MONTHS)


def migration_rows(counts: np.ndarray, drift: np.ndarray | None) -> pd.DataFrame:
    """One row per move; shares of tiers with fewer than 30 customers are hidden."""
    of_tier = np.repeat(counts.sum(axis=1), len(ENDS))
    found = counts.ravel()
    low, high = wilson(found, of_tier)
    by_chance = np.full(len(found), np.nan)
    if drift is not None:
        of_drift = np.repeat(drift.sum(axis=1), len(ENDS))
        by_chance = drift.ravel() / np.where(of_drift > 0, of_drift, np.nan)
    is_hidden = of_tier < FEWEST
    shares = {"share": found / np.where(of_tier > 0, of_tier, np.nan), "low": low, "high": high, "by_chance": by_chance}
    return pd.DataFrame(
        {
            "from_tier": np.repeat(TIERS, len(ENDS)),
            "to_tier": np.tile(ENDS, len(TIERS)),
            "customers": found,
            "from_customers": of_tier,
            **{name: np.where(is_hidden, np.nan, share) for name, share in shares.items()},
            "reading": np.where(is_hidden, "hidden", "full"),
        }
    )


def _moved(
    workspace: Workspace,
    filters: Filters,
    years: tuple[Period, Period],
    placings: tuple[Placing, Placing],
    settings: TierSettings,
) -> tuple[Moved, tuple[Query, ...]]:
    """Moves of the chosen customers with a tier at the earlier date.

    All customers are counted by kind once, so that another segment of kinds is a sum of few numbers.
    """
    segment = segment_of(workspace, filters)
    assumed = workspace.setting(MARGIN_SETTING)
    key = (str(workspace.path), workspace.state().build_id, *years, settings, assumed)

    def made_up() -> MadeUp:
        return _made_up.of(key, lambda: _mixed(workspace, years, settings))

    if segment.is_chosen is not None and segment.kinds is None:
        keys = placings[0].keys
        keys = keys[segment.among(keys)]
        return _counted(placings, made_up(), keys, np.zeros(len(keys), dtype=np.int64), 1).of_kinds(
            None
        ), segment.queries

    def by_kind() -> Moved:
        kinds, keys = kinds_of(workspace), placings[0].keys
        return _counted(placings, made_up(), keys, kinds.number_of[keys], kinds.combinations.num_rows)

    return _by_kind.of(key, by_kind).of_kinds(segment.kinds), segment.queries


def _counted(placings: tuple[Placing, Placing], made: MadeUp, keys: np.ndarray, kinds: np.ndarray, count: int) -> Moved:
    """Moves of these customers by their kind, and those of them who have a tier in the made-up years by chance."""
    was, by_chance = placings[0].by_key[keys], _at_keys(made.before, keys)
    there = by_chance < NOWHERE
    return Moved(
        _by_kinds(kinds, count, was, _at_keys(placings[1].by_key, keys)),
        _by_kinds(kinds[there], count, by_chance[there], _at_keys(made.after, keys)[there]),
    )


def _by_kinds(kinds: np.ndarray, count: int, was: np.ndarray, then: np.ndarray) -> np.ndarray:
    """Moves as tables by kind, one after the other."""
    rows = kinds.astype(np.int64) * len(TIERS) + was
    return moves(rows, then, count * len(TIERS), len(ENDS)).reshape(count, len(TIERS), len(ENDS))


def _at_keys(by_key: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """The places of these keys; ``NOWHERE`` beyond the highest that is known."""
    return np.append(by_key, np.int8(NOWHERE))[np.minimum(keys, len(by_key))]


def _mixed(workspace: Workspace, years: tuple[Period, Period], settings: TierSettings) -> MadeUp:
    """Places in two made-up years that differ by chance alone."""
    first, second = standings_of_mixed_years(workspace, *years, settings)
    after = tiers_after(second, first).places
    return MadeUp(placing(first.keys, first.tier_places).by_key, placing(second.keys, after).by_key)


def _measures(counts: np.ndarray) -> dict[str, Any]:
    """Figures of one table of moves."""
    stayed = float(np.trace(counts[:, : len(TIERS)]))
    return {
        "stayed_share": stayed / counts.sum() if counts.sum() else None,
        "shorrocks": shorrocks(counts),
        "kappa": kappa(counts),
        "mvc_jaccard": jaccard(counts, TIERS.index("mvc")),
    }
