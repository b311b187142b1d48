"""One customer: what it did, what it is worth and why, what it waits for, and what its like buy."""

import streamlit as st

from crm_core.screen import ask, key_figures, notes, page_head, t, table
from crm_core.screen.as_written import as_written
from crm_core.screen.customer_words import (
    chosen_customer,
    event_columns,
    facts_sentence,
    gap_columns,
    open_sentence,
    outlook_cards,
    personal_data,
    satisfaction_sentence,
    standing_sentence,
    way_back,
)
from crm_core.value import customer_category_gaps, customer_clv, customer_history

number = chosen_customer()
history, gaps = ask(customer_history, customer=number), ask(customer_category_gaps, customer=number)
page_head(t("One customer"), t("What did this customer do, what is it worth and why, and what does it wait for?"))
way_back()

if history.totals:
    st.subheader(as_written(history.totals["facts"]["customer_id"]), anchor=False)
    st.markdown(facts_sentence(history))
    st.markdown(standing_sentence(history))
    outlook = ask(customer_clv, customer=history.totals["facts"]["customer_id"])
    key_figures(outlook_cards(outlook), "outlook")
    if outlook.is_empty:
        notes(outlook)
    st.markdown(open_sentence(history))
    st.markdown(satisfaction_sentence(history))
    personal_data(history)
    table(history, event_columns(), "customer-history", t("History, newest first"))
    table(gaps, gap_columns(), "customer-gaps", t("What its sector buys and this customer does not"))
    notes(gaps)
else:
    notes(history)
