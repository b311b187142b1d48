"""The leaky bucket drawn: customers with the leak and without it; refuses an axis that does not start at nothing."""

from collections.abc import Mapping
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
    month_axis,
    nice_ticks,
    tick_texts,
    value_axis,
)
from crm_core.charts.look import Look, short, worded
from crm_core.charts.readings import days, full_month, numbers
from crm_core.numbers import number_text
from crm_core.periods import months_between


def bucket_lines(
    rows: pd.DataFrame,
    look: Look,
    customers_word: str,
    leak_word: str,
    without_leak_word: str,
    month_word: str = "",
    empty_text: str = "",
) -> go.Figure:
    """Customers month by month in the leaky bucket, and how many there would be without the leak.

    Columns: ``month`` (dates, or whole numbers 0, 1, 2 …), ``customers``, ``customers_without_leak``. Seen: the solid
    line is the firm as it is, the dashed one the same firm without the leak, the tinted space between them is lost.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    lines = {
        leak_word: (numbers(rows, "customers"), "solid", look.paper.actual),
        without_leak_word: (numbers(rows, "customers_without_leak"), "dash", look.paper.target),
    }
    if pd.api.types.is_numeric_dtype(rows["month"]):
        places = [int(month) for month in numbers(rows, "month")]
        names = [f"{month_word} {place}".strip() for place in places]
        axis = _plain_months(look, places[-1])
    else:
        months = days(rows, "month")
        places = [months_between(months[0], month) for month in months]
        names = [full_month(month, look) for month in months]
        axis = month_axis(look, months[0], places[-1] + 1)
        month_word = ""
    highest = max([1.0, *(value for values, _, _ in lines.values() for value in values if isfinite(value))])
    ticks = nice_ticks(0.0, highest * 1.1)
    left = margin_for(tick_texts(ticks, "number", look))
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": places,
            "y": values,
            "line": {"color": colour, "width": 3, "dash": dash},
            "fill": "tonexty" if dash == "dash" else "none",
            "fillcolor": look.paper.band,
            "customdata": [[name, worded(value, "number", look)] for name, value in zip(names, values, strict=True)],
            "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{word}: %{{customdata[1]}}<extra></extra>",
        }
        for word, (values, dash, colour) in lines.items()
    ]
    return drawn(
        look,
        traces,
        [
            *_line_labels(
                look, places[-1], {word: (values[-1], colour) for word, (values, _, colour) in lines.items()}
            ),
            measure_name(look, customers_word, left),
            across_name(look, month_word),
        ],
        height=350,
        left=left,
        right=18,
        bottom=50,
        xaxis=axis,
        yaxis=value_axis(look, ticks, "number", zeroline=True),
    )


def _line_labels(look: Look, place: int, ends: Mapping[str, tuple[float, str]]) -> list[Part]:
    """Each line's word and last value at its end: the upper one above its line, the lower one below where it fits."""
    ordered = sorted(ends.items(), key=lambda end: end[1][0], reverse=True)
    top, bottom = ordered[0][1][0], ordered[-1][1][0]
    has_room_between = bottom < 0.12 * top
    return [
        label(
            look,
            f"{word}: <b>{short(value, 'number', look)}</b>",
            x=place,
            y=value,
            xref="x",
            yref="y",
            xanchor="right",
            yanchor="bottom" if rank == 0 or has_room_between else "top",
            yshift=8 if rank == 0 or has_room_between else -8,
            color=colour,
            bgcolor=look.paper.background,
            borderpad=0,
            opacity=0.92,
        )
        for rank, (word, (value, colour)) in enumerate(ordered)
    ]


def _plain_months(look: Look, last: int) -> Part:
    """Simulated months count from zero: ticks every sixth or twelfth month."""
    ticks = list(range(0, last + 1, 6 if last <= 48 else 12))
    return bare_axis(
        look,
        showline=True,
        showticklabels=True,
        tickmode="array",
        tickvals=ticks,
        ticktext=[number_text(tick, look.language) for tick in ticks],
        range=[0, max(1, last)],
    )
