"""Customers by two measures, cut into four groups by two lines; refuses to draw more points than an eye can part."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.bent import bend_of, bent, bent_axis
from crm_core.charts.canvas import Part, across_name, drawn, empty_figure, label, margin_for, nice_ticks, value_axis
from crm_core.charts.look import GROUP_COLOURS, GROUP_SIGNS, GROUP_SYMBOLS, Look, worded
from crm_core.charts.readings import numbers, shown_texts, texts


def quadrant_map(
    rows: pd.DataFrame,
    look: Look,
    group_words: Mapping[str, str],
    across_word: str,
    upright_word: str,
    cuts: tuple[float, float],
    empty_text: str = "",
) -> go.Figure:
    """Each customer's lifetime across and monthly margin upward; two dashed lines part the four groups.

    Columns: ``customer_id``, ``group``, ``months``, ``monthly_margin``. Seen: if long lives were the profitable ones, the
    points would run from lower left to upper right.
    """
    if not len(rows):
        return empty_figure(look, empty_text)
    months, margin = np.array(numbers(rows, "months")), np.array(numbers(rows, "monthly_margin"))
    ids, groups = np.array(shown_texts(rows, "customer_id")), np.array(texts(rows, "group"))
    bend = bend_of(margin)
    yaxis = bent_axis(look, margin, bend)
    ticks = nice_ticks(0.0, float(months.max()))
    traces: list[Part] = []
    for group, colour in GROUP_COLOURS.items():
        own = groups == group
        said = [
            [name, f"{worded(life, 'number1', look)}", worded(money, "money", look)]
            for name, life, money in zip(ids[own], months[own], margin[own], strict=True)
        ]
        traces.append(
            {
                "type": "scattergl",
                "mode": "markers",
                "x": months[own],
                "y": bent(margin[own], bend),
                "marker": {"size": 6, "symbol": GROUP_SYMBOLS[group], "color": colour},
                "customdata": said,
                "hovertemplate": f"<b>%{{customdata[0]}}</b> · {group_words.get(group, group)}<br>{across_word}: "
                f"%{{customdata[1]}}<br>{upright_word}: %{{customdata[2]}}<extra></extra>",
            }
        )
    line = {"type": "line", "line": {"color": look.paper.quiet, "width": 2, "dash": "dash"}}
    height = float(bent(np.array([cuts[1]]), bend)[0])
    lines = [
        line | {"yref": "paper", "y0": 0, "y1": 1, "x0": cuts[0], "x1": cuts[0]},
        line | {"xref": "paper", "x0": 0, "x1": 1, "y0": height, "y1": height},
    ]
    keys = [
        f"<span style='color:{GROUP_COLOURS[group]}'>{GROUP_SIGNS[group]}</span> {group_words.get(group, group)}"
        for group in GROUP_COLOURS
    ]
    left = margin_for(yaxis["ticktext"])
    heading = "    ".join(keys[:2]) + "<br>" + "    ".join(keys[2:])
    return drawn(
        look,
        traces,
        [
            label(look, heading, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=30),
            label(look, upright_word, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=8),
            across_name(look, across_word),
        ],
        lines,
        height=460,
        left=left,
        top=84,
        bottom=50,
        xaxis=value_axis(look, ticks, "number"),
        yaxis=yaxis,
    )
