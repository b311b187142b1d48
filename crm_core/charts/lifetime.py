"""Figures of lifetime value: forecast against what came, week by week and tenth by tenth, and contracts still running."""

from collections.abc import Sequence
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    Part,
    across_name,
    bare_axis,
    drawn,
    empty_figure,
    label,
    margin_for,
    measure_name,
    nice_ticks,
    tick_texts,
    value_axis,
)
from crm_core.charts.look import Look
from crm_core.charts.readings import days, numbers
from crm_core.numbers import day_text, number_text, share_text

MOST_TICKS = 6


def tracking_lines(
    rows: pd.DataFrame,
    look: Look,
    value_word: str,
    actual_word: str,
    expected_word: str,
    holdout_word: str,
    week_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Repeat purchases a week: what came as a thin line, what the model expects as a thick dashed one.

    Columns: ``week``, ``begins_on``, ``actual``, ``expected``, ``is_holdout``. Seen: right of the upright line lie weeks
    that the backtest held out; where the dashed line leaves the solid one for long, the model misses level or season.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    weeks, actual, expected = (numbers(rows, name) for name in ("week", "actual", "expected"))
    begins = [day_text(day, look.language) for day in days(rows, "begins_on")]
    present = [value for value in (*actual, *expected) if isfinite(value)]
    ticks = nice_ticks(0, max(present, default=1.0) or 1.0)
    left = margin_for(tick_texts(ticks, "number", look))
    paper = look.paper
    held = [week for week, is_held in zip(weeks, rows["is_holdout"].tolist(), strict=True) if is_held]
    marks, lines = _upright(look, held[0] - 0.5, holdout_word) if held and len(held) < len(weeks) else ([], [])
    keys = (
        f'<span style="color:{paper.actual}">━</span> {actual_word}   '
        f'<span style="color:{paper.target}">╍</span> {expected_word}'
    )
    return drawn(
        look,
        [
            _week_line(look, weeks, actual, begins, actual_word, {"color": paper.actual, "width": 1.5}),
            _week_line(
                look, weeks, expected, begins, expected_word, {"color": paper.target, "width": 3, "dash": "dash"}
            ),
        ],
        [*marks, measure_name(look, f"{value_word}<br>{keys}", left, 22), across_name(look, week_word)],
        lines,
        height=340,
        left=left,
        top=78,
        bottom=50,
        xaxis=_number_axis(look, weeks),
        yaxis=value_axis(look, ticks, "number", zeroline=True),
    )


def calibration_dots(
    rows: pd.DataFrame,
    look: Look,
    value_word: str,
    actual_word: str,
    forecast_word: str,
    decile_word: str,
    n_word: str = "n",
    empty_text: str = "",
) -> go.Figure:
    """Tenths of the customers by forecast: a bar for what they bought, a diamond for what was foreseen.

    Columns: ``decile``, ``forecast``, ``actual``, ``n``. Seen: diamonds on the tops of their bars are a good forecast at
    every level; diamonds below the tall bars forecast the best customers too low.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    deciles, forecast, actual, counts = (numbers(rows, name) for name in ("decile", "forecast", "actual", "n"))
    ticks = nice_ticks(0, max([*forecast, *actual]) or 1.0)
    left = margin_for(tick_texts(ticks, "number1", look))
    paper = look.paper
    words = [
        [
            number_text(decile, look.language),
            number_text(was, look.language, 2),
            number_text(seen, look.language, 2),
            number_text(n, look.language),
        ]
        for decile, was, seen, n in zip(deciles, actual, forecast, counts, strict=True)
    ]
    hover = (
        f"<b>{decile_word}: %{{customdata[0]}}</b><br>{actual_word}: %{{customdata[1]}}<br>"
        f"{forecast_word}: %{{customdata[2]}}<br>{n_word} = %{{customdata[3]}}<extra></extra>"
    )
    keys = (
        f'<span style="color:{paper.actual}">■</span> {actual_word}   '
        f'<span style="color:{paper.target}">◆</span> {forecast_word}'
    )
    return drawn(
        look,
        [
            {
                "type": "bar", "x": deciles, "y": actual, "width": 0.7, "marker": {"color": paper.actual},
                "customdata": words, "hovertemplate": hover,
            },
            {
                "type": "scatter", "mode": "markers", "x": deciles, "y": forecast, "hoverinfo": "skip", "cliponaxis": False,
                "marker": {
                    "symbol": "diamond", "size": 12, "color": paper.target, "opacity": 1,
                    "line": {"width": 2, "color": paper.background},
                },
            },
        ],
        [measure_name(look, f"{value_word}<br>{keys}", left, 22), across_name(look, decile_word)],
        height=340,
        left=left,
        top=78,
        bottom=50,
        xaxis=bare_axis(
            look, showticklabels=True, tickmode="array", tickvals=deciles, range=[0.4, max(deciles) + 0.6],
            ticktext=[number_text(decile, look.language) for decile in deciles],
        ),
        yaxis=value_axis(look, ticks, "number", ticktext=tick_texts(ticks, "number", look), zeroline=True),
    )  # fmt: skip


def survival_lines(
    rows: pd.DataFrame,
    look: Look,
    value_word: str,
    observed_word: str,
    projected_word: str,
    month_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Share of contracts still running by age in months: steps as observed, a dashed line as projected.

    Columns: ``month``, ``value`` (model), ``observed``. Seen: the steps end with the oldest contract, the dashed line goes
    on; both together say how well the projection fits what is known.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    months, model, observed = (numbers(rows, name) for name in ("month", "value", "observed"))
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    left = margin_for(tick_texts(ticks, "share", look))
    paper = look.paper
    traces = [
        {
            "type": "scatter", "mode": "lines", "x": months, "y": values, "line": line, "connectgaps": False,
            "customdata": [
                [number_text(month, look.language), share_text(value, look.language, 1)]
                for month, value in zip(months, values, strict=True)
            ],
            "hovertemplate": f"<b>{month_word}: %{{customdata[0]}}</b><br>{word}: %{{customdata[1]}}<extra></extra>",
        }
        for word, values, line in (
            (observed_word, observed, {"color": paper.actual, "width": 2, "shape": "hv"}),
            (projected_word, model, {"color": paper.target, "width": 3, "dash": "dash"}),
        )
        if any(isfinite(value) for value in values)
    ]  # fmt: skip
    keys = f'<span style="color:{paper.actual}">━</span> {observed_word}'
    if len(traces) > 1:
        keys += f'   <span style="color:{paper.target}">╍</span> {projected_word}'
    return drawn(
        look,
        traces,
        [measure_name(look, f"{value_word}<br>{keys}", left, 22), across_name(look, month_word)],
        height=340,
        left=left,
        top=78,
        bottom=50,
        xaxis=_number_axis(look, months),
        yaxis=value_axis(look, ticks, "share", zeroline=True),
    )


def _week_line(
    look: Look, weeks: Sequence[float], values: Sequence[float], begins: Sequence[str], word: str, line: Part
) -> Part:
    """One line by week; its hover says the week's first day."""
    words = [[day, number_text(value, look.language, 1)] for day, value in zip(begins, values, strict=True)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(weeks),
        "y": list(values),
        "line": line,
        "customdata": words,
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{word}: %{{customdata[1]}}<extra></extra>",
    }


def _number_axis(look: Look, places: Sequence[float]) -> Part:
    """An axis of counted weeks or months, with a few round ticks."""
    first, last = min(places), max(places)
    ticks = [tick for tick in nice_ticks(0, last, MOST_TICKS) if tick <= last and tick == int(tick)]
    return bare_axis(
        look,
        showticklabels=True,
        showline=True,
        tickmode="array",
        tickvals=ticks,
        ticktext=[number_text(tick, look.language) for tick in ticks],
        range=[min(0.0, first), last + 0.02 * (last - first) + 0.5],
    )


def _upright(look: Look, place: float, words: str) -> tuple[list[Part], list[Part]]:
    """A dotted upright line with its words to the right of its top."""
    line = {
        "type": "line", "xref": "x", "yref": "paper", "x0": place, "x1": place, "y0": 0, "y1": 1,
        "line": {"color": look.paper.quiet, "width": 1.5, "dash": "dot"},
    }  # fmt: skip
    beside = {"x": place, "y": 1, "xref": "x", "xanchor": "right", "yanchor": "top", "xshift": -4}
    return [label(look, words, bgcolor=look.paper.background, opacity=0.9, **beside)], [line]
