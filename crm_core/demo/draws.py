"""The chance of a world, drawn before its first month: traits of the customers and one uniform number per event.

Each number belongs to one customer and month, so that the same world can be lived with the programme forced on all,
on none, or as assigned (common random numbers, the specification of the scenarios). Refuses to know what happens in a month.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_core.demo.parameters import MEAN_SPEND, MONTHS, ORDERS_A_MONTH, Parameters

Floats = NDArray[np.floating]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_ORDERS_A_MONTH = 16
BASKET_SHAPE = 6.0
SPEND_SHAPE = 4.0


@dataclass(frozen=True)
class Draws:
    """Traits (one value a customer) and uniform numbers (months in rows, customers in columns).

    ``basket`` holds the size of each possible order over the customer's mean: order in month, month, customer.
    """

    acquired: Integers
    order_rate: Floats
    mean_spend: Floats
    contact_rate: Floats
    satisfaction: Floats
    dropout_logit: Floats
    margin_rate: Floats
    is_large: Flags
    hidden: Floats
    assignment: Floats
    orders: Floats
    complaints: Floats
    fast: Floats
    contacts: Floats
    dropout: Floats
    basket: Floats

    @property
    def customers(self) -> int:
        """Number of external customers."""
        return len(self.acquired)


def draw(levels: Parameters, generator: np.random.Generator) -> Draws:
    """Traits and uniform numbers of one scenario; the distributions are those of the specification of the scenarios.

    Spend is gamma-gamma: an order is Gamma(6, rate), the rate Gamma(4, scale), with a mean of 1,500 over all.
    """
    arrivals = np.r_[np.zeros(levels.base_customers), np.repeat(np.arange(1, MONTHS), levels.acquired_a_month)]
    count = len(arrivals)
    contact_shape = levels.contacts_shape
    dropout = np.log(levels.dropout / (1.0 - levels.dropout))

    def uniform() -> Floats:
        return generator.random((MONTHS, count))

    return Draws(
        acquired=arrivals.astype(np.int64),
        order_rate=generator.gamma(1.2, ORDERS_A_MONTH / 1.2, count),
        mean_spend=MEAN_SPEND * (SPEND_SHAPE - 1.0) / generator.gamma(SPEND_SHAPE, 1.0, count),
        contact_rate=generator.gamma(contact_shape, levels.contacts_a_month / contact_shape, count),
        satisfaction=levels.satisfaction + generator.normal(0.0, 8.0, count),
        dropout_logit=dropout + generator.normal(0.0, levels.dropout_spread, count),
        margin_rate=generator.beta(*levels.margin_beta, count),
        is_large=generator.random(count) < 0.2,
        hidden=generator.normal(0.0, 1.0, count),
        assignment=generator.random(count),
        orders=uniform(),
        complaints=uniform(),
        fast=uniform(),
        contacts=uniform(),
        dropout=uniform(),
        basket=generator.standard_gamma(BASKET_SHAPE, (MOST_ORDERS_A_MONTH, MONTHS, count)) / BASKET_SHAPE,
    )


def poisson_counts(uniform: Floats, rate: Floats) -> Integers:
    """Poisson numbers by inversion, so that one uniform number gives more events at a higher rate.

    >>> poisson_counts(np.array([0.1, 0.5, 0.99]), np.array([1.0, 1.0, 1.0])).tolist()
    [0, 1, 4]
    """
    counts = np.zeros(len(uniform), dtype=np.int64)
    chance = np.exp(-rate)
    reached = chance.copy()
    step = 0
    while step < 200 and np.any(uniform > reached):
        counts += uniform > reached
        step += 1
        chance = chance * rate / step
        reached = reached + chance
    return counts


def binomial_counts(uniform: Floats, trials: Integers, chance: float) -> Integers:
    """Binomial numbers by inversion, one uniform number each; never more than ``trials``.

    >>> binomial_counts(np.array([0.2, 0.5, 0.99]), np.array([2, 2, 2]), 0.5).tolist()
    [0, 1, 2]
    """
    counts = np.zeros(len(uniform), dtype=np.int64)
    mass = (1.0 - chance) ** trials
    reached = mass.copy()
    for step in range(int(trials.max(initial=0))):
        counts += uniform > reached
        mass = mass * np.maximum(trials - step, 0) / (step + 1) * chance / (1.0 - chance)
        reached = reached + mass
    return np.minimum(counts, trials)
