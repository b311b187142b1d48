"""Grids of cells, one number and one colour each: what is in two classes at once; refuses a cell that nobody is in."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import Part, bare_axis, drawn, empty_figure, label, margin_for
from crm_core.charts.look import Look, contrast, mixed_colour, short, worded
from crm_core.charts.readings import numbers

CELL_HEIGHT = 58


class Cell(NamedTuple):
    """A cell: column, row, depth of colour from 0 to 1, its words, and its words on hovering."""

    x: float
    y: int
    depth: float
    words: str
    hover: str


def rfm_cells(
    rows: pd.DataFrame,
    look: Look,
    recency_word: str,
    frequency_word: str,
    customers_word: str,
    revenue_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Recency scores across, frequency scores downward from the best; each cell its customers and what each brought.

    Columns: ``recency_score``, ``frequency_score``, ``customers``, ``revenue_per_customer``. Seen: top right are those who
    buy often and came lately; darker is more revenue per customer; an empty place is nobody.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    recency, frequency = ([int(score) for score in numbers(rows, f"{name}_score")] for name in ("recency", "frequency"))
    people, revenue = numbers(rows, "customers"), numbers(rows, "revenue_per_customer")
    top = max(1e-9, *revenue) if len(revenue) > 1 else max(1e-9, revenue[0])
    cells = [
        Cell(x, y, max(0.0, amount) / top, f"<b>{worded(count, 'number', look)}</b><br>{short(amount, 'money', look)}",
             f"{recency_word}: {x}<br>{frequency_word}: {y}<br>{customers_word}: {worded(count, 'number', look)}"
             f"<br>{revenue_word}: {worded(amount, 'money', look)}")
        for x, y, count, amount in zip(recency, frequency, people, revenue, strict=True)
    ]  # fmt: skip
    names = [str(score) for score in range(1, 6)]
    return cell_grid(cells, look, names, names[::-1], [5, 4, 3, 2, 1], f"{recency_word} →", f"{frequency_word} ↑")


def cell_grid(
    cells: Sequence[Cell],
    look: Look,
    across: Sequence[str],
    downward: Sequence[str],
    rows: Sequence[int],
    across_word: str,
    downward_word: str,
    left: int = 0,
) -> go.Figure:
    """The cells under the names ``across`` (columns from 1) and beside the names ``downward`` (of the ``rows``)."""
    place_of = {row: place for place, row in enumerate(rows)}
    colours = [mixed_colour(look.paper.low_share, look.paper.high_share, depth) for _, _, depth, _, _ in cells]
    shapes: list[Part] = [
        {
            "type": "rect",
            "layer": "below",
            "x0": x - 0.48,
            "x1": x + 0.48,
            "y0": place_of[y] - 0.47,
            "y1": place_of[y] + 0.47,
            "fillcolor": colour,
            "line": {"width": 0},
        }
        for (x, y, _, _, _), colour in zip(cells, colours, strict=True)
    ]
    texts: Part = {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _, _, _ in cells],
        "y": [place_of[y] for _, y, _, _, _ in cells],
        "text": [words for _, _, _, words, _ in cells],
        "textfont": {
            "size": 12,
            "color": [max(("#FFFFFF", "#0B1117"), key=lambda ink: contrast(ink, colour)) for colour in colours],
        },
        "customdata": [[hover] for _, _, _, _, hover in cells],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
    }
    margin = left or margin_for(downward)
    return drawn(
        look,
        [texts],
        [
            label(look, downward_word, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - margin, yshift=28),
            label(look, across_word, x=1, y=1, xanchor="right", yanchor="bottom", yshift=28),
        ],
        shapes,
        height=CELL_HEIGHT * len(rows) + 84,
        left=margin,
        right=6,
        top=72,
        bottom=10,
        xaxis=bare_axis(
            look,
            side="top",
            range=[0.5, len(across) + 0.5],
            showticklabels=True,
            tickmode="array",
            tickvals=list(range(1, len(across) + 1)),
            ticktext=list(across),
        ),
        yaxis=bare_axis(
            look,
            range=[len(rows) - 0.5, -0.5],
            showticklabels=True,
            tickmode="array",
            tickvals=list(range(len(rows))),
            ticktext=list(downward),
        ),
    )
