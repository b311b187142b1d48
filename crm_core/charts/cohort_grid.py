"""The cohort grid: groups downward, months since the first order across; refuses to colour what is thin or unfinished as known."""

from collections.abc import Mapping, Sequence
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    Part,
    bare_axis,
    cell_texts,
    drawn,
    empty_figure,
    label,
    margin_for,
    row_axis,
    wrapped,
)
from crm_core.charts.look import TIER_COLOURS, Kind, Look, contrast, mixed_colour, short, worded
from crm_core.charts.readings import named, numbers, texts

WORDED_HEIGHT = 34
PLAIN_HEIGHT = 20
MOST_WORDED_COLUMNS = 14
MOST_MONEY_COLUMNS = 8
MOST_WORDED_ROWS = 40


def cohort_grid(
    rows: pd.DataFrame,
    look: Look,
    group_words: Mapping[str, str],
    cohort_word: str,
    months_since_word: str,
    value_word: str,
    n_word: str,
    kind: Kind,
    first_age: int = 0,
    unfinished_word: str = "",
    thin_word: str = "",
    empty_text: str = "",
) -> go.Figure:
    """One row a cohort, one column a month of age; darker is more, red is below zero.

    Columns: ``cohort``, ``months_since``, ``value``, ``low``, ``high``, ``n``, ``size``, ``is_unfinished``, ``reading``.
    Seen: read a line for one cohort's life, a column to compare cohorts at one age. Hatched cells are unfinished; grey
    cells rest on fewer than 30 customers; cells of fewer than 10 are empty. Above 14 columns (8 of money) cells drop their texts.
    """
    rows = rows.loc[rows["months_since"] >= first_age] if len(rows) else rows
    if rows.empty:
        return empty_figure(look, empty_text)
    groups, ages = texts(rows, "cohort"), [int(age) for age in numbers(rows, "months_since")]
    values, lows, highs, counts, sizes = (numbers(rows, name) for name in ("value", "low", "high", "n", "size"))
    readings, unfinished = texts(rows, "reading"), [bool(flag) for flag in rows["is_unfinished"].tolist()]
    names = list(dict.fromkeys(groups))
    last = max(ages)
    columns = last - first_age + 1
    is_worded = (
        columns <= (MOST_MONEY_COLUMNS if kind == "money" else MOST_WORDED_COLUMNS) and len(names) <= MOST_WORDED_ROWS
    )
    top = max([1e-9, *(abs(value) for value in values if isfinite(value))])
    grids: dict[str, list[list[float | None]]] = {
        grade: [[None] * columns for _ in names] for grade in ("full", "grey")
    }
    hovers = [[["", "", "", ""] for _ in range(columns)] for _ in names]
    words: list[tuple[int, int, str, str]] = []
    hatched: list[tuple[int, int]] = []
    for group, age, value, low, high, n, grade, is_part in zip(
        groups, ages, values, lows, highs, counts, readings, unfinished, strict=True
    ):
        down = names.index(group)
        if not isfinite(value) or grade == "hidden":
            continue
        grids[grade][down][age - first_age] = value
        ends = f" ({worded(low, kind, look)} … {worded(high, kind, look)})" if isfinite(low) else ""
        hovers[down][age - first_age] = [
            named(group_words, group),
            worded(age, "number", look),
            worded(value, kind, look) + ends,
            worded(n, "number", look) + (f"<br>{unfinished_word}" if is_part else ""),
        ]
        ink = look.paper.quiet
        if grade == "full":
            cell = _cell_colour(look, value / top)
            ink = max(("#FFFFFF", "#0B1117"), key=lambda colour, cell=cell: contrast(colour, cell))
        words.append((age, down, short(value, kind, look), ink))
        if is_part:
            hatched.append((age, down))
    size_of = dict(zip(groups, sizes, strict=True))
    labels = [_row_name(look, named(group_words, name), size_of[name], is_worded) for name in names]
    left = margin_for([name.split("<br>")[0] for name in labels], least=64, most=132)
    traces = [
        _cells(grids["full"], first_age, hovers, [[0, TIER_COLOURS["bz"]], [0.5, look.paper.low_share], [1, look.paper.high_share]], top),
        _cells(grids["grey"], first_age, hovers, [[0, look.paper.panel], [1, look.paper.panel]], top),
        *_hatching(look, hatched),
    ]  # fmt: skip
    for trace in traces[:2]:
        trace["hovertemplate"] = (
            f"<b>{cohort_word}: %{{customdata[0]}}</b><br>{months_since_word}: %{{customdata[1]}}"
            f"<br>{value_word}: %{{customdata[2]}}<br>{n_word}: %{{customdata[3]}}<extra></extra>"
        )
    if is_worded:
        traces.append(cell_texts(words))
    step = 1 if is_worded else 3 if columns <= 25 else 6
    ticks = [age for age in range(first_age, last + 1) if age % step == 0]
    keys = _keys(look, bool(hatched), "grey" in readings, unfinished_word, thin_word)
    return drawn(
        look,
        traces,
        [
            label(look, f"{months_since_word} →", x=1, y=1, xanchor="right", yanchor="bottom", yshift=24),
            label(look, f"<b>{value_word}</b>", x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=44),
            *keys,
        ],
        height=(WORDED_HEIGHT if is_worded else PLAIN_HEIGHT) * len(names) + 96 + (24 if keys else 0),
        left=left,
        right=6,
        top=74,
        bottom=20 + (24 if keys else 0),
        barmode="overlay",
        xaxis=bare_axis(
            look, side="top", range=[first_age - 0.5, last + 0.5], showticklabels=True, tickmode="array", tickvals=ticks,
            ticktext=[worded(age, "number", look) for age in ticks],
        ),
        yaxis=row_axis(look, labels),
    )  # fmt: skip


def _cell_colour(look: Look, part: float) -> str:
    """The colour of a value as a part of the largest: towards blue above zero, towards red below."""
    end = look.paper.high_share if part >= 0 else TIER_COLOURS["bz"]
    return mixed_colour(look.paper.low_share, end, abs(part))


def _row_name(look: Look, name: str, size: float, is_worded: bool) -> str:
    """A cohort's name over its customers; on one line, cut, where rows are low."""
    if not is_worded:
        return name if len(name) <= 18 else name[:17] + "…"
    lines = wrapped(name, 18).split("<br>")
    first = lines[0] if len(lines) == 1 else lines[0] + "…"
    return f"{first}<br><span style='font-size:11px'>{worded(size, 'number', look)}</span>"


def _cells(
    grid: Sequence[Sequence[float | None]],
    first_age: int,
    hovers: Sequence[object],
    colours: Sequence[object],
    top: float,
) -> Part:
    return {
        "type": "heatmap",
        "x": list(range(first_age, first_age + len(grid[0]))),
        "y": list(range(len(grid))),
        "z": [list(line) for line in grid],
        "zmin": -top,
        "zmax": top,
        "colorscale": list(colours),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "customdata": list(hovers),
    }


def _hatching(look: Look, cells: Sequence[tuple[int, int]]) -> list[Part]:
    """Slanting lines over the cells whose months are not over."""
    if not cells:
        return []
    return [
        {
            "type": "bar",
            "x": [age for age, _ in cells],
            "y": [0.92] * len(cells),
            "base": [down - 0.46 for _, down in cells],
            "width": 0.94,
            "marker": {
                "color": "rgba(0,0,0,0)",
                "line": {"width": 0},
                "pattern": {
                    "shape": "/",
                    "fgcolor": look.paper.target,
                    "bgcolor": "rgba(0,0,0,0)",
                    "size": 8,
                    "solidity": 0.18,
                },
            },
            "hoverinfo": "skip",
        }
    ]


def _keys(look: Look, has_hatched: bool, has_thin: bool, unfinished_word: str, thin_word: str) -> list[Part]:
    """What hatching and grey mean, below the grid."""
    parts = [f'<span style="color:{look.paper.target}">▨</span> {unfinished_word}'] if has_hatched else []
    parts += [f'<span style="color:{look.paper.previous}">■</span> {thin_word}'] if has_thin else []
    if not parts:
        return []
    return [label(look, "   ".join(parts), x=1, y=0, xanchor="right", yanchor="top", yshift=-8)]
