"""The plain formula of lifetime value: margin, retention, discount. Stands in where no model can be fitted or wins.

Sunil Gupta and Donald R. Lehmann, Customers as Assets, Journal of Interactive Marketing 17, 2003. Retention is one
rate for everybody, so old customers are valued too low and new ones too high; the range shows only its sampling error.
"""

import numpy as np
from scipy.stats import norm

CONFIDENCE = 0.90


def plain_multiple(retention: float | np.ndarray, discount: float, years: float = np.inf) -> float | np.ndarray:
    """Yearly margins that a customer is worth: Σ (r/(1+i))^t for t = 1 … years; r/(1+i−r) without end."""
    kept = np.asarray(retention, dtype=float) / (1 + discount)
    without_end = kept / (1 - kept)
    return without_end if np.isinf(years) else without_end * (1 - kept**years)


def years_reached(retention: float, years: float) -> tuple[np.ndarray, np.ndarray]:
    """How long a customer buys within the horizon, in years, and with which probability: year t is reached with r^t.

    A broken last year is reached so often that the mean time is that of :func:`plain_multiple` without discount.
    """
    whole = int(years + 1e-9)
    spans, reached = [float(year) for year in range(whole + 1)], [retention**year for year in range(whole + 1)]
    rest = years - whole
    if rest > 1e-9:
        more = float(plain_multiple(retention, 0.0, years)) - float(plain_multiple(retention, 0.0, whole))
        spans.append(years)
        reached.append(min(max(more / rest, 0.0), reached[-1]))
    return np.array(spans), np.array(reached) - np.append(reached[1:], 0.0)


def margin_at_start_multiple(retention: float, discount: float) -> float:
    """As above where the first margin comes at once: (1+i)/(1+i−r); worked case T-52."""
    return (1 + discount) / (1 + discount - retention)


def growing_multiple(retention: float, discount: float, growth: float) -> float:
    """As :func:`plain_multiple` without end, margins growing each year: r/(1+i−r(1+g)); worked case T-52."""
    return retention / (1 + discount - retention * (1 + growth))


def real_rate(nominal: float, inflation: float) -> float:
    """Discount rate in constant prices: (1+n)/(1+π) − 1; worked case T-55."""
    return (1 + nominal) / (1 + inflation) - 1


def kept_share(came_back: int, customers: int) -> tuple[float, float, float]:
    """Share of the customers of one span who bought in the next, with its 90 % Wilson interval."""
    if not customers:
        return 0.0, 0.0, 1.0
    z = float(norm.ppf(0.5 + CONFIDENCE / 2))
    share = came_back / customers
    centre = (share + z**2 / (2 * customers)) / (1 + z**2 / customers)
    half = z / (1 + z**2 / customers) * np.sqrt(share * (1 - share) / customers + z**2 / (4 * customers**2))
    return share, float(centre - half), float(centre + half)
