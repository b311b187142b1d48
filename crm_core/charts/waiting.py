"""Stairs of several groups over days: how many still wait, or have come again; refuses more lines than can be told apart."""

from collections.abc import Mapping
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    Part,
    across_name,
    drawn,
    empty_figure,
    margin_for,
    measure_name,
    nice_ticks,
    tick_texts,
    value_axis,
)
from crm_core.charts.look import TIER_COLOURS, Look
from crm_core.charts.readings import named, numbers, texts
from crm_core.numbers import number_text, share_text

LINES = (
    ("#0072B2", "solid"), ("#B98A00", "dash"), ("#0F9960", "dot"), ("#C8333A", "dashdot"), ("#7A4FD0", "longdash"),
    ("#74777D", "solid"),
)  # fmt: skip


def waiting_stairs(
    rows: pd.DataFrame,
    look: Look,
    group_words: Mapping[str, str],
    value_word: str,
    days_word: str,
    n_word: str,
    last_day: float | None = None,
    marked_days: tuple[int, ...] = (),
    empty_text: str = "",
) -> go.Figure:
    """One stair a group with its 95 % band, over days; at most six groups, each with a colour and a dash of its own.

    Columns: ``group``, ``days``, ``value``, ``low``, ``high``, ``n`` (followed so far). Seen: bands that do not overlap are
    groups that differ; a band that opens wide rests on few. ``marked_days`` get an upright line.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    names = list(dict.fromkeys(texts(rows, "group")))[: len(LINES)]
    until = last_day or max(numbers(rows, "days"))
    ticks, across = nice_ticks(0, 1), nice_ticks(0, max(until, 1.0), 6)
    left = margin_for(tick_texts(ticks, "share", look))
    bands: list[Part] = []
    stairs: list[Part] = []
    keys: list[str] = []
    for place, name in enumerate(names):
        own = rows.loc[(rows["group"] == name) & (rows["days"] <= until)]
        colour, dash = TIER_COLOURS.get(name, LINES[place][0]), LINES[place][1]
        if len(names) == 1:
            colour = look.paper.actual
        bands += _band(own, colour)
        stairs.append(_stair(own, look, named(group_words, name), colour, dash, (value_word, days_word, n_word)))
        sign = {"solid": "━", "dot": "┄", "dash": "╍", "longdash": "╍", "dashdot": "╌"}[dash]
        keys.append(f'<span style="color:{colour}">{sign}</span> {_brief(named(group_words, name))}')
    lines = [
        keys[start : start + 3]
        for start in range(0, len(keys) if len(names) > 1 or group_words.get(names[0]) else 0, 3)
    ]
    head = "<br>".join([value_word, *("   ".join(line) for line in lines)])
    return drawn(
        look,
        [*bands, *stairs],
        [measure_name(look, head, left, 10), across_name(look, days_word)],
        [
            {
                "type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1,
                "line": {"color": look.paper.quiet, "width": 1, "dash": "dot"},
            }
            for day in marked_days
        ],
        height=360 + 20 * len(lines),
        left=left,
        top=40 + 20 * len(lines),
        bottom=50,
        xaxis=value_axis(look, across, "number"),
        yaxis=value_axis(look, ticks, "share"),
    )  # fmt: skip


def _brief(name: str) -> str:
    return name if len(name) <= 22 else name[:21] + "…"


def _band(own: pd.DataFrame, colour: str) -> list[Part]:
    """The interval of one stair: its upper edge, and its lower one filled up to it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    edge = {
        "type": "scatter", "mode": "lines", "x": numbers(own, "days"), "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"
    }  # fmt: skip
    return [
        edge | {"y": numbers(own, "high")},
        edge | {"y": numbers(own, "low"), "fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},0.16)"},
    ]


def _stair(own: pd.DataFrame, look: Look, name: str, colour: str, dash: str, said: tuple[str, str, str]) -> Part:
    value_word, days_word, n_word = said
    hovers = [
        [
            name,
            number_text(day, look.language),
            share_text(value, look.language, 1)
            + (
                f" ({share_text(low, look.language, 1)} … {share_text(high, look.language, 1)})"
                if isfinite(low)
                else ""
            ),
            number_text(n, look.language),
        ]
        for day, value, low, high, n in zip(
            *(numbers(own, column) for column in ("days", "value", "low", "high", "n")), strict=True
        )
    ]
    head = "<b>%{customdata[0]}</b><br>" if name else ""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": numbers(own, "days"),
        "y": numbers(own, "value"),
        "line": {"color": colour, "width": 2.5, "shape": "hv", "dash": dash},
        "customdata": hovers,
        "hovertemplate": f"{head}{days_word}: %{{customdata[1]}}<br>{value_word}: %{{customdata[2]}}"
        f"<br>{n_word}: %{{customdata[3]}}<extra></extra>",
    }
