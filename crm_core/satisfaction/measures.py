"""CSAT, NPS and CES: which scales each may be read on and how answers become its value; pure, no database in sight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_core.satisfaction.intervals import NOTHING, Estimate, mean, nps, share
from crm_core.words import mark

PROMOTER_FROM = 9
DETRACTOR_TO = 6
EASY_FROM = 4 / 6
"""Share of the way up the scale from which an answer counts as easy: 5 on a scale from 1 to 7."""


@dataclass(frozen=True)
class Scale:
    """Lowest and highest answer that a question allowed."""

    low: float
    high: float

    @property
    def has_boxes(self) -> bool:
        """True where single answers are boxes to tick: five to eleven of them."""
        return 4 <= self.high - self.low <= 10


@dataclass(frozen=True)
class Scores:
    """Answers on one scale as counts: ``answers[i]`` customers gave ``points[i]``, higher being better."""

    points: np.ndarray
    answers: np.ndarray
    scale: Scale

    @property
    def n(self) -> int:
        """Number of answers."""
        return int(self.answers.sum())

    def at_least(self, points: float) -> int:
        """Number of answers of so many points or more."""
        return int(self.answers[self.points >= points].sum())

    def at_most(self, points: float) -> int:
        """Number of answers of so many points or fewer."""
        return int(self.answers[self.points <= points].sum())


@dataclass(frozen=True)
class Measure:
    """One measure of satisfaction. ``usual`` is the scale that needs no word; None where no scale is refused as such."""

    kind: str
    usual: Scale
    fits: Callable[[Scale], bool]
    estimate: Callable[[Scores], Estimate]
    parts: Callable[[Scores], Mapping[str, Any]]
    left_out: str
    other_scale: str = ""


def csat_estimate(scores: Scores) -> Estimate:
    """Share of answers in the two best boxes."""
    return share(scores.at_least(scores.scale.high - 1), scores.n)


def csat_parts(scores: Scores) -> dict[str, Any]:
    """Share in the two worst boxes, and the mean with its interval."""
    worst = share(scores.at_most(scores.scale.low + 1), scores.n)
    average = mean(scores.points, scores.answers)
    return {"bottom_share": worst.value, "mean": average.value, "mean_low": average.low, "mean_high": average.high}


def nps_estimate(scores: Scores) -> Estimate:
    """Promoters less detractors, in points of a hundred."""
    return nps(scores.at_least(PROMOTER_FROM), scores.at_most(DETRACTOR_TO), scores.n)


def nps_parts(scores: Scores) -> dict[str, Any]:
    """Number of promoters, passives and detractors."""
    promoters, detractors = scores.at_least(PROMOTER_FROM), scores.at_most(DETRACTOR_TO)
    return {
        "promoters": promoters,
        "passives": scores.n - promoters - detractors,
        "detractors": detractors,
    }


def ces_estimate(scores: Scores) -> Estimate:
    """Mean answer, higher being easier."""
    inside = mean(scores.points, scores.answers)
    if inside.low is None or inside.high is None:
        return inside
    return Estimate(inside.value, inside.n, max(scores.scale.low, inside.low), min(scores.scale.high, inside.high))


def ces_parts(scores: Scores) -> dict[str, Any]:
    """Share of answers that found it easy (5–7 of 7) with its interval."""
    easy_from = scores.scale.low + EASY_FROM * (scores.scale.high - scores.scale.low)
    easy = share(scores.at_least(easy_from - 1e-9), scores.n)
    return {"easy_share": easy.value, "easy_low": easy.low, "easy_high": easy.high}


CSAT = Measure(
    kind="csat",
    usual=Scale(1, 5),
    fits=lambda scale: scale.has_boxes,
    estimate=csat_estimate,
    parts=csat_parts,
    left_out=mark(
        "Satisfaction answers on a scale of {low}–{high} are left out, since two scales do not mix: {answers}."
    ),
    other_scale=mark(
        "Satisfaction was asked on a scale of {low}–{high}; the two best boxes of 1–5 do not compare to it."
    ),
)
NPS = Measure(
    kind="nps",
    usual=Scale(0, 10),
    fits=lambda scale: scale == Scale(0, 10),
    estimate=nps_estimate,
    parts=nps_parts,
    left_out=mark(
        "Answers on a scale of {low}–{high} are not NPS, which is asked on 0–10, and are left out: {answers}."
    ),
)
CES = Measure(
    kind="ces",
    usual=Scale(1, 7),
    fits=lambda scale: scale.has_boxes,
    estimate=ces_estimate,
    parts=ces_parts,
    left_out=mark("Effort answers on a scale of {low}–{high} are left out, since two scales do not mix: {answers}."),
    other_scale=mark("Effort was asked on a scale of {low}–{high}, not 1–7; higher is easier here."),
)


def scores_of(rows: pd.DataFrame, scale: Scale) -> Scores:
    """The answers on one scale among rows of scale_min, scale_max, points and answers."""
    on_scale = (np.asarray(rows["scale_min"]) == scale.low) & (np.asarray(rows["scale_max"]) == scale.high)
    points = np.asarray(rows["points"], dtype=float)[on_scale]
    return Scores(points, np.asarray(rows["answers"], dtype=int)[on_scale], scale)


def scores_by(rows: pd.DataFrame, key: str, scale: Scale) -> dict[Any, Scores]:
    """The answers on one scale, month by month or group by group; those without answers are left out."""
    scores = {label: scores_of(part, scale) for label, part in rows.groupby(key, sort=True)}
    return {label: own for label, own in scores.items() if own.n}


def together(parts: Sequence[Scores], scale: Scale) -> Scores:
    """The answers of several groups as one."""
    nothing = np.array([], dtype=int)
    return Scores(
        np.concatenate([nothing.astype(float), *(part.points for part in parts)]),
        np.concatenate([nothing, *(part.answers for part in parts)]),
        scale,
    )


def answers_by_scale(rows: pd.DataFrame) -> dict[Scale, int]:
    """Number of answers on each scale, the most used first; of two used alike the shorter."""
    sums: dict[Scale, int] = {}
    for low, high, answers in zip(rows["scale_min"], rows["scale_max"], rows["answers"], strict=True):
        scale = Scale(float(low), float(high))
        sums[scale] = sums.get(scale, 0) + int(answers)
    order = sorted(sums, key=lambda scale: (-sums[scale], scale.high, scale.low))
    return {scale: sums[scale] for scale in order}


def chosen_scale(measure: Measure, used: Mapping[Scale, int]) -> Scale:
    """The scale that the measure is read on: the most used that fits; the usual one where none does."""
    return next((scale for scale in used if measure.fits(scale)), measure.usual)


def estimate_of(measure: Measure, scores: Scores) -> Estimate:
    """The measure's value; nothing without answers."""
    return measure.estimate(scores) if scores.n else NOTHING
