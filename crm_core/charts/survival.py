"""What is still open after so long: a falling stair in its band; refuses to draw beyond the last case that was seen."""

from math import isfinite

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
from crm_core.charts.look import Look
from crm_core.charts.readings import numbers
from crm_core.numbers import number_text, share_text

HOURS_A_DAY = 24
NEAR_THE_END = 0.8
SHOWN_SHARE = 0.03
"""The stair is cut off where less than this share is open: the tail would press the rest together."""


def open_stair(
    rows: pd.DataFrame,
    look: Look,
    value_word: str,
    days_word: str,
    standard_days: float | None = None,
    standard_word: str = "",
    median_days: float | None = None,
    median_word: str = "",
    n_word: str = "n",
    empty_text: str = "",
) -> go.Figure:
    """Share still open by days, with its interval; a dashed line at the standard, a dotted one at the median.

    Columns: ``hours``, ``value``, ``low``, ``high``, ``n`` (still at risk). Seen: the sooner the stair falls, the faster
    cases are solved; where it crosses the half, half of them are.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    days = [0.0, *(hour / HOURS_A_DAY for hour in numbers(rows, "hours"))]
    shares, lows, highs = ([1.0, *numbers(rows, name)] for name in ("value", "low", "high"))
    n = [numbers(rows, "n")[0], *numbers(rows, "n")]
    kept = max(2, next((place + 1 for place, share in enumerate(shares) if share < SHOWN_SHARE), len(days)))
    days, shares, lows, highs, n = (part[:kept] for part in (days, shares, lows, highs, n))
    ticks, across = nice_ticks(0, 1), nice_ticks(0, max(days[-1], standard_days or 0.0))
    left = margin_for(tick_texts(ticks, "share", look))
    hovers = [
        [number_text(day, look.language, 1), share_text(share, look.language, 1), number_text(count, look.language)]
        for day, share, count in zip(days, shares, n, strict=True)
    ]
    marks = [
        (standard_days, standard_word, look.paper.target, "dash", 0.98),
        (median_days, median_word, look.paper.quiet, "dot", 0.86),
    ]
    known = [mark for mark in marks if mark[0] is not None and isfinite(mark[0])]
    return drawn(
        look,
        [
            _edge(days, highs, None, look),
            _edge(days, lows, "tonexty", look),
            {
                "type": "scatter",
                "mode": "lines",
                "x": days,
                "y": shares,
                "line": {"color": look.paper.actual, "width": 2.5, "shape": "hv"},
                "customdata": hovers,
                "hovertemplate": f"{days_word}: %{{customdata[0]}}<br>{value_word}: <b>%{{customdata[1]}}</b>"
                f"<br>{n_word} = %{{customdata[2]}}<extra></extra>",
            },
        ],
        [
            measure_name(look, value_word, left),
            across_name(look, days_word),
            *(
                label(look, word, x=day, xref="x", y=height, yanchor="top", color=colour, bgcolor=look.paper.background, **_side(day, across[-1]))
                for day, word, colour, _, height in known
            ),
        ],
        [
            {
                "type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1,
                "line": {"color": colour, "width": 2, "dash": dash},
            }
            for day, _, colour, dash, _ in known
        ],
        height=340,
        left=left,
        bottom=50,
        xaxis=value_axis(look, across, "number"),
        yaxis=value_axis(look, ticks, "share"),
    )  # fmt: skip


def _side(day: float | None, end: float) -> Part:
    """A mark's name stands at its right, or at its left where the plot soon ends."""
    return {"xanchor": "right", "xshift": -4} if (day or 0.0) > NEAR_THE_END * end else {"xanchor": "left", "xshift": 4}


def _edge(days: list[float], ends: list[float], fill: str | None, look: Look) -> Part:
    """One edge of the band; the second fills up to the first."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": days,
        "y": ends,
        "line": {"width": 0, "shape": "hv"},
        "fill": fill,
        "fillcolor": look.paper.band,
        "hoverinfo": "skip",
    }
