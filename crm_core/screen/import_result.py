"""Step 6 of an import: what the load brought, how good its data are, and where to look next."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import Effect, LoadResult, SavedMapping
from crm_core.intake.quality import PART_WORDS, PARTS, Quality, quality_of_load
from crm_core.numbers import NOTHING, number_text, share_text
from crm_core.screen.import_effects import effect_tables
from crm_core.screen.link import chosen, link_with
from crm_core.screen.navigation import PAGES, page_path
from crm_core.screen.state import language, reader, t, tn

_EFFECT, _NEWS = "import_effect", "import_news"
TO_THE_TOP = "document.querySelector('[data-testid=\"stMain\"]').scrollTo({top: 0})"
LOOK_NEXT = {
    "customers": ("overview", "value", "rfm"),
    "transactions": ("overview", "value", "cohorts"),
    "interactions": ("complaints", "contacts", "value"),
    "surveys": ("satisfaction", "satisfaction_signals", "who_answers"),
    "programmes": ("scorecard_relations", "relations"),
    "campaigns": ("campaigns", "scorecard_relations"),
    "prices": ("value", "equity"),
}


def remember_effect(loaded: LoadResult) -> None:
    """Keep what a load did to the figures for its result page."""
    st.session_state[_EFFECT] = (loaded.load_id, loaded.effect)
    st.session_state[_NEWS] = loaded.load_id


def result_step(is_brief: bool) -> None:
    """The load that the link names; nothing where it names none. Brief where the next file is on its way already."""
    said = chosen("loaded")
    history = intake.loads(reader().workspace)
    mine = history[history["load_id"].astype(str).isin(said) & (history["state"] == "committed")]
    if mine.empty:
        return
    row, *_ = list[Any](mine.itertuples(index=False))
    with st.container(border=True):
        st.subheader(t("6. Loaded"), anchor=False)
        st.success(
            t(
                "{name}: {accepted} of {read} rows are loaded, {refused} were left out. Load number {load_id}.",
                name=row.file_name,
                accepted=_number(row.rows_accepted),
                read=_number(row.rows_read),
                refused=_number(row.rows_refused),
                load_id=str(row.load_id),
            )
        )
        if not is_brief:
            row_counts(row)
            _quality(row, history)
            _changes(row)
            _same_next_time(row)
        link = link_with(load=str(row.load_id))
        st.page_link(page_path("loads"), label=t("See or undo the load"), icon=":material/history:", query_params=link)
    _bring_in_sight(row.load_id)


def _bring_in_sight(load_id: int) -> None:
    """Lead the eye to a result that is new: the button was far below it, and stands there again for the next table."""
    if st.session_state.get(_NEWS) == load_id:
        st.html(f"<script>/* {load_id} */ {TO_THE_TOP}</script>", unsafe_allow_javascript=True)
        del st.session_state[_NEWS]


def row_counts(row: Any) -> None:
    """How the rows of a load met those that were there."""
    counted = {
        t("New"): row.rows_new,
        t("Changed"): row.rows_changed,
        t("The same"): row.rows_replaced - row.rows_changed,
        t("Removed"): row.rows_removed,
        t("Of the loaded, in quarantine"): row.rows_held,
        t("Passed over"): row.rows_skipped,
        t("Left out"): row.rows_refused,
    }
    with st.container(horizontal=True, gap="large"):
        for word, count in counted.items():
            if count:
                st.metric(word, rows_worded(count), width="content")


def rows_worded(count: int) -> str:
    """A number of rows."""
    return tn("{n} row", "{n} rows", int(count), n=_number(count))


def _quality(row: Any, history: pd.DataFrame) -> None:
    """The score against the last load of this sheet that stands, with the parts that moved."""
    found = quality_of_load(row.understood)
    if found is None:
        return
    is_earlier = (
        (history["sheet"] == row.sheet) & (history["state"] == "committed") & (history["load_id"] < row.load_id)
    )
    earlier = [known for text in history[is_earlier]["understood"] if (known := quality_of_load(text))]
    score = number_text(found.score, language(), 1)
    if not earlier:
        st.markdown(t("**Quality of the data: {score} of 100.** It is the first load of this sheet.", score=score))
        return
    before = earlier[0]
    st.markdown(
        t(
            "**Quality of the data: {score} of 100**, {before} at the last load of this sheet. {moved}",
            score=score,
            before=number_text(before.score, language(), 1),
            moved=_moved(found, before),
        )
    )


def _moved(now: Quality, before: Quality) -> str:
    moved = [
        t("{part} {before} → {now}", part=t(PART_WORDS[name]), before=_share(before, name), now=_share(now, name))
        for name in PARTS
        if _share(now, name) != _share(before, name)
    ]
    return " · ".join(moved) if moved else t("No part of it moved.")


def _share(found: Quality, name: str) -> str:
    share = found.parts.get(name)
    return NOTHING if share is None else share_text(share, language(), 1)


def _changes(row: Any) -> None:
    """Headline figures before and after, where they were seen to change, and the pages that show it."""
    load_id, effect = st.session_state.get(_EFFECT, (None, None))
    if load_id == row.load_id and isinstance(effect, Effect):
        effect_tables(effect)
    st.markdown(t("**See what changed**"))
    titles = {entry.file: entry for entry in PAGES}
    with st.container(horizontal=True):
        for file in LOOK_NEXT[row.sheet]:
            st.page_link(page_path(file), label=t(titles[file].title), icon=titles[file].icon)


def _same_next_time(row: Any) -> None:
    """The settings of this load are kept for the next file with its headings, unless the reader says no."""
    kept = _mapping_of(row)
    if kept is None:
        st.caption(t("The settings of this file are not kept: the next one is read from the beginning."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            t(":material/check: The next file with these headings is read with the same settings."), width="content"
        )
        st.button(
            t("Do not use them again"),
            key=f"not-again-{kept.signature}",
            on_click=_forget,
            args=(kept.signature,),
            type="tertiary",
            icon=":material/delete:",
        )


def _mapping_of(row: Any) -> SavedMapping | None:
    """The settings as the load left them, as long as nobody had them forgotten."""
    kept = intake.saved_mappings(reader().workspace)
    return next((one for one in kept if (one.file_name, one.sheet) == (row.file_name, row.sheet)), None)


def _forget(signature: str) -> None:
    intake.forget_mapping(reader().workspace, signature)


def _number(value: Any) -> str:
    return number_text(int(value), language())
