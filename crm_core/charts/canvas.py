"""The sheet on which figures are drawn: fixed margins, our own axes and labels; refuses plotly's English words."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from math import ceil, floor, isfinite, log10
from typing import Any

import plotly.graph_objects as go

from crm_core.charts.look import Kind, Look, month_name, short
from crm_core.charts.sheet import Sheet
from crm_core.numbers import number_text, points_text, share_text
from crm_core.periods import add_months

FONT = '"Source Sans", "Source Sans Pro", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
TEXT_SIZE = 14
TICK_SIZE = 13
SMALL_SIZE = 12
CELL_TEXT_SIZE = 11
LETTER_WIDTH = 6.6
MOST_MONTH_NAMES = 8
MONTHS_WITH_EVERY_OTHER_NAME = 13
FULL_SCALES: dict[str, tuple[float, float]] = {"share": (0.0, 1.0), "points": (-100.0, 100.0), "number1": (1.0, 7.0)}
Part = dict[str, Any]


def drawn(
    look: Look,
    traces: Sequence[Part],
    labels: Sequence[Part] = (),
    lines: Sequence[Part] = (),
    *,
    height: int,
    left: int = 12,
    right: int = 16,
    top: int = 34,
    bottom: int = 24,
    **layout: Any,
) -> go.Figure:
    """The figure from its parts, on the reader's background, in the house's font and with fixed margins."""
    paper = look.paper
    return Sheet(
        list(traces),
        {
            "template": {},
            "height": height,
            "autosize": True,
            "paper_bgcolor": paper.background,
            "plot_bgcolor": paper.background,
            "font": {"family": FONT, "size": TEXT_SIZE, "color": paper.ink},
            "separators": look.separators,
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": paper.panel,
                "bordercolor": paper.previous,
                "font": {"family": FONT, "size": TEXT_SIZE, "color": paper.ink},
                "align": "left",
            },
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "dragmode": False,
            "annotations": list(labels),
            "shapes": list(lines),
        }
        | layout,
    )


def empty_figure(look: Look, empty_text: str, height: int = 200) -> go.Figure:
    """A sheet with one quiet sentence in its middle: there are no rows for this choice."""
    nothing = {"visible": False, "range": [0, 1], "fixedrange": True}
    sentence = label(look, wrapped(empty_text, 40), x=0.5, y=0.5, xanchor="center", yanchor="middle", align="center")
    return drawn(look, [], [sentence], height=height, xaxis=nothing, yaxis=nothing)


def bare_axis(look: Look, **settings: Any) -> Part:
    """An axis with neither line, grid nor tick; what a chart needs is added by name."""
    paper = look.paper
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": False,
        "gridcolor": paper.grid,
        "zerolinecolor": paper.quiet,
        "linecolor": paper.quiet,
        "tickfont": {"size": TICK_SIZE, "color": paper.quiet},
        "ticklabelstandoff": 4,
        "tickangle": 0,
        "showticklabels": False,
    } | settings


def row_axis(look: Look, names: Sequence[str], **settings: Any) -> Part:
    """An axis of rows from the top down, each with its name at the left."""
    return bare_axis(
        look,
        range=[len(names) - 0.5, -0.5],
        showticklabels=True,
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=list(names),
    ) | dict(settings)


def value_axis(look: Look, ticks: Sequence[float], kind: Kind, **settings: Any) -> Part:
    """An axis with a quiet grid line and a worded tick at each given value, reaching from the first to the last."""
    return bare_axis(
        look,
        showgrid=True,
        showticklabels=True,
        tickmode="array",
        tickvals=list(ticks),
        ticktext=tick_texts(ticks, kind, look),
        range=[ticks[0], ticks[-1]],
    ) | dict(settings)


def label(look: Look, words: str, **place: Any) -> Part:
    """A direct label in quiet ink; ``x`` and ``y`` are parts of the plot unless ``xref`` and ``yref`` say otherwise."""
    size = place.pop("size", TEXT_SIZE)
    colour = place.pop("color", look.paper.quiet)
    return {
        "text": words,
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "align": "left",
        "font": {"size": size, "color": colour},
    } | place


def measure_name(look: Look, words: str, left: int = 0, yshift: int = 8) -> Part:
    """What the upright axis measures, written flat above its top rather than turned on its side."""
    return label(look, words, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=yshift)


def across_name(look: Look, words: str) -> Part:
    """What the axis across measures, below its right end."""
    return label(look, words, x=1, y=0, xanchor="right", yanchor="top", yshift=-24)


def target_parts(look: Look, target: float | None, kind: Kind, target_word: str) -> tuple[list[Part], list[Part]]:
    """A dashed line across the plot, and its word and value at the left just above it."""
    if target is None or not isfinite(target):
        return [], []
    colour = look.paper.target
    line = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": target,
        "y1": target,
        "line": {"color": colour, "width": 2, "dash": "dash"},
    }
    words = f"{target_word} {short(target, kind, look)}".strip()
    place = {"x": 0, "y": target, "yref": "y", "xanchor": "left", "yanchor": "bottom", "xshift": 2, "yshift": 2}
    return [label(look, words, color=colour, bgcolor=look.paper.background, opacity=0.9, **place)], [line]


def wrapped(words: str, letters: int) -> str:
    """The words broken into lines of at most so many letters, for the figure's own line break."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return "<br>".join(lines)


def width_of(words: str) -> int:
    """Pixels that a label of tick size needs, estimated from its longest line."""
    return ceil(max((len(line) for line in words.split("<br>")), default=0) * LETTER_WIDTH)


def margin_for(words: Sequence[str], least: int = 30, most: int = 150) -> int:
    """Fixed margin in pixels that holds the longest of the texts."""
    return min(most, max([least, *(width_of(text) + 12 for text in words)]))


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About ``count`` round values (steps of 1, 2 or 5) that cover ``low`` to ``high``.

    >>> nice_ticks(0, 87)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / count
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


def scale_ticks(
    values: Sequence[float],
    kind: Kind,
    is_full_scale: bool,
    full_scale: tuple[float, float] | None = None,
    count: int = 5,
    is_from_zero: bool = False,
) -> list[float]:
    """Ticks over the measure's full scale, or over the values shown, never past the measure's own ends."""
    ends = full_scale or FULL_SCALES.get(kind)
    if is_full_scale and ends:
        if kind == "points":
            return [ends[0], ends[0] / 2, 0.0, ends[1] / 2, ends[1]]
        return nice_ticks(*ends, count=6 if kind == "number1" else count)
    present = [value for value in values if isfinite(value)] or [0.0]
    if is_from_zero:
        present.append(0.0)
    ticks = nice_ticks(min(present), max(present), count)
    inside = [tick for tick in ticks if ends is None or ends[0] - 1e-9 <= tick <= ends[1] + 1e-9]
    return inside if len(inside) > 1 else ticks


def tick_texts(ticks: Sequence[float], kind: Kind, look: Look) -> list[str]:
    """The ticks in the reader's language, with just the decimals that their step needs."""
    step = min((after - before for before, after in pairwise(ticks)), default=1.0)
    scale = 100 if kind in ("share", "difference") else 1
    digits = max(0, -floor(log10(step * scale) + 1e-9)) if step > 0 else 0
    if kind == "share":
        return [share_text(tick, look.language, digits) for tick in ticks]
    if kind in ("points", "difference"):
        return [points_text(tick * scale, look.language, digits) for tick in ticks]
    if max(map(abs, ticks), default=0) < 1000:
        sign = look.currency_sign if kind == "money" else ""
        return [("−" if tick < 0 else "") + sign + number_text(abs(tick), look.language, digits) for tick in ticks]
    return [short(tick, "number" if kind == "number1" else kind, look) for tick in ticks]


def named_months(first: date, count: int) -> list[int]:
    """Places of the months that carry a name: each of a few, every other of a year up to the last, as a phone has no
    room for more; of longer times every third, sixth or twelfth from a January on."""
    if count <= MOST_MONTH_NAMES:
        return list(range(count))
    if count <= MONTHS_WITH_EVERY_OTHER_NAME:
        return list(range((count - 1) % 2, count, 2))
    step = next((step for step in (3, 6, 12, 24) if count / step <= 8), 60)
    return list(range((1 - first.month) % min(step, 12), count, step))


def month_axis(look: Look, first: date, count: int, below: Mapping[int, str] | None = None) -> Part:
    """An axis of ``count`` months from ``first``: names in the reader's language, the year under the first of each.

    ``below`` gives a small third line under the months at these places.
    """
    named = named_months(first, count)
    is_dense = below is not None and count <= MONTHS_WITH_EVERY_OTHER_NAME
    places = list(range(count)) if is_dense else named
    words: list[str] = []
    last_year = ""
    for place in places:
        name, year = month_name(add_months(first, place), look) if place in named else (" ", last_year)
        line = f"{name}<br>{year if year != last_year else ' '}"
        if below is not None:
            line += f"<br><span style='font-size:{SMALL_SIZE}px'>{below.get(place, ' ')}</span>"
        words.append(line)
        last_year = year
    return bare_axis(
        look,
        showticklabels=True,
        showline=True,
        tickmode="array",
        tickvals=places,
        ticktext=words,
        tickfont={"size": TICK_SIZE if len(named) < 10 else SMALL_SIZE, "color": look.paper.quiet},
        range=[-0.6, count - 0.4],
    )


def cell_texts(words: Sequence[tuple[int, int, str, str]]) -> Part:
    """A text in the middle of each cell of a grid: column, row, words, and the ink that stands out on that cell."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [across for across, _, _, _ in words],
        "y": [down for _, down, _, _ in words],
        "text": [text for _, _, text, _ in words],
        "textfont": {"size": CELL_TEXT_SIZE, "color": [ink for _, _, _, ink in words]},
        "hoverinfo": "skip",
    }
