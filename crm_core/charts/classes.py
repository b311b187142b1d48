"""Figures of relational and transactional customers: the seven rows and the index; refuses to rank one class as better."""

from collections.abc import Mapping
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    SMALL_SIZE,
    bare_axis,
    empty_figure,
    left_margin,
    measure_name,
    nice_ticks,
    numbers,
    sheet,
    text,
    tick_texts,
    value_axis,
    width_of,
    wrapped,
)
from crm_core.charts.groups import interval_words
from crm_core.charts.look import CLASS_COLOURS, CLASS_SYMBOLS, Kind, Look, short, worded
from crm_core.numbers import number_text

CLASSES = ("relational", "mixed", "transactional")
LINE_HEIGHT = 19
ROW_LINES = 5.4


def class_rows(
    rows: pd.DataFrame,
    look: Look,
    row_words: Mapping[str, str],
    class_words: Mapping[str, str],
    not_measured_text: str = "",
    hidden_text: str = "n < 10",
    n_word: str = "n",
    empty_text: str = "",
) -> go.Figure:
    """The seven rows of the comparison, each with one measured indicator: a dot and interval per class.

    Columns: ``row``, ``class``, ``value``, ``n``, ``low``, ``high``, and if there are ones ``kind`` (default ``share``),
    ``reading``, ``scale_low`` and ``scale_high``. The rows stand in the order of ``row_words``; a row without any value
    says ``not_measured_text``. Each row has its own scale, written at its ends (shares: 0–100 %). Seen: classes whose
    intervals stand apart differ in that row, as they are, not because of the class.
    """
    if not row_words:
        return empty_figure(look, empty_text)
    height = int(ROW_LINES * LINE_HEIGHT * len(row_words)) + 16
    left = left_margin([class_words.get(code, code) for code in CLASSES], least=56, most=110)
    figure = sheet(look, height=height, left=left, right=88, top=8, bottom=8)
    for place, (code, words) in enumerate(row_words.items()):
        part = rows[(rows["row"] == code) & rows["class"].isin(CLASSES)] if len(rows) else rows
        top = place * ROW_LINES
        figure.add_annotation(
            text(
                look,
                f"<b>{wrapped(words, 52)}</b>",
                x=0,
                y=top + 0.75,
                yref="y",
                xanchor="left",
                yanchor="middle",
                xshift=-left + 4,
                color=look.paper.ink,
            )
        )
        if part.empty or not part["value"].notna().any():
            figure.add_annotation(
                text(
                    look,
                    wrapped(not_measured_text, 52),
                    x=0,
                    y=top + 2,
                    yref="y",
                    xanchor="left",
                    yanchor="middle",
                    xshift=-left + 4,
                )
            )
            continue
        _add_row(figure, look, part, top, class_words, hidden_text, n_word)
    figure.update_layout(
        xaxis=bare_axis(look, range=[-0.02, 1.02]), yaxis=bare_axis(look, range=[ROW_LINES * len(row_words), 0])
    )
    return figure


def _row_scale(part: pd.DataFrame, kind: Kind) -> tuple[float, float]:
    """Ends of a row's own scale: given, or 0–100 % for shares, or round values around what is shown and zero."""
    if "scale_low" in part.columns and part[["scale_low", "scale_high"]].notna().all(axis=None):
        return float(part["scale_low"].iloc[0]), float(part["scale_high"].iloc[0])
    if kind == "share":
        return 0.0, 1.0
    ends = [value for name in ("value", "low", "high") for value in numbers(part, name) if isfinite(value)]
    ticks = nice_ticks(min(0.0, *ends), max(0.0, *ends))
    return ticks[0], ticks[-1]


def _add_row(
    figure: go.Figure,
    look: Look,
    part: pd.DataFrame,
    top: float,
    class_words: Mapping[str, str],
    hidden_text: str,
    n_word: str,
) -> None:
    """One row of the comparison: a line a class, then the scale's two ends."""
    kind: Kind = str(part["kind"].iloc[0]) if "kind" in part.columns else "share"  # pyright: ignore
    low_end, high_end = _row_scale(part, kind)
    span = (high_end - low_end) or 1.0
    by_class = {str(row["class"]): row for row in part.to_dict("records")}
    for step, code in enumerate(CLASSES):
        y = top + 1.7 + step * 0.95
        row = by_class.get(code, {})
        value, low, high, n = (float(row.get(name, float("nan"))) for name in ("value", "low", "high", "n"))
        reading = str(row.get("reading", "full"))
        figure.add_shape(
            type="line", x0=0, x1=1, y0=y, y1=y, layer="below", line={"color": look.paper.grid, "width": 1}
        )
        figure.add_annotation(
            text(
                look,
                class_words.get(code, code),
                x=0,
                y=y,
                yref="y",
                xanchor="right",
                yanchor="middle",
                xshift=-6,
                size=SMALL_SIZE + 1,
            )
        )
        if reading == "hidden" or not isfinite(value):
            figure.add_annotation(
                text(look, hidden_text, x=1, y=y, yref="y", xanchor="left", yanchor="middle", xshift=6, size=SMALL_SIZE)
            )
            continue
        worded_n = number_text(n, look.language)
        figure.add_traces(
            _class_marks(look, code, [(mark - low_end) / span for mark in (value, low, high)], y, reading)
        )
        figure.data[-1].update(
            customdata=[
                [
                    class_words.get(code, code),
                    worded(value, kind, look),
                    interval_words(low, high, kind, look),
                    worded_n,
                ]
            ],
            hovertemplate="<b>%{customdata[0]}</b>: %{customdata[1]}%{customdata[2]}"
            f"<br>{n_word} = %{{customdata[3]}}<extra></extra>",
        )
        figure.add_annotation(
            text(
                look,
                f"<b>{short(value, kind, look)}</b> <span style='font-size:10px'>{n_word} {worded_n}</span>",
                x=1,
                y=y,
                yref="y",
                xanchor="left",
                yanchor="middle",
                xshift=6,
                size=SMALL_SIZE + 1,
                color=look.paper.ink if reading == "full" else look.paper.quiet,
            )
        )
    for x, end in ((0, low_end), (1, high_end)):
        figure.add_annotation(
            text(
                look,
                tick_texts([low_end, high_end], kind, look)[x],
                x=x,
                y=top + 4.45,
                yref="y",
                size=SMALL_SIZE,
                xanchor="left" if end == low_end else "right",
                yanchor="middle",
            )
        )


def _class_marks(look: Look, code: str, marks: list[float], y: float, reading: str) -> list[go.Scatter]:
    """Interval and dot of one class on a row's scale; hollow where the reading is grey."""
    value, low, high = marks
    colour = CLASS_COLOURS[code]
    is_grey = reading == "grey"
    ends = [low, high] if isfinite(low) and isfinite(high) else [value, value]
    return [
        go.Scatter(
            x=[min(1.0, max(0.0, end)) for end in ends],
            y=[y, y],
            mode="lines",
            line={"color": colour, "width": 2 if is_grey else 4},
            opacity=0.5,
            hoverinfo="skip",
        ),
        go.Scatter(
            x=[value],
            y=[y],
            mode="markers",
            marker={
                "size": 11,
                "symbol": CLASS_SYMBOLS[code],
                "color": look.paper.background if is_grey else colour,
                "line": {"width": 2, "color": colour},
            },
        ),
    ]


def index_histogram(
    rows: pd.DataFrame,
    look: Look,
    class_words: Mapping[str, str],
    r_word: str,
    customers_word: str = "",
    empty_text: str = "",
) -> go.Figure:
    """How many customers stand where on the relational index of 0 to 100, coloured by class.

    Columns: ``bin_start``, ``bin_end``, ``class``, ``customers`` (a bin that holds two classes has two rows). Seen: two
    hills are two ways of marketing, one broad hill a continuum; the classes are named above with their customers.
    """
    if rows.empty or not rows["customers"].sum():
        return empty_figure(look, empty_text)
    heights = rows.groupby("bin_start")["customers"].sum()
    ticks = nice_ticks(0.0, float(heights.max()))
    figure = sheet(look, height=320, left=left_margin(tick_texts(ticks, "number", look)), top=62, bottom=48)
    names: list[str] = []
    for code in ("transactional", "mixed", "relational", "unclassified"):
        part = rows[rows["class"] == code]
        if part.empty:
            continue
        starts, ends, counts = (numbers(part, name) for name in ("bin_start", "bin_end", "customers"))
        word = class_words.get(code, code)
        figure.add_trace(
            go.Bar(
                x=[(start + end) / 2 for start, end in zip(starts, ends, strict=True)],
                y=counts,
                width=[end - start for start, end in zip(starts, ends, strict=True)],
                marker={"color": CLASS_COLOURS[code], "line": {"width": 1.5, "color": look.paper.background}},
                customdata=[
                    [f"{worded(start, 'number', look)}–{worded(end, 'number', look)}", worded(count, "number", look)]
                    for start, end, count in zip(starts, ends, counts, strict=True)
                ],
                hovertemplate=f"<b>{word}</b><br>{r_word}: %{{customdata[0]}}<br>{customers_word}: %{{customdata[1]}}"
                "<extra></extra>",
            )
        )
        names.append(f'<span style="color:{CLASS_COLOURS[code]}">■</span> {word} {worded(sum(counts), "number", look)}')
    is_wide = sum(width_of(name) for name in names) > 10_000
    heading = ("<br>" if is_wide else "   ").join(names)
    figure.add_annotation(text(look, heading, x=0, y=1, xanchor="left", yanchor="bottom", yshift=26))
    figure.add_annotation(measure_name(look, customers_word))
    figure.add_annotation(text(look, r_word, x=1, y=0, xanchor="right", yanchor="top", yshift=-24))
    figure.update_layout(
        barmode="stack",
        xaxis=value_axis(look, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0], "number", showgrid=False, showline=True),
        yaxis=value_axis(look, ticks, "number"),
    )
    return figure
