"""The mappings used before: for which headings, from which file, with a button that forgets each."""

import streamlit as st

from crm_core import intake
from crm_core.intake import SavedMapping
from crm_core.numbers import day_text
from crm_core.screen.as_written import as_written
from crm_core.screen.state import language, reader, t
from crm_core.terms import SHEET_WORDS


def known_mappings() -> None:
    """What is proposed for the next file with the same headings; forgetting changes no load."""
    kept = intake.saved_mappings(reader().workspace)
    if not kept:
        return
    with st.expander(t("Mappings used before, proposed for the next file with the same headings")):
        for mapping in kept:
            with st.container(border=True):
                _one(mapping)


def _one(mapping: SavedMapping) -> None:
    st.markdown(
        t(
            "{sheet}, last from {name} on {day}",
            sheet=t(SHEET_WORDS[mapping.sheet]),
            name=mapping.file_name,
            day=day_text(mapping.saved_at.date(), language()),
        )
    )
    fields = {item.name: t(item.label) for item in intake.SHEET_FIELDS[mapping.sheet]}
    fed = {
        key.removeprefix("map."): fields.get(value) or _attribute(value)
        for key, value in mapping.choices.items()
        if key[:4] == "map."
    }
    st.caption(as_written(" · ".join(f"{heading} → {word}" for heading, word in fed.items() if word)))
    st.button(
        t("Forget this mapping"),
        key=f"forget-{mapping.signature}",
        on_click=_forget,
        args=(mapping.signature,),
        icon=":material/delete:",
    )


def _attribute(choice: str) -> str | None:
    """The attribute that a column was kept as."""
    name = choice.removeprefix(intake.PREFIX)
    return t("attribute {name}", name=name) if name != choice else None


def _forget(signature: str) -> None:
    intake.forget_mapping(reader().workspace, signature)
