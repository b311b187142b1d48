"""The bridge: what a sum was, what raised it and lowered it step by step, what it is; refuses to reorder its steps."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    drawn,
    empty_figure,
    margin_for,
    nice_ticks,
    row_axis,
    value_axis,
)
from crm_core.charts.look import TIER_COLOURS, Look, short, worded
from crm_core.charts.readings import numbers, texts


def equity_bridge(
    rows: pd.DataFrame, look: Look, step_words: Mapping[str, str], customers_word: str, empty_text: str = ""
) -> go.Figure:
    """Opening above, closing below as whole bars; each change between them begins where the one before it ended.

    Columns: ``step``, ``customers``, ``value``, ``is_change``; a step that is neither opening, closing nor change is left
    out. Seen: blue adds, red takes away; the last bar ends where the changes lead.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    shown = rows.loc[rows["is_change"].astype(bool) | rows["step"].isin(["opening", "closing"])]
    steps, values, people = texts(shown, "step"), numbers(shown, "value"), numbers(shown, "customers")
    changes = [bool(flag) for flag in shown["is_change"].tolist()]
    bases, level = [], 0.0
    for value, is_change in zip(values, changes, strict=True):
        bases.append(level if is_change else 0.0)
        level = level + value if is_change else value
    tops = [base + value for base, value in zip(bases, values, strict=True)]
    colours = [
        look.paper.actual if not is_change else TIER_COLOURS["mvc"] if value >= 0 else TIER_COLOURS["bz"]
        for value, is_change in zip(values, changes, strict=True)
    ]
    ticks = nice_ticks(min(0.0, *bases, *tops) * 1.25, max(0.01, *bases, *tops) * 1.25, count=3)
    names = [
        f"{step_words[step]}<br>{worded(count, 'number', look)}" for step, count in zip(steps, people, strict=True)
    ]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": list(range(len(steps))),
        "base": bases,
        "width": 0.62,
        "marker": {"color": colours, "line": {"width": 0}},
        "text": [f"{'+' if is_change and value > 0 else ''}{short(value, 'money', look)}"
                 for value, is_change in zip(values, changes, strict=True)],
        "textposition": "outside",
        "textfont": {"color": look.paper.ink, "size": 12},
        "cliponaxis": False,
        "customdata": [
            [step_words[step], worded(value, "money", look), worded(count, "number", look)]
            for step, value, count in zip(steps, values, people, strict=True)
        ],
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>%{{customdata[1]}}<br>{customers_word}: %{{customdata[2]}}"
        "<extra></extra>",
    }  # fmt: skip
    return drawn(
        look,
        [bars],
        height=46 * len(steps) + 44,
        left=margin_for([step_words[step] for step in steps]),
        right=24,
        top=8,
        bottom=36,
        xaxis=value_axis(look, ticks, "money", zeroline=True),
        yaxis=row_axis(look, names, range=[len(steps) - 0.4, -0.6], tickfont={"size": 12, "color": look.paper.quiet}),
    )
