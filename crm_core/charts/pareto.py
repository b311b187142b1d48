"""Causes in falling order with their cumulative share; refuses a second axis: both are shares of all complaints."""

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import Part, drawn, empty_figure, margin_for, row_axis, value_axis, wrapped
from crm_core.charts.look import Kind, Look, worded
from crm_core.charts.readings import numbers, shown_texts
from crm_core.numbers import share_text

ROW_HEIGHT = 44


def pareto_bars(
    rows: pd.DataFrame,
    look: Look,
    count_word: str,
    cumulative_word: str,
    empty_text: str = "",
    kind: Kind = "number",
) -> go.Figure:
    """One bar a cause, the largest on top, and a line of cumulative shares.

    Columns: ``cause``, ``complaints``, ``share``, ``cumulative``, ``is_vital``; ``kind`` says whether counts are
    numbers or money. Seen: dark bars are the vital few, which
    together bring four fifths of all.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    shares, cumulative, counts = (numbers(rows, name) for name in ("share", "cumulative", "complaints"))
    names = [
        f"{wrapped(name, 16)} {share_text(share, look.language)}"
        for name, share in zip(shown_texts(rows, "cause"), shares, strict=True)
    ]
    places = list(range(len(names)))
    paper = look.paper
    bars: Part = {
        "type": "bar",
        "orientation": "h",
        "x": shares,
        "y": places,
        "width": 0.6,
        "marker": {"color": [paper.actual if is_vital else paper.previous for is_vital in rows["is_vital"].tolist()]},
        "customdata": [
            [name, worded(count, kind, look), share_text(total, look.language)]
            for name, count, total in zip(shown_texts(rows, "cause"), counts, cumulative, strict=True)
        ],
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{count_word}: %{{customdata[1]}}"
        f"<br>{cumulative_word}: %{{customdata[2]}}<extra></extra>",
    }
    line: Part = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": cumulative,
        "y": places,
        "line": {"color": paper.target, "width": 1.8},
        "marker": {"color": paper.target, "size": 7},
        "hoverinfo": "skip",
    }
    return drawn(
        look,
        [bars, line],
        height=ROW_HEIGHT * len(names) + 70,
        left=margin_for(names, least=64, most=140),
        right=24,
        top=14,
        bottom=36,
        xaxis=value_axis(look, [0.0, 0.5, 1.0], "share", range=[0.0, 1.03]),
        yaxis=row_axis(look, names),
    )
