"""Customer equity from one date to another: who brought it up, who took it down. Pure on arrays; every step adds up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

STEPS = ("opening", "kept", "acquired", "won_back", "grown", "shrunk", "lost", "closing")
STATES = ("acquired", "won_back", "lost", "grown", "shrunk", "kept")
TOP_SHARE = 0.10


@dataclass(frozen=True)
class Ends:
    """Customers of both dates by key, with their expected future value and whether they were active, then and now.

    ``was_known`` is false for customers who first bought after the opening date.
    """

    keys: np.ndarray
    opening: np.ndarray
    closing: np.ndarray
    was_known: np.ndarray
    was_active: np.ndarray
    is_active: np.ndarray

    def taken(self, places: np.ndarray) -> "Ends":
        """The customers at the places."""
        columns = (self.keys, self.opening, self.closing, self.was_known, self.was_active, self.is_active)
        return Ends(*(column[places] for column in columns))


def states(ends: Ends) -> np.ndarray:
    """What became of each customer: one of ``STATES``, exactly one for each."""
    change = ends.closing - ends.opening
    rules = [
        ~ends.was_known,
        ends.was_known & ~ends.was_active & ends.is_active,
        ends.was_active & ~ends.is_active,
        change > 0,
        change < 0,
    ]
    return np.select(rules, range(len(rules)), default=STATES.index("kept"))


def bridge_rows(ends: Ends, state_of: np.ndarray | None = None) -> pd.DataFrame:
    """One row per step: customers, and the money it stands for; opening + every change = closing, to the cent.

    "kept" is no change: it is the opening value of those who are neither lost nor won back. ``state_of``: the places in
    ``STATES``, where they are known already.
    """
    state, change = states(ends) if state_of is None else state_of, ends.closing - ends.opening
    counts = np.bincount(state, minlength=len(STATES))
    changes = dict(zip(STATES, np.bincount(state, weights=change, minlength=len(STATES)), strict=True))
    of = dict(zip(STATES, counts.tolist(), strict=True))
    stayed = np.isin(state, [STATES.index(name) for name in ("grown", "shrunk", "kept")])
    opening = float(ends.opening.sum())
    value = {name: float(changes[name]) for name in ("acquired", "won_back", "grown", "shrunk", "lost")}
    value |= {"opening": opening, "kept": float(ends.opening[stayed].sum()), "closing": opening + sum(value.values())}
    customers = of | {
        "opening": int(ends.was_known.sum()),
        "kept": int(stayed.sum()),
        "closing": len(ends.keys),
    }
    return pd.DataFrame(
        {
            "step": STEPS,
            "customers": [customers[step] for step in STEPS],
            "value": [value[step] for step in STEPS],
            "is_change": [step in changes and step != "kept" for step in STEPS],
        }
    )


def top_share(values: np.ndarray) -> float | None:
    """Share of all equity that the first tenth of the customers holds (at least one of them)."""
    total = values.sum()
    if not total > 0:
        return None
    count = max(1, round(TOP_SHARE * len(values)))
    return float(np.sort(values)[::-1][:count].sum() / total)


def half_held_by(values: np.ndarray) -> float | None:
    """Smallest share of the customers that holds half of all equity."""
    total = values.sum()
    if not total > 0:
        return None
    held = np.cumsum(np.sort(values)[::-1])
    return float((np.searchsorted(held, total / 2) + 1) / len(values))
