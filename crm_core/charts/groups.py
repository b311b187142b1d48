"""Figures that compare groups: a dot with its interval each; refuses to show a group that is too small to be read."""

from collections.abc import Mapping, Sequence
from math import isfinite, nan

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    SMALL_SIZE,
    TICK_SIZE,
    Part,
    bare_axis,
    drawn,
    empty_figure,
    label,
    margin_for,
    row_axis,
    scale_ticks,
    tick_texts,
    value_axis,
    wrapped,
)
from crm_core.charts.look import CLASS_COLOURS, CLASS_SYMBOLS, TIER_COLOURS, TIER_SYMBOLS, Kind, Look, kind_of, short
from crm_core.charts.readings import Reading, hover_template, named, readings, texts
from crm_core.numbers import number_text

ROW_HEIGHT, LINE_HEIGHT = 46, 17
DIFFERENCE_HEIGHT = 56
MOST_MONEY_TICKS = 3
# Plotly draws an axis only where a trace stands on it; this one holds no point.
RIGHT_AXIS: Part = {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "yaxis": "y2", "hoverinfo": "skip"}
SYMBOLS = CLASS_SYMBOLS | TIER_SYMBOLS


def colour_of(code: str, look: Look) -> str:
    """A tier's or class's own colour on every page; the actual colour for every other group."""
    return TIER_COLOURS.get(code) or CLASS_COLOURS.get(code) or look.paper.actual


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
    groups, marks = texts(rows, "group"), readings(rows)
    names = [wrapped(named(group_words, group), 18) for group in groups]
    shown = [end for mark in marks if mark.is_shown for end in (mark.value, *mark.ends)]
    spread = [*shown, overall if overall is not None else nan]
    ticks = scale_ticks(spread, kind, is_full_scale, full_scale, count=4, is_from_zero=True)
    briefs = [f"<b>{short(mark.value, kind, look)}</b>" if mark.is_shown else "" for mark in marks]
    hidden = [
        label(
            look,
            hidden_text,
            x=0.02,
            y=place,
            yref="y",
            xanchor="left",
            yanchor="middle",
            bgcolor=look.paper.background,
        )
        for place, mark in enumerate(marks)
        if not mark.is_shown
    ]
    heading = label(look, f"<b>{value_word}</b>", x=1, y=1, xanchor="right", yanchor="bottom", xshift=60, yshift=10)
    overall_labels, overall_lines = _overall(look, overall, kind, overall_word)
    return drawn(
        look,
        [
            *(_interval(look, mark, place, code) for place, (code, mark) in enumerate(zip(groups, marks, strict=True))),
            _dots(look, groups, marks, [named(group_words, group) for group in groups], kind, value_word, n_word),
            RIGHT_AXIS,
        ],
        [*overall_labels, *hidden, heading],
        overall_lines,
        height=(ROW_HEIGHT + LINE_HEIGHT * max(name.count("<br>") for name in names)) * len(rows) + 90,
        left=margin_for(names, least=64, most=140),
        right=70,
        top=50,
        bottom=40,
        xaxis=value_axis(
            look, ticks, kind, zeroline=ticks[0] < 0, range=_padded(ticks), ticktext=_spaced(ticks, kind, look)
        ),
        yaxis=row_axis(look, [_name(look, name, mark, n_word) for name, mark in zip(names, marks, strict=True)]),
        yaxis2=right_texts(look, briefs, list(range(len(rows))), [len(rows) - 0.5, -0.5]),
    )


def right_texts(look: Look, words: Sequence[str], places: Sequence[float], ends: Sequence[float]) -> Part:
    """A second upright axis that only carries words at the right of each row; its range is the first one's."""
    return bare_axis(
        look,
        overlaying="y",
        anchor="x",
        side="right",
        range=list(ends),
        showticklabels=True,
        tickmode="array",
        tickvals=list(places),
        ticktext=list(words),
        tickfont={"size": TICK_SIZE + 1, "color": look.paper.ink},
    )


def _spaced(ticks: Sequence[float], kind: Kind, look: Look) -> list[str]:
    """Words of the ticks; of money, which is long, every other one, zero among them, so that a telephone has room."""
    words = tick_texts(ticks, kind, look)
    if kind != "money" or len(words) <= MOST_MONEY_TICKS:
        return words
    named = next((place for place, tick in enumerate(ticks) if tick == 0), 0) % 2
    return [word if place % 2 == named else "" for place, word in enumerate(words)]


def _padded(ticks: Sequence[float]) -> list[float]:
    """The scale with a little room at its ends, so that a dot at an end is whole."""
    room = 0.03 * (ticks[-1] - ticks[0])
    return [ticks[0] - room, ticks[-1] + room]


def _name(look: Look, name: str, mark: Reading, n_word: str) -> str:
    """A group's name over its n; quiet where it is not read in full."""
    n = f"<span style='font-size:{SMALL_SIZE}px'>{n_word} = {number_text(mark.n, look.language)}</span>"
    colour = look.paper.ink if mark.grade == "full" else look.paper.quiet
    return f"<span style='color:{colour}'>{name}</span><br>{n}"


def _overall(look: Look, overall: float | None, kind: Kind, overall_word: str) -> tuple[list[Part], list[Part]]:
    """A dotted line at the value over all groups, named above the plot."""
    if overall is None or not isfinite(overall):
        return [], []
    line = {"color": look.paper.quiet, "width": 1.5, "dash": "dot"}
    shape = {"type": "line", "x0": overall, "x1": overall, "yref": "paper", "y0": 0, "y1": 1, "line": line}
    words = f"{overall_word} {short(overall, kind, look)}".strip()
    place = {"x": overall, "xref": "x", "y": 1, "yanchor": "bottom", "xanchor": "center", "yshift": 4}
    return [label(look, words, size=TICK_SIZE, **place)], [shape]


def _interval(look: Look, mark: Reading, place: float, code: str) -> Part:
    """The line from low to high; thin and grey where the reading is grey, nothing where it is hidden."""
    is_grey = mark.grade == "grey"
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(mark.ends) if mark.is_shown else [],
        "y": [place, place] if mark.is_shown else [],
        "yaxis": "y",
        "line": {"color": look.paper.previous if is_grey else colour_of(code, look), "width": 2 if is_grey else 5},
        "opacity": 1 if is_grey else 0.5,
        "hoverinfo": "skip",
    }


def _dots(
    look: Look,
    codes: Sequence[str],
    marks: Sequence[Reading],
    names: Sequence[str],
    kind: Kind | Sequence[Kind],
    value_word: str,
    n_word: str,
    reaches: Sequence[float] | None = None,
) -> Part:
    """The dots at the values; hollow and grey where the reading is grey. ``reaches`` are the rows' own scales."""
    kinds: list[Kind] = [kind] * len(marks) if isinstance(kind, str) else list(kind)
    shown = [place for place, mark in enumerate(marks) if mark.is_shown]
    colours = [look.paper.previous if marks[p].grade == "grey" else colour_of(codes[p], look) for p in shown]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [marks[place].value / (reaches[place] if reaches else 1) for place in shown],
        "y": shown,
        "yaxis": "y",
        "marker": {
            "size": 12,
            "symbol": [SYMBOLS.get(codes[place], "circle") for place in shown],
            "color": [
                look.paper.background if marks[place].grade == "grey" else colour
                for place, colour in zip(shown, colours, strict=True)
            ],
            "line": {"width": 2, "color": colours},
            "opacity": 1,
        },
        "customdata": [marks[place].hover(names[place], kinds[place], look, n_word) for place in shown],
        "hovertemplate": hover_template(value_word),
    }


def difference_dots(
    rows: pd.DataFrame,
    look: Look,
    row_words: Mapping[str, str],
    value_word: str,
    lower_word: str = "",
    higher_word: str = "",
    n_word: str = "n",
    empty_text: str = "",
    points_word: str = "",
) -> go.Figure:
    """Raw differences between two groups, one measure a row: dot, interval, and the line of no difference.

    Columns: ``row``, ``value`` (the difference), ``low``, ``high``, ``n``, and ``kind`` (``money``, ``number``,
    ``number1``, ``points``, or ``difference`` for a difference of shares, in points; the default). Rows of one kind share
    one scale, rows of different kinds have a scale each, always with zero in the middle. Seen: an interval that crosses
    the zero line is no proven difference, and its dot is hollow. ``lower_word`` and ``higher_word`` name the sides, ``points_word`` the unit of differences in points.
    """
    shown = rows[rows["value"].notna()] if len(rows) else rows
    if not len(shown):
        return empty_figure(look, empty_text)
    frame = pd.DataFrame(shown)
    codes, raw = texts(frame, "row"), readings(frame)
    names = [named(row_words, code) for code in codes]
    kinds: list[Kind] = (
        [kind_of(kind) for kind in texts(frame, "kind")] if "kind" in frame.columns else ["difference"] * len(raw)
    )
    reaches = [max(abs(end) for end in (mark.value, *mark.ends)) or 1.0 for mark in raw]
    if len(set(kinds)) == 1:
        reaches = [max(reaches)] * len(reaches)
    graded = [
        Reading(mark.value, mark.low, mark.high, mark.n, "full" if _is_clear_of_zero(mark) else "grey") for mark in raw
    ]
    scaled = [
        Reading(mark.value / reach, mark.low / reach, mark.high / reach, mark.n, mark.grade)
        for mark, reach in zip(graded, reaches, strict=True)
    ]
    unit = f" {points_word}" if points_word else ""
    units: dict[Kind, str] = {"difference": unit, "points": unit}
    headings = [
        label(
            look,
            f"{wrapped(name, 44)}: <b>{_signed(mark.value, kind, look)}</b>{units.get(kind, '')}",
            x=0,
            y=place,
            yref="y",
            xanchor="left",
            yanchor="bottom",
            yshift=10,
            color=look.paper.ink,
        )
        for place, (name, mark, kind) in enumerate(zip(names, raw, kinds, strict=True))
    ]
    zero = {"type": "line", "x0": 0, "x1": 0, "line": {"color": look.paper.quiet, "width": 2}}
    sides = [
        label(look, f"← {lower_word}", x=0, y=1, xanchor="left", yanchor="bottom", yshift=8),
        label(look, f"{higher_word} →", x=1, y=1, xanchor="right", yanchor="bottom", yshift=8),
    ]
    return drawn(
        look,
        [
            *(_interval(look, mark, place, "") for place, mark in enumerate(scaled)),
            _dots(look, [""] * len(raw), graded, names, kinds, value_word, n_word, reaches),
        ],
        [*headings, *(sides if lower_word or higher_word else [])],
        [zero | {"y0": place - 0.14, "y1": place + 0.14, "layer": "below"} for place in range(len(raw))],
        height=DIFFERENCE_HEIGHT * len(raw) + 56,
        left=14,
        right=14,
        top=36,
        bottom=6,
        xaxis=bare_axis(look, range=[-1.08, 1.08]),
        yaxis=bare_axis(look, range=[len(raw) - 0.6, -0.75]),
    )


def _is_clear_of_zero(mark: Reading) -> bool:
    """True where the whole interval lies on one side of zero."""
    return mark.has_interval and (mark.low > 0 or mark.high < 0)


def _signed(value: float, kind: Kind, look: Look) -> str:
    """The difference with its sign, plus or minus."""
    words = short(value, kind, look)
    return words if words.startswith(("+", "−")) or value <= 0 else f"+{words}"
