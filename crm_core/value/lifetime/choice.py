"""Which model is used, and why: Schwarz's criterion first, then the holdout; the plain formula where neither holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

Reason = Literal["criterion", "near the best", "holdout", "alone", "none"]
DEFAULT = "mbg_nbd"
NO_DIFFERENCE = 2.0
CLEARLY_WORSE = 1.02


@dataclass(frozen=True)
class Candidate:
    """What the choice looks at: criterion and whether the fit holds; holdout error NaN where there was no backtest."""

    bic: float
    is_accepted: bool
    holdout_error: float = np.nan


@dataclass(frozen=True)
class Choice:
    """The model's code ("" for none) and why it."""

    code: str
    reason: Reason


def chosen(candidates: Mapping[str, Candidate], default: str = DEFAULT) -> Choice:
    """The model of the smallest criterion, the default where it is within two of that; then the holdout may overrule.

    It does where another model's mean error is at least two per cent smaller.
    """
    held = {code: candidate for code, candidate in candidates.items() if candidate.is_accepted}
    if not held:
        return Choice("", "none")
    if len(held) == 1:
        return Choice(next(iter(held)), "alone")
    best = min(held, key=lambda code: held[code].bic)
    reason: Reason = "criterion"
    if default in held and best != default and held[default].bic - held[best].bic <= NO_DIFFERENCE:
        best, reason = default, "near the best"
    errors = {code: candidate.holdout_error for code, candidate in held.items() if candidate.holdout_error > 0}
    if best in errors:
        closest = min(errors, key=lambda code: errors[code])
        if errors[best] > CLEARLY_WORSE * errors[closest]:
            return Choice(closest, "holdout")
    return Choice(best, reason)
