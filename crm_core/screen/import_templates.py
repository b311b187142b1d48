"""Empty templates to fill in, with Turkish or English headings, offered where a file is brought."""

import streamlit as st

from crm_core import intake
from crm_core.screen.state import t
from crm_core.words import LANGUAGES


def templates() -> None:
    """Empty templates with headings of either language."""
    labels = {"tr": t("Template, Turkish headings"), "en": t("Template, English headings")}
    for code in LANGUAGES:
        st.download_button(
            labels[code],
            data=lambda code=code: intake.template_bytes(code),
            file_name=f"template-{code}.xlsx",
            on_click="ignore",
            key=f"template-{code}",
            icon=":material/table:",
        )
