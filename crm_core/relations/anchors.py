"""The anchors of the index: between which values of an indicator its score runs from 0 to 1; frozen until somebody edits them.

Refuses anchors that move with the data of the day, or the index of one year could not be held against that of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from crm_core.errors import QuestionFault
from crm_core.relations.indicators import INDICATORS
from crm_core.store import Workspace
from crm_core.words import mark

SETTING = "relational_anchors"
LOW_SHARE, HIGH_SHARE = 10.0, 90.0
FEWEST_FOR_PERCENTILES = 30
SCORED = tuple(item for item in INDICATORS if item.low is not None and item.high is not None)
Bounds = Mapping[str, tuple[float, float]]
OWN_BOUNDS: Bounds = MappingProxyType({item.code: (item.low or 0.0, item.high or 0.0) for item in SCORED})


@dataclass(frozen=True)
class Anchors:
    """Low and high anchor by indicator, the day they were frozen (None: the product's own) and what they rest on."""

    bounds: Bounds
    frozen_on: date | None = None
    basis: str = "own"

    def __post_init__(self) -> None:
        for code, (low, high) in self.bounds.items():
            if code not in OWN_BOUNDS or not (isfinite(low) and isfinite(high) and low < high):
                raise QuestionFault(
                    mark("The anchors of {code} must be two numbers, the lower one first."), code=code.upper()
                )


OWN = Anchors(OWN_BOUNDS)


def saved_anchors(workspace: Workspace) -> Anchors:
    """The workspace's anchors, or the product's own where none were frozen; indicators never edited have their own."""
    stored: dict[str, Any] | None = workspace.setting(SETTING)
    if not stored:
        return OWN
    edited = {code: (low, high) for code, (low, high) in stored["bounds"].items() if code in OWN_BOUNDS}
    return Anchors({**OWN_BOUNDS, **edited}, date.fromisoformat(stored["frozen_on"]), stored["basis"])


def freeze_anchors(workspace: Workspace, bounds: Bounds, basis: str, today: date) -> None:
    """Keep these anchors with the workspace from today on; every index is asked anew."""
    anchors = Anchors(bounds, today, basis)
    stored = {"bounds": dict(anchors.bounds), "frozen_on": today.isoformat(), "basis": basis}
    workspace.set_setting(SETTING, stored)


def reset_anchors(workspace: Workspace) -> None:
    """Back to the product's own anchors."""
    workspace.set_setting(SETTING, None)


def percentile_bounds(indicators: pd.DataFrame) -> Bounds:
    """10th and 90th percentile of each scored indicator; the product's own where too few customers have one, or all alike."""
    bounds: dict[str, tuple[float, float]] = {}
    for code, own in OWN_BOUNDS.items():
        values = indicators[code].to_numpy(dtype=float)
        known = values[~np.isnan(values)]
        if len(known) < FEWEST_FOR_PERCENTILES:
            bounds[code] = own
            continue
        low, high = (round(float(end), 4) for end in np.percentile(known, [LOW_SHARE, HIGH_SHARE]))
        bounds[code] = (low, high) if low < high else own
    return bounds
