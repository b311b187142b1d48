"""What customers will bring: discounted purchases times spending times margin, with intervals of their totals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from crm_core.value.lifetime.fitting import Fit
from crm_core.value.lifetime.gamma_gamma import SpendFit
from crm_core.value.lifetime.histories import Histories
from crm_core.value.lifetime.timing import TimingModel

WEEKS_A_YEAR = 365.25 / 7
CONFIDENCE = 0.90
WIDEST = 50.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(5)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
SMALL_STEP = 1e-4
LEAST_TAIL = 2.05
KEPT = np.float32  # slopes of a million customers are kept for long, and only widths of intervals hang on them


@dataclass(frozen=True, eq=False)
class OwnMargins:
    """Margins of customers by ascending key, drawn towards the ``common`` one.

    ``unknown`` is the variance of a customer's true margin about this one, ``between`` that of all customers' true margins,
    and ``within`` that of the margin money of one unit of sales.
    """

    keys: np.ndarray
    share: np.ndarray
    common: float
    unknown: np.ndarray
    between: float
    within: float

    def __len__(self) -> int:
        return len(self.keys)

    def places(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where each key stands, and whether it does."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return at, self.keys[at] == keys

    def of(self, keys: np.ndarray, sales: np.ndarray, common: float) -> np.ndarray:
        """Margins of the customers, all moved alike so that of these sales together the common margin stays."""
        at, is_known = self.places(keys)
        shares = np.where(is_known, self.share[at], self.common)
        total = float(sales.sum())
        return shares + (common - float(sales @ shares) / total if total > 0 else 0.0)

    def variance(self, keys: np.ndarray, sales: np.ndarray) -> np.ndarray:
        """Variance of the margin money of these expected sales: of the margins themselves, and of what chance adds."""
        at, is_known = self.places(keys)
        return np.where(is_known, self.unknown[at], self.between) * sales**2 + self.within * sales


@dataclass(frozen=True)
class Horizon:
    """How the future is counted: weeks ahead, yearly discount, and the share of revenue that stays as margin.

    Where customers have margins of their own, ``margin`` is that of all together.
    """

    weeks: float
    discount: float
    margin: float
    own: OwnMargins | None = None

    @property
    def of_sales(self) -> "Horizon":
        """The same, counting sales and no margin."""
        return replace(self, margin=1.0, own=None)

    @property
    def years(self) -> float:
        """The weeks ahead as years."""
        return self.weeks / WEEKS_A_YEAR

    @property
    def rate(self) -> float:
        """Continuous discount rate of a week."""
        return float(np.log1p(self.discount) / WEEKS_A_YEAR)


def discounted_purchases(
    model: TimingModel, parameters: np.ndarray, rows: Histories, horizon: Horizon, living: np.ndarray | None = None
) -> np.ndarray:
    """Expected purchases within the horizon, each discounted from its moment.

    By parts: e^(−δH)·E(H) + δ·∫ e^(−δu)·E(u) du, the integral by five Gauss–Legendre nodes. ``living``: the probability
    to be still a customer, where it is known already.
    """
    x, age, places = rows.pairs
    rate, weeks = horizon.rate, horizon.weeks
    total = np.exp(-rate * weeks) * model.expected_if_alive(parameters, x, age, weeks)
    for node, weight in zip(NODES, WEIGHTS, strict=True) if rate else ():
        until = node * weeks
        total += weight * weeks * rate * np.exp(-rate * until) * model.expected_if_alive(parameters, x, age, until)
    return (model.alive(parameters, rows) if living is None else living) * total[places]


def weeks_to_next(parameters: np.ndarray, rows: Histories) -> np.ndarray:
    """Median weeks until the next purchase of somebody who is still a customer; rates are gamma(r + x, alpha + T)."""
    r, alpha = parameters[:2]
    with np.errstate(over="ignore"):
        return (alpha + rows.age) * np.expm1(np.log(2) / (r + rows.purchases))


@dataclass(frozen=True)
class Worths:
    """What each row adds to the total of its group, and to that total's variance.

    ``slopes`` are derivatives of the value by the parameters of buying, ``spending_slopes`` by those of amounts.
    ``losses`` are the parts of the value below zero; None where all have the sign of the total.
    """

    value: np.ndarray
    variance: np.ndarray
    slopes: tuple[np.ndarray, ...]
    spending_slopes: tuple[np.ndarray, ...]
    losses: np.ndarray | None = None

    def mapped(self, made: Callable[[np.ndarray], np.ndarray]) -> "Worths":
        """The same with something made of each array."""
        slopes, spending_slopes = (tuple(map(made, of)) for of in (self.slopes, self.spending_slopes))
        losses = None if self.losses is None else made(self.losses)
        return Worths(made(self.value), made(self.variance), slopes, spending_slopes, losses)

    def with_margins(self, shares: np.ndarray, variance: np.ndarray) -> "Worths":
        """Of parts that count sales: the customers' margins of them; ``variance`` is what the margins add."""

        def kept(part: np.ndarray) -> np.ndarray:
            return (part * shares).astype(part.dtype)

        money = self.mapped(kept)
        return replace(money, variance=self.variance * shares**2 + variance, losses=np.minimum(money.value, 0.0))


def nearby(fit: Fit) -> list[np.ndarray]:
    """The parameters, and after them the parameters with each one moved by a small step."""
    moved = []
    for place, parameter in enumerate(fit.parameters):
        moved.append(fit.parameters.copy())
        moved[-1][place] = parameter * (1 + SMALL_STEP)
    return [fit.parameters, *moved]


def worths(
    model: TimingModel,
    fit: Fit,
    spending: SpendFit,
    rows: Histories,
    own_mean: np.ndarray,
    horizon: Horizon,
    living: Sequence[np.ndarray] | None = None,
) -> Worths:
    """The rows' parts of every total that can be made of them: worked out once, summed as often as is asked.

    ``living``: for each of the ``nearby`` parameters the probability to be still a customer, where it is known already.
    """
    known = living or [model.alive(parameters, rows) for parameters in nearby(fit)]
    amount = spending.expected(rows.purchases, own_mean) * horizon.margin
    purchases, *moved = (
        discounted_purchases(model, parameters, rows, horizon, alive)
        for parameters, alive in zip(nearby(fit), known, strict=True)
    )
    slopes = tuple(
        ((there - purchases) * amount / (parameter * SMALL_STEP)).astype(KEPT)
        for there, parameter in zip(moved, fit.parameters, strict=True)
    )
    return Worths(
        value=purchases * amount,
        variance=value_variance(model, fit.parameters, spending, rows, own_mean, horizon, purchases, known[0]),
        slopes=slopes,
        spending_slopes=_spending_slopes(spending, rows, own_mean, horizon, purchases),
    )


def sums_of_groups(parts: Worths, groups: np.ndarray, group_count: int, places: np.ndarray | None = None) -> Worths:
    """The parts added up by group; ``groups`` are those of the rows at ``places``, or of all rows."""

    def summed(part: np.ndarray) -> np.ndarray:
        return np.bincount(groups, weights=part if places is None else part[places], minlength=group_count)

    return parts.mapped(summed)


def sums_of_all(parts: Worths) -> Worths:
    """The parts added up to one row."""

    def summed(part: np.ndarray) -> np.ndarray:
        return np.array([part.sum()])

    return parts.mapped(summed)


def reach_of(
    sums: Worths, fit: Fit, spending: SpendFit, backtest_error: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Value of each group, its 90 % interval, and the standard deviation without the backtest's share.

    Three sources add up: chance of the customers, error of the parameters (delta method with the sandwich), and the
    relative error that the backtest showed, which by itself bars narrow intervals for totals. A gain reaches further up than
    down, as its logarithm does as far either way; a loss further down.
    """
    totals, variance = sums.value, sums.variance
    variance = variance + np.einsum("ig,ij,jg->g", sums.slopes, fit.robust, sums.slopes)
    if spending.fit is not None:
        slopes = sums.spending_slopes
        variance = variance + np.einsum("ig,ij,jg->g", slopes, spending.fit.robust, slopes)
    wide = np.sqrt(variance + (totals * backtest_error) ** 2)
    losses = np.minimum(totals, 0.0) if sums.losses is None else sums.losses
    gains = totals - losses
    both = gains - losses
    reach = float(norm.ppf(0.5 + CONFIDENCE / 2)) * np.divide(wide, both, out=np.zeros_like(wide), where=both > 0)
    reach = np.minimum(reach, WIDEST)
    up, down = np.exp(reach), np.exp(-reach)
    return totals, gains * down + losses * up, gains * up + losses * down, np.sqrt(variance)


def value_variance(
    model: TimingModel,
    parameters: np.ndarray,
    spending: SpendFit,
    rows: Histories,
    own_mean: np.ndarray,
    horizon: Horizon,
    expected: np.ndarray,
    living: np.ndarray,
) -> np.ndarray:
    """Variance of each customer's value for given parameters: of the number of purchases and of their amounts.

    ``expected``: the discounted purchases; ``living``: the probability to be still a customer.
    """
    p, q, gamma = spending.parameters()
    paid = np.where(own_mean > 0, rows.purchases, 0.0)
    tail = np.maximum(q + p * paid, LEAST_TAIL)
    scale = gamma + np.where(paid > 0, own_mean * paid, 0.0)
    once = scale / (tail - 1)
    twice = scale**2 / ((tail - 1) * (tail - 2))
    x, age, places = rows.pairs
    plain = model.expected_if_alive(parameters, x, age, horizon.weeks)[places]
    shrunk = np.divide(expected, living * plain, out=np.ones_like(expected), where=living * plain > 0)
    pairs = model.pairs_if_alive(parameters, x, age, horizon.weeks)[places]
    squared = shrunk**2 * (living * pairs) + expected
    second = squared * p**2 * twice + expected * p * twice
    return horizon.margin**2 * np.maximum(second - (expected * p * once) ** 2, 0.0)


def _spending_slopes(
    spending: SpendFit, rows: Histories, own_mean: np.ndarray, horizon: Horizon, purchases: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Derivatives of each row's value by the parameters of the spending model; none where there is no such model."""
    if spending.fit is None:
        return ()
    slopes = []
    before = spending.expected(rows.purchases, own_mean)
    for place, parameter in enumerate(spending.fit.parameters):
        moved = spending.fit.parameters.copy()
        moved[place] = parameter * (1 + SMALL_STEP)
        change = (spending.conditional(moved, rows.purchases, own_mean) - before) * purchases * horizon.margin
        slopes.append((change / (parameter * SMALL_STEP)).astype(KEPT))
    return tuple(slopes)
