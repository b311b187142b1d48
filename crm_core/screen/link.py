"""What a reader chose, kept for the session and carried by the link as language-neutral codes.

Streamlit's own ``bind`` writes the worded label into the link, so a link made in Turkish would not open in English;
here the codes travel. A link that says something impossible is put right silently by the field that reads it.
"""

from collections.abc import Iterable

import streamlit as st

_CHOICES = "choices"
_WRITTEN = "link_as_written"
_PAGE = "link_page"


def read_link() -> None:
    """Take up what a newly opened link says; called once at the start of each run.

    A page opened from the menu has an empty link, and the choices stay; a link that changed on the same page was
    opened or gone back to by the reader, and what it does not say goes back to its default.
    """
    said = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    written = st.session_state.get(_WRITTEN, {})
    page, page_before = st.context.url, st.session_state.get(_PAGE)
    st.session_state[_PAGE] = page
    if said == written:
        return
    if page == page_before:
        forget(key for key in written if key not in said)
    choices = st.session_state.setdefault(_CHOICES, {})
    for key, codes in said.items():
        if choices.get(key) != codes:
            choices[key] = codes
            _forget_widgets(key)


def write_link(shown: Iterable[str]) -> None:
    """Write the choices named in ``shown`` into the link; called once at the end of each run."""
    choices = st.session_state.get(_CHOICES, {})
    said = {key: tuple(choices[key]) for key in shown if choices.get(key)}
    if said != {key: tuple(st.query_params.get_all(key)) for key in st.query_params}:
        st.query_params.from_dict({key: list(codes) for key, codes in said.items()})
    st.session_state[_WRITTEN] = said


def chosen(key: str) -> tuple[str, ...]:
    """Codes chosen for ``key``; empty where the reader chose nothing."""
    return st.session_state.setdefault(_CHOICES, {}).get(key, ())


def choose(key: str, codes: Iterable[str]) -> None:
    """Keep a choice; an empty one goes back to the default."""
    st.session_state.setdefault(_CHOICES, {})[key] = tuple(codes)


def forget(keys: Iterable[str]) -> None:
    """Let choices go back to their defaults, and their fields with them."""
    for key in tuple(keys):
        st.session_state.setdefault(_CHOICES, {}).pop(key, None)
        _forget_widgets(key)


def _forget_widgets(key: str) -> None:
    """Let fields of ``key`` be filled anew from the choice."""
    for name in [name for name in st.session_state if str(name).startswith(f"{key}@")]:
        del st.session_state[name]
