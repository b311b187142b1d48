"""The ladder of relationship quality: customers by bands of index and quality, and its stages over quarters; ranks nobody."""

from collections.abc import Mapping, Sequence
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import Part, bare_axis, drawn, empty_figure, label, margin_for, tick_texts, value_axis
from crm_core.charts.grids import Cell, cell_grid
from crm_core.charts.look import Look, contrast, mixed_colour, short, worded
from crm_core.charts.readings import numbers, texts
from crm_core.numbers import day_text, month_text

INK_LIGHT, INK_DARK = "#FFFFFF", "#0B1117"


def ladder_cells(
    rows: pd.DataFrame,
    look: Look,
    index_bands: Sequence[str],
    quality_bands: Sequence[str],
    index_word: str,
    quality_word: str,
    customers_word: str,
    margin_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Customers by band of the index (across) and band of quality (upward), each cell with its mean net margin.

    Columns: ``index_band``, ``quality_band`` (0 is the lowest), ``customers``, ``margin`` (NaN is hidden). Seen: top right are
    customers who are both managed relationally and served well; darker is more customers; an empty place is nobody.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    people, margins = numbers(rows, "customers"), numbers(rows, "margin")
    across, upward = ([int(band) for band in numbers(rows, f"{name}_band")] for name in ("index", "quality"))
    most = max(people)
    cells = []
    for x, y, count, margin in zip(across, upward, people, margins, strict=True):
        words = f"<b>{worded(count, 'number', look)}</b>"
        hover = f"{index_word}: {index_bands[x]}<br>{quality_word}: {quality_bands[y]}<br>{customers_word}: "
        hover += worded(count, "number", look)
        if isfinite(margin):
            words += f"<br>{short(margin, 'money', look)}"
            hover += f"<br>{margin_word}: {worded(margin, 'money', look)}"
        cells.append(Cell(x + 1, y + 1, count / most, words, hover))
    downward = list(quality_bands)[::-1]
    places = list(range(len(quality_bands), 0, -1))
    return cell_grid(cells, look, index_bands, downward, places, f"{index_word} →", f"{quality_word} ↑")


def ladder_quarters(
    rows: pd.DataFrame, look: Look, stage_words: Mapping[str, str], share_word: str, empty_text: str = ""
) -> go.Figure:
    """Shares of the stages at each quarter's end, stacked from the lowest stage up; darker is a higher stage.

    Columns: ``day``, ``stage``, ``customers``, ``share``, ``n``. Seen: whether the base climbs; n stands below each bar.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    days = [day.date() for day in pd.to_datetime(rows["day"])]
    stages, shares, people = texts(rows, "stage"), numbers(rows, "share"), numbers(rows, "customers")
    sizes = dict(zip(days, numbers(rows, "n"), strict=True))
    order = list(dict.fromkeys(days))
    left = margin_for(tick_texts([0.0, 0.5, 1.0], "share", look))
    traces: list[Part] = []
    keys = []
    for place, (stage, word) in enumerate(stage_words.items()):
        colour = mixed_colour(look.paper.low_share, look.paper.high_share, 0.25 + 0.75 * place / (len(stage_words) - 1))
        own = [row for row, code in enumerate(stages) if code == stage]
        keys.append(f'<span style="color:{colour}">■</span> {word}')
        ink = max((INK_LIGHT, INK_DARK), key=lambda tone, colour=colour: contrast(tone, colour))
        traces.append(
            {
                "type": "bar",
                "x": [order.index(days[row]) for row in own],
                "y": [shares[row] for row in own],
                "width": 0.7,
                "marker": {"color": colour, "line": {"width": 1, "color": look.paper.background}},
                "text": [short(shares[row], "share", look) if shares[row] >= 0.06 else "" for row in own],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"size": 12, "color": ink},
                "customdata": [
                    [
                        day_text(days[row], look.language),
                        worded(people[row], "number", look),
                        worded(shares[row], "share", look),
                    ]
                    for row in own
                ],
                "hovertemplate": f"<b>{word}</b><br>%{{customdata[0]}}: %{{customdata[1]}} · %{{customdata[2]}}<extra></extra>",
            }
        )
    lines = "<br>".join(keys)
    lift = 19 * len(keys)
    return drawn(
        look,
        traces,
        [
            label(look, lines, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=28),
            label(look, share_word, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=6),
        ],
        height=330 + lift,
        left=left,
        top=44 + lift,
        bottom=46,
        barmode="stack",
        xaxis=bare_axis(
            look,
            range=[-0.6, len(order) - 0.4],
            showticklabels=True,
            tickmode="array",
            tickvals=list(range(len(order))),
            ticktext=[f"{month_text(day, look.language)}<br>n = {worded(sizes[day], 'number', look)}" for day in order],
        ),
        yaxis=value_axis(look, [0.0, 0.5, 1.0], "share"),
    )
