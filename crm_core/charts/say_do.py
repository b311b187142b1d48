"""What is said beside what is done: two marks a row on one scale of a hundred; refuses a mark for what is not measured."""

from collections.abc import Mapping
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    TICK_SIZE,
    Part,
    drawn,
    empty_figure,
    label,
    margin_for,
    row_axis,
    value_axis,
    wrapped,
)
from crm_core.charts.look import Look, worded
from crm_core.charts.readings import named, numbers, texts

ROW_HEIGHT = 40
SAID, DONE = "circle", "diamond"


def say_do_rows(
    rows: pd.DataFrame,
    look: Look,
    row_words: Mapping[str, str],
    said_word: str,
    done_word: str,
    missing_word: str,
    middles: tuple[float | None, float | None] = (None, None),
    empty_text: str = "",
) -> go.Figure:
    """One row an expectation: a circle at its rating, a diamond at its deed, each with its interval.

    Columns: ``expectation``, ``said``, ``said_low``, ``said_high``, ``done``, ``done_low``, ``done_high``. Seen: the dotted lines are
    the middles of the two; a circle left of its line beside a diamond right of its own is done, but not seen.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    names = [wrapped(named(row_words, code), 18) for code in texts(rows, "expectation")]
    colours = {"said": look.paper.actual, "done": look.paper.target}
    shapes = {"said": SAID, "done": DONE}
    words = {"said": said_word, "done": done_word}
    traces: list[Part] = []
    for part, shift in (("said", -0.14), ("done", 0.14)):
        values, lows, highs = (numbers(rows, name) for name in (part, f"{part}_low", f"{part}_high"))
        places = [place + shift for place in range(len(names))]
        known = [place for place, value in enumerate(values) if isfinite(value)]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [values[place] for place in known],
                "y": [places[place] for place in known],
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [highs[place] - values[place] if isfinite(highs[place]) else 0 for place in known],
                    "arrayminus": [values[place] - lows[place] if isfinite(lows[place]) else 0 for place in known],
                    "color": colours[part],
                    "thickness": 2,
                    "width": 0,
                },
                "marker": {"symbol": shapes[part], "size": 11, "color": colours[part]},
                "customdata": [
                    [names[place].replace("<br>", " "), worded(values[place], "number1", look)] for place in known
                ],
                "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{words[part]}: %{{customdata[1]}}<extra></extra>",
            }
        )
    done = numbers(rows, "done")
    missing = [
        label(look, missing_word, x=2, xref="x", y=place + 0.16, yref="y", xanchor="left", yanchor="middle", size=TICK_SIZE - 1,
              color=colours["done"])
        for place, value in enumerate(done)
        if not isfinite(value)
    ]  # fmt: skip
    lines = [
        {
            "type": "line", "x0": middle, "x1": middle, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
            "line": {"color": colours[part], "width": 1.5, "dash": "dot"},
        }
        for part, middle in zip(("said", "done"), middles, strict=True)
        if middle is not None
    ]  # fmt: skip
    left = margin_for(names, least=64, most=140)
    heading = (
        f"<span style='color:{colours['said']}'>●</span> {said_word}<br>"
        f"<span style='color:{colours['done']}'>◆</span> {done_word}"
    )
    return drawn(
        look,
        traces,
        [*missing, label(look, heading, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=6)],
        lines,
        height=ROW_HEIGHT * len(names) + 96,
        left=left,
        right=18,
        top=62,
        bottom=34,
        xaxis=value_axis(look, [0.0, 25.0, 50.0, 75.0, 100.0], "number", range=[-2, 102]),
        yaxis=row_axis(look, names),
    )
