"""The cohort triangle: who came in one month and how many of them came again; refuses to colour what is not known yet."""

from datetime import date
from math import isfinite, nan

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import Part, bare_axis, cell_texts, drawn, empty_figure, label, row_axis, wrapped
from crm_core.charts.look import Look, contrast, mixed_colour, short, worded
from crm_core.charts.readings import days, full_month, numbers

CELL_HEIGHT = 36
LOW_CELL_HEIGHT = 20
MOST_WORDED_COLUMNS = 14


def cohort_heatmap(
    rows: pd.DataFrame,
    look: Look,
    cohort_word: str,
    months_since_word: str,
    share_word: str,
    customers_word: str,
    unfinished_word: str = "",
    empty_text: str = "",
) -> go.Figure:
    """Cohorts downward, months since the first order across; each cell the share that ordered, and how many.

    Columns: ``cohort`` (its month), ``months_since`` (0, 1, 2 …), ``share``, ``customers`` (who ordered in that month),
    ``size`` (customers of the cohort), ``is_unfinished`` if a month is still running. Seen: read a line for one cohort's
    life, a column for one age across cohorts; darker is a higher share. Month 0 is everyone, so it stands as the
    cohort's size under its name. Unfinished cells have a dotted frame. Above 14 columns the cells drop their texts.
    """
    if rows.empty or not any(age > 0 for age in numbers(rows, "months_since")):
        return empty_figure(look, empty_text)
    months, ages = days(rows, "cohort"), [int(age) for age in numbers(rows, "months_since")]
    shares, people, sizes = (numbers(rows, name) for name in ("share", "customers", "size"))
    running = rows["is_unfinished"].tolist() if "is_unfinished" in rows.columns else [False] * len(rows)
    cohorts = sorted(set(months))
    last_age = max(ages)
    is_worded = last_age <= MOST_WORDED_COLUMNS
    top = max([0.01, *(share for share, age in zip(shares, ages, strict=True) if age > 0 and isfinite(share))])
    grid: list[list[float | None]] = [[None] * last_age for _ in cohorts]
    hovers = [[["", "", "", ""] for _ in range(last_age)] for _ in cohorts]
    words: list[tuple[int, int, str, str]] = []
    frames: list[Part] = []
    for month, age, share, count, is_running in zip(months, ages, shares, people, running, strict=True):
        if age < 1 or not isfinite(share):
            continue
        down, worded_count = cohorts.index(month), worded(count, "number", look)
        grid[down][age - 1] = share
        hovers[down][age - 1] = [
            full_month(month, look),
            worded(age, "number", look),
            worded(share, "share", look),
            worded_count + (f"<br>{unfinished_word}" if is_running else ""),
        ]
        cell = mixed_colour(look.paper.low_share, look.paper.high_share, share / top)
        ink = max(("#FFFFFF", "#0B1117"), key=lambda colour: contrast(colour, cell))
        words.append((age, down, f"{short(share, 'share', look)}<br>{worded_count}", ink))
        if is_running:
            frames.append(_frame(look, age, down))
    traces: list[Part] = [
        {
            "type": "heatmap",
            "x": list(range(1, last_age + 1)),
            "y": list(range(len(cohorts))),
            "z": grid,
            "zmin": 0,
            "zmax": top,
            "colorscale": [[0, look.paper.low_share], [1, look.paper.high_share]],
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "hoverongaps": False,
            "customdata": hovers,
            "hovertemplate": f"<b>{cohort_word}: %{{customdata[0]}}</b><br>{months_since_word}: %{{customdata[1]}}"
            f"<br>{share_word}: %{{customdata[2]}}<br>{customers_word}: %{{customdata[3]}}<extra></extra>",
        }
    ]
    if is_worded:
        traces.append(cell_texts(words))
    size_of = {month: size for month, size in zip(months, sizes, strict=True) if isfinite(size)}
    labels = [
        label(look, wrapped(cohort_word, 16), x=0, y=1, xanchor="left", yanchor="bottom", xshift=-62, yshift=26),
        label(look, f"{months_since_word} →", x=1, y=1, xanchor="right", yanchor="bottom", yshift=26),
    ]
    if frames and unfinished_word:
        labels.append(label(look, f"⬚ {unfinished_word}", x=1, y=0, xanchor="right", yanchor="top", yshift=-4))
    step = 1 if is_worded else 3 if last_age <= 24 else 6
    named_ages = [age for age in range(1, last_age + 1) if age % step == 0]
    return drawn(
        look,
        traces,
        labels,
        frames,
        height=(CELL_HEIGHT if is_worded else LOW_CELL_HEIGHT) * len(cohorts) + 98,
        left=68,
        right=6,
        top=70,
        bottom=28,
        xaxis=bare_axis(
            look,
            side="top",
            range=[0.5, last_age + 0.5],
            showticklabels=True,
            tickmode="array",
            tickvals=named_ages,
            ticktext=[worded(age, "number", look) for age in named_ages],
        ),
        yaxis=row_axis(
            look, [_cohort_name(look, month, size_of.get(month, nan) if is_worded else nan) for month in cohorts]
        ),
    )


def _cohort_name(look: Look, month: date, size: float) -> str:
    """A cohort's month over its size."""
    return full_month(month, look) + (f"<br>{worded(size, 'number', look)}" if isfinite(size) else "")


def _frame(look: Look, age: int, down: int) -> Part:
    """The dotted frame of a cell whose month is still running."""
    ends = {"x0": age - 0.45, "x1": age + 0.45, "y0": down - 0.44, "y1": down + 0.44}
    return {"type": "rect", "line": {"color": look.paper.target, "width": 2, "dash": "dot"}} | ends
