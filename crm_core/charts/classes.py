"""Figures of relational and transactional customers: the seven rows and the index; refuses to rank one class as better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, nan

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.canvas import (
    SMALL_SIZE,
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
    wrapped,
)
from crm_core.charts.groups import RIGHT_AXIS, right_texts
from crm_core.charts.look import CLASS_COLOURS, CLASS_SYMBOLS, Kind, Look, kind_of, short, worded
from crm_core.charts.readings import Reading, hover_template, numbers, readings, texts
from crm_core.numbers import number_text

CLASSES = ("relational", "mixed", "transactional")
LINE = 19
LETTERS = 46


@dataclass(frozen=True)
class _Row:
    """One row of the comparison: where it starts, its scale, and each class's reading."""

    top: float
    heading: str
    kind: Kind = "share"
    ends: tuple[float, float] = (0.0, 1.0)
    classes: Mapping[str, Reading] = field(default_factory=dict)

    @property
    def first_line(self) -> float:
        """Line of the first class, below the heading."""
        return self.top + self.heading.count("<br>") + 1.6

    @property
    def height(self) -> float:
        """Lines that the row takes, with the space to the next."""
        return self.heading.count("<br>") + (5.9 if self.classes else 2.4)


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
    blocks = _blocks(rows, row_words, _quiet(look, not_measured_text))
    bottom = blocks[-1].top + blocks[-1].height
    lines = [
        (block, code, block.first_line + step) for block in blocks if block.classes for step, code in enumerate(CLASSES)
    ]
    places = [place for _, _, place in lines]
    values = [_value_words(block, code, look, hidden_text, n_word) for block, code, _ in lines]
    names = [class_words.get(code, code) for code in CLASSES]
    left = margin_for(names, least=56, most=110)
    traces = [trace for code in CLASSES for trace in _class_traces(look, code, lines, class_words, n_word)]
    traces.append(RIGHT_AXIS)
    return drawn(
        look,
        traces,
        [
            *(
                label(
                    look,
                    block.heading,
                    x=0,
                    y=block.top,
                    yref="y",
                    xanchor="left",
                    yanchor="top",
                    xshift=6 - left,
                    color=look.paper.ink,
                )
                for block in blocks
            ),
            *(end for block in blocks if block.classes for end in _end_labels(look, block)),
        ],
        height=int(bottom * LINE) + 12,
        left=left,
        right=96,
        top=6,
        bottom=6,
        xaxis=bare_axis(look, range=[-0.03, 1.03]),
        yaxis=bare_axis(
            look,
            range=[bottom, 0],
            showgrid=True,
            showticklabels=True,
            tickmode="array",
            tickvals=places,
            ticktext=[class_words.get(code, code) for _, code, _ in lines],
        ),
        yaxis2=right_texts(look, values, places, [bottom, 0]) | {"tickfont": {"size": SMALL_SIZE + 1}},
    )


def _blocks(rows: pd.DataFrame, row_words: Mapping[str, str], not_measured: str) -> list[_Row]:
    """The rows in the order of their words, each below the one before."""
    blocks: list[_Row] = []
    top = 0.0
    codes = texts(rows, "row") if len(rows) else []
    classes = texts(rows, "class") if len(rows) else []
    marks = readings(rows)
    for code, words in row_words.items():
        own = [place for place, row in enumerate(codes) if row == code and classes[place] in CLASSES]
        heading = f"<b>{wrapped(words, LETTERS)}</b>"
        if any(marks[place].is_shown for place in own):
            part = rows.iloc[own]
            kind = kind_of(texts(part, "kind")[0]) if "kind" in part.columns else "share"
            block = _Row(top, heading, kind, _ends(part, kind), {classes[place]: marks[place] for place in own})
        else:
            block = _Row(top, f"{heading}<br>{not_measured}")
        blocks.append(block)
        top += block.height
    return blocks


def _quiet(look: Look, words: str) -> str:
    """Words in lines, in quiet ink, under a heading that stands in full ink."""
    return f"<span style='color:{look.paper.quiet}'>{wrapped(words, LETTERS + 4)}</span>" if words else ""


def _ends(part: pd.DataFrame, kind: Kind) -> tuple[float, float]:
    """Ends of a row's own scale: given, or 0–100 % for shares, or round values around what is shown and zero."""
    given = numbers(part, "scale_low")[0], numbers(part, "scale_high")[0]
    if isfinite(given[0]) and isfinite(given[1]):
        return given
    if kind == "share":
        return 0.0, 1.0
    shown = [end for mark in readings(part) if mark.is_shown for end in (mark.value, *mark.ends)]
    ticks = nice_ticks(min(0.0, *shown), max(0.0, *shown))
    return ticks[0], ticks[-1]


def _value_words(block: _Row, code: str, look: Look, hidden_text: str, n_word: str) -> str:
    """What stands at the right of a line: the value in bold and its n, or why there is none."""
    mark = block.classes.get(code, Reading(nan))
    if not mark.is_shown:
        return hidden_text
    colour = look.paper.ink if mark.grade == "full" else look.paper.quiet
    n = (
        f" <span style='font-size:11px'>{n_word} {number_text(mark.n, look.language)}</span>"
        if isfinite(mark.n)
        else ""
    )
    return f"<span style='color:{colour}'><b>{short(mark.value, block.kind, look)}</b></span>{n}"


def _end_labels(look: Look, block: _Row) -> list[Part]:
    """The two ends of a row's scale, below its last line."""
    words = tick_texts(block.ends, block.kind, look)
    place = {"y": block.first_line + 2.8, "yref": "y", "xref": "x", "yanchor": "middle", "size": SMALL_SIZE}
    return [
        label(look, words[0], x=0, xanchor="left", **place),
        label(look, words[1], x=1, xanchor="right", **place),
    ]


def _class_traces(
    look: Look,
    code: str,
    lines: Sequence[tuple[_Row, str, float]],
    class_words: Mapping[str, str],
    n_word: str,
) -> list[Part]:
    """One class over all rows: its intervals, then its dots, each on its row's own scale; grey readings are hollow."""
    own = [(block, block.classes[code], y) for block, other, y in lines if other == code and code in block.classes]
    shown = [(block, mark, y) for block, mark, y in own if mark.is_shown]
    colour = CLASS_COLOURS[code]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for block, mark, y in shown:
        xs += [*(min(1.0, max(0.0, _place(block, end))) for end in mark.ends), None]
        ys += [y, y, None]
    intervals = {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": colour, "width": 5},
        "opacity": 0.5,
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "name": class_words.get(code, code),
        "x": [_place(block, mark.value) for block, mark, _ in shown],
        "y": [y for _, _, y in shown],
        "marker": {
            "size": 11,
            "symbol": CLASS_SYMBOLS[code],
            "color": [look.paper.background if mark.grade == "grey" else colour for _, mark, _ in shown],
            "line": {"width": 2, "color": colour},
            "opacity": 1,
        },
        "customdata": [mark.hover(block.heading, block.kind, look, n_word) for block, mark, _ in shown],
        "hovertemplate": hover_template(class_words.get(code, code)),
    }
    return [intervals, dots]


def _place(block: _Row, value: float) -> float:
    """Where a value lies between the ends of its row's scale, 0 to 1."""
    low, high = block.ends
    return (value - low) / ((high - low) or 1.0)


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
    classes, counts = (texts(rows, "class") if len(rows) else []), numbers(rows, "customers")
    starts, ends = numbers(rows, "bin_start"), numbers(rows, "bin_end")
    if not sum(counts):
        return empty_figure(look, empty_text)
    heights: dict[float, float] = {}
    for start, count in zip(starts, counts, strict=True):
        heights[start] = heights.get(start, 0.0) + count
    ticks = nice_ticks(0.0, max(heights.values()))
    left = margin_for(tick_texts(ticks, "number", look))
    traces: list[Part] = []
    keys: list[str] = []
    for code in ("transactional", "mixed", "relational", "unclassified"):
        own = [place for place, other in enumerate(classes) if other == code]
        if not own:
            continue
        word = class_words.get(code, code)
        total = worded(sum(counts[place] for place in own), "number", look)
        keys.append(f'<span style="color:{CLASS_COLOURS[code]}">■</span> {word} <b>{total}</b>')
        spans = [f"{number_text(starts[p], look.language)}–{number_text(ends[p], look.language)}" for p in own]
        traces.append(
            {
                "type": "bar",
                "x": [(starts[place] + ends[place]) / 2 for place in own],
                "y": [counts[place] for place in own],
                "width": [ends[place] - starts[place] for place in own],
                "marker": {"color": CLASS_COLOURS[code], "line": {"width": 1.5, "color": look.paper.background}},
                "customdata": [[span, worded(counts[p], "number", look)] for span, p in zip(spans, own, strict=True)],
                "hovertemplate": f"<b>{word}</b><br>{r_word}: %{{customdata[0]}}<br>{customers_word}: %{{customdata[1]}}"
                "<extra></extra>",
            }
        )
    heading = "   ".join(keys[:3]) + ("<br>" + keys[3] if len(keys) > 3 else "")
    return drawn(
        look,
        traces,
        [
            label(look, heading, x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=34),
            measure_name(look, customers_word, left),
            across_name(look, r_word),
        ],
        height=340 + (20 if len(keys) > 3 else 0),
        left=left,
        top=62 + (20 if len(keys) > 3 else 0),
        bottom=50,
        barmode="stack",
        xaxis=value_axis(look, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0], "number", showgrid=False, showline=True),
        yaxis=value_axis(look, ticks, "number"),
    )
