"""What drives satisfaction: which expectations go with it, how well is each met, and where to concentrate?"""

import streamlit as st

from crm_core.charts import group_intervals, importance_map, penalty_reward_bars
from crm_core.satisfaction import satisfaction_drivers
from crm_core.screen import Column, ask, figure, page_head, reader, t, table
from crm_core.screen.driver_words import (
    asymmetry_sentence,
    factor_words,
    importance_sentence,
    map_sentence,
    numbered_attributes,
    part_words,
    quadrant_words,
)
from crm_core.screen.quality_words import attribute_words

page_head(
    t("What goes with satisfaction"),
    t("Which expectations go with satisfaction, how well is each met, and where to concentrate?"),
)

look = reader().look
answer = ask(satisfaction_drivers)
totals = answer.totals
empty_text = t("Nothing to show in this choice.")

left, right = st.columns([1, 1])
with left:
    chart = group_intervals(
        answer.rows,
        look,
        numbered_attributes(answer),
        t("share"),
        "share",
        overall=totals.get("mean_importance"),
        overall_word=t("mean"),
        is_full_scale=False,
        empty_text=empty_text,
    )
    figure(answer, chart, t("Importance"), importance_sentence(answer), key="driver-importance")
with right:
    chart = importance_map(
        answer.rows,
        look,
        t("importance"),
        t("performance (0–100)"),
        quadrant_words(),
        cuts=totals.get("cuts"),
        empty_text=empty_text,
    )
    figure(answer, chart, t("Importance and performance"), map_sentence(answer), key="driver-map", with_notes=False)
    if not answer.is_empty and len(totals["groups"]):
        chart = group_intervals(totals["groups"], look, part_words(), t("share"), "share", n_word="p")
        figure(answer, chart, t("Core job and relationship"), "", key="driver-groups", with_notes=False)

chart = penalty_reward_bars(
    answer.rows, look, attribute_words(answer.rows["group"]), t("with low ratings"), t("with the best rating"), factor_words(),
    empty_text=empty_text,
)  # fmt: skip
figure(
    answer,
    chart,
    t("What punishes, and what delights"),
    asymmetry_sentence(answer),
    key="driver-asymmetry",
    with_notes=False,
)

table(
    answer,
    [
        Column("group", t("Attribute"), "text", numbered_attributes(answer)),
        Column("part", t("Part"), "text", part_words()),
        Column("value", t("Importance"), "share"),
        Column("performance", t("Performance"), "number1"),
        Column("quadrant", t("Where it stands"), "text", quadrant_words()),
        Column("penalty", t("With low ratings"), "points"),
        Column("reward", t("With the best rating"), "points"),
        Column("factor", t("Kind"), "text", factor_words()),
    ],
    key="drivers",
    title=t("Every attribute: penalty and reward in points of satisfaction"),
)
