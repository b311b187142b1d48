"""The empty sheet on which figures are drawn: fixed margins, our own axes and labels; refuses plotly's English words."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.look import Kind, Look, month_words, short
from crm_core.numbers import number_text, points_text, share_text

FONT = '"Source Sans", "Source Sans Pro", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
TEXT_SIZE = 13
SMALL_SIZE = 11
LETTER_WIDTH = 6.6
MOST_MONTH_NAMES = 13


def sheet(look: Look, height: int, left: int = 12, right: int = 16, top: int = 28, bottom: int = 24) -> go.Figure:
    """A figure without marks: background, font, hover box and fixed margins of the house."""
    paper = look.paper
    return go.Figure(
        layout={
            "template": None,
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
            "xaxis": bare_axis(look),
            "yaxis": bare_axis(look),
            "dragmode": False,
            "bargap": 0.25,
        }
    )


def bare_axis(look: Look, **settings: Any) -> dict[str, Any]:
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
        "gridwidth": 1,
        "linecolor": paper.quiet,
        "tickfont": {"size": SMALL_SIZE + 1, "color": paper.quiet},
        "tickangle": 0,
        "showticklabels": False,
    } | settings


def empty_figure(look: Look, empty_text: str, height: int = 200) -> go.Figure:
    """A sheet with one quiet sentence in its middle: there are no rows for this choice."""
    figure = sheet(look, height)
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False, range=[0, 1])
    figure.add_annotation(text(look, wrapped(empty_text, 40), x=0.5, y=0.5, xanchor="center", yanchor="middle"))
    return figure


def text(look: Look, words: str, **place: Any) -> dict[str, Any]:
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


def measure_name(look: Look, words: str) -> dict[str, Any]:
    """What the upright axis measures, written flat above its top rather than turned on its side."""
    return text(look, words, x=0, y=1, xanchor="left", yanchor="bottom", yshift=6)


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


def tick_texts(ticks: Sequence[float], kind: Kind, look: Look) -> list[str]:
    """The ticks in the reader's language, with just the decimals that their step needs."""
    step = min((after - before for before, after in zip(ticks, ticks[1:], strict=False)), default=1.0)
    scale = 100 if kind in ("share", "difference") else 1
    digits = max(0, -floor(log10(step * scale) + 1e-9)) if step > 0 else 0
    if kind == "share":
        return [share_text(tick, look.language, digits) for tick in ticks]
    if kind in ("points", "difference"):
        return [points_text(tick * scale, look.language, digits) for tick in ticks]
    if kind == "money" and max(map(abs, ticks), default=0) < 1000 and digits:
        return [look.currency_sign + number_text(tick, look.language, digits) for tick in ticks]
    if kind != "money" and max(map(abs, ticks), default=0) < 1000:
        return [number_text(tick, look.language, digits) for tick in ticks]
    return [short(tick, kind, look) for tick in ticks]


def value_axis(look: Look, ticks: Sequence[float], kind: Kind, **settings: Any) -> dict[str, Any]:
    """An axis with a quiet grid line and a worded tick at each given value, reaching from the first to the last."""
    return (
        bare_axis(
            look,
            showgrid=True,
            showticklabels=True,
            tickmode="array",
            tickvals=list(ticks),
            ticktext=tick_texts(ticks, kind, look),
            range=[ticks[0], ticks[-1]],
        )
        | settings
    )


def month_places(months: pd.Series, first: pd.Timestamp) -> list[int]:
    """Each month's place on the axis: the number of month steps from the first."""
    dates = pd.DatetimeIndex(pd.to_datetime(months))
    return [int(place) for place in (dates.year - first.year) * 12 + dates.month - first.month]


def month_axis(look: Look, first: pd.Timestamp, count: int) -> dict[str, Any]:
    """An axis of ``count`` months from ``first``: names in the reader's language, the year under the first of each."""
    places = named_months(first, count)
    texts: list[str] = []
    last_year = ""
    for place in places:
        name, year = month_words(first + pd.DateOffset(months=place), look)
        texts.append(f"{name}<br>{year}" if year != last_year else name)
        last_year = year
    return bare_axis(
        look,
        showticklabels=True,
        showline=True,
        tickmode="array",
        tickvals=places,
        ticktext=texts,
        range=[-0.6, count - 0.4],
    )


def named_months(first: pd.Timestamp, count: int) -> list[int]:
    """Places of the months that carry a name: all of a year, else every third, sixth or twelfth, Januaries among them."""
    if count <= MOST_MONTH_NAMES:
        return list(range(count))
    step = next((step for step in (3, 6, 12, 24) if count / step <= 8), 60)
    start = (1 - first.month) % step if step <= 12 else (1 - first.month) % 12
    return list(range(start, count, step))


def left_margin(texts: Sequence[str], least: int = 30, most: int = 150) -> int:
    """Fixed margin in pixels that holds the longest tick text."""
    return min(most, max([least, *(width_of(words) + 10 for words in texts)]))


def numbers(rows: pd.DataFrame, column: str) -> list[float]:
    """A column as plain floats, NaN where it is missing or the frame has no such column."""
    if column not in rows.columns:
        return [float("nan")] * len(rows)
    return pd.to_numeric(rows[column], errors="coerce").astype("float64").tolist()
