"""Levers: which one moves the worth of the customer base most, and what would several moved together be worth?"""

import streamlit as st

from crm_core.charts import difference_dots
from crm_core.relations import equity_levers
from crm_core.screen import ask, figure, key_figures, page_head, reader, t, table
from crm_core.screen.lever_words import (
    equity_cards,
    lever_chart_rows,
    lever_columns,
    lever_sentence,
    lever_table,
    lever_words,
    plan_sentence,
    planned_changes,
)

page_head(
    t("Which lever pays most?"),
    t(
        "Acquire, keep or grow: which lever moves the worth of the customer base most when it is bettered by one per cent?"
    ),
)
levers = ask(equity_levers)
key_figures(equity_cards(levers), key="levers-base", columns=3)
chart = difference_dots(
    lever_chart_rows(levers),
    reader().look,
    lever_words(),
    t("Gain of one per cent"),
    empty_text=t("The worth of the base cannot be computed for this choice."),
)
figure(levers, chart, t("What one per cent of each lever is worth"), lever_sentence(levers), key="levers-gains")
table(levers, lever_columns(), key="levers-table", title=t("The levers in figures"), rows=lever_table(levers))

if not levers.is_empty:
    with st.container(border=True):
        st.subheader(t("What if several are bettered together?"), anchor=False)
        st.markdown(plan_sentence(levers, planned_changes(levers)))
