"""Four groups: do customers who stay longer leave more profit, and who are friends, butterflies, barnacles, strangers?"""

import streamlit as st

from crm_core.charts import quadrant_map
from crm_core.loyalty import loyalty_groups
from crm_core.relations import loyalty_group_sums, members_of
from crm_core.screen import choice, download, figure, key_figures, page_head, reader, t, table
from crm_core.screen.loyalty_words import (
    correlation_cards,
    group_cards,
    group_columns,
    loyal_customer_columns,
    loyalty_sentence,
    loyalty_words,
    tenure_columns,
    tenure_table,
    with_thresholds,
)

page_head(t("Loyal and profitable?"), t("Do customers who stay longer leave more profit, and who is which?"))

first = st.container()
lives = with_thresholds(loyalty_groups)
with first:
    key_figures(correlation_cards(lives), key="loyalty-cards", columns=2)
    st.markdown(loyalty_sentence(lives))
key_figures(group_cards(lives), key="loyalty-counts")

figure(
    lives,
    quadrant_map(
        lives.rows,
        reader().look,
        loyalty_words(),
        t("Lifetime in months"),
        t("Net margin a month"),
        (lives.totals["months_cut"], lives.totals["margin_cut"]),
        empty_text=t("No customers for this choice."),
    ),
    title=t("Lifetime and profit of every customer"),
    sentence=t("The dashed lines are the thresholds that part the groups."),
    key="loyalty-map",
)
table(lives, group_columns(), key="loyalty-groups", title=t("The four groups"), rows=loyalty_group_sums(lives.rows))
title = t("Do long-standing customers cost less to serve, and less in discounts?")
table(lives, tenure_columns(), key="loyalty-tenure", title=title, rows=tenure_table(lives))

shown = choice(t("Customers behind the group"), loyalty_words(), key="loyal", default="friend")
members = members_of(lives.rows, shown)
table(lives, loyal_customer_columns(), key="loyalty-customers", title=loyalty_words()[shown], rows=members)
download(members, f"loyalty_groups {shown}", key="loyalty-download", columns=loyal_customer_columns())
