"""Moves between tiers: who rose, who fell, who left, and how much of it would chance alone have moved?"""

import streamlit as st

from crm_core.charts import migration_cells
from crm_core.screen import ask, choice, figure, page_head, reader, t, table
from crm_core.screen.migration_words import (
    cost_columns,
    distance_words,
    end_words,
    measures_sentence,
    migration_sentence,
)
from crm_core.value import cost_sensitivity, tier_migration

page_head(
    t("Moves between tiers"), t("Who rose, who fell, who left, and how much of it would chance alone have moved?")
)

distance = choice(t("Compared with the tiers"), distance_words(), key="distance", default="12")
moves = ask(tier_migration, months_back=int(distance))
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
figure(moves, chart, t("From which tier to which"), migration_sentence(moves), key="migration")
st.markdown(measures_sentence(moves))

costs = ask(cost_sensitivity)
table(costs, cost_columns(), "costs", t("Who would stand in another tier if serving cost half or double"))
