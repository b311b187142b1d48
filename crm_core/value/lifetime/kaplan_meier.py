"""Kaplan–Meier: the share of contracts still running by their age, with those still running counted rightly.

E. L. Kaplan and Paul Meier, Nonparametric Estimation from Incomplete Observations, Journal of the American Statistical
Association 53, 1958; the computing is statsmodels'. Intervals on the log–log scale stay between 0 and 1.
"""

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

CONFIDENCE = 0.95


def survival_curve(ages: np.ndarray, is_ended: np.ndarray) -> pd.DataFrame:
    """One row per age at which something ended: share still running, 95 % interval, number at risk."""
    if not len(ages) or not is_ended.any():
        return pd.DataFrame({name: np.array([]) for name in ("age", "value", "low", "high", "n")})
    curve = SurvfuncRight(ages, is_ended.astype(int))
    share, error = np.asarray(curve.surv_prob), np.asarray(curve.surv_prob_se)
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    reach = float(norm.ppf(0.5 + CONFIDENCE / 2)) * error / (safe * np.abs(np.log(safe)))
    low = np.where(inside, safe ** np.exp(reach), share)
    high = np.where(inside, safe ** np.exp(-reach), share)
    return pd.DataFrame(
        {"age": np.asarray(curve.surv_times, float), "value": share, "low": low, "high": high, "n": curve.n_risk}
    )


def share_running_at(curve: pd.DataFrame, ages: np.ndarray) -> np.ndarray:
    """Share still running at the given ages; 1 before anything ended."""
    places = np.searchsorted(curve["age"].to_numpy(), ages, side="right") - 1
    return np.where(places >= 0, curve["value"].to_numpy()[np.maximum(places, 0)], 1.0)
