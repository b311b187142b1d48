"""Who loads: the name that a proxy vouches for, else what the reader says; there is no sign-in behind it."""

import streamlit as st

from crm_core.screen.state import t
from crm_core.settings import user_headers

_NAME = "loader_name"
LONGEST_NAME = 80


def loader_name() -> str | None:
    """The name for the history of loads; asked for where no proxy gives it, and remembered for the session."""
    given = next((name for header in user_headers() if (name := st.context.headers.get(header))), None)
    if given:
        return given[:LONGEST_NAME]
    said = (
        st.text_input(
            t("Your name, for the history of loads (optional)"),
            value=st.session_state.get(_NAME, ""),
            max_chars=LONGEST_NAME,
            key="loader-name",
        )
        or ""
    ).strip()
    st.session_state[_NAME] = said
    return said or None
