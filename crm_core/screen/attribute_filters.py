"""Filters by the company's own columns of customers: one field for each attribute of few values, one key in the link.

In the link a choice is ``attr=name:value``; a colon inside the name is written as ``%3A``, so every name and value fits.
"""

from collections.abc import Mapping

import streamlit as st

from crm_core import intake
from crm_core.screen.as_written import as_written
from crm_core.screen.link import choose, chosen, field_name
from crm_core.screen.state import language, t
from crm_core.store import Workspace

LINK_KEY = "attr"


@st.cache_data(max_entries=50, show_spinner=False)
def attribute_values(place: str, build_id: int, _workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """Values by attribute that can be chosen among in this workspace, in Turkish order."""
    return intake.attribute_values(_workspace)


def chosen_attributes(known: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """Pairs of attribute and value that the link says, of those that customers have."""
    pairs = dict.fromkeys(map(attribute_of, chosen(LINK_KEY)))
    return tuple(sorted(pair for pair in pairs if pair[1] in known.get(pair[0], ())))


def attribute_fields(known: Mapping[str, tuple[str, ...]]) -> None:
    """One field for each attribute; none chosen means all."""
    present = chosen_attributes(known)
    for name, values in known.items():
        field = f"{field_name(LINK_KEY, language())}-{name}"
        if field not in st.session_state:
            st.session_state[field] = [value for attribute, value in present if attribute == name]
        st.multiselect(
            as_written(name),
            values,
            key=field,
            on_change=_keep,
            args=(name, field),
            placeholder=t("all"),
            select_all=False,
        )


def attribute_code(name: str, value: str) -> str:
    """The choice as the link carries it."""
    return f"{name.replace('%', '%25').replace(':', '%3A')}:{value}"


def attribute_of(code: str) -> tuple[str, str]:
    """Attribute and value of a choice in the link."""
    name, _, value = code.partition(":")
    return name.replace("%3A", ":").replace("%25", "%"), value


def _keep(name: str, field: str) -> None:
    others = [code for code in chosen(LINK_KEY) if attribute_of(code)[0] != name]
    choose(LINK_KEY, (*others, *(attribute_code(name, value) for value in st.session_state[field])))
