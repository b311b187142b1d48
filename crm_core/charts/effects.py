"""Figures of effects: raw beside adjusted difference, and how alike the groups are; refuses to draw one without the other."""

from collections.abc import Mapping, Sequence
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    Part,
    across_name,
    bare_axis,
    drawn,
    empty_figure,
    label,
    margin_for,
    nice_ticks,
    row_axis,
    value_axis,
    wrapped,
)
from crm_core.charts.look import Kind, Look, kind_of, worded
from crm_core.charts.readings import named, numbers, texts
from crm_core.numbers import points_text

ROW_HEIGHT = 58
TRAIT_HEIGHT = 24
MOST_IMBALANCE = 0.1


def effect_rows(
    rows: pd.DataFrame,
    look: Look,
    row_words: Mapping[str, str],
    raw_word: str,
    adjusted_word: str,
    points_word: str = "",
    empty_text: str = "",
) -> go.Figure:
    """One measure a row: the raw difference as an open diamond, the adjusted one as a dot with its interval.

    Columns: ``row``, ``kind``, ``raw``, ``adjusted``, ``low``, ``high``. Each row has its own scale with zero in the
    middle. Seen: a diamond far from its dot is what the choice of members explains; an interval across the line of zero
    shows no effect.
    """
    codes = [code for code in texts(rows, "row") if code in row_words] if len(rows) else []
    if not codes:
        return empty_figure(look, empty_text)
    shown = rows.loc[rows["row"].isin(codes)]
    kinds: list[Kind] = [kind_of("difference" if kind == "share" else kind) for kind in texts(shown, "kind")]
    raw, dots, lows, highs = (numbers(shown, name) for name in ("raw", "adjusted", "low", "high"))
    ends = [[abs(v) for v in row if isfinite(v)] for row in zip(raw, dots, lows, highs, strict=True)]
    reach = [max(values, default=1.0) or 1.0 for values in ends]
    places = list(range(len(codes)))
    names = [row_words[code] for code in codes]
    said = [
        f"{raw_word}: {_said(a, kind, look, points_word)} · {adjusted_word}: <b>{_said(b, kind, look, points_word)}</b>"
        for a, b, kind in zip(raw, dots, kinds, strict=True)
    ]
    headings = [
        label(
            look,
            f"<b>{wrapped(name, 60)}</b><br><span style='font-size:12px'>{words}</span>",
            x=0,
            y=place,
            yref="y",
            xanchor="left",
            yanchor="bottom",
            yshift=6,
            color=look.paper.ink,
        )
        for place, name, words in zip(places, names, said, strict=True)
    ]
    lines: list[float | None] = []
    heights: list[float | None] = []
    for place, low, high, end in zip(places, lows, highs, reach, strict=True):
        lines += [low / end, high / end, None]
        heights += [place, place, None]
    colour = look.paper.actual
    traces: list[Part] = [
        {"type": "scatter", "mode": "lines", "x": lines, "y": heights, "line": {"color": colour, "width": 5}}
        | {"opacity": 0.5, "hoverinfo": "skip"},
        _marks(look, [v / e for v, e in zip(raw, reach, strict=True)], places, "diamond-open", look.paper.target, said),
        _marks(look, [v / e for v, e in zip(dots, reach, strict=True)], places, "circle", colour, said),
    ]
    zero = {"type": "line", "x0": 0, "x1": 0, "line": {"color": look.paper.quiet, "width": 2}, "layer": "below"}
    key = f"<span style='color:{look.paper.target}'>◇</span> {raw_word}   <span style='color:{colour}'>●</span> {adjusted_word}"
    return drawn(
        look,
        traces,
        [*headings, label(look, key, x=0, y=1, xanchor="left", yanchor="bottom", yshift=12)],
        [zero | {"y0": place - 0.12, "y1": place + 0.12} for place in places],
        height=ROW_HEIGHT * len(codes) + 60,
        left=14,
        right=14,
        top=38,
        bottom=6,
        xaxis=bare_axis(look, range=[-1.08, 1.08]),
        yaxis=bare_axis(look, range=[len(codes) - 0.6, -0.85]),
    )


def balance_plot(
    rows: pd.DataFrame,
    look: Look,
    trait_words: Mapping[str, str],
    before_word: str,
    after_word: str,
    scale_word: str,
    empty_text: str = "",
) -> go.Figure:
    """How unlike two groups are in each trait, before and after weighting, in standard deviations.

    Columns: ``trait``, ``before``, ``after``. Seen: dots between the two dotted lines (0.1) are alike enough to compare.
    """
    if not len(rows):
        return empty_figure(look, empty_text)
    before, after = numbers(rows, "before"), numbers(rows, "after")
    names = [wrapped(named(trait_words, trait), 26) for trait in texts(rows, "trait")]
    places = list(range(len(names)))
    widest = max(0.15, *(abs(value) for value in (*before, *after)))
    ticks = nice_ticks(-widest, widest, 4)
    said = [
        f"{before_word}: {_said(a, 'number', look)} · {after_word}: {_said(b, 'number', look)}"
        for a, b in zip(before, after, strict=True)
    ]
    edge = {"type": "line", "y0": -0.5, "y1": len(names) - 0.5, "line": {"color": look.paper.quiet, "dash": "dot"}}
    key = (
        f"<span style='color:{look.paper.target}'>◇</span> {before_word}   "
        f"<span style='color:{look.paper.actual}'>●</span> {after_word}"
    )
    left = margin_for(names, least=90, most=190)
    return drawn(
        look,
        [
            _marks(look, before, places, "diamond-open", look.paper.target, said),
            _marks(look, after, places, "circle", look.paper.actual, said),
        ],
        [
            label(look, key, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=8),
            across_name(look, scale_word),
        ],
        [edge | {"x0": side, "x1": side} for side in (-MOST_IMBALANCE, MOST_IMBALANCE)],
        height=TRAIT_HEIGHT * len(names) + 96,
        left=left,
        top=40,
        bottom=50,
        xaxis=value_axis(look, ticks, "number1", zeroline=True),
        yaxis=row_axis(look, names, tickfont={"size": 12, "color": look.paper.quiet}),
    )


def _said(value: float, kind: Kind, look: Look, points_word: str = "") -> str:
    """A difference with its sign and unit; plain numbers are small here and keep two decimals."""
    if kind == "number":
        return points_text(value, look.language, 2)
    said = worded(value, kind, look)
    signed = f"+{said}" if value > 0 and not said.startswith("+") else said
    return f"{signed} {points_word}".rstrip() if kind in ("difference", "points") else signed


def _marks(look: Look, x: Sequence[float], y: Sequence[float], symbol: str, colour: str, said: Sequence[str]) -> Part:
    """One set of marks whose hover says both differences."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(x),
        "y": list(y),
        "marker": {"size": 10, "symbol": symbol, "color": colour, "line": {"width": 2, "color": colour}},
        "customdata": [[words] for words in said],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
    }
