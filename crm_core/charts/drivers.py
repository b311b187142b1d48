"""Drivers: their map of importance and performance, and what low and best ratings go with; refuses a side without margins."""

from collections.abc import Mapping
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    SMALL_SIZE,
    Part,
    across_name,
    drawn,
    empty_figure,
    label,
    margin_for,
    measure_name,
    nice_ticks,
    row_axis,
    tick_texts,
    value_axis,
    wrapped,
)
from crm_core.charts.look import Look
from crm_core.charts.readings import named, numbers, shown_texts, texts
from crm_core.numbers import number_text, share_text

QUADRANT_CORNERS = {"focus": (1, 0), "keep": (1, 1), "low": (0, 0), "over": (0, 1)}


def importance_map(
    rows: pd.DataFrame,
    look: Look,
    importance_word: str,
    performance_word: str,
    quadrant_words: Mapping[str, str],
    cuts: tuple[float, float] | None = None,
    empty_text: str = "",
) -> go.Figure:
    """Importance across, performance upward, each with its interval; the cuts are the two means.

    Columns: ``group``, ``value``, ``low``, ``high`` (importance), ``performance``, ``performance_low``,
    ``performance_high``, ``quadrant``. Seen: low on the right is where to concentrate; a hollow point's interval crosses
    a cut, so its side is not sure. Points carry the number of their row in the list beside.
    """
    if rows.empty or cuts is None:
        return empty_figure(look, empty_text)
    names, quadrants = shown_texts(rows, "group"), texts(rows, "quadrant")
    across, upward = numbers(rows, "value"), numbers(rows, "performance")
    ends = [numbers(rows, name) for name in ("low", "high", "performance_low", "performance_high")]
    xticks = nice_ticks(0.0, max(ends[1]))
    yticks = nice_ticks(min(ends[2]), max(ends[3]))
    left = margin_for(tick_texts(yticks, "number", look))
    paper = look.paper
    is_sure = [quadrant != "edge" for quadrant in quadrants]
    dots: Part = {
        "type": "scatter",
        "mode": "markers",
        "x": across,
        "y": upward,
        "error_x": _bars(across, ends[0], ends[1], paper.previous),
        "error_y": _bars(upward, ends[2], ends[3], paper.previous),
        "marker": {
            "size": 11,
            "color": [paper.actual if sure else paper.background for sure in is_sure],
            "line": {"width": 1.8, "color": paper.actual},
            "opacity": 1,
        },
        "customdata": [
            [name, share_text(x, look.language, 1), number_text(y, look.language, 1), quadrant_words.get(quadrant, "")]
            for name, x, y, quadrant in zip(names, across, upward, quadrants, strict=True)
        ],
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{importance_word}: %{{customdata[1]}}"
        f"<br>{performance_word}: %{{customdata[2]}}<br>%{{customdata[3]}}<extra></extra>",
    }
    places = [
        label(
            look, f"<b>{place}</b>", x=x, y=y, xref="x", yref="y", xanchor="left", yanchor="bottom", xshift=6, yshift=3,
            size=SMALL_SIZE, color=paper.ink,
        )
        for place, (x, y) in enumerate(zip(across, upward, strict=True), start=1)
        if isfinite(x) and isfinite(y)
    ]  # fmt: skip
    corners = [
        label(
            look, quadrant_words[code], x=x, y=y, xanchor="right" if x else "left", yanchor="top" if y else "bottom",
            bgcolor=paper.background, opacity=0.85,
        )
        for code, (x, y) in QUADRANT_CORNERS.items()
        if code in quadrant_words
    ]  # fmt: skip
    line = {"type": "line", "line": {"color": paper.quiet, "width": 1.5, "dash": "dot"}}
    return drawn(
        look,
        [dots],
        [*corners, *places, measure_name(look, performance_word, left), across_name(look, importance_word)],
        [
            line | {"x0": cuts[0], "x1": cuts[0], "yref": "paper", "y0": 0, "y1": 1},
            line | {"xref": "paper", "x0": 0, "x1": 1, "y0": cuts[1], "y1": cuts[1]},
        ],
        height=430,
        left=left,
        bottom=50,
        xaxis=value_axis(look, xticks, "share"),
        yaxis=value_axis(look, yticks, "number"),
    )


def penalty_reward_bars(
    rows: pd.DataFrame,
    look: Look,
    names: Mapping[str, str],
    penalty_word: str,
    reward_word: str,
    factor_words: Mapping[str, str],
    empty_text: str = "",
) -> go.Figure:
    """One row an attribute: to the left what low ratings go with, to the right what the best one goes with.

    Columns: ``group``, ``penalty``, ``reward``, ``factor``. Seen: a bar much longer on the left is a must-be; one longer on the
    right delights; the kind stands at the right end.
    """
    known = rows[rows["penalty"].notna()] if len(rows) else rows
    if not len(known):
        return empty_figure(look, empty_text)
    frame = pd.DataFrame(known)
    codes, kinds = texts(frame, "group"), texts(frame, "factor")
    labels = [f"{wrapped(named(names, code), 18)}" for code in codes]
    penalties, rewards = numbers(frame, "penalty"), numbers(frame, "reward")
    places = list(range(len(codes)))
    ticks = nice_ticks(min(0.0, *penalties), max(0.0, *rewards))
    traces: list[Part] = [
        {
            "type": "bar",
            "orientation": "h",
            "x": values,
            "y": places,
            "width": 0.62,
            "marker": {"color": colour},
            "customdata": [
                [named(names, code), number_text(value, look.language, 1), factor_words.get(kind, "")]
                for code, value, kind in zip(codes, values, kinds, strict=True)
            ],
            "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{word}: %{{customdata[1]}}<br>%{{customdata[2]}}<extra></extra>",
        }
        for values, colour, word in (
            (penalties, look.paper.target, penalty_word),
            (rewards, look.paper.actual, reward_word),
        )
    ]
    left = margin_for(labels, least=64, most=140)
    return drawn(
        look,
        traces,
        [
            label(
                look, f"← {penalty_word}", x=0, y=1, xanchor="left", yanchor="bottom", yshift=8, color=look.paper.target
            ),
            label(
                look, f"{reward_word} →", x=1, y=1, xanchor="right", yanchor="bottom", yshift=8, color=look.paper.actual
            ),
        ],
        [],
        height=36 * len(codes) + 90,
        left=left,
        right=16,
        top=40,
        bottom=34,
        barmode="overlay",
        xaxis=value_axis(look, ticks, "points", zeroline=True),
        yaxis=row_axis(look, labels),
    )


def _bars(values: list[float], lows: list[float], highs: list[float], colour: str) -> Part:
    """Interval bars from value to both ends."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [high - value for value, high in zip(values, highs, strict=True)],
        "arrayminus": [value - low for value, low in zip(values, lows, strict=True)],
        "color": colour,
        "thickness": 1.2,
        "width": 0,
    }
