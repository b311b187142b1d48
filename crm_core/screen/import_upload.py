"""The box for files, many at once, and the tables that wait their turn while one is being taken in."""

from typing import Any

import streamlit as st

from crm_core import intake
from crm_core.errors import FileFault
from crm_core.intake import Draft
from crm_core.numbers import moment_text, number_text
from crm_core.screen.as_written import unobeyed
from crm_core.screen.faults import show_fault
from crm_core.screen.link import choose, chosen
from crm_core.screen.state import language, reader, t, tn
from crm_core.settings import upload_limit_mb

MOST_UNFINISHED = 5
ENDINGS = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "zip"]


def upload() -> None:
    """What arrives becomes drafts on disk, and the box is emptied so that memory is free again.

    A file among several that cannot be read is said beside the others; alone it is a fault.
    """
    _show_faults()
    turn = st.session_state.setdefault("upload_turn", 0)
    arrived = st.file_uploader(
        t("File to import"),
        type=ENDINGS,
        key=f"upload-{turn}",
        max_upload_size=upload_limit_mb(),
        accept_multiple_files=True,
    )
    if arrived:
        drafts, faults = _taken_in(arrived)
        if not drafts:
            raise faults[0]
        st.session_state["upload_turn"] = turn + 1
        st.session_state["upload_faults"] = faults
        ids = tuple(dict.fromkeys(draft.draft_id for draft in drafts))
        choose("draft", ids[:1])
        choose("waiting", ids[1:])
        choose("loaded", ())
        st.rerun()


def unfinished() -> None:
    """Drafts of this workspace that were begun and not loaded, whoever lost the way back to them."""
    found = intake.unfinished_drafts(reader().workspace, MOST_UNFINISHED)
    if not found:
        return
    st.caption(t("Begun and not loaded yet; go on with one of them:"))
    with st.container(horizontal=True):
        for draft in found:
            name = f"{draft.file_name} · {draft.tab}" if draft.tab else draft.file_name
            label = f"{name} · {moment_text(draft.touched_at.astimezone(), language())}"
            key = f"unfinished-{draft.draft_id[:12]}"
            st.button(unobeyed(label), key=key, on_click=_go_to, args=(draft.draft_id,), icon=":material/resume:")


def other_tables() -> None:
    """Tables of the same upload that wait; each can be gone to now."""
    _show_faults()
    waiting = [draft for draft in map(_kept, chosen("waiting")) if draft is not None]
    if not waiting:
        return
    st.caption(t("More tables came with it; each is a load of its own. Go to another one now:"))
    with st.container(horizontal=True):
        for draft in waiting:
            key = f"go-{draft.draft_id[:12]}"
            count = draft.sheet.reading.row_count
            rows = tn("{n} row", "{n} rows", count, n=number_text(count, language()))
            label = f"{table_name(draft)} · {rows}"
            st.button(unobeyed(label), key=key, on_click=_go_to, args=(draft.draft_id,), icon=":material/table:")


def table_name(draft: Draft) -> str:
    """Name of the file, with the tab where its workbook has several."""
    return f"{draft.file_name} · {draft.part}" if draft.part else draft.file_name


def go_on() -> None:
    """After a load the next waiting table is taken up."""
    waiting = chosen("waiting")
    choose("draft", waiting[:1])
    choose("waiting", waiting[1:])


def _show_faults() -> None:
    """Files of the last upload that could not be read, said once."""
    for fault in st.session_state.pop("upload_faults", ()):
        show_fault(fault)


def _go_to(draft_id: str) -> None:
    others = (*chosen("draft"), *chosen("waiting"))
    choose("draft", (draft_id,))
    choose("waiting", tuple(other for other in others if other != draft_id))


def _kept(draft_id: str) -> Draft | None:
    workspace = reader().workspace
    return intake.open_draft(workspace, draft_id) if intake.has_draft(workspace, draft_id) else None


def _taken_in(arrived: list[Any]) -> tuple[list[Draft], list[FileFault]]:
    drafts: list[Draft] = []
    faults: list[FileFault] = []
    for file in arrived:
        try:
            drafts += intake.draft_files(reader().workspace, file, file.name)
        except FileFault as fault:
            faults.append(fault)
    return drafts, faults
