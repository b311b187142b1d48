"""Figures of the value tiers: who they are, what they bring, how value is spread; refuses to decide who is in which."""

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
    measure_name,
    nice_ticks,
    tick_texts,
    value_axis,
    wrapped,
)
from crm_core.charts.look import TIER_COLOURS, Look, short, worded
from crm_core.charts.readings import numbers, texts

ROW_HEIGHT = 58
BAR_WIDTH = 0.42
MOST_CURVE_POINTS = 120


def tier_bars(
    rows: pd.DataFrame,
    look: Look,
    tier_words: Mapping[str, str],
    customers_word: str,
    value_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Two panels on one scale: each tier's share of customers beside its share of value.

    Columns: ``tier``, ``customers``, ``share_of_customers``, ``actual_value``, ``share_of_value``, one row per tier in
    the order to be shown. Seen: a short bar on the left with a long one on the right is a tier that carries the firm; a
    bar to the left of zero takes value away. Shares stand at the bars' ends, counts and amounts above them.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    tiers = texts(rows, "tier")
    names = [tier_words.get(tier, tier) for tier in tiers]
    people, amounts = numbers(rows, "customers"), numbers(rows, "actual_value")
    shares = numbers(rows, "share_of_customers"), numbers(rows, "share_of_value")
    every = [share for panel in shares for share in panel if isfinite(share)]
    low, high = min([0.0, *every]), max([0.05, *every])
    reach = high - low
    scale = {"range": [low - (0.26 * reach if low < 0 else 0.0), high + 0.32 * reach]}
    left, right = {"domain": [0.0, 0.48]} | scale, {"domain": [0.52, 1.0]} | scale
    counts = [worded(count, "number", look) for count in people]
    heads = [f"<b>{name}</b> · {count}" for name, count in zip(names, counts, strict=True)]
    briefs = [short(amount, "money", look) for amount in amounts]
    money = [worded(amount, "money", look) for amount in amounts]
    return drawn(
        look,
        [
            _bars(look, "x", customers_word, tiers, names, shares[0], counts),
            _bars(look, "x2", value_word, tiers, names, shares[1], money),
        ],
        [*_heads(look, 0.0, customers_word, heads), *_heads(look, 0.52, value_word, briefs)],
        [_zero(look, axis, place) for axis in ("x", "x2") for place in range(len(tiers))],
        height=44 + ROW_HEIGHT * len(tiers),
        left=6,
        right=6,
        bottom=8,
        bargap=0,
        xaxis=bare_axis(look, **left),
        xaxis2=bare_axis(look, **right),
        yaxis=bare_axis(look, range=[len(tiers) - 0.5, -0.75]),
    )


def _bars(
    look: Look,
    axis: str,
    word: str,
    tiers: Sequence[str],
    names: Sequence[str],
    shares: Sequence[float],
    amounts: Sequence[str],
) -> Part:
    """One panel's bars, each in its tier's colour, its share at its end."""
    hovers = [
        [name, worded(share, "share", look), amount] for name, share, amount in zip(names, shares, amounts, strict=True)
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "xaxis": axis,
        "x": list(shares),
        "y": list(range(len(tiers))),
        "width": BAR_WIDTH,
        "marker": {"color": [TIER_COLOURS.get(tier, look.paper.actual) for tier in tiers], "line": {"width": 0}},
        "text": [short(share, "share", look) for share in shares],
        "textposition": "outside",
        "textfont": {"color": look.paper.ink},
        "cliponaxis": False,
        "customdata": hovers,
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{word}: %{{customdata[1]}} (%{{customdata[2]}})<extra></extra>",
    }


def _heads(look: Look, x: float, word: str, heads: Sequence[str]) -> list[Part]:
    """A panel's name above it, and a line of words above each of its bars."""
    panel = label(look, f"<b>{word}</b>", x=x, y=1, xanchor="left", yanchor="bottom", yshift=10)
    return [panel] + [
        label(
            look,
            head,
            x=x,
            y=place,
            yref="y",
            xanchor="left",
            yanchor="bottom",
            yshift=11,
            color=look.paper.ink,
        )
        for place, head in enumerate(heads)
    ]


def _zero(look: Look, axis: str, place: int) -> Part:
    """A short upright line at zero beside one bar, so that it does not strike through the words."""
    ends = {"x0": 0, "x1": 0, "y0": place - BAR_WIDTH / 2 - 0.04, "y1": place + BAR_WIDTH / 2 + 0.04}
    return {"type": "line", "xref": axis, "yref": "y", "line": {"color": look.paper.quiet, "width": 1.5}} | ends


def whale_curve_chart(
    rows: pd.DataFrame,
    look: Look,
    customers_word: str,
    value_word: str,
    peak_text: str,
    empty_text: str = "",
) -> go.Figure:
    """Cumulated value of the customers, best first, as a share of all value: the whale curve.

    Columns: ``share_of_customers`` and ``share_of_value`` (both cumulated shares, 1.0 is all), ordered. Seen: how high
    the curve climbs above the dashed 100 % line is the value that its right-hand, loss-making end takes away again; the
    peak is marked and worded by ``peak_text``.
    """
    across, upward = numbers(rows, "share_of_customers"), numbers(rows, "share_of_value")
    curve = [(x, y) for x, y in zip(across, upward, strict=True) if isfinite(x) and isfinite(y)]
    if not curve:
        return empty_figure(look, empty_text)
    peak = max(range(len(curve)), key=lambda place: curve[place][1])
    step = max(1, len(curve) // MOST_CURVE_POINTS)
    shown = [curve[place] for place in sorted({*range(0, len(curve), step), peak, len(curve) - 1})]
    shown = shown if shown[0][0] <= 0 else [(0.0, 0.0), *shown]
    ticks = nice_ticks(min(y for _, y in shown), max(1.0, curve[peak][1]), 6)
    left = margin_for(tick_texts(ticks, "share", look))
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in shown],
        "y": [y for _, y in shown],
        "line": {"color": look.paper.actual, "width": 3},
        "fill": "tozeroy",
        "fillcolor": look.paper.band,
        "customdata": [[worded(x, "share", look), worded(y, "share", look)] for x, y in shown],
        "hovertemplate": f"{customers_word}: %{{customdata[0]}}<br>{value_word}: %{{customdata[1]}}<extra></extra>",
    }
    summit = {
        "type": "scatter",
        "mode": "markers",
        "x": [curve[peak][0]],
        "y": [curve[peak][1]],
        "marker": {"size": 12, "color": look.paper.actual, "line": {"width": 2, "color": look.paper.background}},
        "hoverinfo": "skip",
    }
    everything = {"type": "line", "x0": 0, "x1": 1, "y0": 1, "y1": 1, "layer": "above"}
    return drawn(
        look,
        [line, summit],
        [
            _peak_label(look, peak_text, *curve[peak]),
            measure_name(look, value_word, left),
            across_name(look, customers_word),
        ],
        [everything | {"line": {"color": look.paper.target, "width": 2, "dash": "dash"}}],
        height=360,
        left=left,
        right=22,
        bottom=50,
        xaxis=value_axis(look, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0], "share", showgrid=False, showline=True),
        yaxis=value_axis(look, ticks, "share", zeroline=True),
    )


def _peak_label(look: Look, peak_text: str, x: float, y: float) -> Part:
    """The peak's words under the curve, with a line to the peak."""
    side = "left" if x < 0.3 else "right" if x > 0.7 else "center"
    return label(
        look,
        wrapped(peak_text, 26),
        x=x,
        y=y,
        xref="x",
        yref="y",
        ax=0,
        ay=84,
        showarrow=True,
        arrowhead=0,
        arrowwidth=1,
        arrowcolor=look.paper.quiet,
        standoff=8,
        xanchor=side,
        align=side,
        color=look.paper.ink,
    )
