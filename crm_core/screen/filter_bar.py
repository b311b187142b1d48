"""The one place of period, comparison and segment: a sentence that says the choice, and a panel that changes it."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from crm_core.filters import Filters, comparison_of
from crm_core.numbers import day_text, month_text
from crm_core.periods import Period, add_months, month_start, months_between, named_period
from crm_core.screen.attribute_filters import LINK_KEY as ATTRIBUTES
from crm_core.screen.attribute_filters import attribute_fields, attribute_values, chosen_attributes
from crm_core.screen.fields import choice, pick, pick_some
from crm_core.screen.filter_words import filter_sentence, workspace_title
from crm_core.screen.link import chosen, forget
from crm_core.screen.state import Reader, language, t, tn
from crm_core.store import Workspace, WorkspaceState
from crm_core.terms import TIER_WORDS, TIERS
from crm_core.words import mark, sort_key

LINK_KEYS = ("period", "from", "to", "compare", "sector", "region", "capacity", "tier", ATTRIBUTES)

_PERIODS = {
    "12m": mark("Last 12 months"),
    "3m": mark("Last 3 months"),
    "ytd": mark("This year"),
    "all": mark("All data"),
    "own": mark("Own months"),
}
_COMPARISONS = {
    "previous": mark("The period before"),
    "last_year": mark("The same months a year earlier"),
    "none": mark("Nothing"),
}


@st.cache_data(max_entries=50, show_spinner=False)
def _segments(place: str, build_id: int, _workspace: Workspace) -> Mapping[str, tuple[str, ...]]:
    """Values that each segment field takes in this workspace, in Turkish order."""
    rows, _ = _workspace.ask("store/segments", {})
    fields = ("sector", "region", "capacity")
    return {field: tuple(sorted(rows[field].dropna().unique(), key=sort_key)) for field in fields}


def chosen_filters(workspace: Workspace, state: WorkspaceState) -> Filters:
    """The filters that the link and the fields say, made fit for the workspace's days."""
    as_of = state.as_of or date(2000, 1, 31)
    first = state.first_day or as_of
    known = _segments(str(workspace.path), state.build_id, workspace)
    return Filters(
        period=_period(first, as_of),
        comparison=comparison_of((chosen("compare") or ("previous",))[0]),
        sectors=_kept("sector", known["sector"]),
        regions=_kept("region", known["region"]),
        capacities=_kept("capacity", known["capacity"]),
        tiers=_kept("tier", TIERS),
        attributes=chosen_attributes(attribute_values(str(workspace.path), state.build_id, workspace)),
        data_from=state.first_day,
    )


def filter_bar(present: Reader) -> None:
    """Sentence of the choice with the as-of date and the sources, and the panel to change it."""
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        st.markdown(f"**{filter_sentence(present)}**")
        st.caption(sources_sentence(present))
    with right.popover(t("Filters"), icon=":material/filter_alt:", width="stretch"):
        _panel(present)


def sources_sentence(present: Reader) -> str:
    """As-of date and sources."""
    state = present.state
    if state.as_of is None and not state.loads:
        return t("No data yet.")
    if state.as_of is None:
        count = str(state.loads)
        return tn(
            "{n} load, and nothing in it has a day yet.",
            "{n} loads, and nothing in them has a day yet.",
            state.loads,
            n=count,
        )
    sources = tn("{n} load", "{n} loads", state.loads, n=str(state.loads))
    loaded = day_text(state.last_loaded_at.date() if state.last_loaded_at else None, language())
    return t(
        "Data as of {day} · {workspace} · from {sources}, the last on {loaded} · money in {currency}",
        day=day_text(state.as_of, language()),
        workspace=workspace_title(state),
        sources=sources,
        loaded=loaded,
        currency=state.currency,
    )


def _panel(present: Reader) -> None:
    state = present.state
    if state.as_of is None or state.first_day is None:
        st.info(t("There is nothing to filter before the first load."))
        return
    code = pick(t("Period"), {code: t(text) for code, text in _PERIODS.items()}, "period", "12m")
    if code == "own":
        _own_months(state.first_day, state.as_of)
    choice(t("Compared with"), {code: t(text) for code, text in _COMPARISONS.items()}, "compare", "previous")
    known = _segments(str(present.workspace.path), state.build_id, present.workspace)
    everything = t("all")
    pick_some(t("Sector"), {value: value for value in known["sector"]}, "sector", everything)
    pick_some(t("Region"), {value: value for value in known["region"]}, "region", everything)
    pick_some(t("Capacity"), {value: value for value in known["capacity"]}, "capacity", everything)
    pick_some(t("Value tier"), {tier: t(TIER_WORDS[tier]) for tier in TIERS}, "tier", everything)
    attribute_fields(attribute_values(str(present.workspace.path), state.build_id, present.workspace))
    st.button(t("Reset all filters"), on_click=forget, args=(LINK_KEYS,), icon=":material/restart_alt:")


def _own_months(first: date, as_of: date) -> None:
    count = months_between(first, as_of) + 1
    months = [add_months(month_start(first), step) for step in range(count)]
    words = {f"{month:%Y-%m}": month_text(month, language()) for month in reversed(months)}
    newest = next(iter(words))
    pick(t("From month"), words, "from", newest)
    pick(t("To month"), words, "to", newest)


def _period(first: date, as_of: date) -> Period:
    code = (chosen("period") or ("12m",))[0]
    return named_period(code, first, as_of, own=(_month("from", as_of), _month("to", as_of)))


def _month(key: str, as_of: date) -> date:
    """Month that the link says under ``key``; one that it cannot mean is the last month."""
    text = (chosen(key) or ("",))[0]
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return month_start(as_of)
    return min(month, month_start(as_of))


def _kept(key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in chosen(key) if value in known)
