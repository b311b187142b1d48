"""The stages of relationship quality as values: thresholds that a workspace can edit, and the stage that index and quality earn.

The four stages are those of the source document; the thresholds are this product's own design. Refuses to place a customer
of whom either the index or the quality is unknown.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from crm_core.errors import QuestionFault
from crm_core.store import Workspace
from crm_core.words import mark

SETTING = "relationship_ladder"
NOT_PLACED = 0
STAGES: Mapping[int, str] = MappingProxyType(
    {
        1: mark("1 · Lack of information: the sale that must be made"),
        2: mark("2 · Little information: brand and mass market"),
        3: mark("3 · Basic information: rewards, standards, segments"),
        4: mark("4 · Wide and deep information: partnership"),
    }
)
QUALITY_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "kept": mark("Share of promises kept"),
        "service": mark("Cases solved in time"),
        "csat": mark("Latest CSAT answer"),
        "profile": mark("Profile fields filled"),
    }
)


@dataclass(frozen=True)
class LadderSettings:
    """From which index and which quality (0 to 100) stages 2, 3 and 4 begin, what stage 4 asks of promises, and how many
    days a case may take."""

    index: tuple[float, float, float] = (25.0, 40.0, 65.0)
    quality: tuple[float, float, float] = (40.0, 55.0, 70.0)
    kept: float = 0.85
    service_days: float = 3.0

    def __post_init__(self) -> None:
        for steps in (self.index, self.quality):
            if not (0 <= steps[0] < steps[1] < steps[2] <= 100):
                raise QuestionFault(
                    mark("The thresholds of the ladder must rise from stage to stage, between 0 and 100.")
                )
        if not (0 <= self.kept <= 1 and 0 < self.service_days <= 365):
            raise QuestionFault(
                mark(
                    "Promises kept lie between 0 and 1, the days for a case between 1 and 365; the ladder was not changed."
                )
            )


def saved_ladder(workspace: Workspace) -> LadderSettings:
    """The workspace's thresholds, or the product's own."""
    stored: dict[str, Any] | None = workspace.setting(SETTING)
    if not stored:
        return LadderSettings()
    return LadderSettings(tuple(stored["index"]), tuple(stored["quality"]), stored["kept"], stored["service_days"])


def save_ladder(workspace: Workspace, settings: LadderSettings | None) -> None:
    """Keep the thresholds with the workspace; None puts the product's own back."""
    workspace.set_setting(SETTING, asdict(settings) if settings else None)


def quality_of(parts: np.ndarray) -> np.ndarray:
    """Quality 0 to 100: mean of the parts (columns, each 0 to 1) that are known; NaN where none is."""
    known = ~np.isnan(parts)
    counts = known.sum(axis=1)
    sums = np.where(known, parts, 0.0).sum(axis=1)
    return np.where(counts > 0, 100 * sums / np.maximum(counts, 1), np.nan)


def stage_of(r: np.ndarray, quality: np.ndarray, kept: np.ndarray, settings: LadderSettings) -> np.ndarray:
    """Highest stage whose thresholds are all met; 0 where index or quality is unknown. Stage 4 also asks for kept promises."""
    stage = np.ones(len(r), dtype=np.int64)
    for place, (index_from, quality_from) in enumerate(zip(settings.index, settings.quality, strict=True), start=2):
        is_met = (r >= index_from) & (quality >= quality_from)
        if place == len(settings.index) + 1:
            is_met &= kept >= settings.kept
        stage = np.where(is_met, place, stage)
    return np.where(np.isnan(r) | np.isnan(quality), NOT_PLACED, stage)
