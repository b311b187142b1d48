"""The cut-offs of the value tiers on the screen: tried out at once by one reader, saved for the whole workspace on a word."""

from dataclasses import replace
from typing import Any

import streamlit as st

from crm_core.numbers import number_text
from crm_core.screen.fields import number_field
from crm_core.screen.navigation import page_path
from crm_core.screen.state import reader, t
from crm_core.value import TierSettings, save_tier_settings, saved_tier_settings
from crm_core.value.tier_settings import BOUNDS, WHOLE
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

SAVED_ONLY = {
    "hysteresis": (
        mark("Hysteresis: share past a threshold"),
        mark("A customer changes tier at once only when it is this far past the threshold; two periods always count."),
    ),
    "upper_quartile": (
        mark("Quantile of high potential"),
        mark("A customer is growable from this quantile of all potentials on: 0.75 is the upper quarter."),
    ),
    "min_peers": (
        mark("Fewest look-alikes"),
        mark("A group of sector, capacity and region with fewer customers gives way to the wider one."),
    ),
    "shrinkage": (
        mark("Weight of the wider group"),
        mark("So many customers' worth of the wider group is mixed into every group of look-alikes."),
    ),
    "early_months": (mark("Months that are “early”"), mark("Customers won in the last so many months are marked.")),
    "bz_periods": (
        mark("Periods below zero"),
        mark("2: only who is below zero in two periods in a row is called so; 1: at once."),
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
        others = _other_criteria(saved)
        _offer(replace(saved, **tried, **others), is_tried=bool(tried), is_other=bool(tried or others))
        st.page_link(
            page_path("workspaces"), label=t("Unit costs of serving customers: edit"), icon=":material/payments:"
        )
    return tried


def _other_criteria(saved: TierSettings) -> dict[str, Any]:
    """Criteria that take effect when saved, as far as the reader changed them."""
    st.caption(t("These take effect when they are saved:"))
    changed: dict[str, Any] = {}
    for slot, (name, (label, help_text)) in zip(st.columns(len(SAVED_ONLY)), SAVED_ONLY.items(), strict=True):
        with slot:
            low, high = BOUNDS[name]
            now, digits = getattr(saved, name), 0 if name in WHOLE else 2
            key = f"{name}-{number_text(now, 'en', digits)}"
            number = number_field(t(label), now, key, help=t(help_text), digits=digits, low=low, high=high)
            if float(number) != now:
                changed[name] = int(number) if name in WHOLE else float(number)
    return changed


def _offer(settings: TierSettings, is_tried: bool, is_other: bool) -> None:
    """What stands now, and the button that makes the tried numbers the workspace's own."""
    if is_tried:
        st.info(t("This page shows the numbers above; filters and other pages still use the workspace's."))
    else:
        st.caption(t("These are the workspace's numbers. Change one to see at once what it does on this page."))
    if st.button(t("Use these for the whole workspace"), disabled=not is_other, icon=":material/save:"):
        with st.spinner(t("Building anew …")):
            save_tier_settings(reader().workspace, settings)
        st.rerun()
