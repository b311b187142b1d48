"""Customers who buy and leave exactly as the Pareto/NBD model says, to try a lifetime-value model on known truth.

The pure mode of the specification of the scenarios (check c): Schmittlein, Morrison & Colombo, Counting Your Customers, 1987. Refuses
seasons, satisfaction and all else that the five scenarios have.
"""

import numpy as np
import pandas as pd


def pareto_nbd_customers(
    seed: int,
    customers: int = 4000,
    r: float = 0.8,
    alpha: float = 6.0,
    s: float = 0.6,
    beta: float = 12.0,
    weeks: tuple[float, float] = (60.0, 104.0),
) -> pd.DataFrame:
    """One row per customer: repeat orders ``x``, week of the last ``t_x``, weeks observed ``T``, and the true rates."""
    generator = np.random.default_rng(seed)
    order_rate = generator.gamma(r, 1.0 / alpha, customers)
    dropout_rate = generator.gamma(s, 1.0 / beta, customers)
    observed = generator.uniform(*weeks, customers)
    lifetime = generator.exponential(1.0, customers) / dropout_rate
    active = np.minimum(lifetime, observed)
    x = generator.poisson(order_rate * active)
    # The last of x points thrown evenly on (0, active) is active times the x-th root of a uniform number.
    t_x = np.where(x > 0, active * generator.random(customers) ** (1.0 / np.maximum(x, 1)), 0.0)
    return pd.DataFrame(
        {
            "x": x,
            "t_x": t_x,
            "T": observed,
            "order_rate": order_rate,
            "dropout_rate": dropout_rate,
            "is_alive": lifetime > observed,
        }
    )
