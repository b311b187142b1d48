"""Who loads: the name that a proxy vouches for, else what the reader says; there is no sign-in behind it."""

import streamlit as st

from crm_core.screen.state import t
from crm_core.settings import user_headers

_NAME, _FIELD = "loader_name", "loader-name"
LONGEST_NAME = 80


def loader_field() -> None:
    """Asks for the name for the history of loads where no proxy gives it; it is remembered for the session."""
    if _given() is None:
        said = st.text_input(
            t("Your name, for the history of loads (optional)"),
            value=st.session_state.get(_NAME, ""),
            max_chars=LONGEST_NAME,
            key=_FIELD,
        )
        st.session_state[_NAME] = (said or "").strip()


def loader_name() -> str | None:
    """The name that a proxy gives, else what the field says by now, else nothing."""
    given = _given()
    if given:
        return given[:LONGEST_NAME]
    said = st.session_state.get(_FIELD, st.session_state.get(_NAME))
    return (said or "").strip() or None


def _given() -> str | None:
    return next((name for header in user_headers() if (name := st.context.headers.get(header))), None)
