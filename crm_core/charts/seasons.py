"""What each calendar month adds to the level of a year; refuses to call a month special by colour."""

from collections.abc import Sequence

import plotly.graph_objects as go

from crm_core.charts.canvas import (
    Part,
    bare_axis,
    drawn,
    empty_figure,
    margin_for,
    measure_name,
    scale_ticks,
    tick_texts,
    value_axis,
)
from crm_core.charts.look import Kind, Look, worded


def season_bars(
    effects: Sequence[float],
    month_words: Sequence[str],
    look: Look,
    value_word: str,
    kind: Kind = "difference",
    empty_text: str = "",
) -> go.Figure:
    """Twelve bars from zero, January first. Seen: months above the line lie above the level, those below under it."""
    if not effects:
        return empty_figure(look, empty_text)
    ticks = scale_ticks([0.0, *effects], kind, False, (-1000.0, 1000.0))
    left = margin_for(tick_texts(ticks, kind, look))
    bars: Part = {
        "type": "bar",
        "x": list(range(len(effects))),
        "y": list(effects),
        "marker": {"color": look.paper.actual, "line": {"width": 0}},
        "customdata": [[word, worded(effect, kind, look)] for word, effect in zip(month_words, effects, strict=True)],
        "hovertemplate": f"<b>%{{customdata[0]}}</b><br>{value_word}: %{{customdata[1]}}<extra></extra>",
    }
    return drawn(
        look,
        [bars],
        [measure_name(look, value_word, left)],
        height=300,
        left=left,
        bottom=40,
        xaxis=bare_axis(
            look,
            showticklabels=True,
            tickmode="array",
            tickvals=list(range(len(effects))),
            ticktext=list(month_words),
            range=[-0.6, 11.6],
        ),
        yaxis=value_axis(look, ticks, kind, zeroline=True),
    )
