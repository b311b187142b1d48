"""What drives satisfaction: which expectations go with it, how well is each met, and where to concentrate?"""

import streamlit as st

from crm_core.charts import group_intervals, importance_map
from crm_core.satisfaction import satisfaction_drivers
from crm_core.screen import Column, ask, figure, page_head, reader, t, table
from crm_core.screen.driver_words import (
    factor_words,
    importance_sentence,
    map_sentence,
    part_words,
    quadrant_words,
)

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
        {},
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
    figure(answer, chart, t("Importance and performance"), map_sentence(answer), key="driver-map")
    if not answer.is_empty and len(totals["groups"]):
        chart = group_intervals(totals["groups"], look, part_words(), t("share"), "share", n_word="p")
        figure(answer, chart, t("Core job and relationship"), "", key="driver-groups")

table(
    answer,
    [
        Column("group", t("Attribute")),
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
