"""The steps of an import, each drawn by one function: file, understanding, columns, findings, load, result."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import CheckResult, Draft, Question
from crm_core.numbers import moment_text, money_text, number_text, share_text
from crm_core.screen.fields import download
from crm_core.screen.link import choose, chosen
from crm_core.screen.navigation import page_path
from crm_core.screen.state import language, reader, t
from crm_core.settings import row_limit, upload_limit_mb
from crm_core.terms import SHEET_WORDS
from crm_core.words import mark

LINK_KEYS = ("draft", "loaded")
FINDINGS_SHOWN = 200
ENCODING_WORDS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1254": mark("Windows Turkish (1254)"),
    "iso8859-9": mark("ISO Turkish (8859-9)"),
    "cp1252": mark("Windows Western (1252)"),
}
SEPARATOR_WORDS = {
    "semicolon": mark("Semicolon ;"),
    "comma": mark("Comma ,"),
    "tab": mark("Tab"),
    "bar": mark("Bar |"),
}
STEP_WORDS = {
    "check": mark("Checking every row"),
    "store": mark("Storing the rows"),
    "rollups": mark("Rebuilding the summaries"),
}


def draft_in_progress() -> Draft | None:
    """The draft that the link names, if any; a reload of the page comes back to it."""
    st.session_state["page_link_keys"] = LINK_KEYS
    said = chosen("draft")
    return intake.open_draft(reader().workspace, said[0]) if said else None


def file_step(draft: Draft | None) -> None:
    """Step 1: bring a file; it is copied to disk at once and the upload is let go."""
    st.header(t("1. The file"), anchor=False)
    if draft is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(t("**{name}**, {rows} rows", name=draft.file_name, rows=_number(draft.sheet.reading.row_count)))
            st.button(t("Bring another file"), on_click=_begin_anew, icon=":material/undo:")
        return
    st.markdown(
        t(
            "Drop a file into the box or press its button. Taken in: .csv, .tsv, .txt, .xlsx, or a .zip holding one of "
            "them; at most {size} MB and {rows} rows. Nothing is stored before you have seen the findings.",
            size=_number(upload_limit_mb()),
            rows=_number(row_limit()),
        )
    )
    turn = st.session_state.setdefault("upload_turn", 0)
    arrived = st.file_uploader(
        t("File to import"),
        type=["csv", "tsv", "txt", "xlsx", "zip"],
        key=f"upload-{turn}",
        max_upload_size=upload_limit_mb(),
    )
    st.download_button(
        t("Empty template (XLSX)"),
        data=lambda: intake.template_bytes(language()),
        file_name=f"template-{language()}.xlsx",
        on_click="ignore",
        icon=":material/table:",
    )
    if arrived is not None:
        st.session_state["upload_turn"] = turn + 1
        made = intake.draft_file(reader().workspace, arrived, arrived.name)
        choose("draft", (made.draft_id,))
        choose("loaded", ())
        st.rerun()


def understanding_step(draft: Draft) -> None:
    """Step 2: what the file is and how it was read, with the questions that only the reader can answer."""
    reading, sheet = draft.sheet.reading, draft.sheet
    st.header(t("2. What was understood"), anchor=False)
    slots = st.columns(4)
    with slots[0]:
        _setting(
            draft, "sheet", t("The file holds"), {code: t(word) for code, word in SHEET_WORDS.items()}, sheet.sheet
        )
    with slots[1]:
        if reading.encoding:
            known = {code: t(word) for code, word in ENCODING_WORDS.items()} | {reading.encoding: reading.encoding}
            words = known | {code: t(word) for code, word in ENCODING_WORDS.items()}
            _setting(draft, "encoding", t("Letters are written in"), words, reading.encoding)
        elif reading.tab:
            _setting(draft, "tab", t("Sheet of the workbook"), {tab: tab for tab in reading.tabs}, reading.tab)
    with slots[2]:
        if reading.separator:
            words = {code: t(word) for code, word in SEPARATOR_WORDS.items()}
            _setting(draft, "separator", t("Cells are separated by"), words, reading.separator)
    with slots[3]:
        rows = {str(row): _number(row) for row in range(1, max(10, reading.heading_row) + 1)}
        _setting(draft, "header", t("Headings stand in row"), rows, str(reading.heading_row))
    if reading.title_lines:
        st.caption(t("Lines above the headings, not read: {lines}", lines=" · ".join(reading.title_lines)))
    st.dataframe(
        pd.DataFrame(list(reading.sample), columns=list(reading.headings)),
        hide_index=True,
        key="import-sample",
        alt=t("The first three rows as they were read"),
    )
    for question in sheet.questions:
        _ask(draft, question)


def columns_step(draft: Draft) -> None:
    """Step 3: which column feeds which field, how sure that is and why; each can be changed."""
    st.header(t("3. The columns"), anchor=False)
    st.markdown(t("Change the field of a column by clicking into it. Columns without a field are not stored."))
    fields = {item.name: t(item.label) for item in intake.SHEET_FIELDS[draft.sheet.sheet]}
    nothing = t("– not stored –")
    rows = pd.DataFrame(
        {
            "heading": [column.heading for column in draft.sheet.columns],
            "field": [fields.get(column.field or "", nothing) for column in draft.sheet.columns],
            "confidence": [
                share_text(column.confidence / 100, language()) if column.field else "–"
                for column in draft.sheet.columns
            ],
            "reason": [t(intake.REASONS[column.reason]) for column in draft.sheet.columns],
            "samples": [" · ".join(column.samples) for column in draft.sheet.columns],
            "filled": [share_text(column.filled, language(), 1) for column in draft.sheet.columns],
        }
    )
    config: dict[str, Any] = {
        "heading": st.column_config.TextColumn(t("Column of the file"), disabled=True),
        "field": st.column_config.SelectboxColumn(t("Field"), options=[nothing, *fields.values()], required=True),
        "confidence": st.column_config.TextColumn(t("Confidence"), disabled=True),
        "reason": st.column_config.TextColumn(t("Why"), disabled=True),
        "samples": st.column_config.TextColumn(t("Samples"), disabled=True),
        "filled": st.column_config.TextColumn(t("Filled"), disabled=True),
    }
    key = f"columns-{draft.draft_id[:8]}-{abs(hash(tuple(rows['field'])))}-{language()}"
    edited = st.data_editor(rows, column_config=config, hide_index=True, key=key, num_rows="fixed")
    codes = {word: code for code, word in fields.items()} | {nothing: intake.IGNORED}
    changed = {
        f"map.{heading}": codes[after]
        for heading, before, after in zip(rows["heading"], rows["field"], edited["field"], strict=True)
        if before != after
    }
    if changed:
        intake.answer_all(draft, changed)
        st.rerun()


def findings_step(draft: Draft) -> CheckResult | None:
    """Step 4: what the check found; None while a question is open."""
    st.header(t("4. Findings"), anchor=False)
    if draft.sheet.questions:
        st.info(t("Answer the questions above first; the check waits for them."), icon=":material/help:")
        return None
    with st.spinner(t("Checking every row …")):
        result = intake.check(reader().workspace, draft)
    _counts(result)
    if result.summaries:
        st.dataframe(_summaries(result), hide_index=True, key="import-summaries", alt=t("Findings by rule and column"))
    if any(line.rule.startswith("duplicate") for line in result.summaries):
        words = {"keep": t("Keep them"), "drop": t("Drop them")}
        _setting(draft, "duplicates", t("Rows that stand word for word further up"), words, "keep")
    shown = intake.findings(result, draft, limit=FINDINGS_SHOWN)
    if shown:
        with st.expander(t("Rows with findings, the first {n}", n=_number(len(shown)))):
            st.dataframe(_finding_rows(shown), hide_index=True, key="import-findings", alt=t("Rows with findings"))
        st.caption(t("All of these rows with their reasons:"))
        download(
            lambda: intake.rows_with_reasons(result, draft, language()), f"findings {draft.file_name}", "import-rows"
        )
    return result


def load_step(draft: Draft, result: CheckResult) -> None:
    """Step 5: load the accepted rows in one transaction, or nothing."""
    st.header(t("5. Load"), anchor=False)
    before = intake.loaded_before(reader().workspace, draft)
    again = False
    if before is not None:
        st.warning(
            t(
                "This file was loaded before, as load {load_id} on {moment}.",
                load_id=str(before.load_id),
                moment=moment_text(before.loaded_at, language()),
            )
        )
        again = st.checkbox(t("I mean to load it again"), key="import-again")
    label = t("Load {n} rows", n=_number(result.rows_accepted))
    if st.button(label, type="primary", disabled=before is not None and not again, icon=":material/publish:"):
        bar = st.progress(0.0, text=t("Loading …"))

        def show(share: float, step: str) -> None:
            bar.progress(min(1.0, share), text=t(STEP_WORDS.get(step, STEP_WORDS["rollups"])))

        loaded = intake.load(reader().workspace, draft, show, again=again)
        choose("draft", ())
        choose("loaded", (str(loaded.load_id),))
        st.rerun()


def result_step() -> None:
    """Step 6: what the load that the link names brought, and where to look next."""
    said = chosen("loaded")
    history = intake.loads(reader().workspace)
    mine = history[history["load_id"].astype(str).isin(said)]
    if mine.empty:
        return
    row = mine.iloc[0]
    with st.container(border=True):
        st.header(t("6. Loaded"), anchor=False)
        st.success(
            t(
                "{name}: {accepted} of {read} rows are loaded, {refused} were left out. Load number {load_id}.",
                name=row["file_name"],
                accepted=_number(row["rows_accepted"]),
                read=_number(row["rows_read"]),
                refused=_number(row["rows_refused"]),
                load_id=str(row["load_id"]),
            )
        )
        with st.container(horizontal=True):
            st.page_link(page_path("overview"), label=t("See the overview"), icon=":material/space_dashboard:")
            st.page_link(page_path("value"), label=t("See customer value"), icon=":material/diamond:")
            st.page_link(page_path("loads"), label=t("See or undo the load"), icon=":material/history:")


def _setting(draft: Draft, key: str, label: str, words: dict[str, str], present: str) -> None:
    """One choice of the draft as a list; changing it is answered at once."""
    field = f"{key}@{draft.draft_id[:8]}-{present}-{language()}"
    codes = list(words)
    picked = st.selectbox(
        label,
        codes,
        index=codes.index(draft.choices.get(key, present)),
        format_func=lambda code: words[code],
        key=field,
    )
    if picked != draft.choices.get(key, present):
        intake.answer(draft, key, picked)
        st.rerun()


def _ask(draft: Draft, question: Question) -> None:
    """One open question; the answer goes into the draft at once."""
    words = {choice.code: intake.worded(choice.text, choice.values, language()) for choice in question.choices}
    with st.container(border=True):
        picked = st.radio(
            intake.worded(question.text, question.values, language()),
            list(words),
            index=None,
            format_func=lambda code: words[code],
            key=f"{question.key}@{draft.draft_id[:8]}-{language()}",
            horizontal=len(words) < 8,
        )
    if picked is not None:
        intake.answer(draft, question.key, picked)
        st.rerun()


def _counts(result: CheckResult) -> None:
    slots = st.columns(4)
    slots[0].metric(t("Rows read"), _number(result.rows_read))
    slots[1].metric(t("To be loaded"), _number(result.rows_accepted))
    slots[2].metric(t("Left out"), _number(result.rows_refused))
    if result.amount_accepted is not None:
        worded = money_text(result.amount_accepted, reader().currency, language(), 2)
        slots[3].metric(t("Amount to be loaded"), worded)
    if result.amount_refused:
        worded = money_text(result.amount_refused, reader().currency, language(), 2)
        st.caption(t("The rows left out hold {amount} in all.", amount=worded))


def _summaries(result: CheckResult) -> pd.DataFrame:
    lines = [
        {
            t("Level"): t(intake.LEVEL_WORDS[line.level]),
            t("Rows"): _number(line.count),
            t("Column"): line.heading or "–",
            t("Finding"): intake.worded(line.text, line.values, language()),
            t("What to do"): t(line.advice),
        }
        for line in result.summaries
    ]
    return pd.DataFrame(lines)


def _finding_rows(shown: tuple[intake.Finding, ...]) -> pd.DataFrame:
    lines = [
        {
            t("Row"): _number(finding.row_number),
            t("Level"): t(intake.LEVEL_WORDS[finding.level]),
            t("Column"): finding.heading or "–",
            t("Cell"): finding.value or "–",
            t("Finding"): t(finding.text),
            t("What to do"): t(finding.advice),
        }
        for finding in shown
    ]
    return pd.DataFrame(lines)


def _begin_anew() -> None:
    choose("draft", ())


def _number(value: Any) -> str:
    return number_text(int(value), language())
