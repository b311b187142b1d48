"""Recency, frequency and monetary scores and the segments made of them, as pure functions; refuses to split equal values.

Three rules for ties are in use. Edges of quantiles plus one unit (the R package rfm) move with the unit of money. Edges
with doubles dropped (pandas.qcut) silently leave fewer classes under other names. NTILE fills classes of equal size
and so gives equal customers different scores by chance of order. Here the score comes from the value alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crm_core.errors import QuestionFault
from crm_core.words import mark

CLASSES = 5
MOST_COUNTED = 1 << 16
"""Whole numbers that lie no further apart are counted instead of put in order."""
BY_VALUE, PLUS_ONE, DOUBLES_DROPPED, EQUAL_CLASSES = "value", "plus_one", "doubles_dropped", "equal_classes"
TIES = (BY_VALUE, PLUS_ONE, DOUBLES_DROPPED, EQUAL_CLASSES)
FIFTHS = (0.2, 0.4, 0.6, 0.8)
OTHERS = "others"


@dataclass(frozen=True)
class SegmentRule:
    """Lowest and highest score (1 to 5) of recency, frequency and money that a segment takes."""

    segment: str
    recency: tuple[int, int]
    frequency: tuple[int, int]
    monetary: tuple[int, int]

    def __post_init__(self) -> None:
        for low, high in (self.recency, self.frequency, self.monetary):
            if not 1 <= low <= high <= CLASSES:
                raise QuestionFault(mark("Scores run from 1 to 5, the lower one first; a rule said {low} to {high}."),
                    low=str(low), high=str(high))  # fmt: skip


RULES = (
    SegmentRule("champions", (4, 5), (4, 5), (4, 5)),
    SegmentRule("cannot_lose", (1, 2), (4, 5), (4, 5)),
    SegmentRule("loyal", (3, 5), (3, 5), (3, 5)),
    SegmentRule("need_attention", (2, 3), (2, 3), (2, 3)),
    SegmentRule("at_risk", (1, 2), (2, 5), (2, 5)),
    SegmentRule("new", (5, 5), (1, 1), (1, 5)),
    SegmentRule("promising", (3, 4), (1, 1), (1, 5)),
    SegmentRule("potential_loyal", (3, 5), (1, 5), (1, 5)),
    SegmentRule("about_to_sleep", (2, 2), (1, 5), (1, 5)),
    SegmentRule("lost", (1, 1), (1, 5), (1, 5)),
)
SEGMENTS = (*(rule.segment for rule in RULES), OTHERS)


def score_edges(values: np.ndarray) -> np.ndarray:
    """The four values that a customer must exceed for a score of 2, 3, 4 and 5: the ⌈k·n/5⌉-th smallest, k = 1 … 4."""
    count = len(values)
    if not count:
        return np.full(CLASSES - 1, np.nan)
    places = np.array([-(-step * count // CLASSES) - 1 for step in range(1, CLASSES)])
    if _is_counted(values):
        kinds, held = _counted(values)
        return kinds[np.searchsorted(np.cumsum(held), places, side="right")]
    return np.partition(values, places)[places]


def scores(values: np.ndarray) -> np.ndarray:
    """Score 1 to 5 by value, 1 + ⌊5 × share of customers with a smaller value⌋: equal values, equal scores."""
    return 1 + _edges_passed(values, score_edges(values))


def _edges_passed(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """How many of the edges each value lies above."""
    passed = np.zeros(len(values), dtype=np.int8)
    for edge in edges:
        passed += values > edge
    return passed


def scores_by(rule: str, values: np.ndarray, is_falling: bool = False) -> np.ndarray:
    """Scores under one of the rules for ties; ``is_falling`` says that small values are good (days since an order).

    Equal classes break ties by the order in which the values stand.
    """
    if rule == BY_VALUE or not len(values):
        return scores(-values if is_falling else values)
    if rule == EQUAL_CLASSES:
        order = np.argsort(-values if is_falling else values, kind="stable")
        tiles = np.empty(len(values), dtype=np.int8)
        for place, part in enumerate(np.array_split(order, CLASSES)):
            tiles[part] = place + 1
        return tiles
    edges = np.quantile(values, FIFTHS)
    if rule == PLUS_ONE:
        rising = 1 + _edges_passed(values, np.nextafter(edges + 1, -np.inf))
        classes = CLASSES
    else:
        kept = np.unique(np.concatenate([[values.min()], edges, [values.max()]]))
        rising = 1 + _edges_passed(values, kept[1:-1])
        classes = max(len(kept) - 1, 1)
    return (classes + 1 - rising if is_falling else rising).astype(np.int8)


def scores_and_edges(rule: str, values: np.ndarray, is_falling: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Scores as :func:`scores_by`, and the value that each of the four upper scores lies above."""
    better = -values if is_falling else values
    if rule == BY_VALUE:
        edges = score_edges(better)
        given = 1 + _edges_passed(better, edges)
    else:
        given = scores_by(rule, values, is_falling)
        edges = edges_of(better, given)
    return given, np.abs(edges) if is_falling else edges


def edges_of(values: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Largest value below each of the four upper scores; NaN where nobody stands below."""
    return np.array([values[given <= score].max() if (given <= score).any() else np.nan for score in range(1, CLASSES)])


def segment_places(
    recency: np.ndarray, frequency: np.ndarray, monetary: np.ndarray, rules: Sequence[SegmentRule] = RULES
) -> np.ndarray:
    """Place of the first rule that takes each customer; ``len(rules)`` where none does."""
    cells = np.indices((CLASSES, CLASSES, CLASSES)) + 1
    taken = np.full((CLASSES, CLASSES, CLASSES), len(rules), dtype=np.int8)
    for place in reversed(range(len(rules))):
        rule = rules[place]
        within = np.ones_like(taken, dtype=bool)
        for score, (low, high) in zip(cells, (rule.recency, rule.frequency, rule.monetary), strict=True):
            within &= (score >= low) & (score <= high)
        taken[within] = place
    cells_of = (recency - 1).astype(np.int16) * CLASSES**2 + (frequency - 1) * CLASSES + (monetary - 1)
    return taken.ravel()[cells_of]


def rules_from(stored: Sequence[Mapping[str, Any]] | None) -> tuple[SegmentRule, ...]:
    """Rules from their stored form; the usual ones where none were stored."""
    if not stored:
        return RULES
    ends = ("recency", "frequency", "monetary")
    return tuple(
        SegmentRule(rule["segment"], *((int(rule[end][0]), int(rule[end][1])) for end in ends)) for rule in stored
    )


def split_by_ntile(values: np.ndarray) -> float:
    """Share of customers whom NTILE(5) would put into another class than their value does.

    Equal values fill places in a row, so which of them come first does not matter: a class holds the places from
    ⌈(class − 1)·n/5⌉ to ⌈class·n/5⌉.
    """
    count = len(values)
    if not count:
        return 0.0
    kinds, held = _counted(values)
    ends = np.cumsum(held)
    own = _edges_passed(kinds, score_edges(values)).astype(np.int64)
    first, last = -(-own * count // CLASSES), -(-(own + 1) * count // CLASSES)
    alike = np.maximum(np.minimum(ends, last) - np.maximum(ends - held, first), 0)
    return float(1 - alike.sum() / count) if alike.sum() < count else 0.0


def _counted(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values in their order, and how often each stands there."""
    if _is_counted(values):
        lowest = values.min()
        held = np.bincount(values - lowest)
        kinds = np.flatnonzero(held)
        return kinds + lowest, held[kinds]
    return np.unique(values, return_counts=True)


def _is_counted(values: np.ndarray) -> bool:
    return np.issubdtype(values.dtype, np.integer) and int(values.max()) - int(values.min()) < MOST_COUNTED
