"""Figures that run by month: bars, and lines with their confidence band; refuses to draw a month that is not there."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite, nan

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    SMALL_SIZE,
    Part,
    drawn,
    empty_figure,
    label,
    margin_for,
    measure_name,
    month_axis,
    nice_ticks,
    scale_ticks,
    target_parts,
    tick_texts,
    value_axis,
    width_of,
)
from crm_core.charts.look import Kind, Look, short
from crm_core.charts.readings import (
    Reading,
    full_month,
    hover_template,
    readings_by_month,
)
from crm_core.numbers import compact_text, number_text
from crm_core.periods import add_months, months_between

PHONE_PLOT_WIDTH = 290
LONGEST_COUNT = 4
"""Signs of a count under each of twelve months that a telephone has room for; longer ones stand under every other month."""
MONTHS_WITH_WHOLE_COUNTS = 6  # above that, counts of thousands under the months would run into each other
Months = Mapping[date, Reading]


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
    bars = readings_by_month(rows)
    if not any(isfinite(bar.value) for bar in bars.values()):
        return empty_figure(look, empty_text)
    before = readings_by_month(previous) if previous is not None else {}
    moved = {add_months(month, months_back): bar for month, bar in before.items()}
    first, last = min([*bars, *moved]), max([*bars, *moved])
    count = months_between(first, last) + 1
    present = [bar.value for bar in [*bars.values(), *moved.values()] if isfinite(bar.value)]
    ticks = nice_ticks(min([0.0, *present, target or 0.0]), max([0.0, *present, target or 0.0]))
    left = margin_for(tick_texts(ticks, kind, look))
    target_labels, lines = target_parts(look, target, kind, target_word)
    traces = [_bars(bars, first, look, kind, value_word, n_word, 0, is_unfinished_last)]
    heading = value_word
    if moved:
        traces.insert(0, _bars(moved, first, look, kind, previous_word or value_word, n_word, months_back, False))
        heading = f"{_key(look.paper.actual)} {value_word}   {_key(look.paper.previous)} {previous_word}"
    if is_unfinished_last and unfinished_word:
        heading += f"   ▨ {unfinished_word}"
    finished = dict(list(bars.items())[:-1]) if is_unfinished_last else bars
    return drawn(
        look,
        traces,
        [*target_labels, *_bar_labels(look, finished, first, count, kind), measure_name(look, heading, left, 20)],
        lines,
        height=320,
        left=left,
        top=50,
        bottom=46,
        barmode="overlay",
        xaxis=month_axis(look, first, count),
        yaxis=value_axis(look, ticks, kind, zeroline=True),
    )


def _key(colour: str) -> str:
    """A small square of the colour, to stand before its word."""
    return f'<span style="color:{colour}">■</span>'


def _bars(
    bars: Months,
    first: date,
    look: Look,
    kind: Kind,
    word: str,
    n_word: str,
    months_back: int,
    is_unfinished_last: bool,
) -> Part:
    """Bars of one period: the compared ones light and to the left, the actual ones solid before them."""
    shapes = [""] * len(bars)
    if is_unfinished_last:
        shapes[-1] = "/"
    colour = look.paper.previous if months_back else look.paper.actual
    shift = -0.14 if months_back else 0.06
    return {
        "type": "bar",
        "x": [months_between(first, month) + shift for month in bars],
        "y": [bar.value for bar in bars.values()],
        "width": 0.6,
        "marker": {
            "color": colour,
            "line": {"width": 1, "color": [colour if shape else look.paper.background for shape in shapes]},
            "pattern": {
                "shape": shapes,
                "fillmode": "replace",
                "fgcolor": colour,
                "bgcolor": look.paper.background,
                "size": 6,
                "solidity": 0.35,
            },
        },
        "customdata": [
            bar.hover(full_month(add_months(month, -months_back), look), kind, look, n_word)
            for month, bar in bars.items()
        ],
        "hovertemplate": hover_template(word),
    }


def _bar_labels(look: Look, bars: Months, first: date, count: int, kind: Kind) -> list[Part]:
    """Values on the last finished bar and, where it does not touch that label, on the highest; above every bar below them."""
    known = {months_between(first, month): bar.value for month, bar in bars.items() if isfinite(bar.value)}
    if not known:
        return []
    last, highest = max(known), max(known, key=lambda place: known[place])
    words = {place: short(known[place], kind, look) for place in (last, highest)}
    room = (last - highest) * PHONE_PLOT_WIDTH / count
    is_clear = room > (width_of(words[last]) + width_of(words[highest])) / 2 + 12
    reach = {place: count * width_of(word) / 2 / PHONE_PLOT_WIDTH for place, word in words.items()}
    middle = {place: min(place + 0.06, count - 0.4 - reach[place]) for place in words}

    def height(place: int) -> float:
        below = (bar for at, bar in known.items() if abs(at + 0.06 - middle[place]) < reach[place] + 0.3)
        return max(0.0, known[place], *below)

    return [
        label(
            look,
            f"<b>{words[place]}</b>",
            x=middle[place],
            y=height(place),
            xref="x",
            yref="y",
            xanchor="center",
            yanchor="bottom",
            color=look.paper.ink,
            bgcolor=look.paper.background,
            borderpad=0,
            opacity=0.92,
        )
        for place in ([last, highest] if is_clear else [last])
    ]


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
    months = readings_by_month(rows)
    shown = {month: reading for month, reading in months.items() if reading.is_shown}
    if not shown:
        return empty_figure(look, empty_text)
    first = min(months)
    count = months_between(first, max(months)) + 1
    spread = [end for reading in shown.values() for end in (reading.value, *reading.ends)]
    ticks = scale_ticks([*spread, target if target is not None else nan], kind, is_full_scale, full_scale)
    left = max(margin_for(tick_texts(ticks, kind, look)), width_of(n_word) + 22)
    target_labels, lines = target_parts(look, target, kind, target_word)
    count_text = number_text if count <= MONTHS_WITH_WHOLE_COUNTS else compact_text
    counts = {
        months_between(first, month): count_text(reading.n, look.language)
        for month, reading in months.items()
        if isfinite(reading.n)
    }
    if count > MONTHS_WITH_WHOLE_COUNTS and max((len(words) for words in counts.values()), default=0) > LONGEST_COUNT:
        counts = {place: words for place, words in counts.items() if (count - 1 - place) % 2 == 0}
    n_row = label(look, n_word, x=0, y=0, xanchor="left", yanchor="top", xshift=6 - left, yshift=-40, size=SMALL_SIZE)
    stretches = _stretches(shown, first)
    return drawn(
        look,
        [
            _band(stretches, look),
            _line(stretches, look),
            _markers(shown, first, look, kind, value_word, n_word),
        ],
        [
            *target_labels,
            _last_label(look, shown, first, count, kind, ticks, target),
            measure_name(look, value_word, left),
            n_row,
        ],
        lines,
        height=350,
        left=left,
        right=18,
        bottom=64,
        xaxis=month_axis(look, first, count, below=counts),
        yaxis=value_axis(look, ticks, kind, zeroline=kind == "points"),
    )


def _last_label(
    look: Look, shown: Months, first: date, count: int, kind: Kind, ticks: Sequence[float], target: float | None
) -> Part:
    """The last value beside its marker, below it where there is no room above."""
    month, reading = list(shown.items())[-1]
    is_high = reading.value > ticks[0] + 0.85 * (ticks[-1] - ticks[0])
    place = months_between(first, month)
    return label(
        look,
        f"<b>{short(reading.value, kind, look)}</b>",
        x=place,
        y=reading.value,
        xref="x",
        yref="y",
        xanchor="right" if place >= count - 2 and count > 3 else "center",
        yanchor="top" if is_high else "bottom",
        yshift=-9 if is_high else 9,
        xshift=14 if place >= count - 2 and count > 3 else 0,
        size=16,
        color=look.paper.ink,
        bgcolor="rgba(0,0,0,0)" if target is None else look.paper.background,
        borderpad=0,
    )


def _stretches(shown: Months, first: date) -> list[list[tuple[int, Reading]]]:
    """Readings with their places, in unbroken runs: a run ends where a month is missing or hidden."""
    stretches: list[list[tuple[int, Reading]]] = []
    for month, reading in shown.items():
        place = months_between(first, month)
        if stretches and stretches[-1][-1][0] == place - 1:
            stretches[-1].append((place, reading))
        else:
            stretches.append([(place, reading)])
    return stretches


def _band(stretches: Sequence[Sequence[tuple[int, Reading]]], look: Look) -> Part:
    """The interval of every stretch as one closed shape each; a lone month gets a narrow one."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for stretch in stretches:
        sure = [(float(place), reading) for place, reading in stretch if reading.has_interval]
        if len(sure) == 1:
            sure = [(sure[0][0] - 0.15, sure[0][1]), (sure[0][0] + 0.15, sure[0][1])]
        if sure:
            xs += [None] if xs else []
            ys += [None] if ys else []
            xs += [place for place, _ in [*sure, *sure[::-1]]]
            ys += [reading.high for _, reading in sure] + [reading.low for _, reading in sure[::-1]]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": look.paper.band,
        "hoverinfo": "skip",
    }


def _line(stretches: Sequence[Sequence[tuple[int, Reading]]], look: Look) -> Part:
    """The line itself, broken between stretches."""
    points = [point for stretch in stretches for point in [*((p, r.value) for p, r in stretch), (None, None)]][:-1]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [place for place, _ in points],
        "y": [value for _, value in points],
        "line": {"color": look.paper.actual, "width": 2.5},
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def _markers(shown: Months, first: date, look: Look, kind: Kind, value_word: str, n_word: str) -> Part:
    """A marker a month: solid where it may be read, hollow, grey and smaller where n is thin."""
    paper = look.paper
    is_grey = [reading.grade == "grey" for reading in shown.values()]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [months_between(first, month) for month in shown],
        "y": [reading.value for reading in shown.values()],
        "marker": {
            "size": [7 if grey else 8 for grey in is_grey],
            "color": [paper.background if grey else paper.actual for grey in is_grey],
            "line": {"width": 1.5, "color": [paper.previous if grey else paper.actual for grey in is_grey]},
            "opacity": 1,
        },
        "customdata": [reading.hover(full_month(month, look), kind, look, n_word) for month, reading in shown.items()],
        "hovertemplate": hover_template(value_word),
    }
