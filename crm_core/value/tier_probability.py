"""How sure a customer's tier is, given the noise of one period's margin: pure functions on arrays, our own design.

A customer's months are taken as draws of one habit, so the variance of their sum is months × variance of a month: what a
bootstrap over months (Efron 1979) would find, without its draws. The yearly level is then normal around the sum, and
the probability of a tier is the part of it between that tier's bounds. Potential and the other customers are taken as
they stand, and hysteresis is left out: a tier that is only held is rightly unsure.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtr

from crm_core.terms import TIERS
from crm_core.value.tier_settings import TierSettings
from crm_core.value.tiers import has_high_potential, high_potential_cut, is_most_valuable


def value_error(sums: pd.DataFrame, actual: np.ndarray, months: int, settings: TierSettings) -> np.ndarray:
    """Standard error of each customer's value: spread of its monthly revenue at its margin, of contacts and of handling.

    A single month says nothing of its spread; there, and for contacts, the sum of squares stands in (compound Poisson).
    """
    revenue, squares = sums["revenue"].to_numpy(float), sums["revenue_squares"].to_numpy(float)
    spread = np.maximum(squares - revenue**2 / months, 0.0) * months / (months - 1) if months > 1 else squares
    served = settings.cost_factor * (sums["contact_cost"].to_numpy(float) + sums["handling_cost"].to_numpy(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(revenue != 0, np.clip(np.abs((actual + served) / revenue), 0.0, 1.0), 1.0)
    orders, handling = sums["orders"].to_numpy(float), sums["handling_cost"].to_numpy(float)
    handled = np.divide(handling**2, orders, out=np.zeros(len(orders)), where=orders > 0)
    contacts = sums["contact_squares"].to_numpy(float)
    return np.sqrt(rate**2 * spread + settings.cost_factor**2 * (contacts + handled))


def tier_probabilities(
    actual: np.ndarray,
    potential: np.ndarray,
    error: np.ndarray,
    settings: TierSettings,
    was_below_zero: np.ndarray | None = None,
) -> np.ndarray:
    """One row per customer, one column per tier of ``TIERS``; every row adds up to 1.

    ``was_below_zero`` as in :func:`crm_core.value.tiers.tier_of`: where it forbids "below zero", that part is a migrator's.
    """
    best = actual[is_most_valuable(actual, settings)]
    floor = -settings.pi * potential
    ceiling = np.full(len(actual), best.min() if len(best) else np.inf)
    is_growable = has_high_potential(potential, settings, high_potential_cut(potential, settings))
    below, under = _below(floor, actual, error), _below(ceiling, actual, error)
    grown = np.where(is_growable, np.maximum(_below(np.minimum(potential, ceiling), actual, error) - below, 0.0), 0.0)
    counted = below if was_below_zero is None else np.where(was_below_zero, below, 0.0)
    parts = {"mvc": 1 - under, "mgc": grown, "bz": counted}
    parts["migrator"] = np.maximum(1 - sum(parts.values()), 0.0)
    return np.column_stack([parts[tier] for tier in TIERS]) if len(actual) else np.zeros((0, len(TIERS)))


def _below(bound: np.ndarray, actual: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Probability that the level lies below the bound; where nothing varies, whether the value does."""
    is_still = error <= 0
    distance = (bound - actual) / np.where(is_still, 1.0, error)
    return np.where(is_still, (actual < bound).astype(float), ndtr(distance))
