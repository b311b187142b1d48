"""Comparing like with like: overlap weights from a logistic propensity, balance, effective sizes, and AIPW beside it.

Arrays in, figures out. Refuses covariates with holes: whoever calls says what an unknown value means. Intervals come
from a bootstrap by customer of the whole pipeline; above MOST_RESAMPLED customers the same error is linearised, since
300 logistic fits of more rows, for each set of known outcomes, would take longer than any reader waits.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from scipy.stats import norm

REPEATS = 300
MOST_RESAMPLED = 3_000
SEED = 20261
RIDGE = 1e-6
STEPS, SMALLEST_STEP, SMALLEST_RESAMPLED_STEP = 40, 1e-8, 1e-4
Z = float(norm.ppf(0.975))


@dataclass(frozen=True)
class Effect:
    """A difference between two groups with its standard error; the interval is the normal one."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        return self.value - Z * self.error

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return self.value + Z * self.error

    @property
    def p_value(self) -> float:
        """Two-sided p; 1 where there is no error to judge by."""
        return float(2 * norm.sf(abs(self.value) / self.error)) if self.error > 0 else 1.0


@dataclass(frozen=True)
class Weighted:
    """Weights of every customer and what they lead to: one effect and two weighted means per outcome column."""

    propensity: np.ndarray
    weights: np.ndarray
    effects: tuple[Effect, ...]
    treated_means: tuple[float, ...]
    control_means: tuple[float, ...]


def design_of(covariates: np.ndarray) -> np.ndarray:
    """Covariates standardised, constant ones left out, with an intercept in front."""
    spread = covariates.std(axis=0)
    varying = spread > 0
    standard = (covariates[:, varying] - covariates[:, varying].mean(axis=0)) / spread[varying]
    return np.column_stack([np.ones(len(covariates)), standard])


def logistic(
    design: np.ndarray,
    treated: np.ndarray,
    counts: np.ndarray | None = None,
    start: np.ndarray | None = None,
    smallest_step: float = SMALLEST_STEP,
) -> np.ndarray:
    """Coefficients of a logistic regression by Newton's method; ``counts`` says how often each row is drawn."""
    drawn = np.ones(len(design)) if counts is None else counts
    coefficients = np.zeros(design.shape[1]) if start is None else start.copy()
    ridge = RIDGE * drawn.sum() * np.eye(design.shape[1])
    for _ in range(STEPS):
        chance = expit(design @ coefficients)
        gradient = design.T @ (drawn * (treated - chance)) - ridge @ coefficients
        curvature = (design * (drawn * chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        coefficients = coefficients + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < smallest_step:
            break
    return coefficients


def overlap_weights(propensity: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """Weight of each customer: the chance of having been in the other group (Li, Morgan & Zaslavsky 2018)."""
    return np.where(treated, 1 - propensity, propensity)


def overlap_effects(treated: np.ndarray, covariates: np.ndarray, outcomes: np.ndarray) -> Weighted:
    """Weighted differences of all outcome columns among the customers who could have been in either group."""
    is_treated = treated.astype(bool)
    design = design_of(covariates)
    coefficients = logistic(design, is_treated)
    propensity = expit(design @ coefficients)
    weights = overlap_weights(propensity, is_treated)
    ones, zeros = _means(outcomes, weights, is_treated)
    if len(treated) <= MOST_RESAMPLED:
        errors = _resampled(design, is_treated, outcomes, coefficients)
    else:
        errors = linearised_errors(design, is_treated, outcomes, propensity, weights, ones, zeros)
    effects = tuple(Effect(float(value), float(error)) for value, error in zip(ones - zeros, errors, strict=True))
    return Weighted(propensity, weights, effects, tuple(ones.tolist()), tuple(zeros.tolist()))


def linearised_errors(
    design: np.ndarray,
    is_treated: np.ndarray,
    outcomes: np.ndarray,
    propensity: np.ndarray,
    weights: np.ndarray,
    ones: np.ndarray,
    zeros: np.ndarray,
) -> np.ndarray:
    """Standard errors by the influence of each customer on the weighted difference, the fitted propensity included."""
    variance = propensity * (1 - propensity)
    information = (design * variance[:, None]).T @ design + RIDGE * len(design) * np.eye(design.shape[1])
    scores = np.linalg.solve(information, (design * (is_treated - propensity)[:, None]).T).T
    influence = np.zeros(outcomes.shape)
    for group, means, sign, slope in ((is_treated, ones, 1.0, -variance), (~is_treated, zeros, -1.0, variance)):
        apart = np.where(group[:, None], outcomes - means, 0.0)
        total = weights[group].sum()
        moved = (design.T @ (apart * slope[:, None])) / total
        influence += sign * (apart * weights[:, None] / total + scores @ moved)
    return np.sqrt((influence**2).sum(axis=0))


def mean_differences(covariates: np.ndarray, is_treated: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Standardised mean difference of each covariate under the weights; the scale is that of the unweighted groups."""
    ones, zeros = _means(covariates, weights, is_treated)
    spread = np.sqrt((covariates[is_treated].var(axis=0) + covariates[~is_treated].var(axis=0)) / 2)
    return np.where(spread > 0, (ones - zeros) / np.where(spread > 0, spread, 1.0), 0.0)


def effective_size(weights: np.ndarray) -> float:
    """Customers that the weighted group is worth: (Σw)² / Σw² (Kish 1965)."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def aipw(treated: np.ndarray, covariates: np.ndarray, outcomes: np.ndarray) -> tuple[Effect, ...]:
    """Augmented inverse-probability weighting: average effect over all compared, right if either model is right.

    Same point as ``statsmodels.treatment.TreatmentEffect.aipw`` (a test holds them together); written out because that
    class takes one outcome a fit and its error needs a GMM search of seconds.
    """
    is_treated = treated.astype(bool)
    design = design_of(covariates)
    chance = np.clip(expit(design @ logistic(design, is_treated)), 0.01, 0.99)[:, None]
    said = np.asarray(is_treated, dtype=float)[:, None]
    expected = [
        design @ np.linalg.lstsq(design[group], outcomes[group], rcond=None)[0] for group in (is_treated, ~is_treated)
    ]
    gains = (
        expected[0]
        - expected[1]
        + said * (outcomes - expected[0]) / chance
        - (1 - said) * (outcomes - expected[1]) / (1 - chance)
    )
    errors = gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
    return tuple(Effect(float(value), float(error)) for value, error in zip(gains.mean(axis=0), errors, strict=True))


def _means(values: np.ndarray, weights: np.ndarray, is_treated: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weighted means of both groups, the treated first."""
    own, other = weights * is_treated, weights * ~is_treated
    return own @ values / max(own.sum(), 1e-300), other @ values / max(other.sum(), 1e-300)


def _resampled(design: np.ndarray, is_treated: np.ndarray, outcomes: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Spread of the estimate when customers are drawn again and every step is taken again."""
    generator = np.random.default_rng(SEED)
    n = len(design)
    drawn_effects = []
    for _ in range(REPEATS):
        counts = np.bincount(generator.integers(0, n, n), minlength=n).astype(float)
        if not (counts[is_treated].sum() and counts[~is_treated].sum()):
            continue
        propensity = expit(design @ logistic(design, is_treated, counts, start, SMALLEST_RESAMPLED_STEP))
        ones, zeros = _means(outcomes, counts * overlap_weights(propensity, is_treated), is_treated)
        drawn_effects.append(ones - zeros)
    return np.std(drawn_effects, axis=0, ddof=1)
