"""The cohort triangle: who came in one month and how many of them came again; refuses to colour what cannot be known yet."""

from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import SMALL_SIZE, bare_axis, empty_figure, numbers, sheet, text, wrapped
from crm_core.charts.look import Look, month_words, short, worded

CELL_HEIGHT = 34
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
    cohort's size beside its name. Unfinished cells have a dotted frame. Above 14 columns the cells drop their texts.
    """
    cells = rows[rows["months_since"] > 0] if len(rows) else rows
    if cells.empty:
        return empty_figure(look, empty_text)
    cohorts = sorted(rows["cohort"].unique())
    ages = list(range(1, int(cells["months_since"].max()) + 1))
    place_of = {cohort: place for place, cohort in enumerate(cohorts)}
    shares = [[None] * len(ages) for _ in cohorts]
    texts = [[""] * len(ages) for _ in cohorts]
    hovers: list[list[list[str]]] = [[["", "", "", ""] for _ in ages] for _ in cohorts]
    is_worded = len(ages) <= MOST_WORDED_COLUMNS
    figure = sheet(
        look, height=(CELL_HEIGHT if is_worded else 22) * len(cohorts) + 84, left=62, right=8, top=62, bottom=20
    )
    unfinished = cells["is_unfinished"].tolist() if "is_unfinished" in cells.columns else [False] * len(cells)
    columns = zip(
        cells["cohort"],
        cells["months_since"],
        numbers(cells, "share"),
        numbers(cells, "customers"),
        unfinished,
        strict=True,
    )
    for cohort, age, share, customers, is_unfinished in columns:
        down, across = place_of[cohort], int(age) - 1
        shares[down][across] = share if isfinite(share) else None  # pyright: ignore
        brief = short(share, "share", look)
        texts[down][across] = f"{brief}<br>{worded(customers, 'number', look)}" if is_worded else ""
        hovers[down][across] = [
            " ".join(month_words(cohort, look)),
            worded(age, "number", look),
            worded(share, "share", look),
            worded(customers, "number", look) + (f"<br>{unfinished_word}" if is_unfinished else ""),
        ]
        if is_unfinished:
            figure.add_shape(
                type="rect",
                x0=age - 0.46,
                x1=age + 0.46,
                y0=down - 0.44,
                y1=down + 0.44,
                line={"color": look.paper.target, "width": 2, "dash": "dot"},
            )
    present = [share for share in numbers(cells, "share") if isfinite(share)]
    figure.add_trace(
        go.Heatmap(
            x=ages,
            y=list(range(len(cohorts))),
            z=shares,
            zmin=0,
            zmax=max([0.01, *present]),
            colorscale=[[0, look.paper.low_share], [1, look.paper.high_share]],
            showscale=False,
            xgap=2,
            ygap=2,
            text=texts,
            texttemplate="%{text}",
            textfont={"size": SMALL_SIZE - 1},
            hoverongaps=False,
            customdata=hovers,
            hovertemplate=f"<b>{cohort_word}: %{{customdata[0]}}</b><br>{months_since_word}: %{{customdata[1]}}<br>"
            f"{share_word}: %{{customdata[2]}}<br>{customers_word}: %{{customdata[3]}}<extra></extra>",
        )
    )
    sizes = rows.groupby("cohort")["size"].max() if "size" in rows.columns else pd.Series(dtype=float)
    names = [
        " ".join(month_words(cohort, look))
        + (f"<br>{worded(float(sizes[cohort]), 'number', look)}" if cohort in sizes.index and is_worded else "")
        for cohort in cohorts
    ]
    step = max(1, round(len(ages) / 12))
    figure.update_layout(
        xaxis=bare_axis(
            look,
            side="top",
            showticklabels=True,
            tickmode="array",
            tickvals=ages[::step],
            ticktext=[worded(age, "number", look) for age in ages[::step]],
            range=[0.5, len(ages) + 0.5],
        ),
        yaxis=bare_axis(
            look,
            showticklabels=True,
            tickmode="array",
            tickvals=list(range(len(cohorts))),
            ticktext=names,
            range=[len(cohorts) - 0.5, -0.5],
        ),
    )
    figure.add_annotation(
        text(look, wrapped(cohort_word, 14), x=0, y=1, xanchor="left", yanchor="bottom", xshift=-58, yshift=22)
    )
    figure.add_annotation(text(look, f"{months_since_word} →", x=1, y=1, xanchor="right", yanchor="bottom", yshift=22))
    if any(unfinished) and unfinished_word:
        figure.add_annotation(text(look, f"⬚ {unfinished_word}", x=1, y=0, xanchor="right", yanchor="top", yshift=-2))
    return figure
