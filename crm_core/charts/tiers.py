"""Figures of the value tiers: who they are, what they bring, how value is spread; refuses to decide who is in which."""

from collections.abc import Mapping
from math import asinh, isfinite

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    SMALL_SIZE,
    bare_axis,
    empty_figure,
    left_margin,
    measure_name,
    nice_ticks,
    numbers,
    sheet,
    text,
    tick_texts,
    value_axis,
    wrapped,
)
from crm_core.charts.look import TIER_COLOURS, TIER_SYMBOLS, Look, short, worded

ROW_HEIGHT = 58
MOST_CURVE_POINTS = 200


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
    count = len(rows)
    figure = sheet(look, height=44 + ROW_HEIGHT * count, left=6, right=6, top=34, bottom=8)
    tiers = [str(tier) for tier in rows["tier"]]
    shares = {"": numbers(rows, "share_of_customers"), "2": numbers(rows, "share_of_value")}
    amounts = {
        "": [worded(value, "number", look) for value in numbers(rows, "customers")],
        "2": [worded(value, "money", look) for value in numbers(rows, "actual_value")],
    }
    briefs = {
        "": amounts[""],
        "2": [short(value, "money", look) for value in numbers(rows, "actual_value")],
    }
    every = [share for panel in shares.values() for share in panel if isfinite(share)]
    top, low = max([0.05, *every]), min([0.0, *every])
    scale = [low - (0.24 * top if low < 0 else 0), top * 1.3]
    domains = {"": [0.0, 0.48], "2": [0.52, 1.0]}
    heads = {"": customers_word, "2": value_word}
    for axis, panel in shares.items():
        labels = [short(share, "share", look) for share in panel]
        figure.add_trace(
            go.Bar(
                x=panel,
                y=list(range(count)),
                orientation="h",
                width=0.42,
                xaxis=f"x{axis}",
                yaxis="y",
                marker={"color": [TIER_COLOURS.get(tier, look.paper.actual) for tier in tiers]},
                text=labels,
                textposition="outside",
                textfont={"color": look.paper.ink},
                cliponaxis=False,
                customdata=[
                    [tier_words.get(tier, tier), worded(share, "share", look), amount]
                    for tier, share, amount in zip(tiers, panel, amounts[axis], strict=True)
                ],
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{heads[axis]}: %{{customdata[1]}} (%{{customdata[2]}})"
                "<extra></extra>",
            )
        )
        figure.update_layout({f"xaxis{axis}": bare_axis(look, domain=domains[axis], range=scale, zeroline=True)})
        figure.update_layout({f"xaxis{axis}": {"zerolinecolor": look.paper.quiet, "zerolinewidth": 1}})
        figure.add_annotation(
            text(look, f"<b>{heads[axis]}</b>", x=domains[axis][0], y=1, xanchor="left", yanchor="bottom", yshift=12)
        )
        for place, (tier, brief) in enumerate(zip(tiers, briefs[axis], strict=True)):
            name = tier_words.get(tier, tier)
            line = brief if axis else f"<b>{name}</b> · {brief}"
            figure.add_annotation(
                text(
                    look,
                    line,
                    x=domains[axis][0],
                    y=place,
                    yref="y",
                    xanchor="left",
                    yanchor="bottom",
                    yshift=11,
                    color=look.paper.quiet if axis else look.paper.ink,
                )
            )
    figure.update_layout(yaxis=bare_axis(look, range=[count - 0.5, -0.75]))
    return figure


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
    curve = rows.dropna(subset=["share_of_customers", "share_of_value"])
    if curve.empty:
        return empty_figure(look, empty_text)
    across, upward = numbers(curve, "share_of_customers"), numbers(curve, "share_of_value")
    peak = int(np.argmax(upward))
    steps = max(1, len(across) // MOST_CURVE_POINTS)
    shown = sorted({*range(0, len(across), steps), peak, len(across) - 1})
    xs, ys = [across[place] for place in shown], [upward[place] for place in shown]
    ticks = nice_ticks(min(0.0, *ys), max(1.0, *ys))
    figure = sheet(look, height=360, left=left_margin(tick_texts(ticks, "share", look)), top=34, bottom=48)
    figure.add_trace(
        go.Scatter(
            x=[0.0, *xs] if xs[0] > 0 else xs,
            y=[0.0, *ys] if xs[0] > 0 else ys,
            mode="lines",
            line={"color": look.paper.actual, "width": 3},
            fill="tozeroy",
            fillcolor=look.paper.band,
            customdata=[
                [worded(x, "share", look), worded(y, "share", look)]
                for x, y in (zip([0.0, *xs], [0.0, *ys], strict=True) if xs[0] > 0 else zip(xs, ys, strict=True))
            ],
            hovertemplate=f"{customers_word}: %{{customdata[0]}}<br>{value_word}: %{{customdata[1]}}<extra></extra>",
        )
    )
    figure.add_shape(type="line", x0=0, x1=1, y0=1, y1=1, line={"color": look.paper.target, "width": 2, "dash": "dash"})
    figure.add_trace(
        go.Scatter(
            x=[across[peak]],
            y=[upward[peak]],
            mode="markers",
            marker={"size": 11, "color": look.paper.actual, "line": {"width": 2, "color": look.paper.background}},
            hoverinfo="skip",
        )
    )
    figure.add_annotation(_peak_label(look, peak_text, across[peak], upward[peak], ticks))
    figure.add_annotation(measure_name(look, value_word))
    figure.add_annotation(text(look, customers_word, x=1, y=0, xanchor="right", yanchor="top", yshift=-24))
    across_ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    figure.update_layout(
        xaxis=value_axis(look, across_ticks, "share", showgrid=False, showline=True),
        yaxis=value_axis(look, ticks, "share", zeroline=True, zerolinecolor=look.paper.quiet),
    )
    return figure


def _peak_label(look: Look, peak_text: str, x: float, y: float, ticks: list[float]) -> dict[str, object]:
    """The peak's words, under the curve where there is room, with an arrow to the peak."""
    height = ticks[-1] - ticks[0]
    side = "left" if x < 0.3 else "right" if x > 0.7 else "center"
    return text(
        look,
        wrapped(peak_text, 26),
        x=x,
        y=y,
        xref="x",
        yref="y",
        ax=0,
        ay=70 if y - ticks[0] > height / 3 else -40,
        showarrow=True,
        arrowhead=0,
        arrowwidth=1,
        arrowcolor=look.paper.quiet,
        standoff=8,
        xanchor=side,
        align="center" if side == "center" else side,
        color=look.paper.ink,
    )


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
    points = rows.dropna(subset=["actual_value", "potential_value"])
    if points.empty:
        return empty_figure(look, empty_text)
    x_bend, y_bend = _bend(points["actual_value"]), _bend(points["potential_value"])
    y_ticks = _bent_ticks(numbers(points, "potential_value"), y_bend)
    x_ticks = _bent_ticks(numbers(points, "actual_value"), x_bend, count=4)
    figure = sheet(look, height=440, left=left_margin(tick_texts(y_ticks, "money", look)), top=58, bottom=48)
    sign = look.currency_sign
    for tier, colour in TIER_COLOURS.items():
        part = points[points["tier"] == tier]
        if part.empty:
            continue
        figure.add_trace(
            go.Scattergl(
                x=_bent(part["actual_value"], x_bend),
                y=_bent(part["potential_value"], y_bend),
                mode="markers",
                name=tier_words.get(tier, tier),
                marker={
                    "color": colour,
                    "symbol": TIER_SYMBOLS[tier],
                    "size": 8,
                    "opacity": 0.8,
                    "line": {"width": 0.5, "color": look.paper.background},
                },
                customdata=part[["customer_id", "actual_value", "potential_value"]].to_numpy(dtype=object),
                hovertemplate=f"<b>%{{customdata[0]}}</b> · {tier_words.get(tier, tier)}<br>"
                f"{actual_word}: {sign}%{{customdata[1]:,.0f}}<br>{potential_word}: {sign}%{{customdata[2]:,.0f}}"
                "<extra></extra>",
            )
        )
    figure.add_annotation(measure_name(look, potential_word))
    figure.add_annotation(text(look, actual_word, x=1, y=0, xanchor="right", yanchor="top", yshift=-24))
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "yref": "container",
            "font": {"size": SMALL_SIZE + 1},
            "itemclick": "toggle",
            "bgcolor": "rgba(0,0,0,0)",
        },
        xaxis=_bent_axis(look, x_ticks, x_bend),
        yaxis=_bent_axis(look, y_ticks, y_bend),
    )
    return figure


def _bend(values: pd.Series) -> float:
    """Value at which the axis turns from even to logarithmic; 0 for an even axis throughout."""
    sizes = np.abs(values.to_numpy(dtype=float))
    middle = float(np.median(sizes[sizes > 0])) if (sizes > 0).any() else 0.0
    return middle / 10 if middle and sizes.max() > 20 * middle else 0.0


def _bent(values: pd.Series, bend: float) -> np.ndarray:
    """Places on a bent axis."""
    plain = values.to_numpy(dtype=float)
    return np.arcsinh(plain / bend) if bend else plain


def _bent_ticks(values: list[float], bend: float, count: int = 5) -> list[float]:
    """Round values for a bent axis: zero and powers of ten on both sides, thinned to about six."""
    low, high = min(0.0, *values), max(0.0, *values)
    if not bend:
        return nice_ticks(low, high, count)
    powers = [10.0**power for power in range(-2, 16) if 10.0**power >= bend]
    above = [power for power in powers if power <= high * 1.0001]
    below = [-power for power in powers if power <= -low * 1.0001]
    return sorted([*below[::-2][::-1], 0.0, *(above[::-1][:: max(1, round(len(above) / 4))])])


def _bent_axis(look: Look, ticks: list[float], bend: float) -> dict[str, object]:
    """A money axis at the bent places, with a strong line at zero."""
    axis = value_axis(look, ticks, "money", zeroline=True, zerolinecolor=look.paper.quiet, zerolinewidth=1)
    del axis["range"]
    if bend:
        axis |= {
            "tickvals": [asinh(tick / bend) for tick in ticks],
            "ticktext": [short(t, "money", look) for t in ticks],
        }
    return axis
