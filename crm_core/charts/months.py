"""Figures that run by month: bars, and lines with their confidence band; refuses to draw a month that is not there."""

from math import isfinite, nan

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    MOST_MONTH_NAMES,
    SMALL_SIZE,
    bare_axis,
    empty_figure,
    left_margin,
    measure_name,
    month_axis,
    month_places,
    named_months,
    nice_ticks,
    numbers,
    sheet,
    text,
    tick_texts,
    value_axis,
    width_of,
)
from crm_core.charts.look import Kind, Look, month_words, short, worded
from crm_core.numbers import number_text

FULL_SCALES: dict[str, tuple[float, float]] = {"share": (0.0, 1.0), "points": (-100.0, 100.0), "number1": (1.0, 7.0)}
PHONE_PLOT_WIDTH = 300


def month_bars(
    rows: pd.DataFrame,
    look: Look,
    value_word: str,
    kind: Kind = "money",
    previous: pd.DataFrame | None = None,
    target: float | None = None,
    is_unfinished_last: bool = False,
    months_back: int = 12,
    previous_word: str = "",
    target_word: str = "",
    unfinished_word: str = "",
    n_word: str = "n",
    empty_text: str = "",
) -> go.Figure:
    """One bar a month from a zero line, the compared period's bars behind it, a dashed target line.

    Columns of ``rows`` and ``previous``: ``month``, ``value``, and ``n`` if there is one. ``previous`` keeps its own
    months; ``months_back`` says how many months earlier they are (12 for a year). Seen: solid bars are actual, light
    ones behind them the compared months, a hatched last bar is a month still running, a missing bar a month without
    data. The highest and the last finished bar carry their value.
    """
    bars = rows.dropna(subset=["month"]).sort_values("month")
    if bars.empty or not bars["value"].notna().any():
        return empty_figure(look, empty_text)
    first, last = bars["month"].iloc[0], bars["month"].iloc[-1]
    before = _moved(previous, months_back)
    if not before.empty:
        first, last = min(first, before["month"].min()), max(last, before["month"].max())
    count = month_places(pd.Series([last]), first)[0] + 1
    values = [*numbers(bars, "value"), *numbers(before, "value"), *([target] if target is not None else [])]
    present = [value for value in values if isfinite(value)]
    ticks = nice_ticks(min(0.0, *present), max(0.0, *present))
    figure = sheet(look, height=320, left=left_margin(tick_texts(ticks, kind, look)), top=42, bottom=46)
    if not before.empty:
        figure.add_trace(
            _month_trace(before, first, look, kind, previous_word or value_word, n_word, 0, months_back, False)
        )
    figure.add_trace(
        _month_trace(bars, first, look, kind, value_word, n_word, 1 if len(before) else 0, 0, is_unfinished_last)
    )
    if target is not None:
        _add_target(figure, look, target, kind, target_word)
    _add_bar_labels(figure, look, bars, first, count, kind, is_unfinished_last)
    heading = value_word
    if previous_word and not before.empty:
        colours = look.paper
        heading = (
            f'<span style="color:{colours.actual}">■</span> {value_word}   '
            f'<span style="color:{colours.previous}">■</span> {previous_word}'
        )
    if is_unfinished_last and unfinished_word:
        heading += f"   ▨ {unfinished_word}"
    figure.add_annotation(measure_name(look, heading) | {"yshift": 16})
    figure.update_layout(
        barmode="overlay",
        xaxis=month_axis(look, first, count),
        yaxis=value_axis(look, ticks, kind, zeroline=True, zerolinecolor=look.paper.quiet),
    )
    return figure


def _moved(previous: pd.DataFrame | None, months_back: int) -> pd.DataFrame:
    """The compared rows, each put under the month that it is compared with."""
    if previous is None or previous.empty:
        return pd.DataFrame({"month": pd.Series(dtype="datetime64[ns]"), "value": pd.Series(dtype=float)})
    return previous.assign(month=pd.to_datetime(previous["month"]) + pd.DateOffset(months=months_back))


def _month_trace(
    rows: pd.DataFrame,
    first: pd.Timestamp,
    look: Look,
    kind: Kind,
    word: str,
    n_word: str,
    rank: int,
    months_back: int,
    is_unfinished_last: bool,
) -> go.Bar:
    """Bars of one period: the compared ones wide and light, the actual ones narrow and solid before them."""
    is_previous = months_back > 0
    own_months = rows["month"] - pd.DateOffset(months=months_back)
    places = [place + (-0.12 if is_previous else 0.06 * rank) for place in month_places(rows["month"], first)]
    shapes = [""] * len(rows)
    if is_unfinished_last and shapes:
        shapes[-1] = "/"
    return go.Bar(
        x=places,
        y=numbers(rows, "value"),
        width=0.62,
        marker={
            "color": look.paper.previous if is_previous else look.paper.actual,
            "line": {"width": 1, "color": look.paper.background},
            "pattern": {"shape": shapes, "fgcolor": look.paper.background, "size": 6, "solidity": 0.5},
        },
        customdata=_hover_lines(rows.assign(month=own_months), look, kind, n_word),
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>{word}: %{{customdata[1]}}%{{customdata[2]}}<extra></extra>",
    )


def _hover_lines(rows: pd.DataFrame, look: Look, kind: Kind, n_word: str) -> list[list[str]]:
    """Month, value, interval with n: the hover text of each row, worded."""
    lines: list[list[str]] = []
    for month, value, low, high, n in zip(
        rows["month"], *(numbers(rows, name) for name in ("value", "low", "high", "n")), strict=True
    ):
        beside = (
            f" ({worded(low, kind, look)} … {worded(high, kind, look)})" if isfinite(low) and isfinite(high) else ""
        )
        if isfinite(n):
            beside += f"<br>{n_word} = {number_text(n, look.language)}"
        lines.append([" ".join(month_words(month, look)), worded(value, kind, look), beside])
    return lines


def _add_target(figure: go.Figure, look: Look, target: float, kind: Kind, target_word: str) -> None:
    """A dashed line across the plot with its word and value at the right, just above it."""
    figure.add_shape(
        type="line",
        xref="paper",
        x0=0,
        x1=1,
        y0=target,
        y1=target,
        line={"color": look.paper.target, "width": 2, "dash": "dash"},
    )
    words = f"{target_word} {short(target, kind, look)}".strip()
    figure.add_annotation(
        text(look, words, x=0, y=target, yref="y", xanchor="left", yanchor="bottom", color=look.paper.target)
    )


def _add_bar_labels(
    figure: go.Figure,
    look: Look,
    bars: pd.DataFrame,
    first: pd.Timestamp,
    count: int,
    kind: Kind,
    is_unfinished_last: bool,
) -> None:
    """Values on the last finished bar and, where it does not touch that label, on the highest."""
    finished = (bars.iloc[:-1] if is_unfinished_last and len(bars) > 1 else bars).dropna(subset=["value"])
    if finished.empty:
        return
    last, highest = finished.iloc[-1], finished.loc[finished["value"].idxmax()]
    places = month_places(pd.Series([last["month"], highest["month"]]), first)
    words = [short(float(last["value"]), kind, look), short(float(highest["value"]), kind, look)]
    room = abs(places[0] - places[1]) * PHONE_PLOT_WIDTH / count
    is_clear = room > width_of(words[0]) / 2 + width_of(words[1]) / 2 + 4
    for place, word, row in list(zip(places, words, (last, highest), strict=True))[: 2 if is_clear else 1]:
        side = "right" if place > count * 0.85 and count > 6 else "center"
        figure.add_annotation(
            text(
                look,
                f"<b>{word}</b>",
                x=place + (0.5 if side == "right" else 0),
                y=max(0.0, float(row["value"])),
                xref="x",
                yref="y",
                xanchor=side,
                yanchor="bottom",
                color=look.paper.ink,
            )
        )


def trend_band(
    rows: pd.DataFrame,
    look: Look,
    value_word: str,
    kind: Kind = "share",
    target: float | None = None,
    target_word: str = "",
    n_word: str = "n",
    is_full_scale: bool = True,
    full_scale: tuple[float, float] | None = None,
    empty_text: str = "",
) -> go.Figure:
    """A line by month inside its confidence band, with n under the months.

    Columns: ``month``, ``value``, ``n``, ``low``, ``high``, and ``reading`` (``full``, ``grey``, ``hidden``) if there is
    one. Seen: months that are hidden or missing leave a gap in line and band; grey months have hollow grey markers; the
    last value stands beside its marker. ``full_scale`` gives the measure's own ends (default: 0–100 %, −100 to +100
    points, 1 to 7); without ``is_full_scale`` the axis spans the band.
    """
    shown = rows.dropna(subset=["month"]).sort_values("month").reset_index(drop=True)
    if "reading" in shown.columns:
        shown["value"] = shown["value"].where(shown["reading"] != "hidden")
    if shown.empty or not shown["value"].notna().any():
        return empty_figure(look, empty_text)
    first = shown["month"].iloc[0]
    places = month_places(shown["month"], first)
    count = places[-1] + 1
    ticks = _trend_ticks(shown, kind, target, is_full_scale, full_scale)
    figure = sheet(look, height=340, left=left_margin(tick_texts(ticks, kind, look)), right=22, top=34, bottom=70)
    runs = _runs(places, numbers(shown, "value"))
    figure.add_trace(_band(shown, runs, places, look))
    figure.add_trace(_line(shown, runs, places, look))
    figure.add_trace(_markers(shown, places, look, kind, value_word, n_word))
    if target is not None:
        _add_target(figure, look, target, kind, target_word)
    last = runs[-1][-1]
    final = float(shown["value"].iloc[last])
    is_high = final > ticks[0] + 0.85 * (ticks[-1] - ticks[0])
    figure.add_annotation(
        text(
            look,
            f"<b>{short(final, kind, look)}</b>",
            x=places[last],
            y=final,
            xref="x",
            yref="y",
            xanchor="right" if count > 3 else "center",
            yanchor="top" if is_high else "bottom",
            yshift=-8 if is_high else 8,
            xshift=10,
            size=15,
            color=look.paper.ink,
            bgcolor=look.paper.background,
            opacity=0.9,
        )
    )
    figure.add_annotation(measure_name(look, value_word))
    _add_n_row(figure, look, shown, places, first, count, n_word)
    figure.update_layout(
        xaxis=month_axis(look, first, count),
        yaxis=value_axis(look, ticks, kind, zeroline=kind == "points", zerolinecolor=look.paper.quiet),
    )
    return figure


def _trend_ticks(
    rows: pd.DataFrame,
    kind: Kind,
    target: float | None,
    is_full_scale: bool,
    full_scale: tuple[float, float] | None,
) -> list[float]:
    """Ticks over the measure's full scale, or over what the band spans."""
    ends = full_scale or FULL_SCALES.get(kind)
    if is_full_scale and ends:
        if ends == (-100.0, 100.0):
            return [-100.0, -50.0, 0.0, 50.0, 100.0]
        return nice_ticks(*ends, count=6) if kind == "number1" else nice_ticks(*ends)
    spread = [value for name in ("value", "low", "high") for value in numbers(rows, name) if isfinite(value)]
    spread += [target] if target is not None else []
    ticks = nice_ticks(min(spread), max(spread))
    if ends:
        ticks = [tick for tick in ticks if ends[0] - 1e-9 <= tick <= ends[1] + 1e-9] or list(ends)
    return ticks if len(ticks) > 1 else nice_ticks(min(spread), max(spread))


def _runs(places: list[int], values: list[float]) -> list[list[int]]:
    """Row numbers in unbroken stretches: a stretch ends where a month is missing or has no value."""
    runs: list[list[int]] = []
    for row, (place, value) in enumerate(zip(places, values, strict=True)):
        if not isfinite(value):
            continue
        if runs and runs[-1][-1] == row - 1 and places[row - 1] == place - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _band(rows: pd.DataFrame, runs: list[list[int]], places: list[int], look: Look) -> go.Scatter:
    """The interval of every stretch as one closed shape each; a lone month gets a narrow one."""
    lows, highs = numbers(rows, "low"), numbers(rows, "high")
    xs: list[float | None] = []
    ys: list[float | None] = []
    for run in runs:
        sure = [row for row in run if isfinite(lows[row]) and isfinite(highs[row])]
        if not sure:
            continue
        across = [float(places[row]) for row in sure]
        upper, lower = [highs[row] for row in sure], [lows[row] for row in sure]
        if len(sure) == 1:
            across, upper, lower = [across[0] - 0.15, across[0] + 0.15], upper * 2, lower * 2
        xs += [*across, *across[::-1], None]
        ys += [*upper, *lower[::-1], None]
    return go.Scatter(
        x=xs[:-1],
        y=ys[:-1],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=look.paper.band,
        hoverinfo="skip",
    )


def _line(rows: pd.DataFrame, runs: list[list[int]], places: list[int], look: Look) -> go.Scatter:
    """The line itself, broken between stretches."""
    values = numbers(rows, "value")
    xs: list[float] = []
    ys: list[float] = []
    for run in runs:
        xs += [*(places[row] for row in run), nan]
        ys += [*(values[row] for row in run), nan]
    return go.Scatter(
        x=xs[:-1],
        y=ys[:-1],
        mode="lines",
        line={"color": look.paper.actual, "width": 2.5},
        connectgaps=False,
        hoverinfo="skip",
    )


def _markers(rows: pd.DataFrame, places: list[int], look: Look, kind: Kind, value_word: str, n_word: str) -> go.Scatter:
    """A marker a month: solid where it may be read, hollow, grey and smaller where n is thin."""
    readings = rows["reading"].tolist() if "reading" in rows.columns else ["full"] * len(rows)
    is_grey = [reading == "grey" for reading in readings]
    paper = look.paper
    return go.Scatter(
        x=places,
        y=numbers(rows, "value"),
        mode="markers",
        marker={
            "size": [6 if grey else 8 for grey in is_grey],
            "color": [paper.background if grey else paper.actual for grey in is_grey],
            "line": {"width": 1.5, "color": [paper.previous if grey else paper.actual for grey in is_grey]},
        },
        customdata=_hover_lines(rows, look, kind, n_word),
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>{value_word}: %{{customdata[1]}}%{{customdata[2]}}<extra></extra>",
    )


def _add_n_row(
    figure: go.Figure,
    look: Look,
    rows: pd.DataFrame,
    places: list[int],
    first: pd.Timestamp,
    count: int,
    n_word: str,
) -> None:
    """How many answers stand behind each named month, as a quiet row under the axis."""
    counts = dict(zip(places, numbers(rows, "n"), strict=True))
    named = named_months(first, count)
    below = {"yref": "paper", "y": 0, "yanchor": "top", "yshift": -48, "size": SMALL_SIZE}
    is_named = False
    for place in named:
        n = counts.get(place, nan)
        if isfinite(n) and (n < 10_000 or count <= MOST_MONTH_NAMES // 2 or count > MOST_MONTH_NAMES):
            figure.add_annotation(
                text(look, number_text(n, look.language), x=place, xref="x", xanchor="center", **below)
            )
            is_named = True
    if is_named:
        figure.add_annotation(text(look, n_word, x=0, xanchor="right", xshift=-8, **below))


def bucket_lines(
    rows: pd.DataFrame,
    look: Look,
    customers_word: str,
    leak_word: str,
    without_leak_word: str,
    month_word: str = "",
    empty_text: str = "",
) -> go.Figure:
    """Customers month by month in the leaky bucket, and how many there would be without the leak.

    Columns: ``month`` (dates, or whole numbers 0, 1, 2 …), ``customers``, ``customers_without_leak``. Seen: the solid
    line is the firm as it is, the dashed one the same firm without the leak, the tinted space between them is lost.
    """
    if rows.empty:
        return empty_figure(look, empty_text)
    leaky, tight = numbers(rows, "customers"), numbers(rows, "customers_without_leak")
    is_dated = pd.api.types.is_datetime64_any_dtype(rows["month"])
    first = rows["month"].iloc[0]
    places = month_places(rows["month"], first) if is_dated else [int(month) for month in rows["month"]]
    present = [value for value in [*leaky, *tight] if isfinite(value)]
    ticks = nice_ticks(0.0, max([1.0, *present]))
    figure = sheet(look, height=340, left=left_margin(tick_texts(ticks, "number", look)), right=16, top=34, bottom=48)
    names = [" ".join(month_words(month, look)) if is_dated else f"{month_word} {month}" for month in rows["month"]]
    lines = ((leaky, leak_word, "solid", look.paper.actual), (tight, without_leak_word, "dash", look.paper.target))
    for rank, (values, word, dash, colour) in enumerate(lines):
        figure.add_trace(
            go.Scatter(
                x=places,
                y=values,
                mode="lines",
                line={"color": colour, "width": 3, "dash": dash},
                fill="tonexty" if rank else None,
                fillcolor=look.paper.band,
                customdata=[[name, worded(value, "number", look)] for name, value in zip(names, values, strict=True)],
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{word}: %{{customdata[1]}}<extra></extra>",
            )
        )
        figure.add_annotation(
            text(
                look,
                f"{word}: <b>{short(values[-1], 'number', look)}</b>",
                x=places[-1],
                y=values[-1],
                xref="x",
                yref="y",
                xanchor="right",
                yanchor="bottom" if (rank == 1) == (tight[-1] >= leaky[-1]) else "top",
                yshift=6 if (rank == 1) == (tight[-1] >= leaky[-1]) else -6,
                color=colour,
                bgcolor=look.paper.background,
                opacity=0.92,
            )
        )
    figure.add_annotation(measure_name(look, customers_word))
    axis = month_axis(look, first, places[-1] + 1) if is_dated else _plain_months(look, places)
    if not is_dated:
        figure.add_annotation(text(look, month_word, x=1, y=0, xanchor="right", yanchor="top", yshift=-24))
    figure.update_layout(xaxis=axis, yaxis=value_axis(look, [*ticks, ticks[-1] + ticks[1]], "number", zeroline=True))
    return figure


def _plain_months(look: Look, places: list[int]) -> dict[str, object]:
    """Simulated months count from zero: ticks every sixth or twelfth month."""
    step = 6 if places[-1] <= 48 else 12
    ticks = list(range(0, places[-1] + 1, step))
    return bare_axis(
        look,
        showline=True,
        showticklabels=True,
        tickmode="array",
        tickvals=ticks,
        ticktext=[number_text(tick, look.language) for tick in ticks],
        range=[0, places[-1]],
    )
