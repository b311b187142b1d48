"""Workspaces and settings: which data are open, what do they cost and aim at, and how do I begin or end one?"""

import streamlit as st

from crm_core.screen import page_head, t
from crm_core.screen.workspace_forms import (
    demo_form,
    margin_form,
    new_workspace_form,
    removal_form,
    target_form,
    unit_cost_form,
)

page_head(
    t("Workspaces and settings"),
    t("Which data are open, what do they cost and aim at, and how do I begin or end a workspace?"),
)

unit_cost_form()
left, right = st.columns(2)
with left:
    target_form()
    margin_form()
with right:
    new_workspace_form()
    demo_form()
    removal_form()
