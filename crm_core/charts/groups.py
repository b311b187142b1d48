"""Figures that compare groups: a dot with its interval each; refuses to show a group that is too small to be read."""

from collections.abc import Mapping, Sequence
from math import isfinite

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    bare_axis,
    empty_figure,
    left_margin,
    nice_ticks,
    numbers,
    sheet,
    text,
    value_axis,
    wrapped,
)
from crm_core.charts.look import CLASS_COLOURS, CLASS_SYMBOLS, TIER_COLOURS, TIER_SYMBOLS, Kind, Look, short, worded
from crm_core.charts.months import FULL_SCALES
from crm_core.numbers import number_text

ROW_HEIGHT = 44


def group_intervals(
    rows: pd.DataFrame,
    look: Look,
    group_words: Mapping[str, str],
    value_word: str,
    kind: Kind = "share",
    overall: float | None = None,
    overall_word: str = "",
    n_word: str = "n",
    hidden_text: str = "n < 10",
    is_full_scale: bool = True,
    full_scale: tuple[float, float] | None = None,
    empty_text: str = "",
) -> go.Figure:
    """One row a group: a dot at its value, a line over its confidence interval, all on one scale.

    Columns: ``group``, ``value``, ``n``, ``low``, ``high``, ``reading`` (``full``, ``grey``, ``hidden``), in the order to
    be shown. Seen: intervals that do not overlap are groups that truly differ; grey rows rest on few answers; hidden rows
    only say ``hidden_text``; the dotted line is the value over all groups.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    groups = [str(group) for group in rows["group"]]
    readings = rows["reading"].tolist() if "reading" in rows.columns else ["full"] * len(rows)
    values, lows, highs, counts = (numbers(rows, name) for name in ("value", "low", "high", "n"))
    names = [wrapped(group_words.get(group, group), 18) for group in groups]
    ticks = _scale_ticks(
        [*values, *lows, *highs, *([] if overall is None else [overall])], kind, is_full_scale, full_scale
    )
    left = left_margin(names, least=60, most=130)
    figure = sheet(look, height=ROW_HEIGHT * len(rows) + 78, left=left, right=58, top=34, bottom=44)
    if overall is not None and isfinite(overall):
        _add_overall(figure, look, overall, kind, overall_word)
    for place, (group, reading) in enumerate(zip(groups, readings, strict=True)):
        label = f"{names[place]}<br><span style='font-size:11px'>{n_word} = {number_text(counts[place], look.language)}</span>"
        figure.add_annotation(
            text(
                look,
                label,
                x=0,
                y=place,
                yref="y",
                xanchor="right",
                yanchor="middle",
                xshift=-8,
                align="right",
                color=look.paper.ink if reading == "full" else look.paper.quiet,
            )
        )
        if reading == "hidden" or not isfinite(values[place]):
            figure.add_annotation(text(look, hidden_text, x=0.02, y=place, yref="y", xanchor="left", yanchor="middle"))
            continue
        figure.add_trace(_interval(look, values[place], lows[place], highs[place], place, reading, group))
        figure.add_trace(
            _dot(look, values[place], place, reading, group).update(
                customdata=[
                    [
                        group_words.get(group, group),
                        worded(values[place], kind, look),
                        interval_words(lows[place], highs[place], kind, look),
                        number_text(counts[place], look.language),
                    ]
                ],
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{value_word}: %{{customdata[1]}}%{{customdata[2]}}"
                f"<br>{n_word} = %{{customdata[3]}}<extra></extra>",
            )
        )
        figure.add_annotation(
            text(
                look,
                f"<b>{short(values[place], kind, look)}</b>",
                x=1,
                y=place,
                yref="y",
                xanchor="left",
                xshift=8,
                yanchor="middle",
                color=look.paper.ink if reading == "full" else look.paper.quiet,
            )
        )
    figure.add_annotation(text(look, value_word, x=1, y=1, xanchor="right", yanchor="bottom", yshift=6, xshift=50))
    figure.update_layout(
        xaxis=value_axis(look, ticks, kind, zeroline=kind in ("points", "difference"), zerolinecolor=look.paper.quiet),
        yaxis=bare_axis(look, range=[len(rows) - 0.5, -0.5]),
    )
    return figure


def _scale_ticks(
    values: Sequence[float], kind: Kind, is_full_scale: bool, full_scale: tuple[float, float] | None
) -> list[float]:
    """Ticks over the measure's full scale, or from zero over what is shown."""
    ends = full_scale or FULL_SCALES.get(kind)
    if is_full_scale and ends:
        if ends == (-100.0, 100.0):
            return [-100.0, -50.0, 0.0, 50.0, 100.0]
        return nice_ticks(*ends, count=6 if kind == "number1" else 4)
    present = [value for value in values if isfinite(value)] or [0.0]
    return nice_ticks(min(0.0, *present), max(0.0, *present), 4)


def _add_overall(figure: go.Figure, look: Look, overall: float, kind: Kind, overall_word: str) -> None:
    """A dotted line at the value over all groups, named above the plot."""
    figure.add_shape(
        type="line",
        x0=overall,
        x1=overall,
        yref="paper",
        y0=0,
        y1=1,
        line={"color": look.paper.quiet, "width": 1.5, "dash": "dot"},
    )
    words = f"{overall_word} {short(overall, kind, look)}".strip()
    figure.add_annotation(text(look, words, x=overall, xref="x", y=1, yanchor="bottom", xanchor="center", yshift=4))


def colour_of(code: str, look: Look) -> str:
    """A tier's or class's own colour on every page; the actual colour for every other group."""
    return TIER_COLOURS.get(code) or CLASS_COLOURS.get(code) or look.paper.actual


def interval_words(low: float, high: float, kind: Kind, look: Look) -> str:
    """The interval in brackets, or nothing where there is none."""
    if not (isfinite(low) and isfinite(high)):
        return ""
    return f" ({worded(low, kind, look)} … {worded(high, kind, look)})"


def _interval(look: Look, value: float, low: float, high: float, place: float, reading: str, code: str) -> go.Scatter:
    """The line from low to high; thinner where the reading is grey."""
    is_grey = reading == "grey"
    return go.Scatter(
        x=[low, high] if isfinite(low) and isfinite(high) else [value, value],
        y=[place, place],
        mode="lines",
        line={"color": look.paper.previous if is_grey else colour_of(code, look), "width": 2 if is_grey else 4},
        opacity=0.9 if is_grey else 0.55,
        hoverinfo="skip",
    )


def _dot(look: Look, value: float, place: float, reading: str, code: str) -> go.Scatter:
    """The dot at the value; hollow and grey where the reading is grey."""
    is_grey = reading == "grey"
    colour = look.paper.previous if is_grey else colour_of(code, look)
    return go.Scatter(
        x=[value],
        y=[place],
        mode="markers",
        marker={
            "size": 10 if is_grey else 12,
            "symbol": TIER_SYMBOLS.get(code) or CLASS_SYMBOLS.get(code) or "circle",
            "color": look.paper.background if is_grey else colour,
            "line": {"width": 2, "color": colour},
        },
    )


def difference_dots(
    rows: pd.DataFrame,
    look: Look,
    row_words: Mapping[str, str],
    value_word: str,
    lower_word: str = "",
    higher_word: str = "",
    n_word: str = "n",
    empty_text: str = "",
) -> go.Figure:
    """Raw differences between two groups, one measure a row: dot, interval, and the line of no difference.

    Columns: ``row``, ``value`` (the difference), ``low``, ``high``, ``n``, and ``kind`` (``money``, ``number``,
    ``number1``, ``points``, ``difference`` for shares); ``reading`` if there is one. Rows of one kind share one scale, rows
    of different kinds have a scale each, all with zero in the middle. Seen: an interval that crosses the zero line is no
    proven difference, and its dot is hollow. ``lower_word`` and ``higher_word`` name the sides.
    """
    shown = rows.dropna(subset=["value"]).reset_index(drop=True)
    if shown.empty:
        return empty_figure(look, empty_text)
    kinds: list[Kind] = shown["kind"].tolist() if "kind" in shown.columns else ["difference"] * len(shown)
    values, lows, highs, counts = (numbers(shown, name) for name in ("value", "low", "high", "n"))
    reaches = [
        max(abs(end) for end in (value, low, high) if isfinite(end)) or 1.0
        for value, low, high in zip(values, lows, highs, strict=True)
    ]
    if len(set(kinds)) == 1:
        reaches = [max(reaches)] * len(reaches)
    figure = sheet(look, height=54 * len(shown) + 58, left=14, right=14, top=46, bottom=12)
    for place, (code, kind) in enumerate(zip(shown["row"].astype(str), kinds, strict=True)):
        value, low, high, reach = values[place], lows[place], highs[place], reaches[place]
        is_sure = isfinite(low) and isfinite(high) and (low > 0 or high < 0)
        reading = "full" if is_sure else "grey"
        figure.add_trace(_interval(look, value / reach, low / reach, high / reach, place, reading, ""))
        figure.add_trace(
            _dot(look, value / reach, place, reading, "").update(
                customdata=[
                    [
                        row_words.get(code, code),
                        worded(value, kind, look),
                        interval_words(low, high, kind, look),
                        number_text(counts[place], look.language),
                    ]
                ],
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{value_word}: %{{customdata[1]}}%{{customdata[2]}}"
                f"<br>{n_word} = %{{customdata[3]}}<extra></extra>",
            )
        )
        heading = f"{row_words.get(code, code)}: <b>{_signed(value, kind, look)}</b>"
        figure.add_annotation(
            text(
                look, heading, x=0, y=place, yref="y", xanchor="left", yanchor="bottom", yshift=9, color=look.paper.ink
            )
        )
    figure.add_annotation(text(look, f"← {lower_word}", x=0, y=1, xanchor="left", yanchor="bottom", yshift=14))
    figure.add_annotation(text(look, f"{higher_word} →", x=1, y=1, xanchor="right", yanchor="bottom", yshift=14))
    figure.update_layout(
        xaxis=bare_axis(look, range=[-1.08, 1.08], zeroline=True, zerolinecolor=look.paper.quiet, zerolinewidth=2),
        yaxis=bare_axis(look, range=[len(shown) - 0.6, -0.8]),
    )
    return figure


def _signed(value: float, kind: Kind, look: Look) -> str:
    """The difference with its sign, plus or minus."""
    words = short(value, kind, look)
    return words if words.startswith(("+", "−")) or value <= 0 else f"+{words}"
