"""Values of the customers of one study under the reader's horizon: by the model, or by the plain formula."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from crm_core.store import Kept
from crm_core.value.clv_study import DAYS, Study
from crm_core.value.clv_terms import PlainRule
from crm_core.value.lifetime.fitting import Fit
from crm_core.value.lifetime.interval import plain_interval, value_interval
from crm_core.value.lifetime.timing import TimingModel
from crm_core.value.lifetime.worth import (
    CONFIDENCE,
    WEEKS_A_YEAR,
    Horizon,
    Worths,
    discounted_purchases,
    weeks_to_next,
    worths,
)
from crm_core.value.ranking import chosen_first

LONGEST_WAIT = 520.0
ROWS_AT_ONCE = 1_000
MOST_AHEAD_KEPT = 6_000_000
MOST_INTERVALS_KEPT = 100_000
MONEY = ("value", "with_low_retention", "with_high_retention")


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
    not said. ``worths`` are the parts of totals; None by the plain formula. ``margins`` are the customers' own margins and the
    variance that they add to the values; None where one holds for all.
    """

    futures: pd.DataFrame
    worths: Worths | None
    margins: tuple[np.ndarray, np.ndarray] | None = None

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
_kept_intervals: Kept[Listed] = Kept(MOST_INTERVALS_KEPT)


def ahead(study: Study, horizon: Horizon, plain: PlainRule | None) -> Ahead:
    """What all customers of the study will bring: worked out once for each horizon, whatever segment is looked at."""

    def made() -> Ahead:
        if horizon.own is None:
            return _ahead(study, horizon, plain)
        sales, keys = _ahead(study, horizon.of_sales, plain), study.base.keys
        expected = sales.futures["value"].to_numpy()
        shares = horizon.own.of(keys, expected, horizon.margin)
        return _with_margins(sales, shares, horizon.own.variance(keys, expected))

    return _kept_ahead.of((study, horizon, plain), made)


def _ahead(study: Study, horizon: Horizon, plain: PlainRule | None) -> Ahead:
    """One margin for all customers."""
    if study.model is None or study.fit is None:
        return Ahead(_plain_futures(study, horizon, plain), None)
    base, living = study.base, study.living()
    futures = _futures(study, study.model, study.fit, horizon, living[0])
    return Ahead(futures, worths(study.model, study.fit, study.spending, base.rows, base.own_mean, horizon, living))


def _with_margins(sales: Ahead, shares: np.ndarray, variance: np.ndarray) -> Ahead:
    """Of the sales ahead what each customer's own margin leaves, and how far chance moves that."""
    futures, parts = sales.futures, sales.worths
    money = {name: futures[name].to_numpy() * shares for name in MONEY if name in futures}
    if parts is None:
        money["margin_variance"] = variance
    return Ahead(
        futures.assign(**money), None if parts is None else parts.with_margins(shares, variance), (shares, variance)
    )


def _plain_futures(study: Study, horizon: Horizon, plain: PlainRule | None) -> pd.DataFrame:
    """One row per customer of the study, by the plain formula."""
    rows = study.base.rows
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
            "margin_variance": 0.0,
            "weeks_to_next": np.nan,
        }
    )


def _futures(study: Study, model: TimingModel, fit: Fit, horizon: Horizon, alive: np.ndarray) -> pd.DataFrame:
    """One row per customer of the study, by its model; ``alive`` is the probability to be still a customer."""
    rows, parameters = study.base.rows, fit.parameters
    amount = study.spending.expected(rows.purchases, study.base.own_mean)
    wait = weeks_to_next(parameters, rows)
    x, age, pairs = rows.pairs
    return pd.DataFrame(
        {
            "probability_active": alive,
            "expected_purchases": alive * model.expected_if_alive(parameters, x, age, horizon.weeks)[pairs],
            "expected_amount": amount,
            "value": discounted_purchases(model, parameters, rows, horizon, alive) * amount * horizon.margin,
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
    """Customers of like purchases are worked out together; what chance adds to own margins counts as squares."""
    every = ahead(study, horizon, plain)
    if every.margins is None:
        return _bounds(study, horizon, plain, places)
    low, high = _bounds(study, horizon.of_sales, plain, places)
    shares, variance = (part[places] for part in every.margins)
    ends, value = np.sort([low * shares, high * shares], axis=0), every.futures["value"].to_numpy()[places]
    return moved_apart(value, ends[0], ends[1], variance)


def moved_apart(
    value: np.ndarray, low: np.ndarray, high: np.ndarray, variance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Both ends moved away from the value by what one more source of chance adds, the two counted as squares."""
    reach = float(norm.ppf(0.5 + CONFIDENCE / 2)) * np.sqrt(variance)
    return value - np.hypot(value - low, reach), value + np.hypot(high - value, reach)


def _bounds(
    study: Study, horizon: Horizon, plain: PlainRule | None, places: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """With one margin for all."""
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


def days_ahead(until: Any, weeks: pd.Series) -> pd.Series:
    """The day so many weeks after ``until``; nothing where the wait is not known."""
    return pd.Timestamp(until) + pd.to_timedelta((weeks * DAYS).round(), unit="D")
