"""Grids of cells, one number and one colour each: what is in two classes at once; refuses a cell that nobody is in."""

from collections.abc import Mapping, Sequence
from math import ceil, cos, isfinite, radians, sin
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    LETTER_WIDTH,
    Part,
    bare_axis,
    drawn,
    empty_figure,
    label,
    margin_for,
    row_axis,
    width_of,
    wrapped,
)
from crm_core.charts.look import Look, contrast, mixed_colour, short, worded
from crm_core.charts.readings import numbers, texts

CELL_HEIGHT = 58
PHONE_WIDTH = 320
SLANT = 42


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
    top = max(1e-9, *revenue)
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
    """The cells under the names ``across`` (columns from 1) and beside the names ``downward`` (of the ``rows``).

    Where a word of a name is wider than a column on a phone, names stand aslant on one line and end over their column.
    """
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
    column = (PHONE_WIDTH - margin - 6) / len(across)
    names = [name.replace("<br>", " ") for name in across]
    heads = [
        given if width_of(given) <= column else wrapped(name, int(column / LETTER_WIDTH))
        for given, name in zip(across, names, strict=True)
    ]
    angle, lift = 0, 14 + 14 * max(1 + head.count("<br>") for head in heads)
    if max(map(width_of, heads)) > column:
        heads, angle = names, SLANT
        lift = ceil(max(map(width_of, names)) * sin(radians(SLANT)) + 16 * cos(radians(SLANT))) + 10
    return drawn(
        look,
        [texts],
        [
            label(look, downward_word, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - margin, yshift=lift),
            label(look, across_word, x=1, y=1, xanchor="right", yanchor="bottom", yshift=lift),
        ],
        shapes,
        height=CELL_HEIGHT * len(rows) + lift + 56,
        left=margin,
        right=6,
        top=lift + 44,
        bottom=10,
        xaxis=bare_axis(
            look,
            side="top",
            range=[0.5, len(across) + 0.5],
            showticklabels=True,
            tickmode="array",
            tickvals=list(range(1, len(across) + 1)),
            ticktext=heads,
            tickangle=angle,
        ),
        yaxis=row_axis(look, downward),
    )


def migration_cells(
    rows: pd.DataFrame,
    look: Look,
    tier_words: Mapping[str, str],
    before_word: str,
    after_word: str,
    customers_word: str,
    chance_word: str,
    hidden_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Tiers before downward, tiers after across; each cell the share that went there over, in brackets, that by chance.

    Columns: ``from_tier``, ``to_tier``, ``customers``, ``from_customers``, ``share``, ``low``, ``high``, ``by_chance``,
    ``reading``. Seen: the diagonal are those who stayed; a move is news where its share is far from the small one below.
    Rows of few customers keep their count and no share.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    before, after = list(dict.fromkeys(texts(rows, "from_tier"))), list(dict.fromkeys(texts(rows, "to_tier")))
    cells = []
    shares, chances = numbers(rows, "share"), numbers(rows, "by_chance")
    lows, highs = numbers(rows, "low"), numbers(rows, "high")
    counts, sizes = numbers(rows, "customers"), numbers(rows, "from_customers")
    for place, (start, end) in enumerate(zip(texts(rows, "from_tier"), texts(rows, "to_tier"), strict=True)):
        count = worded(counts[place], "number", look)
        is_shown, has_chance = isfinite(shares[place]), isfinite(chances[place])
        hover = f"{tier_words[start]} → {tier_words[end]}<br>{customers_word}: {count}"
        words = count
        if is_shown:
            words = f"<b>{short(shares[place], 'share', look)}</b>"
            hover += f"<br>{worded(shares[place], 'share', look)} ({worded(lows[place], 'share', look)} – "
            hover += f"{worded(highs[place], 'share', look)})"
        if is_shown and has_chance:
            words += f"<br>({short(chances[place], 'share', look)})"
            hover += f"<br>{chance_word}: {worded(chances[place], 'share', look)}"
        if not is_shown and sizes[place]:
            hover += f"<br>{hidden_word}"
        depth = shares[place] if is_shown else 0.0
        cells.append(Cell(after.index(end) + 1, before.index(start) + 1, depth, words, hover))
    size_of = dict(zip(texts(rows, "from_tier"), sizes, strict=True))
    downward = [f"{wrapped(tier_words[tier], 12)}<br>{worded(size_of[tier], 'number', look)}" for tier in before]
    across = [wrapped(tier_words[tier], 12) for tier in after]
    rows_down = list(range(1, len(before) + 1))
    return cell_grid(cells, look, across, downward, rows_down, f"{after_word} →", before_word)
