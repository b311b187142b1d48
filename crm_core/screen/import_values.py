"""The columns' finer work: columns joined and split, and the meaning of words that nobody knows."""

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import Draft, UnknownValue
from crm_core.numbers import number_text
from crm_core.screen.draft_answers import answer_grid, answer_next, take_back
from crm_core.screen.state import language, t
from crm_core.words import mark

SIGN_WORDS = {
    "slash": mark("slash /"),
    "comma": mark("comma ,"),
    "dash": mark("dash -"),
    "bar": mark("bar |"),
    "semicolon": mark("semicolon ;"),
    "blank": mark("blank"),
}


def shapes(draft: Draft) -> None:
    """Two columns into one field, or one column into several; each can be taken back."""
    present = [key for key in draft.choices if key.startswith(("join.", "split."))]
    with st.expander(t("Join or split columns"), icon=":material/call_split:", expanded=bool(present)):
        for key in present:
            st.button(
                t("Take back: {shape}", shape=_shape_words(draft, key)),
                key=f"back-{key}-{draft.draft_id[:8]}",
                on_click=take_back,
                args=(draft, key),
                icon=":material/undo:",
            )
        left, right = st.columns(2)
        with left:
            _join(draft)
        with right:
            _split(draft)


def words_step(draft: Draft) -> None:
    """Words of coded columns that nobody knows, each with its count and what it shall mean."""
    unknown = draft.sheet.unknown_values
    if not unknown:
        return
    st.markdown(t("**Words that are not known yet.** Say once what they mean; it is kept for the next file."))
    for name in dict.fromkeys(value.field for value in unknown):
        _words_of(draft, name, [value for value in unknown if value.field == name])
    proposed = {f"value.{v.field}.{v.text}": v.proposed for v in unknown if v.proposed and v.chosen is None}
    if proposed:
        label = t("Take the proposed meanings ({n})", n=number_text(len(proposed), language()))
        st.button(label, on_click=answer_next, args=(draft, proposed), icon=":material/done_all:")


def _words_of(draft: Draft, name: str, values: list[UnknownValue]) -> None:
    item = intake.field_of(draft.sheet.sheet, name)
    codes = _codes(draft, name)
    words = {"": t("– not said –"), intake.EMPTY: t("leave empty"), **codes}
    rows = pd.DataFrame(
        {
            "text": [value.text for value in values],
            "rows": [number_text(value.rows, language()) for value in values],
            "proposed": [_proposed(codes, value) for value in values],
            "means": [words.get(value.chosen or "", words[""]) for value in values],
        }
    )
    config = {
        "text": st.column_config.TextColumn(t("Word in “{heading}”", heading=values[0].heading), disabled=True),
        "rows": st.column_config.TextColumn(t("Rows"), disabled=True),
        "proposed": st.column_config.TextColumn(t("Proposed"), disabled=True),
        "means": st.column_config.SelectboxColumn(
            t("Means ({field})", field=t(item.label)), options=list(words.values()), required=True
        ),
    }
    shown = [column for column in rows.columns if column != "proposed" or any(value.proposed for value in values)]
    key = f"words-{name}-{draft.draft_id[:8]}-{abs(hash(tuple(rows['means'])))}-{language()}"
    back = {word: code for code, word in words.items()}

    def meant(edited: pd.DataFrame) -> dict[str, str]:
        pairs = zip(rows["text"], rows["means"], edited["means"], strict=True)
        return {f"value.{name}.{text}": back[after] for text, before, after in pairs if before != after}

    answer_grid(draft, rows, key, meant, column_config=config, column_order=shown)


def _proposed(codes: dict[str, str], value: UnknownValue) -> str:
    """The meaning proposed, with the known word in the text that speaks for it."""
    if value.proposed is None:
        return "–"
    meaning = codes.get(value.proposed, value.proposed)
    return t("{meaning} (by “{word}”)", meaning=meaning, word=value.because) if value.because else meaning


def _codes(draft: Draft, name: str) -> dict[str, str]:
    """Words of the codes that a field can hold; points of the scale for a score."""
    item = intake.field_of(draft.sheet.sheet, name)
    if item.name == "score":
        ends = list(draft.sheet.scales.values()) or [(1, 5)]
        low, high = min(end[0] for end in ends), min(10, max(end[1] for end in ends))
        return {str(score): number_text(score, language()) for score in range(low, high + 1)}
    if item.kind == "yes":
        return {"yes": t("Yes"), "no": t("No")}
    return {code: t(intake.CODE_LABELS[code]) for code in intake.possible_codes(draft.sheet.sheet, item)}


def _join(draft: Draft) -> None:
    fields = {item.name: t(item.label) for item in intake.SHEET_FIELDS[draft.sheet.sheet]}
    start = f"{draft.draft_id[:8]}-{len(draft.choices)}-{language()}"
    parts = st.multiselect(
        t("Columns to join, in this order"),
        draft.sheet.file_headings,
        key=f"join-parts@{start}",
        placeholder=t("Choose columns"),
        select_all=False,
    )
    name = st.selectbox(
        t("into the field"),
        list(fields),
        index=None,
        format_func=lambda code: fields[code],
        key=f"join-field@{start}",
        placeholder=t("Choose a field"),
    )
    st.button(
        t("Join"),
        key=f"join@{start}",
        disabled=name is None or len(parts) < 2,
        on_click=_join_them,
        args=(draft, start),
        icon=":material/merge:",
    )


def _join_them(draft: Draft, start: str) -> None:
    """Callback: the columns and the field that are chosen by now."""
    parts, name = st.session_state[f"join-parts@{start}"], st.session_state[f"join-field@{start}"]
    answer_next(draft, {f"join.{name}": "|".join(parts)})


def _split(draft: Draft) -> None:
    start = f"{draft.draft_id[:8]}-{len(draft.choices)}-{language()}"
    heading = st.selectbox(
        t("Column to split"),
        draft.sheet.file_headings,
        index=None,
        key=f"split-heading@{start}",
        placeholder=t("Choose a column"),
    )
    words = {code: t(word) for code, word in SIGN_WORDS.items()}
    st.selectbox(t("at each"), list(words), format_func=lambda code: words[code], key=f"split-sign@{start}")
    st.button(
        t("Split"),
        key=f"split@{start}",
        disabled=heading is None,
        on_click=_split_it,
        args=(draft, start),
        icon=":material/call_split:",
    )


def _split_it(draft: Draft, start: str) -> None:
    """Callback: the column and the sign that are chosen by now."""
    heading, sign = st.session_state[f"split-heading@{start}"], st.session_state[f"split-sign@{start}"]
    answer_next(draft, {f"split.{heading}": sign})


def _shape_words(draft: Draft, key: str) -> str:
    kind, _, rest = key.partition(".")
    if kind == "join":
        columns = " + ".join(draft.choices[key].split("|"))
        return t("{columns} into {field}", columns=columns, field=t(intake.field_of(draft.sheet.sheet, rest).label))
    return t("{column} at each {sign}", column=rest, sign=t(SIGN_WORDS[draft.choices[key]]))
