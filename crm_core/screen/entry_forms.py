"""What readers enter beside the charts: dated notes that may re-base limits, company targets, and both from a small sheet."""

from datetime import date

import streamlit as st

from crm_core.errors import FileFault, QuestionFault
from crm_core.intake.entries import read_entries
from crm_core.numbers import day_text, month_text, number_text
from crm_core.periods import add_months, last_finished_month
from crm_core.screen.as_written import as_written
from crm_core.screen.day_field import day_words, read_day
from crm_core.screen.faults import show_fault
from crm_core.screen.fields import pick, typed_number
from crm_core.screen.state import language, reader, t
from crm_core.store.entries import (
    PER_CENT_TARGETS,
    DatedNote,
    Target,
    all_targets,
    dated_notes,
    enter,
    remove_note,
    save_target,
)

MONTHS_OFFERED = 36
ENDINGS = ["csv", "tsv", "txt", "xlsx", "xls", "ods"]


def note_list(measure: str, numbered: list[date]) -> None:
    """Notes that speak of the measure or of all, by the numbers that stand on the chart, each to be taken away."""
    own = [note for note in dated_notes(reader().workspace) if note.measure in (None, measure)]
    if not own:
        st.caption(t("No notes yet. Write down what happened, and the chart carries it."))
    shown = [note for note in own if numbered and numbered[0] <= note.day <= numbered[1]]
    for note in own:
        number = f"**{number_text(shown.index(note) + 1, language())}** · " if note in shown else ""
        rebased = f" · {t('new limits from here')}" if note.is_rebase else ""
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{number}{day_text(note.day, language())} · {as_written(note.text)}{rebased}")
            if st.button(t("Remove"), key=f"remove-note-{note.note_id}", type="tertiary", icon=":material/delete:"):
                remove_note(reader().workspace, note.note_id)
                st.rerun()


def note_form(measure: str, measure_word: str) -> None:
    """A new note: its day, its text, whether it speaks of this measure only, and whether limits are made anew."""
    with st.form(f"new-note-{measure}", clear_on_submit=True, border=False):
        left, right = st.columns([1, 3])
        written = left.text_input(t("Day"), placeholder=day_words(reader().filters.period.end))
        text = right.text_input(t("What happened?"), max_chars=200)
        is_own = st.checkbox(t("Only for {measure}", measure=measure_word))
        is_rebase = st.checkbox(t("Make new limits from this month on (only where the cause is known and is to last)"))
        if not st.form_submit_button(t("Add the note"), icon=":material/add:"):
            return
    if not (written or "").strip() or not text.strip():
        st.error(t("A note needs a day, like {example}, and a text.", example=day_words(date(2025, 5, 15))))
        return
    try:
        day = read_day(written)
    except QuestionFault as fault:
        show_fault(fault)
        return
    enter(reader().workspace, (DatedNote(day, text.strip(), measure if is_own else None, is_rebase),))
    st.rerun()


def entries_upload(key: str) -> None:
    """Notes or targets from a small sheet: all of its rows, or none and the row that cannot be read."""
    turn = st.session_state.setdefault(f"{key}-turn", 0)
    st.markdown(
        t(
            "A sheet of notes has the headings day, text, measure and re-base; a sheet of targets metric, month and value. "
            "Turkish headings (tarih, açıklama, ölçü, yeniden hesapla; gösterge, ay, hedef) are understood too."
        )
    )
    told = st.session_state.pop(f"{key}-told", "")
    if told:
        st.success(told)
    arrived = st.file_uploader(t("Notes or targets"), type=ENDINGS, key=f"{key}-{turn}")
    if arrived is None:
        return
    try:
        entries = read_entries(arrived.getvalue(), arrived.name)
    except FileFault as fault:
        show_fault(fault)
        return
    enter(reader().workspace, entries.notes, entries.targets)
    st.session_state[f"{key}-turn"] = turn + 1
    st.session_state[f"{key}-told"] = t(
        "Entered: {notes} notes, {targets} targets.",
        notes=number_text(len(entries.notes), language()),
        targets=number_text(len(entries.targets), language()),
    )
    st.rerun()


def company_target_form(metric: str) -> None:
    """The company's target of a metric, from which the units' are handed down: what holds when, and a new one."""
    present = reader()
    if present.state.as_of is None:
        return
    scale = 100 if metric in PER_CENT_TARGETS else 1
    with st.expander(t("Targets of the company"), icon=":material/flag:"):
        for target in all_targets(present.workspace):
            if target.metric == metric:
                _target_line(target, scale)
        newest = last_finished_month(present.state.as_of)
        months = [add_months(newest, 1 - step) for step in range(MONTHS_OFFERED)]
        words = {month.isoformat(): month_text(month, language()) for month in months}
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            value = typed_number(t("Target, per cent") if scale == 100 else t("Target"), 75, f"new-{metric}", digits=1)
            month = pick(t("Holds from"), words, key="target-from", default=newest.isoformat())
            if st.button(t("Save the target"), icon=":material/save:") and value is not None:
                save_target(present.workspace, metric, date.fromisoformat(month), float(value) / scale)
                st.rerun()
        entries_upload("targets-upload")


def _target_line(target: Target, scale: float) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        value = number_text(target.value * scale, language(), 1)
        st.markdown(t("{value} from {month} on", value=value, month=month_text(target.valid_from, language())))
        key = f"remove-{target.metric}-{target.valid_from}"
        if st.button(t("Remove"), key=key, type="tertiary", icon=":material/delete:"):
            save_target(reader().workspace, target.metric, target.valid_from, None)
            st.rerun()
