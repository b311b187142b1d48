"""The cut-offs of the value tiers on the screen: tried out at once by one reader, saved for the whole workspace on a word."""

from dataclasses import replace
from typing import Any

import streamlit as st

from crm_core.numbers import number_text
from crm_core.screen.fields import number_field
from crm_core.screen.state import language, reader, t
from crm_core.value import TierSettings, save_tier_settings, saved_tier_settings
from crm_core.value.tier_settings import BOUNDS
from crm_core.words import mark

TRIED = {
    "theta": (
        mark("θ: share of all positive value"),
        mark("The most valuable customers are the fewest who together bring this share of all positive value."),
    ),
    "pi": (
        mark("π: share of the potential within reach"),
        mark("The part of a customer's unrealised potential that can be won within a year."),
    ),
    "tau": (
        mark("τ: quantile of the look-alikes"),
        mark(
            "A customer could spend what this share of its look-alikes stay below: 0.8 is the best fifth's threshold."
        ),
    ),
    "cost_factor": (
        mark("Factor on the cost to serve"),
        mark(
            "1 takes the costs as they are; 0.5 and 2 show which customers change tier when costs are half or double."
        ),
    ),
}


def tier_trial() -> dict[str, Any]:
    """The reader's own numbers, as options of the tier metrics; none where they are the workspace's."""
    workspace = reader().workspace
    saved = saved_tier_settings(workspace)
    with st.expander(t("Cut-offs and costs: try others"), icon=":material/tune:"):
        entered: dict[str, float] = {}
        for slot, (name, (label, help_text)) in zip(st.columns(len(TRIED)), TRIED.items(), strict=True):
            with slot:
                low, high = BOUNDS[name]
                key = f"{name}-{number_text(getattr(saved, name), 'en', 2)}"
                now = getattr(saved, name)
                entered[name] = float(number_field(t(label), now, key, help=t(help_text), low=low, high=high))
        tried: dict[str, Any] = {name: number for name, number in entered.items() if number != getattr(saved, name)}
        _offer(replace(saved, **tried), is_other=bool(tried))
    return tried


def _offer(settings: TierSettings, is_other: bool) -> None:
    """What stands now, and the button that makes the tried numbers the workspace's own."""
    if is_other:
        st.info(t("This page shows the numbers above; filters and other pages still use the workspace's."))
    else:
        st.caption(t("These are the workspace's numbers. Change one to see at once what it does on this page."))
    st.caption(
        t(
            "At least {peers} look-alikes, else the wider group; “early” is won in the last {months} months.",
            peers=number_text(settings.min_peers, language()),
            months=number_text(settings.early_months, language()),
        )
    )
    if st.button(t("Use these for the whole workspace"), disabled=not is_other, icon=":material/save:"):
        with st.spinner(t("Building anew …")):
            save_tier_settings(reader().workspace, settings)
        st.rerun()
