"""Customer equity: what are our customers worth from now on, what raised it, what lowered it, and who is fading?"""

import streamlit as st

from crm_core.charts import equity_bridge
from crm_core.customer_return import return_on_customers
from crm_core.screen import ask, choice, download, figure, key_figures, notes, page_head, reader, t, table
from crm_core.screen.equity_words import (
    bridge_sentence,
    equity_columns,
    is_by_loss,
    lesson,
    list_state,
    list_words,
    return_cards,
    step_columns,
    step_words,
)
from crm_core.screen.navigation import page_path
from crm_core.value import customer_equity_bridge, equity_customers

page_head(
    t("Customer equity"),
    t("What are our customers worth from now on, what raised and what lowered it, and who is fading?"),
)

bridge = ask(customer_equity_bridge)
chart = equity_bridge(bridge.rows, reader().look, step_words(), t("Customers"), t("Nothing to show in this choice."))
figure(bridge, chart, t("From the opening to the closing of the period"), bridge_sentence(bridge), key="bridge")
returned = ask(return_on_customers)
key_figures(return_cards(returned), "return")
if returned.is_empty:
    notes(returned)
table(bridge, step_columns(), "bridge-steps", t("Every step with its interval"))

words = list_words()
listed = choice(t("Customers to list"), words, key="equity-list", default="top")
customers = ask(equity_customers, fading=is_by_loss(listed), state=list_state(listed), first=200)
table(customers, equity_columns(), "equity-customers", words[listed])
download(
    lambda: ask(equity_customers, fading=is_by_loss(listed), state=list_state(listed)).rows,
    words[listed],
    "equity-customers",
    columns=equity_columns(),
)

st.page_link(page_path("cohorts"), label=t("Cohorts: who came back, by when and how they began"))
st.page_link(page_path("lifetime"), label=t("What they will still bring, and memberships projected"))
with st.expander(t("For the trainer"), icon=":material/school:"):
    st.markdown(lesson())
