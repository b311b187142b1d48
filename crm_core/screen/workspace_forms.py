"""Forms that change a workspace: a new one, a demo, its unit costs, assumed margin and targets."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import streamlit as st

from crm_core import cockpit, demo
from crm_core.numbers import month_text, share_text
from crm_core.periods import last_finished_month
from crm_core.screen.fields import number_field
from crm_core.screen.filter_words import workspace_title
from crm_core.screen.link import choose
from crm_core.screen.state import language, reader, t
from crm_core.store.entries import COST_CHANNELS, save_target, save_unit_costs, targets, unit_costs
from crm_core.words import mark

CURRENCIES = ("TRY", "EUR", "USD", "GBP")
CHANNEL_WORDS = {
    "written": mark("Written"),
    "spoken": mark("Spoken"),
    "visual": mark("Video"),
    "face-to-face": mark("Face to face"),
    "unknown": mark("Channel unknown"),
}
TARGET_METRICS = {
    "csat_by_month": (mark("Satisfied customers (CSAT), per cent"), 100.0),
    "nps_by_month": (mark("Net promoter score (NPS), points"), 1.0),
    "ces_by_month": (mark("Customer effort score (CES), points"), 1.0),
    "complaints_per_100_orders_by_month": (mark("Complaints per 100 orders"), 1.0),
    "repeat_share_by_month": (mark("Returning among active customers, per cent"), 100.0),
}


def new_workspace_form() -> None:
    """Name and currency of a new, empty workspace."""
    with st.form("new-workspace", border=True):
        st.subheader(t("A new workspace for your own data"), anchor=False)
        title = st.text_input(t("Name"), placeholder=t("for example: Our company 2026"))
        currency = st.selectbox(t("Currency of all amounts"), CURRENCIES)
        if st.form_submit_button(t("Make the workspace"), type="primary") and title:
            made = cockpit.create_workspace(title, title, currency)
            choose("workspace", (made.name,))
            st.rerun()


def currency_choice() -> None:
    """Currency of a workspace that holds no data yet; later it cannot be changed, since amounts stand in it."""
    present = reader()
    if present.state.as_of is not None:
        return
    field = f"currency-of-{present.workspace.name}"
    if field not in st.session_state:
        st.session_state[field] = present.currency if present.currency in CURRENCIES else CURRENCIES[0]
    st.selectbox(
        t("All amounts of this workspace are in"),
        CURRENCIES,
        key=field,
        on_change=_keep_currency,
        args=(present.workspace.path, field),
    )


def _keep_currency(place: Path, field: str) -> None:
    """Callback: the currency of this workspace, and of no other that the reader goes to afterwards."""
    cockpit.open_workspace(place).set_setting("currency", st.session_state[field])


def demo_form() -> None:
    """Demo workspaces with known truth, one for each scenario."""
    with st.container(border=True):
        st.subheader(t("Demo workspaces with known truth"), anchor=False)
        st.markdown(
            t("Invented customers; what is really going on is written beside them, so that answers can be checked.")
        )
        present = set(cockpit.workspace_names())
        for scenario in demo.scenario_names():
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(t(demo.parameters_of(scenario).title))
                path = cockpit.workspace_path(f"demo-{scenario}")
                is_there = path.stem in present
                if st.button(
                    t("Open") if is_there else t("Make and open"), key=f"demo-{scenario}", icon=":material/science:"
                ):
                    _open_demo(scenario, is_there)


def _open_demo(scenario: str, is_there: bool) -> None:
    path = cockpit.workspace_path(f"demo-{scenario}")
    if not is_there:
        with st.spinner(t("Making the demo workspace …")):
            cockpit.keep_open(demo.create_demo(path, scenario, derivations=cockpit.DERIVATIONS))
    choose("workspace", (path.stem,))
    st.rerun()


def unit_cost_form() -> None:
    """What serving customers costs where the data do not say."""
    present = reader()
    costs = unit_costs(present.workspace)
    with st.container(border=True):
        st.subheader(t("Unit costs of serving customers"), anchor=False)
        st.markdown(
            t(
                "Used where an interaction has no cost of its own. Leave at zero what you do not know; "
                "the value page then says which costs are missing. Money in {currency}.",
                currency=present.currency,
            )
        )
        entered: dict[tuple[str, str], float] = {}
        for slot, channel in zip(st.columns(len(COST_CHANNELS)), COST_CHANNELS, strict=True):
            with slot:
                cost = _cost_field(t(CHANNEL_WORDS[channel]), costs.get(("contact", channel), 0.0), f"cost-{channel}")
                extra = costs.get(("complaint", channel), costs.get(("contact", channel), 0.0))
                complaint = _cost_field(t("… as a complaint"), extra, f"cost-complaint-{channel}")
                entered |= {(kind, channel): cost for kind in ("contact", "service", "promise")}
                entered["complaint", channel] = complaint
        entered["order", "unknown"] = _cost_field(
            t("Handling of one order"), costs.get(("order", "unknown"), 0.0), "cost-order"
        )
        if st.button(t("Save the costs and build anew"), icon=":material/save:"):
            with st.spinner(t("Building anew …")):
                save_unit_costs(present.workspace, {key: cost for key, cost in entered.items() if cost})
            st.rerun()


def margin_form() -> None:
    """Margin to assume for lines whose cost of goods is unknown."""
    present = reader()
    rate = present.workspace.setting("assumed_margin_rate")
    with st.container(border=True):
        st.subheader(t("Lines without cost of goods"), anchor=False)
        st.markdown(
            t("Now: {now}", now=t("counted as net revenue") if rate is None else share_text(rate, language(), 1))
        )
        entered = number_field(
            t("Margin to assume for them, per cent"),
            100 * (1.0 if rate is None else rate),
            "assumed-margin",
            digits=1,
            low=0,
            high=100,
        )
        left, right = st.columns(2)
        if left.button(t("Assume this margin"), icon=":material/save:"):
            _save_margin(float(entered / 100))
        if right.button(t("Count them as net revenue")):
            _save_margin(None)


def _save_margin(rate: float | None) -> None:
    with st.spinner(t("Building anew …")):
        reader().workspace.set_setting("assumed_margin_rate", rate, rebuild=True)
    st.rerun()


def target_form() -> None:
    """Targets of headline metrics; they hold from the last finished month on."""
    present = reader()
    if present.state.as_of is None:
        return
    start = present.state.first_day or present.state.as_of
    known = targets(present.workspace)
    with st.container(border=True):
        st.subheader(t("Targets"), anchor=False)
        valid_from = last_finished_month(start)
        for metric, (label, scale) in TARGET_METRICS.items():
            _target_row(metric, t(label), scale, known.get(metric), valid_from)


def _target_row(metric: str, label: str, scale: float, known: tuple[date, float] | None, valid_from: date) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        entered = number_field(label, known[1] * scale if known else 0, f"target-{metric}", digits=1)
        if st.button(t("Save"), key=f"save-{metric}"):
            save_target(reader().workspace, metric, known[0] if known else valid_from, float(entered) / scale)
            st.rerun()
        if known and st.button(t("Remove"), key=f"remove-{metric}"):
            save_target(reader().workspace, metric, known[0], None)
            st.rerun()
    if known:
        st.caption(t("since {month}", month=month_text(known[0], language())))


def removal_form() -> None:
    """Take the present workspace away for good, after a second word."""
    present = reader()
    with st.container(border=True):
        st.subheader(t("Remove this workspace"), anchor=False)
        st.markdown(
            t(
                "Deletes {workspace} with all its loads and files. This cannot be undone.",
                workspace=workspace_title(present.state),
            )
        )
        is_sure = st.checkbox(t("Yes, I want to delete it"), key=f"sure-{present.workspace.name}")
        if st.button(t("Remove for good"), disabled=not is_sure, icon=":material/delete:"):
            cockpit.remove_workspace(present.workspace.name)
            if not cockpit.workspace_names():
                cockpit.create_workspace(t("my company"), t("My company"), "TRY")
            choose("workspace", ())
            st.rerun()


def _cost_field(label: str, cost: float, key: str) -> float:
    entered: Decimal = number_field(label, cost, key, low=0)
    return float(entered)
