"""Money spent by month, stacked by what it was spent on; refuses to draw a share where nothing was spent."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    Part,
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
from crm_core.charts.look import CLASS_COLOURS, Look, short, worded
from crm_core.charts.readings import full_month, numbers, texts
from crm_core.periods import months_between

SHAPES = {"relational": "", "transactional": "/", "unmarked": "."}


def spend_mix_bars(
    rows: pd.DataFrame, look: Look, orientation_words: Mapping[str, str], spend_word: str, empty_text: str = ""
) -> go.Figure:
    """Spending of each month, stacked by orientation, relational below; the words above carry each sum.

    Columns: ``month``, ``orientation``, ``spend``. Seen: how the mix moves; a month without a bar had no spending.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    months = [month.date().replace(day=1) for month in pd.to_datetime(rows["month"])]
    codes, spends = texts(rows, "orientation"), numbers(rows, "spend")
    first, last = min(months), max(months)
    tops: dict[int, float] = {}
    for month, spend in zip(months, spends, strict=True):
        tops[months_between(first, month)] = tops.get(months_between(first, month), 0.0) + spend
    ticks = nice_ticks(0.0, max(tops.values()))
    left = margin_for(tick_texts(ticks, "money", look))
    traces, keys = [], []
    for code, shape in SHAPES.items():
        own = [place for place, other in enumerate(codes) if other == code]
        if not own:
            continue
        colour, word = CLASS_COLOURS.get(code, look.paper.previous), orientation_words.get(code, code)
        total = short(sum(spends[place] for place in own), "money", look)
        keys.append(f'<span style="color:{colour}">■</span> {word} <b>{total}</b>')
        bar: Part = {
            "type": "bar",
            "x": [months_between(first, months[place]) for place in own],
            "y": [spends[place] for place in own],
            "width": 0.7,
            "marker": {
                "color": colour,
                "line": {"width": 1, "color": look.paper.background},
                "pattern": {
                    "shape": shape,
                    "fillmode": "replace",
                    "bgcolor": colour,
                    "fgcolor": look.paper.background,
                    "size": 7,
                    "solidity": 0.2,
                },
            },
            "customdata": [[full_month(months[place], look), worded(spends[place], "money", look)] for place in own],
            "hovertemplate": f"<b>{word}</b><br>%{{customdata[0]}}<br>{spend_word}: %{{customdata[1]}}<extra></extra>",
        }
        traces.append(bar)
    heading = "   ".join(keys[:2]) + ("<br>" + keys[2] if len(keys) > 2 else "")
    lift = 20 if len(keys) > 2 else 0
    return drawn(
        look,
        traces,
        [
            label(look, heading, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=30),
            measure_name(look, spend_word, left),
        ],
        height=330 + lift,
        left=left,
        top=64 + lift,
        bottom=46,
        barmode="stack",
        xaxis=month_axis(look, first, months_between(first, last) + 1),
        yaxis=value_axis(look, ticks, "money", zeroline=True),
    )
