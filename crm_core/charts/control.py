"""Control charts: a series between its limits, signals marked; refuses to colour what lies inside the noise."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import inf, isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    SMALL_SIZE,
    Part,
    drawn,
    empty_figure,
    label,
    margin_for,
    measure_name,
    month_axis,
    scale_ticks,
    tick_texts,
    value_axis,
    width_of,
)
from crm_core.charts.look import Kind, Look, short
from crm_core.charts.readings import days, full_month, hover_template, numbers, readings, texts
from crm_core.numbers import number_text
from crm_core.periods import months_between

KEY_HEIGHT = 19
SIGNAL_SYMBOLS = {"out": "circle", "two_of_three": "square-open", "run": "diamond-open"}
OPEN = ("two_of_three", "run")
"""Hints, which quiet months give now and then, are drawn hollow."""
SIGNAL_SIGNS = {"out": "●", "two_of_three": "□", "run": "◇"}


def control_chart(
    rows: pd.DataFrame,
    look: Look,
    value_word: str,
    signal_words: Mapping[str, str],
    kind: Kind = "share",
    limit_word: str = "",
    baseline_word: str = "",
    breaks: Sequence[date] = (),
    break_word: str = "",
    n_word: str = "n",
    empty_text: str = "",
    notes: Sequence[tuple[date, bool]] = (),
    is_weighted: bool = False,
) -> go.Figure:
    """Values by month between three-sigma limits; a shaded baseline; signals in the warning colour.

    Columns: ``month``, ``value``, ``n``, ``centre``, ``limit_low``, ``limit_high``, ``signal`` (a key of ``signal_words``
    or empty), ``smooth``, ``is_baseline``. Seen: a plain dot between the limits is noise; a large full one in the warning
    colour is a signal; an open shape is a hint, which rule its form tells; a dotted upright line is a month in which the
    level broke. ``is_weighted``: earlier months weighted in (``ewma``, ``ewma_low``, ``ewma_high``, ``is_ewma_out``), which
    shows small lasting shifts that no single month does.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    months = days(rows, "month")
    first, count = months[0], months_between(months[0], months[-1]) + 1
    places = [months_between(first, month) for month in months]
    name, *ends = ("ewma", "ewma_low", "ewma_high") if is_weighted else ("value", "limit_low", "limit_high")
    values, limits = _known(rows, name), [numbers(rows, end) for end in ends]
    spread = [value for value in [*values, *limits[0], *limits[1]] if isfinite(value)]
    ticks = scale_ticks(spread, kind, False, _ends_of(kind))
    left = max(margin_for(tick_texts(ticks, kind, look)), width_of(n_word) + 22)
    counts = {place: number_text(n, look.language) for place, n in zip(places, numbers(rows, "n"), strict=True)}
    signals = ["out" if is_out else "" for is_out in rows["is_ewma_out"]] if is_weighted else texts(rows, "signal")
    traces = [_limit_line(places, limit, look) for limit in limits]
    traces += [_steps(_line(places, numbers(rows, "centre"), look.paper.quiet, 1.2, "solid"))]
    if not is_weighted:
        traces.append(_line(places, numbers(rows, "smooth"), look.paper.previous, 2.0, "dot"))
    traces.append(_line(places, values, look.paper.actual, 1.4, "solid"))
    traces.append(_dots(rows, places, values, signals, months, look, kind, value_word, signal_words, n_word))
    band, band_label = _baseline_parts(rows, places, look, baseline_word)
    break_lines, break_labels = _break_parts(breaks, first, count, look, break_word)
    note_lines, note_labels = _note_parts(notes, first, count, look)
    keys = _keys(look, signals, signal_words)
    labels = [
        measure_name(look, "<br>".join([value_word, *keys]), left, 22),
        *_limit_labels(look, limits, places, count, kind, limit_word),
        *band_label,
        *break_labels,
        *note_labels,
        _n_row(look, n_word, left),
    ]
    return drawn(
        look,
        traces,
        labels,
        [*band, *break_lines, *note_lines],
        height=390 + KEY_HEIGHT * len(keys),
        left=left,
        right=18,
        top=64 + KEY_HEIGHT * len(keys),
        bottom=64,
        xaxis=month_axis(look, first, count, below=counts),
        yaxis=value_axis(look, ticks, kind),
    )


def _ends_of(kind: Kind) -> tuple[float, float] | None:
    """Both ends that the measure cannot pass; a mean or a rate only has a lower one."""
    return (0.0, inf) if kind == "number1" else None


def _known(rows: pd.DataFrame, name: str) -> list[float]:
    """The column's values; the plain values where nothing was judged."""
    values = numbers(rows, name)
    return values if any(isfinite(value) for value in values) else numbers(rows, "value")


def _n_row(look: Look, n_word: str, left: int) -> Part:
    return label(look, n_word, x=0, y=0, xanchor="left", yanchor="top", xshift=6 - left, yshift=-40, size=SMALL_SIZE)


def _keys(look: Look, signals: Sequence[str], signal_words: Mapping[str, str]) -> list[str]:
    """The kinds of signal that are there, each behind its sign in the warning colour."""
    present = [code for code in SIGNAL_SIGNS if code in signals]
    return [
        f'<span style="color:{look.paper.target}">{SIGNAL_SIGNS[code]}</span> {signal_words.get(code, code)}'
        for code in present
    ]


def _line(places: Sequence[int], values: Sequence[float], colour: str, width: float, dash: str) -> Part:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(places),
        "y": list(values),
        "line": {"color": colour, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }


def _limit_line(places: Sequence[int], limit: Sequence[float], look: Look) -> Part:
    """A limit as steps, since every month has its own."""
    return _steps(_line(places, limit, look.paper.quiet, 1.3, "dash"))


def _steps(line: Part) -> Part:
    """The same line in steps."""
    return line | {"line": line["line"] | {"shape": "hvh"}}


def _dots(
    rows: pd.DataFrame,
    places: Sequence[int],
    values: Sequence[float],
    signals: Sequence[str],
    months: Sequence[date],
    look: Look,
    kind: Kind,
    value_word: str,
    signal_words: Mapping[str, str],
    n_word: str,
) -> Part:
    """A small dot a month; a large one with a rim where a rule was broken."""
    paper = look.paper
    marks = readings(rows.assign(value=values, reading="full"))
    hovers = [
        mark.hover(full_month(month, look), kind, look, n_word) for mark, month in zip(marks, months, strict=True)
    ]
    for hover, code in zip(hovers, signals, strict=True):
        hover[2] += f"<br>{signal_words[code]}" if code in signal_words else ""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(places),
        "y": list(values),
        "marker": {
            "size": [12 if code else 6 for code in signals],
            "symbol": [SIGNAL_SYMBOLS.get(code, "circle") for code in signals],
            "color": [paper.target if code else paper.actual for code in signals],
            "line": {
                "width": [2 if code in OPEN else 1 for code in signals],
                "color": [paper.target if code in OPEN else paper.background for code in signals],
            },
            "opacity": 1,
        },
        "customdata": hovers,
        "hovertemplate": hover_template(value_word),
    }


def _baseline_parts(
    rows: pd.DataFrame, places: Sequence[int], look: Look, baseline_word: str
) -> tuple[list[Part], list[Part]]:
    """A shaded field behind each run of months that limits are made of; the first is named at its top."""
    centres = numbers(rows, "centre")
    own = [
        place
        for place, is_own, centre in zip(places, rows["is_baseline"].tolist(), centres, strict=True)
        if is_own and isfinite(centre)
    ]
    if not own:
        return [], []
    level = dict(zip(places, centres, strict=True))
    starts = [
        place for before, place in pairwise([own[0] - 9, *own]) if place - before > 1 or level[place] != level[before]
    ]
    ends = [max(place for place in own if place < stop) for stop in [*starts[1:], own[-1] + 1]]
    fields = [
        {
            "type": "rect",
            "x0": start - 0.5,
            "x1": end + 0.5,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "fillcolor": look.paper.panel,
            "line": {"width": 0},
            "layer": "below",
        }
        for start, end in zip(starts, ends, strict=True)
    ]
    name = label(look, baseline_word, x=own[0] - 0.4, xref="x", y=1, xanchor="left", yanchor="bottom", size=SMALL_SIZE)
    return fields, [name]


def _break_parts(
    breaks: Sequence[date], first: date, count: int, look: Look, break_word: str
) -> tuple[list[Part], list[Part]]:
    """A dotted upright line before each month in which a new level begins; the first one is named."""
    places = [months_between(first, month) for month in breaks]
    lines = [
        {
            "type": "line",
            "x0": place - 0.5,
            "x1": place - 0.5,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": look.paper.target, "width": 1.5, "dash": "dot"},
        }
        for place in places
    ]
    names = [
        label(
            look, break_word, x=place - 0.4, xref="x", y=1, yanchor="bottom", size=SMALL_SIZE,
            xanchor="right" if place > 0.7 * count else "left",
        )
        for place in places[:1]
    ]  # fmt: skip
    return lines, names


def _note_parts(
    notes: Sequence[tuple[date, bool]], first: date, count: int, look: Look
) -> tuple[list[Part], list[Part]]:
    """An upright line at each dated note with its number below the top; thick where it begins new limits."""
    lines, names = [], []
    for number, (day, is_rebase) in enumerate(notes, start=1):
        place = months_between(first, day)
        if not 0 <= place < count:
            continue
        x = place - 0.5 if is_rebase else place
        line = {"color": look.paper.ink if is_rebase else look.paper.quiet, "width": 2 if is_rebase else 1}
        lines.append({"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line})
        box = {"bgcolor": look.paper.background, "bordercolor": line["color"], "borderwidth": 1, "borderpad": 2}
        words = number_text(number, look.language)
        names.append(
            label(look, words, x=x, xref="x", y=0, yanchor="bottom", xanchor="center", yshift=2, size=SMALL_SIZE, **box)
        )
    return lines, names


def _limit_labels(
    look: Look, limits: Sequence[Sequence[float]], places: Sequence[int], count: int, kind: Kind, limit_word: str
) -> list[Part]:
    """The last month's limits, worded at the right."""
    if not isfinite(limits[0][-1]):
        return []
    return [
        label(
            look,
            f"{limit_word} {short(limit[-1], kind, look)}".strip(),
            x=places[-1] + 0.4,
            y=limit[-1],
            xref="x",
            yref="y",
            xanchor="right",
            yanchor=anchor,
            size=SMALL_SIZE,
        )
        for limit, anchor in zip(limits, ("top", "bottom"), strict=True)
    ]
