"""Moves between tiers: who rose, who fell, who left, and how much of it would chance alone have moved?"""

import streamlit as st

from crm_core.charts import migration_cells
from crm_core.screen import ask, figure, page_head, reader, t, table
from crm_core.screen.migration_words import end_words, measures_sentence, migration_sentence, move_columns, two_dates
from crm_core.value import tier_migration

page_head(
    t("Moves between tiers"), t("Who rose, who fell, who left, and how much of it would chance alone have moved?")
)

earlier, later = two_dates()
st.caption(
    t(
        "A tier at a day rests on the year up to that day. At a month's end that year is twelve whole months; at any other day it "
        "runs from day to day."
    )
)
moves = ask(tier_migration, earlier=earlier, later=later)
chart = migration_cells(
    moves.rows,
    reader().look,
    end_words(),
    t("Tier before"),
    t("Tier after"),
    t("Customers"),
    t("chance"),
    t("fewer than 30 customers"),
    t("Nothing to show in this choice."),
)
title = t("From which tier to which (in brackets: by chance alone)")
figure(moves, chart, title, migration_sentence(moves), key="migration")
st.markdown(measures_sentence(moves))
table(moves, move_columns(), "moves", t("Every move with its interval"))
