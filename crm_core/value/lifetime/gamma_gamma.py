"""Gamma–Gamma: what one purchase is worth, of customers whose mean spending differs; guarded where it cannot hold.

Peter S. Fader and Bruce G. S. Hardie, The Gamma-Gamma Model of Monetary Value, note 025, 2013. Assumes that spending
is independent of frequency, which is looked at, and a finite mean, so q > 1 is enforced. Where spending is constant,
or too few customers came back, everybody is given the mean, each own mean drawn towards it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.special import gammaln, polygamma, psi
from scipy.stats import norm

from crm_core.value.lifetime.fitting import Fit, fitted
from crm_core.value.lifetime.histories import Levels, levels

NAMES = ("p", "q", "gamma")
LEAST_Q = 1.01
BOUNDS = ((1e-3, 1e5), (LEAST_Q, 1e4), (1e-6, 1e9))
FEWEST = 50
CONSTANT = 1e-6
SHRINKAGE = 2.0
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spending:
    """One row per customer with repeat purchases of more than zero: how many, and their mean amount."""

    purchases: np.ndarray
    mean: np.ndarray
    counts: np.ndarray

    @cached_property
    def levels(self) -> Levels:
        return levels(self.purchases)

    @cached_property
    def total(self) -> np.ndarray:
        return self.purchases * self.mean

    @cached_property
    def customers_by_purchases(self) -> np.ndarray:
        """Customers of each level of purchases."""
        return np.bincount(self.levels.places, self.counts, len(self.levels.values))

    @cached_property
    def log_means(self) -> tuple[float, float]:
        """Sums over customers of the logarithm of the mean amount, and of that times purchases."""
        logs = self.log_mean * self.counts
        return float(logs.sum()), float(np.einsum("n,n->", self.purchases, logs))

    @cached_property
    def log_mean(self) -> np.ndarray:
        return np.log(self.mean)

    def sample(self, most: int) -> "Spending":
        """Evenly taken rows, at most about ``most`` of them."""
        step = -(-len(self.mean) // most)
        return self if step <= 1 else Spending(self.purchases[::step], self.mean[::step], self.counts[::step])


@dataclass(frozen=True)
class SpendFit:
    """How spending is expected of a customer. ``kind`` says by which way; ``fit`` is there for the model only.

    ``centre``: mean spending of a purchase over all customers. ``correlation``: of number and mean amount of purchases,
    with its 95 % interval; ``is_independent`` is False where it is clearly and noticeably away from zero.
    """

    kind: Literal["model", "constant", "shrunk mean", "none"]
    fit: Fit | None
    centre: float
    correlation: float
    correlation_low: float
    correlation_high: float
    zero_spenders: int

    @property
    def is_independent(self) -> bool:
        is_clear = self.correlation_low > 0 or self.correlation_high < 0
        return not (is_clear and abs(self.correlation) >= 0.1)

    def expected(self, purchases: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """Expected amount of a purchase of each customer; ``mean`` counts for nothing without repeat purchases."""
        if self.fit is not None:
            return self.conditional(self.fit.parameters, purchases, mean)
        known, own = _known(purchases, mean)
        weight = known / (known + SHRINKAGE)
        return weight * own + (1 - weight) * self.centre

    def conditional(self, parameters: np.ndarray, purchases: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """The model's expected amount under other parameters than the fitted ones."""
        return conditional_mean(parameters, *_known(purchases, mean))

    def parameters(self) -> np.ndarray:
        """p, q and gamma for predicting amounts; where there is no model, amounts as good as fixed."""
        if self.fit is not None:
            return self.fit.parameters
        return np.array([1e4, 1e4, max(self.centre, 1e-9) * (1e4 - 1) / 1e4])


def spend_fit(purchases: np.ndarray, mean: np.ndarray) -> SpendFit:
    """The model of spending that the customers bear; ``mean`` is over repeat purchases."""
    came_back = purchases > 0
    paid = came_back & (mean > 0)
    x, m = purchases[paid].astype(float), mean[paid].astype(float)
    zero = int(came_back.sum() - paid.sum())
    if not len(x):
        return SpendFit("none", None, 0.0, np.nan, np.nan, np.nan, zero)
    centre = float(m.mean())
    correlation = _correlation(x, m)
    if float(m.std()) <= CONSTANT * centre:
        return SpendFit("constant", None, centre, *correlation, zero)
    if len(x) < FEWEST:
        return SpendFit("shrunk mean", None, centre, *correlation, zero)
    found = fit(Spending(x, m, np.ones(len(x))))
    if not found.is_accepted or found.unidentified:
        return SpendFit("shrunk mean", None, centre, *correlation, zero)
    return SpendFit("model", found, population_mean(found.parameters), *correlation, zero)


def fit(rows: Spending) -> Fit:
    """The most likely p, q > 1 and gamma."""
    middle = float(np.median(rows.mean))
    starts = [(p, q, middle * (q - 1) / p + 1e-6) for p, q in ((2.0, 3.0), (8.0, 3.0), (1.0, 6.0))]
    return fitted(NAMES, terms, rows, starts, BOUNDS, totals)


def terms(parameters: np.ndarray, rows: Spending) -> tuple[np.ndarray, np.ndarray]:
    """Log-likelihood of the mean amounts, and its derivatives."""
    p, q, gamma = parameters
    x = rows.levels.values
    bought = p * x
    both, alone = psi(bought + q), psi(bought)
    log_all = np.log(gamma + rows.total)
    by_x = gammaln(bought + q) - gammaln(bought) - gammaln(q) + q * np.log(gamma) + bought * np.log(x)
    powers = rows.levels.spread(bought)
    values = rows.levels.spread(by_x) + (powers - 1) * rows.log_mean - (powers + q) * log_all
    scores = np.empty((3, len(values)))
    scores[0] = rows.levels.spread(x * (both - alone + np.log(x))) + rows.purchases * (rows.log_mean - log_all)
    scores[1] = rows.levels.spread(both - psi(q) + np.log(gamma)) - log_all
    scores[2] = q / gamma - (powers + q) / (gamma + rows.total)
    return values, scores


def totals(parameters: np.ndarray, rows: Spending) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood of all rows together, its slope and its second derivatives."""
    p, q, gamma = parameters
    x, customers, everybody = rows.levels.values, rows.customers_by_purchases, float(rows.counts.sum())
    bought = p * x
    all_amounts = gamma + rows.total
    log_all, share = np.log(all_amounts), rows.counts / all_amounts
    powers = p * rows.purchases + q
    logs, logs_of_all = rows.log_means, float(np.einsum("n,n->", rows.counts, log_all))
    weighted_logs = float(np.einsum("n,n,n->", rows.counts, rows.purchases, log_all))
    shares, weighted_shares = float(share.sum()), float(np.einsum("n,n->", share, rows.purchases))
    both, by_purchase = psi(bought + q), psi(bought + q) - psi(bought) + np.log(x)
    by_x = gammaln(bought + q) - gammaln(bought) - gammaln(q) + q * np.log(gamma) + bought * np.log(x)
    value = float(by_x @ customers) + p * logs[1] - logs[0] - p * weighted_logs - q * logs_of_all
    slope = np.array(
        [
            float((x * by_purchase) @ customers) + logs[1] - weighted_logs,
            float((both - psi(q) + np.log(gamma)) @ customers) - logs_of_all,
            everybody * q / gamma - p * weighted_shares - q * shares,
        ]
    )
    bend = np.empty((3, 3))
    bend[0, 0] = float((x**2 * (polygamma(1, bought + q) - polygamma(1, bought))) @ customers)
    bend[0, 1] = bend[1, 0] = float((x * polygamma(1, bought + q)) @ customers)
    bend[1, 1] = float((polygamma(1, bought + q) - polygamma(1, q)) @ customers)
    bend[0, 2] = bend[2, 0] = -weighted_shares
    bend[1, 2] = bend[2, 1] = everybody / gamma - shares
    bend[2, 2] = float(np.einsum("n,n->", powers, share / all_amounts)) - everybody * q / gamma**2
    return value, slope, bend


def population_mean(parameters: np.ndarray) -> float:
    """Mean amount of a purchase over all customers, p·gamma / (q − 1)."""
    p, q, gamma = parameters
    return float(p * gamma / (q - 1))


def conditional_mean(parameters: np.ndarray, purchases: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Expected amount of a purchase of somebody with so many repeat purchases of this mean amount."""
    p, q, gamma = parameters
    return p * (gamma + mean * purchases) / (p * purchases + q - 1)


def _known(purchases: np.ndarray, mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Repeat purchases that were paid for, and their mean amount."""
    known = np.where((purchases > 0) & (mean > 0), purchases, 0.0)
    return known, np.where(known > 0, mean, 0.0)


def _correlation(x: np.ndarray, m: np.ndarray) -> tuple[float, float, float]:
    """Pearson's correlation with Fisher's 95 % interval; nothing where one of the two never changes.

    Ranks would not do: the mean of one purchase has another middle than the mean of many, also where both are
    independent.
    """
    if len(x) < 4 or x.std() <= CONSTANT * x.mean() or m.std() <= CONSTANT * m.mean():
        return np.nan, np.nan, np.nan
    correlation = float(np.corrcoef(x, m)[0, 1])
    reach = float(norm.ppf(0.5 + CONFIDENCE / 2)) / np.sqrt(len(x) - 3)
    centre = np.arctanh(np.clip(correlation, -0.999999, 0.999999))
    return correlation, float(np.tanh(centre - reach)), float(np.tanh(centre + reach))
