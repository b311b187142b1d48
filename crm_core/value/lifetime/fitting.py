"""Maximum likelihood on log-parameters within bounds: climbs from several starts and judges the summit by itself.

An optimiser's own word is not taken: a fit is accepted where the Newton decrement is small and the Hessian positive
definite. Parameters that the data do not hold (at a bound, or on a flat ridge) are named instead of reported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np
from scipy.optimize import minimize

SAMPLE, LARGE_SAMPLE = 5_000, 50_000
STEP = 1e-5
NEWTON_STEPS = 6
SMALL_DECREMENT = 1e-4
ENOUGH = 1e-9
FLAT = 1e-7
QUICK = {"maxiter": 400, "ftol": 1e-10, "gtol": 1e-6}
PATIENT = {"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-8}


class Rows(Protocol):
    """What a likelihood is taken over: rows with weights, of which some can be taken."""

    @property
    def counts(self) -> np.ndarray: ...

    def sample(self, most: int) -> Self: ...


@dataclass(frozen=True)
class Fit:
    """A fitted model. ``covariance`` is Laplace's, ``robust`` the sandwich; both of the parameters themselves.

    ``unidentified`` names the parameters that the data leave open; their rows in both matrices are zero.
    """

    names: tuple[str, ...]
    parameters: np.ndarray
    log_likelihood: float
    customers: float
    covariance: np.ndarray
    robust: np.ndarray
    unidentified: tuple[str, ...]
    is_accepted: bool

    @property
    def bic(self) -> float:
        """Schwarz's criterion: smaller is better."""
        return float(len(self.names) * np.log(max(self.customers, 1.0)) - 2 * self.log_likelihood)

    @property
    def errors(self) -> np.ndarray:
        """Standard errors by Laplace; nothing where a parameter is not identified."""
        return _errors(self.covariance)

    @property
    def robust_errors(self) -> np.ndarray:
        """Standard errors by the sandwich, which hold where the model is only nearly right."""
        return _errors(self.robust)


R = TypeVar("R", bound=Rows)
Terms = Callable[[np.ndarray, R], tuple[np.ndarray, np.ndarray]]
Totals = Callable[[np.ndarray, R], tuple[float, np.ndarray, np.ndarray]]


def fitted(
    names: Sequence[str],
    terms: Terms[R],
    rows: R,
    starts: Sequence[Sequence[float]],
    bounds: Sequence[tuple[float, float]],
    totals: Totals[R] | None = None,
) -> Fit:
    """The most likely parameters.

    ``terms`` gives each row's log-likelihood and its derivatives (parameters × rows); ``totals``, where a model has
    them written out, their sums and the second derivatives. Many rows are climbed on an even sample first, so that all
    of them are read only a few times.
    """
    log_bounds = np.log(np.array(bounds, dtype=float))
    few = rows.sample(SAMPLE)
    climbs = [_climb(terms, few, np.log(start), log_bounds) for start in starts]
    place = min(climbs, key=lambda climb: climb[1])[0]
    if few is not rows:
        place = _from_sample(terms, rows, few, place, log_bounds, totals)
    place, is_flat, decrement, hessian = _summit(terms, rows, place, log_bounds, totals)
    if decrement >= SMALL_DECREMENT:
        place = _climb(terms, rows, place, log_bounds, PATIENT)[0]
        place, is_flat, decrement, hessian = _summit(terms, rows, place, log_bounds, totals)
    parameters = np.exp(place)
    values, scores = terms(parameters, rows)
    bread = _inverse(hessian, ~is_flat) * np.outer(parameters, parameters)
    weighted = scores * np.sqrt(rows.counts)
    meat = np.einsum("in,jn->ij", weighted, weighted)
    return Fit(
        names=tuple(names),
        parameters=parameters,
        log_likelihood=float(np.sum(values * rows.counts)),
        customers=float(rows.counts.sum()),
        covariance=bread,
        robust=bread @ meat @ bread,
        unidentified=tuple(name for name, flat in zip(names, is_flat, strict=True) if flat),
        is_accepted=bool(np.isfinite(values).all() and decrement < SMALL_DECREMENT),
    )


def _objective(place: np.ndarray, terms: Terms[R], rows: R) -> tuple[float, np.ndarray]:
    """Minus the mean log-likelihood and its slope along the log-parameters. Sums without BLAS and its threads."""
    parameters = np.exp(place)
    values, scores = terms(parameters, rows)
    total = rows.counts.sum()
    slope = np.einsum("kn,n->k", scores, rows.counts) * parameters
    value = float(np.einsum("n,n->", values, rows.counts))
    if not np.isfinite(value) or not np.isfinite(slope).all():
        return 1e10, np.zeros_like(place)
    return -value / total, -slope / total


def _climb(
    terms: Terms[R], rows: R, start: np.ndarray, log_bounds: np.ndarray, options: Mapping[str, float] = QUICK
) -> tuple[np.ndarray, float]:
    """Where L-BFGS-B comes to from one start, and how high that is."""
    found = minimize(
        _objective,
        np.clip(start, log_bounds[:, 0], log_bounds[:, 1]),
        args=(terms, rows),
        jac=True,
        method="L-BFGS-B",
        bounds=log_bounds,
        options=options,
    )
    return np.asarray(found.x), float(found.fun)


def _from_sample(
    terms: Terms[R], rows: R, few: R, place: np.ndarray, log_bounds: np.ndarray, totals: Totals[R] | None
) -> np.ndarray:
    """From the summit of a few rows to near that of all: by a larger sample, or by steps with the Hessian of the few."""
    if totals is not None:
        return _summit(terms, rows.sample(LARGE_SAMPLE), place, log_bounds, totals)[0]
    near = _hessian(terms, few, place, log_bounds) * (rows.counts.sum() / few.counts.sum())
    place, _, decrement = _newton(terms, rows, place, near, log_bounds)
    return place if decrement < SMALL_DECREMENT else _climb(terms, rows, place, log_bounds)[0]


def _summit(
    terms: Terms[R], rows: R, place: np.ndarray, log_bounds: np.ndarray, totals: Totals[R] | None
) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """The last steps to the summit: where it is, which parameters are flat there, the decrement left, the Hessian."""
    if totals is None:
        hessian = _hessian(terms, rows, place, log_bounds)
        return *_newton(terms, rows, place, hessian, log_bounds), hessian
    best = None
    for _ in range(NEWTON_STEPS):
        value, slope, hessian = _curved(totals, rows, place)
        is_flat = _flat(hessian, place, log_bounds, rows.counts.sum())
        inverse = _inverse(hessian, ~is_flat)
        decrement = float(slope @ inverse @ slope / 2)
        if best is not None and (not decrement < best[2] or value > best[4] + 1e-9 * abs(best[4])):
            break
        best = place, is_flat, decrement, hessian, value
        if decrement < ENOUGH:
            break
        place = np.clip(place - inverse @ slope, log_bounds[:, 0], log_bounds[:, 1])
    assert best is not None
    return best[:4]


def _curved(totals: Totals[R], rows: R, place: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Minus the log-likelihood, its slope and its Hessian along the log-parameters."""
    parameters = np.exp(place)
    value, slope, bend = totals(parameters, rows)
    return -value, -slope * parameters, -(bend * np.outer(parameters, parameters) + np.diag(slope * parameters))


def _hessian(terms: Terms[R], rows: R, place: np.ndarray, log_bounds: np.ndarray) -> np.ndarray:
    """Second derivatives of minus the log-likelihood along the log-parameters, from differences of the slope."""
    count = len(place)
    inside = np.clip(place, log_bounds[:, 0] + STEP, log_bounds[:, 1] - STEP)
    here = _objective(inside, terms, rows)[1]
    columns = [(_objective(inside + STEP * unit, terms, rows)[1] - here) / STEP for unit in np.eye(count)]
    return rows.counts.sum() * (np.array(columns) + np.array(columns).T) / 2


def _newton(
    terms: Terms[R],
    rows: R,
    place: np.ndarray,
    hessian: np.ndarray,
    log_bounds: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, float]:
    """The last steps to the summit with one Hessian, which parameters are flat there, and the decrement left."""
    total = rows.counts.sum()
    is_flat = _flat(hessian, place, log_bounds, total)
    inverse = _inverse(hessian, ~is_flat)
    value, slope = _objective(place, terms, rows)
    decrement = float(total**2 * slope @ inverse @ slope / 2)
    for _ in range(NEWTON_STEPS):
        if decrement < ENOUGH:
            break
        next_place = np.clip(place - total * (inverse @ slope), log_bounds[:, 0], log_bounds[:, 1])
        next_value, next_slope = _objective(next_place, terms, rows)
        next_decrement = float(total**2 * next_slope @ inverse @ next_slope / 2)
        if next_value > value + 1e-12 or next_decrement >= decrement:
            break
        place, value, slope, decrement = next_place, next_value, next_slope, next_decrement
    return place, is_flat, decrement


def _flat(hessian: np.ndarray, place: np.ndarray, log_bounds: np.ndarray, total: float) -> np.ndarray:
    """Parameters at a bound, and as many of the flattest as it takes for the rest to have a summit."""
    is_flat = (place <= log_bounds[:, 0] + 1e-3) | (place >= log_bounds[:, 1] - 1e-3)
    while not is_flat.all():
        held = np.flatnonzero(~is_flat)
        if np.linalg.eigvalsh(hessian[np.ix_(held, held)])[0] > FLAT * total:
            break
        is_flat[held[np.argmin(np.diag(hessian)[held])]] = True
    return is_flat


def _inverse(hessian: np.ndarray, is_held: np.ndarray) -> np.ndarray:
    """Inverse over the parameters that are held, zero elsewhere."""
    inverse = np.zeros_like(hessian)
    held = np.flatnonzero(is_held)
    inverse[np.ix_(held, held)] = np.linalg.inv(hessian[np.ix_(held, held)])
    return inverse


def _errors(covariance: np.ndarray) -> np.ndarray:
    variances = np.diag(covariance)
    return np.sqrt(np.where(variances > 0, variances, np.nan))
