"""The map of actual and potential value, one point a customer; refuses to let one giant hide everybody else."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from crm_core.charts.bent import bend_of, bent, bent_axis
from crm_core.charts.canvas import Part, across_name, drawn, empty_figure, label, margin_for, measure_name
from crm_core.charts.look import TIER_COLOURS, TIER_SIGNS, TIER_SYMBOLS, Look
from crm_core.charts.readings import numbers, shown_texts, texts


def value_map(
    rows: pd.DataFrame,
    look: Look,
    tier_words: Mapping[str, str],
    actual_word: str,
    potential_word: str,
    empty_text: str = "",
) -> go.Figure:
    """Each customer's actual value across and potential value upward, coloured and shaped by tier.

    Columns: ``customer_id``, ``tier``, ``actual_value``, ``potential_value``; up to 3,000 rows. Seen: far right are the
    most valuable, high up the most growable, left of the zero line those below zero. Where a few customers dwarf the
    rest, the axes turn logarithmic on both sides of zero, as their ticks say.
    """
    columns = [np.array(numbers(rows, name)) for name in ("actual_value", "potential_value")]
    known = np.isfinite(columns[0]) & np.isfinite(columns[1])
    if not known.any():
        return empty_figure(look, empty_text)
    actual, potential = (column[known] for column in columns)
    ids, tiers = np.array(shown_texts(rows, "customer_id"))[known], np.array(texts(rows, "tier"))[known]
    bends = bend_of(actual), bend_of(potential)
    edge = {"width": 0.7, "color": look.paper.background}
    traces = []
    for tier, colour in TIER_COLOURS.items():
        chosen = tiers == tier
        if chosen.any():
            name = tier_words.get(tier, tier)
            traces.append(
                {
                    "type": "scattergl",
                    "mode": "markers",
                    "name": name,
                    "x": bent(actual[chosen], bends[0]),
                    "y": bent(potential[chosen], bends[1]),
                    "marker": {"color": colour, "symbol": TIER_SYMBOLS[tier], "size": 7, "opacity": 1, "line": edge},
                    "text": ids[chosen].tolist(),
                    "customdata": np.column_stack([actual[chosen], potential[chosen]]),
                    "hovertemplate": f"<b>%{{text}}</b> · {name}"
                    f"<br>{actual_word}: {look.currency_sign}%{{customdata[0]:,.0f}}"
                    f"<br>{potential_word}: {look.currency_sign}%{{customdata[1]:,.0f}}<extra></extra>",
                }
            )
    xaxis, yaxis = bent_axis(look, actual, bends[0], is_across=True), bent_axis(look, potential, bends[1])
    left = margin_for(yaxis["ticktext"])
    shown = [tier for tier in TIER_COLOURS if (tiers == tier).any()]
    return drawn(
        look,
        traces,
        [
            _keys(look, shown, tier_words, left),
            measure_name(look, potential_word, left),
            across_name(look, actual_word),
        ],
        height=460,
        left=left,
        top=44 + 20 * ((len(shown) + 1) // 2),
        bottom=50,
        xaxis=xaxis,
        yaxis=yaxis,
    )


def _keys(look: Look, tiers: Sequence[str], tier_words: Mapping[str, str], left: int) -> Part:
    """The tiers shown, each behind its own sign in its own colour, two a line so that a phone holds them."""
    keys = [
        f'<span style="color:{TIER_COLOURS[tier]}">{TIER_SIGNS[tier]}</span> {tier_words.get(tier, tier)}'
        for tier in tiers
    ]
    lines = ["    ".join(keys[place : place + 2]) for place in range(0, len(keys), 2)]
    return label(look, "<br>".join(lines), x=0, y=1, xanchor="left", yanchor="bottom", xshift=6 - left, yshift=34)
