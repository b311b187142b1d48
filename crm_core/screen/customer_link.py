"""The way to one customer's page from a list or a search, with the filters kept and the way back remembered."""

import pandas as pd
import streamlit as st

from crm_core.screen.link import choose
from crm_core.screen.navigation import page_path

KEY = "customer"
FROM = "customer_from"


def open_customer(number: str) -> None:
    """Go to the customer's page; filters stay as they are, and the page remembers where the reader came from."""
    if st.session_state["page_file"] != "customer":
        st.session_state[FROM] = st.session_state["page_file"]
    choose(KEY, (number,))
    st.switch_page(page_path("customer"))


def open_selected(rows: pd.DataFrame, selected: list[int]) -> None:
    """Open the customer of the row that the reader marked, if one is marked."""
    if selected and selected[0] < len(rows):
        open_customer(str(rows["customer_id"].iloc[selected[0]]))
