"""Units by their number of answers inside a funnel of chance; refuses to rank them or to draw one before the others."""

from collections.abc import Mapping, Sequence
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
    scale_ticks,
    tick_texts,
    value_axis,
)
from crm_core.charts.look import Kind, Look, short
from crm_core.charts.readings import hover_template, named, numbers, readings, texts

OUTSIDE = ("high", "low")


def funnel_plot(
    rows: pd.DataFrame,
    funnel: pd.DataFrame,
    look: Look,
    unit_words: Mapping[str, str],
    value_word: str,
    n_word: str,
    centre_word: str,
    limit_words: tuple[str, str],
    kind: Kind = "share",
    empty_text: str = "",
) -> go.Figure:
    """Each unit at its number of answers and its share, inside limits that narrow with answers.

    Columns: ``unit``, ``value``, ``n``, ``low``, ``high``, ``reading``, ``position`` in rows; ``n``, ``centre``,
    ``warning_low``, ``warning_high``, ``limit_low``, ``limit_high`` in the funnel. Seen: a dot inside the funnel differs by
    chance; one outside the outer limit is large, named and in the warning colour.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    across = numbers(funnel, "n")
    ticks = nice_ticks(0.0, max(across))
    spread = [*numbers(rows, "value"), *numbers(funnel, "limit_low"), *numbers(funnel, "limit_high")]
    upright = scale_ticks([value for value in spread if isfinite(value)], kind, False)
    left = margin_for(tick_texts(upright, kind, look))
    lines = [
        _line(across, numbers(funnel, name), look, dash)
        for name, dash in (
            ("centre", "solid"), ("warning_low", "dot"), ("warning_high", "dot"), ("limit_low", "dash"), ("limit_high", "dash")
        )
    ]  # fmt: skip
    keys = f"— {centre_word} {short(numbers(funnel, 'centre')[0], kind, look)}<br>┈ {limit_words[0]}   - - {limit_words[1]}"
    return drawn(
        look,
        [*lines, _dots(rows, look, unit_words, kind, value_word, n_word)],
        [
            measure_name(look, f"{value_word}<br><span style='font-size:{SMALL_SIZE}px'>{keys}</span>", left),
            across_name(look, n_word),
            *_names(rows, look, unit_words, ticks[-1]),
        ],
        height=420,
        left=left,
        top=84,
        bottom=48,
        xaxis=value_axis(look, ticks, "number", range=[ticks[0], ticks[-1] * 1.04]),
        yaxis=value_axis(look, upright, kind),
    )


def _line(across: Sequence[float], values: Sequence[float], look: Look, dash: str) -> Part:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(across),
        "y": list(values),
        "line": {"color": look.paper.quiet, "width": 1.4, "dash": dash},
        "hoverinfo": "skip",
    }


def _dots(
    rows: pd.DataFrame, look: Look, unit_words: Mapping[str, str], kind: Kind, value_word: str, n_word: str
) -> Part:
    """A dot a unit; large and in the warning colour outside, hollow where it rests on few answers."""
    marks, units, positions = readings(rows), texts(rows, "unit"), texts(rows, "position")
    colours = [look.paper.target if place in OUTSIDE else look.paper.actual for place in positions]
    is_grey = [mark.grade == "grey" for mark in marks]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.n for mark in marks],
        "y": [mark.value for mark in marks],
        "marker": {
            "size": [14 if place in OUTSIDE else 10 for place in positions],
            "symbol": ["diamond" if place in OUTSIDE else "circle" for place in positions],
            "color": [look.paper.background if grey else colour for grey, colour in zip(is_grey, colours, strict=True)],
            "line": {"width": 2, "color": colours},
            "opacity": 1,
        },
        "customdata": [
            mark.hover(named(unit_words, unit), kind, look, n_word) for unit, mark in zip(units, marks, strict=True)
        ],
        "hovertemplate": hover_template(value_word),
    }


def _names(rows: pd.DataFrame, look: Look, unit_words: Mapping[str, str], most: float) -> list[Part]:
    """Names beside the dots: of all where they are few, else only of those outside."""
    is_few = len(rows) <= 8
    found = zip(texts(rows, "unit"), numbers(rows, "n"), numbers(rows, "value"), texts(rows, "position"), strict=True)
    return [
        label(
            look, named(unit_words, unit), x=n, y=value, xref="x", yref="y", size=SMALL_SIZE, yanchor="middle",
            xanchor="right" if n > 0.7 * most else "left", xshift=-12 if n > 0.7 * most else 12,
            color=look.paper.target if place in OUTSIDE else look.paper.ink, bgcolor=look.paper.background,
        )
        for unit, n, value, place in found
        if is_few or place in OUTSIDE
    ]  # fmt: skip
