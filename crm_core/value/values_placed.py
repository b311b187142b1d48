"""Values with tiers that the period before confirms and holds, and how sure each tier is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from crm_core.periods import Period
from crm_core.store import Session
from crm_core.value.customer_values import CustomerValues
from crm_core.value.tier_probability import tier_probabilities, value_error
from crm_core.value.tier_settings import TierSettings
from crm_core.value.tiers import UNKNOWN, actual_value, is_below_zero, tier_places
from crm_core.value.values_read import values_at_once
from crm_core.value.years import before, months_in


class Judged(Protocol):
    """Customers of one period by key, ascending, with what their tier is judged by."""

    @property
    def keys(self) -> np.ndarray: ...
    @property
    def actual(self) -> np.ndarray: ...
    @property
    def potential(self) -> np.ndarray: ...
    @property
    def tier_places(self) -> np.ndarray: ...
    @property
    def settings(self) -> TierSettings: ...
    def __len__(self) -> int: ...


def values_of_period(
    session: Session, period: Period, settings: TierSettings, assumed_margin_rate: float | None
) -> CustomerValues:
    """Values and tiers of the period; the period before confirms "below zero" and holds tiers, where the data have it.

    Both are worked out side by side.
    """
    earlier_days = before(period)
    may_hang_on_it = settings.hysteresis > 0 or settings.bz_periods == 2
    has_before = may_hang_on_it and is_covered(session, earlier_days)
    with ThreadPoolExecutor(1) as worker:
        beside = (
            worker.submit(values_at_once, session, earlier_days, settings, assumed_margin_rate) if has_before else None
        )
        values = values_at_once(session, period, settings, assumed_margin_rate)
    if beside is not None and needs_period_before(values):
        values = placed_after(values, beside.result())
    return with_probability(values, months_in(period))


def tiers_at_costs(
    session: Session, period: Period, values: CustomerValues, factors: tuple[float, ...]
) -> dict[float, np.ndarray]:
    """Places in ``TIERS`` of the same customers where serving them costs so many times as much, by factor.

    Potentials do not hang on the costs of serving, so nothing but the period before is read again.
    """
    earlier_days = before(period)
    tried = {factor: _at_cost(values, factor) for factor in factors}
    earlier = None
    if any(needs_period_before(other) for other in tried.values()) and is_covered(session, earlier_days):
        earlier = values_at_once(session, earlier_days, values.settings, values.assumed_margin_rate)
    return {
        factor: (
            placed_after(other, _at_cost(earlier, factor)) if earlier and needs_period_before(other) else other
        ).tier_places
        for factor, other in tried.items()
    }


def _at_cost(values: CustomerValues, factor: float) -> CustomerValues:
    """The values where serving costs so many times as much, with tiers that no other period confirms."""
    settings = replace(values.settings, cost_factor=values.settings.cost_factor * factor)
    actual = actual_value(values.customers, values.assumed_margin_rate, settings)
    places = tier_places(actual, values.potential, settings)
    return replace(values, actual=actual, tier_places=places, settings=settings)


def needs_period_before(values: Judged) -> bool:
    """True where tiers are held or losses confirmed by the period before."""
    settings = values.settings
    if not len(values):
        return False
    if settings.hysteresis > 0:
        return True
    return settings.bz_periods == 2 and bool(is_below_zero(values.actual, values.potential, settings).any())


@dataclass(frozen=True)
class After:
    """Places in ``TIERS`` as the period before confirms and holds them, those by the period alone, and who is confirmed."""

    places: np.ndarray
    by_itself: np.ndarray
    is_confirmed: np.ndarray | None


def tiers_after(values: Judged, earlier: Judged) -> After:
    """Tiers of the period, which those of the period before confirm and hold."""
    settings, keys = values.settings, values.keys
    is_confirmed, then = None, np.full(1 + max(_highest(keys), _highest(earlier.keys)), UNKNOWN, dtype=np.int8)
    if settings.bz_periods == 2:
        may_be_below = np.ones(len(then), dtype=bool)
        may_be_below[earlier.keys] = is_below_zero(earlier.actual, earlier.potential, settings)
        is_confirmed = may_be_below[keys]
    then[earlier.keys] = earlier.tier_places
    by_itself = tier_places(values.actual, values.potential, settings, is_confirmed)
    after = tier_places(values.actual, values.potential, settings, is_confirmed, then[keys])
    return After(after, by_itself, is_confirmed)


def _highest(keys: np.ndarray) -> int:
    return int(keys[-1]) if len(keys) else 0


def placed_after(values: CustomerValues, earlier: CustomerValues) -> CustomerValues:
    """The values with tiers that those of the period before confirm and hold."""
    after = tiers_after(values, earlier)
    return replace(
        values,
        tier_places=after.places,
        is_held=after.places != after.by_itself,
        is_confirmed=after.is_confirmed,
        queries=earlier.queries + values.queries,
    )


def with_probability(values: CustomerValues, months: int) -> CustomerValues:
    """The values with how sure each tier is, given the noise of so many months."""
    error = value_error(values.customers, values.actual, months, values.settings)
    sure = tier_probabilities(values.actual, values.potential, error, values.settings, values.is_confirmed)
    own = np.take_along_axis(sure, values.tier_places[:, np.newaxis].astype(np.int64), axis=1)[:, 0]
    return replace(values, probability=own)


def is_covered(session: Session, period: Period) -> bool:
    """True where the order lines reach back to the first month of the period."""
    covered = session.first("value/covered_months") or {}
    return covered.get("first_month") is not None and covered["first_month"] <= period.first_month
