"""Interval of one customer's value: from the probabilities of its purchases and of their amounts, without simulation.

Given the parameters the future is the same model with updated parameters, so counts have exact probabilities, and the
amount of n purchases is a beta of the second kind.
"""

import numpy as np
from scipy.special import betainc, betaln, gammaln

from crm_core.value.lifetime.gamma_gamma import SpendFit
from crm_core.value.lifetime.histories import Histories
from crm_core.value.lifetime.plain import plain_multiple, years_reached
from crm_core.value.lifetime.timing import TimingModel
from crm_core.value.lifetime.worth import CONFIDENCE, Horizon, discounted_purchases

STEPS = 60
CLOSE = 1e-9
NEVER = 1e-13
MOST_NUMBERS = 400
MOST_CELLS = 2_000_000
DEVIATIONS = 8.0


def value_interval(
    model: TimingModel,
    parameters: np.ndarray,
    spending: SpendFit,
    rows: Histories,
    own_mean: np.ndarray,
    horizon: Horizon,
    confidence: float = CONFIDENCE,
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bound of each customer's value, for given parameters.

    P(value ≤ v) = Σₙ P(n purchases) · P(amount of n ≤ v), amounts of n purchases following s/(s + γ + m·x) ~ beta(p·n,
    q + p·x). Discounting enters as the mean discount of the customer's expected purchases.
    """
    if_alive = model.expected_if_alive(parameters, rows.purchases, rows.age, horizon.weeks)
    most = _most(if_alive, parameters[0] + rows.purchases)
    numbers, shares = _coarse(
        [model.counts(parameters, rows.taken(part), horizon.weeks, most) for part in _parts(len(rows.purchases), most)]
    )
    expected = model.expected(parameters, rows, horizon.weeks)
    discounted = discounted_purchases(model, parameters, rows, horizon)
    factor = np.divide(discounted, expected, out=np.ones(len(expected)), where=expected > 0)
    bounds = _amounts(numbers, shares, spending, rows.purchases, own_mean, confidence)
    return _in_order(*(bound * horizon.margin * factor for bound in bounds))


def plain_interval(
    bought: np.ndarray,
    years_seen: np.ndarray,
    spent: np.ndarray,
    spending: SpendFit,
    kept: float,
    horizon: Horizon,
    confidence: float = CONFIDENCE,
) -> tuple[np.ndarray, np.ndarray]:
    """As :func:`value_interval` by the plain formula: a customer reaches year t with probability keptᵗ and buys while it stays.

    Its purchases a year are gamma(``bought``, ``years_seen``), whose mean is the plain formula's own rate; amounts vary as
    the spending model says, or stay at the customer's mean where there is none.
    """
    years = horizon.years
    spans, reached = years_reached(kept, years)
    most = _most(bought / years_seen * years, bought)
    numbers, shares = _coarse(
        [_plain_counts(bought[part], years_seen[part], spans, reached, most) for part in _parts(len(bought), most)]
    )
    mean = spent / bought
    if spending.fit is None:
        sums = np.cumsum(shares, axis=1)
        bounds = [numbers[np.argmax(sums >= share - CLOSE, axis=1)] * mean for share in _ends(confidence)]
    else:
        bounds = _amounts(numbers, shares, spending, bought, mean, confidence)
    undiscounted = float(plain_multiple(kept, 0.0, years))
    factor = float(plain_multiple(kept, horizon.discount, years)) / undiscounted if undiscounted else 1.0
    return _in_order(*(bound * horizon.margin * factor for bound in bounds))


def _plain_counts(
    bought: np.ndarray, years_seen: np.ndarray, spans: np.ndarray, reached: np.ndarray, most: int
) -> np.ndarray:
    """Probabilities of 0 … ``most`` purchases (rows × counts): negative binomial in each span, weighted by the spans."""
    n, shape = np.arange(most + 1)[None, :], bought[:, None].astype(float)
    ways = gammaln(shape + n) - gammaln(shape) - gammaln(n + 1)
    counts = np.zeros(ways.shape)
    for span, share in zip(spans, reached, strict=True):
        if span == 0:
            counts[:, 0] += share
            continue
        of_span = (years_seen / (years_seen + span))[:, None]
        counts += share * np.exp(ways + shape * np.log(of_span) + n * np.log1p(-of_span))
    return counts


def _most(mean: np.ndarray, shape: np.ndarray) -> int:
    """A number of purchases that is as good as never passed, rates being gamma of this shape."""
    return int(np.ceil(np.max(mean + DEVIATIONS * np.sqrt(mean * (1 + mean / shape)) + 10, initial=10.0)))


def _parts(rows: int, most: int) -> list[np.ndarray]:
    """Places of the rows, so many at once that their counts stay small."""
    step = max(1, MOST_CELLS // (most + 1))
    return [np.arange(start, min(start + step, rows)) for start in range(0, rows, step)] or [np.arange(0)]


def _coarse(parts: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of purchases and their probabilities; where there are many, one number stands for its nearest neighbours."""
    width = -(-(parts[0].shape[1] - 1) // MOST_NUMBERS)
    starts = np.concatenate(([0], np.arange(1, parts[0].shape[1], width)))
    shares = np.concatenate([np.add.reduceat(part, starts, axis=1) for part in parts])
    last = int(np.max(np.flatnonzero(shares.max(axis=0, initial=0.0) > NEVER), initial=1))
    ends = np.append(starts[1:], parts[0].shape[1])
    return ((starts + ends - 1) / 2)[: last + 1], shares[:, : last + 1]


def _amounts(
    numbers: np.ndarray,
    shares: np.ndarray,
    spending: SpendFit,
    bought: np.ndarray,
    mean: np.ndarray,
    confidence: float,
) -> list[np.ndarray]:
    """Both bounds of what the purchases will amount to."""
    p, q, gamma = spending.parameters()
    paid = np.where(mean > 0, bought, 0.0)
    tail, scale = q + p * paid, gamma + np.where(paid > 0, mean * paid, 0.0)
    bounds = []
    for share in _ends(confidence):
        at = _quantile(shares, p * numbers[1:], tail, share)
        bounds.append(np.where(shares[:, 0] >= share, 0.0, scale * at / (1 - at)))
    return bounds


def _ends(confidence: float) -> tuple[float, float]:
    return (1 - confidence) / 2, (1 + confidence) / 2


def _in_order(low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The smaller bound first: with a margin below zero much buying is the worse end."""
    return np.minimum(low, high) + 0.0, np.maximum(low, high) + 0.0


def _quantile(counts: np.ndarray, shapes: np.ndarray, tail: np.ndarray, share: float) -> np.ndarray:
    """Where each row's mixture of beta distributions reaches the share: Newton's steps, halved where they leave the bracket."""
    low, high = np.zeros(len(tail)), np.ones(len(tail))
    at = np.full(len(tail), 0.5)
    logs = betaln(shapes, tail[:, None])
    open_rows = np.flatnonzero(counts[:, 0] < share)
    for _ in range(STEPS if len(open_rows) else 0):
        here, weights, most = at[open_rows], counts[open_rows, 1:], tail[open_rows]
        reached = counts[open_rows, 0] + np.sum(weights * betainc(shapes, most[:, None], here[:, None]), axis=1)
        dense = np.exp((shapes - 1) * np.log(here)[:, None] + ((most - 1) * np.log1p(-here))[:, None] - logs[open_rows])
        is_above = reached >= share
        high[open_rows] = np.where(is_above, here, high[open_rows])
        low[open_rows] = np.where(is_above, low[open_rows], here)
        with np.errstate(divide="ignore", invalid="ignore"):
            there = here - (reached - share) / np.sum(weights * dense, axis=1)
        below, above = low[open_rows], high[open_rows]
        there = np.where((there > below) & (there < above), there, (below + above) / 2)
        at[open_rows] = there
        open_rows = open_rows[np.abs(there - here) > CLOSE * np.minimum(there, 1 - there)]
        if not len(open_rows):
            break
    return at
