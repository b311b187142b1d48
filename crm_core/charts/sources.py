"""Where dissatisfaction comes from: departments downward, stages or channels across; refuses a share of fewer than ten answers."""

from collections.abc import Mapping
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import empty_figure, wrapped
from crm_core.charts.grids import Cell, cell_grid
from crm_core.charts.look import Look, short, worded
from crm_core.charts.readings import named, numbers, texts

BEST, WORST = 0.95, 0.35
"""Shares of satisfied answers at which a cell is palest and darkest."""


def source_cells(
    rows: pd.DataFrame,
    look: Look,
    across: str,
    column_words: Mapping[str, str],
    department_words: Mapping[str, str],
    downward_word: str,
    across_word: str,
    value_word: str,
    complaints_word: str,
    hidden_word: str,
    n_word: str = "n",
    empty_text: str = "",
) -> go.Figure:
    """One cell for each department and stage (or channel): satisfied share above, number of answers below.

    Columns: ``department``, the column named ``across``, ``value``, ``low``, ``high``, ``n``, ``complaints``, ``is_below``. Seen:
    the darker, the fewer are satisfied; a ▼ marks cells that lie below the whole with their interval.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    departments, columns = (list(dict.fromkeys(texts(rows, name))) for name in ("department", across))
    columns.sort(key=lambda code: list(column_words).index(code) if code in column_words else len(column_words))
    cells = []
    values, counts, complaints = (numbers(rows, name) for name in ("value", "n", "complaints"))
    lows, highs = numbers(rows, "low"), numbers(rows, "high")
    below = [bool(flag) for flag in rows["is_below"].tolist()]
    for place, (department, column) in enumerate(zip(texts(rows, "department"), texts(rows, across), strict=True)):
        value, is_shown = values[place], isfinite(values[place])
        n = worded(counts[place], "number", look)
        words = (
            f"{n_word} {n}"
            if not is_shown
            else f"<b>{'▼ ' if below[place] else ''}{short(value, 'share', look)}</b><br>{n_word} {n}"
        )
        hover = f"{named(department_words, department)} · {named(column_words, column)}<br>"
        if is_shown:
            hover += f"{value_word}: {worded(value, 'share', look)} ({worded(lows[place], 'share', look)} – "
            hover += f"{worded(highs[place], 'share', look)})<br>"
        else:
            hover += f"{hidden_word}<br>"
        hover += f"{n_word} = {n}<br>{complaints_word}: {worded(complaints[place], 'number', look)}"
        depth = min(1.0, max(0.0, (BEST - value) / (BEST - WORST))) if is_shown else 0.0
        cells.append(Cell(columns.index(column) + 1, departments.index(department) + 1, depth, words, hover))
    names = [wrapped(named(department_words, name), 14) for name in departments]
    heads = [wrapped(named(column_words, name), 12) for name in columns]
    return cell_grid(cells, look, heads, names, list(range(1, len(names) + 1)), f"{across_word} →", downward_word)
