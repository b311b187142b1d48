"""Values of the customers of one study under the reader's horizon: by the model, or by the plain formula."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from crm_core.answers import Note, Query
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.periods import add_months, month_start, months_between
from crm_core.store import Workspace
from crm_core.value.clv_study import DAYS, Study
from crm_core.value.keeping import Kept
from crm_core.value.kept_rows import kept_rows
from crm_core.value.lifetime.interval import plain_interval, value_interval
from crm_core.value.lifetime.plain import kept_share, plain_multiple
from crm_core.value.lifetime.worth import (
    CONFIDENCE,
    WEEKS_A_YEAR,
    Horizon,
    Worths,
    discounted_purchases,
    reach_of,
    sums_of_all,
    sums_of_groups,
    weeks_to_next,
    worths,
)
from crm_core.value.missing_costs import cost_notes
from crm_core.value.ranking import chosen_first
from crm_core.value.segment import kinds_of, segment_of
from crm_core.value.tier_settings import MARGIN_SETTING
from crm_core.words import mark

YEARS, DISCOUNT = 1.0, 0.10
BOUNDS = {"years": (0.1, 20.0), "discount": (-0.5, 5.0), "margin": (-1.0, 1.0)}
MONTHS_COMPARED = 12
LONGEST_WAIT = 520.0
ROWS_AT_ONCE = 1_000
MOST_AHEAD_KEPT = 6_000_000
MOST_INTERVALS_KEPT = 100_000
MOST_TOTALS_KEPT, MOST_SUMS_KEPT = 10_000, 200_000


@dataclass(frozen=True)
class Assumptions:
    """How value is counted: years ahead, yearly discount, margin after returns, goods, contacts and handling."""

    horizon: Horizon
    years: float
    is_margin_given: bool
    notes: tuple[Note, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True)
class PlainRule:
    """The plain formula's parts: share of customers kept from year to year with its interval, and the multiples."""

    kept: tuple[float, float, float]
    multiples: tuple[float, float, float]
    customers: int


def assumptions(
    workspace: Workspace, study: Study, years: float | None, discount: float | None, margin: float | None
) -> Assumptions:
    """The reader's numbers, or ours in their place; a number beyond sense is a :class:`QuestionFault`."""
    given = {"years": years, "discount": discount, "margin": margin}
    for name, (low, high) in BOUNDS.items():
        number = given[name]
        if number is not None and not low <= number <= high:
            raise QuestionFault(
                mark("The option “{name}” must lie between {low} and {high}; it was {value}."),
                name=name,
                low=low,
                high=high,
                value=str(number),
            )
    span = YEARS if years is None else float(years)
    rate = DISCOUNT if discount is None else float(discount)
    sums, ran = kept_rows(workspace, "value/clv_margin", {"until": study.base.until})
    assumed = workspace.setting(MARGIN_SETTING)
    share = margin_share(sums, assumed) if margin is None else float(margin)
    notes = cost_notes(sums, assumed) if margin is None else ()
    return Assumptions(Horizon(span * WEEKS_A_YEAR, rate, share), span, margin is not None, notes, (ran,))


def margin_share(sums: pd.DataFrame, assumed_margin_rate: float | None) -> float:
    """What is left of one unit of sales after returns, goods, contacts and order handling; 1 where nothing is known."""
    row = sums.iloc[0]
    sales = float(row["revenue"] - row["returned"])
    if sales <= 0:
        return 1.0
    assumed_cost = 0.0 if assumed_margin_rate is None else 1.0 - assumed_margin_rate
    goods = row["known_cost"] + assumed_cost * row["uncosted_revenue"]
    return float((row["revenue"] - goods - row["contact_cost"] - row["handling_cost"]) / sales)


def plain_rule(workspace: Workspace, study: Study, horizon: Horizon, years: float) -> tuple[PlainRule, Query]:
    """Retention of the last two equal spans of at most a year, turned into a yearly rate."""
    until = month_start(study.base.until)
    first = month_start(workspace.state().first_day or study.base.until)
    months = max(1, min(MONTHS_COMPARED, (months_between(first, until) + 1) // 2))
    middle = add_months(until, 1 - months)
    begin = add_months(middle, -months)
    counted, ran = workspace.ask("value/clv_kept", {"begin": begin, "middle": middle, "until": study.base.until})
    customers, came_back = int(counted["customers"].iloc[0]), int(counted["came_back"].iloc[0])
    low_end, high_end = 0.0, 0.9999
    share, low, high = (
        float(np.clip(kept, low_end, high_end)) ** (MONTHS_COMPARED / months)
        for kept in kept_share(came_back, customers)
    )
    multiples = [float(plain_multiple(kept, horizon.discount, years)) for kept in (share, low, high)]
    return PlainRule((share, low, high), (multiples[0], multiples[1], multiples[2]), customers), ran


def yearly_spending(study: Study) -> np.ndarray:
    """All that a customer spent by the years of its age, at least one: the plain formula's past."""
    return study.base.spent / years_seen(study.base.rows.age)


def years_seen(age: np.ndarray) -> np.ndarray:
    """Years since the first purchase, at least one."""
    return np.maximum(age / WEEKS_A_YEAR, 1.0)


@dataclass(frozen=True)
class Ahead:
    """What every customer of a study will bring under one horizon, in the order of the study's keys.

    ``futures`` has one row per customer: probability to be a customer, purchases, amount of one, and value; NaN where
    not said. ``worths`` are the parts of totals; None by the plain formula.
    """

    futures: pd.DataFrame
    worths: Worths | None

    def __len__(self) -> int:
        return len(self.futures)

    @cached_property
    def best_first(self) -> np.ndarray:
        """Places of the customers by value, the highest first; equal ones as they stand."""
        return np.argsort(-self.futures["value"].to_numpy(), kind="stable").astype(np.int32)

    def best_of(self, places: np.ndarray, at_most: int | None) -> np.ndarray:
        """The first of these places by value."""
        is_chosen = np.zeros(len(self), dtype=bool)
        is_chosen[places] = True
        return chosen_first(self.best_first, is_chosen, at_most)


@dataclass(frozen=True)
class Listed:
    """Lower and upper bounds of the values of customers that some list has shown, by place in the study."""

    bounds: dict[int, tuple[float, float]] = field(default_factory=dict)

    def __len__(self) -> int:
        return 1 + len(self.bounds)


_kept_ahead: Kept[Ahead] = Kept(MOST_AHEAD_KEPT)
_kept_groups: Kept[np.ndarray] = Kept(4 * MOST_AHEAD_KEPT)
_kept_intervals: Kept[Listed] = Kept(MOST_INTERVALS_KEPT)


def ahead(study: Study, horizon: Horizon, plain: PlainRule | None) -> Ahead:
    """What all customers of the study will bring: worked out once for each horizon, whatever segment is looked at."""

    def made() -> Ahead:
        futures = _futures(study, horizon, plain)
        if study.model is None or study.fit is None:
            return Ahead(futures, None)
        base = study.base
        parts = worths(study.model, study.fit, study.spending, base.rows, base.own_mean, horizon, study.living)
        return Ahead(futures, parts)

    return _kept_ahead.of((study, horizon, plain), made)


def _futures(study: Study, horizon: Horizon, plain: PlainRule | None) -> pd.DataFrame:
    """One row per customer of the study."""
    rows, own = study.base.rows, study.base.own_mean
    if study.model is None or study.fit is None:
        factor = plain.multiples if plain else (0.0, 0.0, 0.0)
        spending = yearly_spending(study)
        yearly = (rows.purchases + 1) / years_seen(rows.age)
        return pd.DataFrame(
            {
                "probability_active": np.nan,
                "expected_purchases": yearly * factor[0],
                "expected_amount": spending / yearly,
                "value": spending * factor[0] * horizon.margin,
                "with_low_retention": spending * factor[1] * horizon.margin,
                "with_high_retention": spending * factor[2] * horizon.margin,
                "weeks_to_next": np.nan,
            }
        )
    parameters = study.fit.parameters
    amount = study.spending.expected(rows.purchases, own)
    wait = weeks_to_next(parameters, rows)
    x, age, pairs = rows.pairs
    return pd.DataFrame(
        {
            "probability_active": study.alive,
            "expected_purchases": study.alive * study.model.expected_if_alive(parameters, x, age, horizon.weeks)[pairs],
            "expected_amount": amount,
            "value": discounted_purchases(study.model, parameters, rows, horizon, study.alive)
            * amount
            * horizon.margin,
            "weeks_to_next": np.where(wait <= LONGEST_WAIT, wait, np.nan),
        }
    )


def customer_intervals(
    study: Study, horizon: Horizon, plain: PlainRule | None, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """90 % interval of each value, by the model or by the plain formula; kept for each customer that was ever listed."""
    known = _kept_intervals.of((study, horizon, plain), Listed)
    unknown = np.array([place for place in places.tolist() if place not in known.bounds], dtype=np.int64)
    if len(unknown):
        low, high = _intervals(study, horizon, plain, unknown)
        known.bounds.update(zip(unknown.tolist(), zip(low.tolist(), high.tolist(), strict=True), strict=True))
    found = np.array([known.bounds[place] for place in places.tolist()], dtype=float).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _intervals(
    study: Study, horizon: Horizon, plain: PlainRule | None, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Customers of like purchases are worked out together."""
    base = study.base
    low, high = np.zeros(len(places)), np.zeros(len(places))
    ranked = np.argsort(base.rows.purchases[places], kind="stable")
    for start in range(0, len(ranked), ROWS_AT_ONCE):
        part = ranked[start : start + ROWS_AT_ONCE]
        rows, at = base.rows.taken(places[part]), places[part]
        if study.model is not None and study.fit is not None:
            low[part], high[part] = value_interval(
                study.model, study.fit.parameters, study.spending, rows, base.own_mean[at], horizon
            )
        elif plain is not None:
            low[part], high[part] = _apart(
                plain_interval(
                    rows.purchases + 1, years_seen(rows.age), base.spent[at], study.spending, plain.kept[0], horizon
                ),
                study.backtest_error,
            )
    return low, high


def _apart(bounds: tuple[np.ndarray, np.ndarray], error: float) -> tuple[np.ndarray, np.ndarray]:
    """Both bounds moved away from each other by the error that the backtest showed."""
    factor = np.exp(float(norm.ppf(0.5 + CONFIDENCE / 2)) * error)
    low, high = bounds
    return np.where(low < 0, low * factor, low / factor), np.where(high < 0, high / factor, high * factor)


@dataclass(frozen=True)
class Totals:
    """One row per group, and one of them all: customers, value with its 90 % interval, purchases expected, still active."""

    groups: pd.DataFrame
    whole: pd.DataFrame

    def __len__(self) -> int:
        return len(self.groups) + 1


_kept_totals: Kept[Totals] = Kept(MOST_TOTALS_KEPT)
_kept_sums: "Kept[Sums]" = Kept(MOST_SUMS_KEPT)
SUMMED = ("value", "with_low_retention", "with_high_retention", "expected_purchases", "probability_active")


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

        return {name: added(part) for name, part in self.summed.items()}, mapped(self.parts, added)


def mapped(parts: Worths | None, made: Callable[[np.ndarray], np.ndarray]) -> Worths | None:
    """The parts with something made of each of their arrays."""
    if parts is None:
        return None
    slopes, spending_slopes = (tuple(map(made, of)) for of in (parts.slopes, parts.spending_slopes))
    return Worths(made(parts.value), made(parts.variance), slopes, spending_slopes)


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

    return Sums({name: laid(part) for name, part in summed.items()}, mapped(parts, laid))


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
        value, (low, high) = summed["value"], _widened(summed, study.backtest_error)
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


def days_ahead(until: Any, weeks: pd.Series) -> pd.Series:
    """The day so many weeks after ``until``; nothing where the wait is not known."""
    return pd.Timestamp(until) + pd.to_timedelta((weeks * DAYS).round(), unit="D")


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


def _widened(summed: Mapping[str, np.ndarray], error: float) -> tuple[np.ndarray, np.ndarray]:
    """Totals of the plain formula: the range of its retention and the backtest's error, added as squares.

    Where nobody came back the value is nothing, and its range that of the retention alone.
    """
    reach = float(norm.ppf(0.5 + CONFIDENCE / 2)) * error
    value, least, most = summed["value"], summed["with_low_retention"], summed["with_high_retention"]
    with np.errstate(divide="ignore", invalid="ignore"):
        below = value * np.exp(-np.hypot(np.log(value / least), reach))
        above = value * np.exp(np.hypot(np.log(most / value), reach))
    return np.where(value > 0, np.nan_to_num(below), least), np.where(value > 0, above, most)
