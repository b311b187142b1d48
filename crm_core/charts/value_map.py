"""The map of actual and potential value, one point a customer; refuses to let one giant hide everybody else."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    Part,
    across_name,
    drawn,
    empty_figure,
    label,
    margin_for,
    measure_name,
    nice_ticks,
    tick_texts,
    value_axis,
)
from crm_core.charts.look import TIER_COLOURS, TIER_SIGNS, TIER_SYMBOLS, Look, short
from crm_core.charts.readings import numbers, texts

LEAST_TICK_DISTANCE = 0.14


def value_map(
    rows: pd.DataFrame,
    look: Look,
    tier_words: Mapping[str, str],
    actual_word: str,
    potential_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Each customer's actual value across and potential value upward, coloured and shaped by tier.

    Columns: ``customer_id``, ``tier``, ``actual_value``, ``potential_value``; up to 3,000 rows. Seen: far right are the
    most valuable, high up the most growable, left of the zero line those below zero. Where a few customers dwarf the
    rest, the axes turn logarithmic on both sides of zero, as their ticks say.
    """
    columns = [np.array(numbers(rows, name)) for name in ("actual_value", "potential_value")]
    known = np.isfinite(columns[0]) & np.isfinite(columns[1])
    if not known.any():
        return empty_figure(look, empty_text)
    actual, potential = (column[known] for column in columns)
    ids, tiers = (np.array(texts(rows, name))[known] for name in ("customer_id", "tier"))
    bends = _bend(actual), _bend(potential)
    edge = {"width": 0.7, "color": look.paper.background}
    traces = []
    for tier, colour in TIER_COLOURS.items():
        chosen = tiers == tier
        if chosen.any():
            name = tier_words.get(tier, tier)
            traces.append(
                {
                    "type": "scattergl",
                    "mode": "markers",
                    "name": name,
                    "x": _bent(actual[chosen], bends[0]),
                    "y": _bent(potential[chosen], bends[1]),
                    "marker": {"color": colour, "symbol": TIER_SYMBOLS[tier], "size": 7, "opacity": 1, "line": edge},
                    "text": ids[chosen].tolist(),
                    "customdata": np.column_stack([actual[chosen], potential[chosen]]),
                    "hovertemplate": f"<b>%{{text}}</b> · {name}"
                    f"<br>{actual_word}: {look.currency_sign}%{{customdata[0]:,.0f}}"
                    f"<br>{potential_word}: {look.currency_sign}%{{customdata[1]:,.0f}}<extra></extra>",
                }
            )
    xaxis, yaxis = _bent_axis(look, actual, bends[0]), _bent_axis(look, potential, bends[1])
    left = margin_for(yaxis["ticktext"])
    shown = [tier for tier in TIER_COLOURS if (tiers == tier).any()]
    return drawn(
        look,
        traces,
        [
            _keys(look, shown, tier_words, left),
            measure_name(look, potential_word, left),
            across_name(look, actual_word),
        ],
        height=460,
        left=left,
        top=44 + 20 * ((len(shown) + 1) // 2),
        bottom=50,
        xaxis=xaxis,
        yaxis=yaxis,
    )


def _keys(look: Look, tiers: Sequence[str], tier_words: Mapping[str, str], left: int) -> Part:
    """The tiers shown, each behind its own sign in its own colour, two a line so that a phone holds them."""
    keys = [
        f'<span style="color:{TIER_COLOURS[tier]}">{TIER_SIGNS[tier]}</span> {tier_words.get(tier, tier)}'
        for tier in tiers
    ]
    lines = ["    ".join(keys[place : place + 2]) for place in range(0, len(keys), 2)]
    return label(look, "<br>".join(lines), x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=34)


def _bend(values: np.ndarray) -> float:
    """Value at which the axis turns from even to logarithmic; 0 for an even axis throughout."""
    sizes = np.abs(values[values != 0])
    middle = float(np.median(sizes)) if len(sizes) else 0.0
    return middle / 10 if middle and sizes.max() > 20 * middle else 0.0


def _bent(values: np.ndarray, bend: float) -> np.ndarray:
    """Places on a bent axis."""
    return np.arcsinh(values / bend) if bend else values


def _bent_axis(look: Look, values: np.ndarray, bend: float) -> Part:
    """A money axis with round ticks, even or bent, and a strong line at zero."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    ticks = nice_ticks(low, high, 4)
    if bend:
        powers = [10.0**power for power in range(-2, 16)]
        rounds = [-factor * power for power in powers for factor in (1, 2, 5)]
        below = [tick for tick in rounds if tick >= low]
        ticks = [0.0, *sorted((power for power in powers if power <= high), reverse=True), *below[:-4:-1]]
    ends = _bent(np.array([low, high if high > low else low + 1.0]), bend)
    room = float(ends[1] - ends[0])
    kept: list[float] = []
    for tick, place in zip(ticks, _bent(np.array(ticks), bend).tolist(), strict=True):
        if all(abs(place - other) > LEAST_TICK_DISTANCE * room for other in _bent(np.array(kept), bend)):
            kept.append(tick)
    kept.sort()
    return value_axis(
        look,
        kept,
        "money",
        tickvals=_bent(np.array(kept), bend).tolist(),
        ticktext=[short(tick, "money", look) for tick in kept] if bend else tick_texts(kept, "money", look),
        range=[float(ends[0]) - 0.05 * room, float(ends[1]) + 0.05 * room],
        zeroline=True,
    )
