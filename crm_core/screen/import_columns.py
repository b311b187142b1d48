"""Step 3 of an import: which column feeds which field, or is kept as an attribute; each can be changed in place."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import ColumnDraft, Draft
from crm_core.numbers import number_text, share_text
from crm_core.screen.as_written import as_written
from crm_core.screen.draft_answers import answer_grid, answer_next, show_refused
from crm_core.screen.import_personal import shown_cell
from crm_core.screen.state import language, reader, t, tn
from crm_core.words import fold, mark

ROW_HEIGHT, ROWS_AT_ONCE = 35, 20
SAMPLE_LETTERS = 12
"""Letters of samples that a cell shows; the readings above show them whole."""
READ_AS = {
    ",": mark("decimal comma"),
    ".": mark("decimal point"),
    "day-first": mark("day first"),
    "month-first": mark("month first"),
}


def columns_step(draft: Draft) -> None:
    """Every column with its field, how sure that is and why; a change is answered at once.

    Nothing before it is known what the first row is.
    """
    if {question.key for question in draft.sheet.questions} & {"header", "guess"}:
        return
    st.subheader(t("3. The columns"), anchor=False)
    st.markdown(t("Change the field of a column by clicking into it. Columns without a field are not stored."))
    _offer(draft.sheet.sheet)
    rows, words = _rows(draft), _field_words(draft)
    shown = [name for name in rows.columns if name != "attribute" or draft.sheet.sheet in intake.WITH_ATTRIBUTES]
    key = f"columns-{draft.draft_id[:8]}-{abs(hash((*rows['field'], *rows['attribute'])))}-{language()}"
    answer_grid(
        draft,
        rows,
        key,
        lambda edited: _changed(rows, edited, words),
        column_config=_column_config(list(words)),
        column_order=shown,
        height=ROW_HEIGHT * (1 + min(len(rows), ROWS_AT_ONCE)) + 3,
    )
    show_refused(draft, "map")
    _rest(draft)


def _offer(sheet: str) -> None:
    """What a column without a field can become, and which of a customer's values counts."""
    most = number_text(intake.MOST_VALUES, language())
    if sheet == "customers":
        st.caption(
            t(
                "A column of your own (salesperson, card, region manager) can be kept as an attribute of the customer and "
                "be chosen by in the filters if it has at most {most} different values: give it a name in the table below.",
                most=most,
            )
        )
    elif sheet in intake.WITH_ATTRIBUTES:
        st.caption(
            t(
                "A column of your own (country, department, priority) can be kept as an attribute of the customer and be "
                "chosen by in the filters if it has at most {most} different values: give it a name in the table below. The "
                "latest value of each customer counts (of two at the same moment the last in the order of text); what a "
                "customers file says under that name comes first.",
                most=most,
            )
        )


def _rows(draft: Draft) -> pd.DataFrame:
    """The columns of the file as the grid shows them, those of required fields on top."""
    columns, back = (
        sorted(draft.sheet.columns, key=partial(_rank, draft)),
        {code: word for word, code in _field_words(draft).items()},
    )
    return pd.DataFrame(
        {
            "heading": [column.heading for column in columns],
            "field": [back[_code(column)] for column in columns],
            "attribute": [column.attribute or "" for column in columns],
            "samples": [
                _fitting([shown_cell(draft, column.heading, text) for text in column.samples]) for column in columns
            ],
            "reading": [_read_as(column) for column in columns],
            "filled": [share_text(column.filled, language(), 1) for column in columns],
            "reason": [_why(column) for column in columns],
        }
    )


def _fitting(samples: list[str]) -> str:
    """As many samples as a cell shows whole; a first one that is longer says by its end that it goes on."""
    shown = ""
    for sample in samples:
        longer = f"{shown} · {sample}" if shown else sample
        if len(longer) > SAMPLE_LETTERS:
            break
        shown = longer
    return shown or (f"{samples[0][: SAMPLE_LETTERS - 1]}…" if samples else "")


def _rank(draft: Draft, column: ColumnDraft) -> bool:
    """Columns that feed no required field come later."""
    return not (column.field and intake.field_of(draft.sheet.sheet, column.field).is_required)


def _field_words(draft: Draft) -> dict[str, str]:
    """Code by word of everything that a column can become."""
    words = {t("– not stored –"): intake.IGNORED}
    if draft.sheet.sheet in intake.WITH_ATTRIBUTES:
        words[t("– keep as attribute –")] = intake.PREFIX
    return words | {t(item.label): item.name for item in intake.SHEET_FIELDS[draft.sheet.sheet]}


def _code(column: ColumnDraft) -> str:
    return intake.PREFIX if column.attribute else column.field or intake.IGNORED


def _changed(rows: pd.DataFrame, edited: pd.DataFrame, words: dict[str, str]) -> dict[str, str]:
    """A choice for each column whose field or name was changed; a name written keeps the column, one removed lets it go."""
    made: dict[str, str] = {}
    for before, after in zip(rows.to_dict("records"), edited.to_dict("records"), strict=True):
        key, name = f"map.{before['heading']}", str(after["attribute"] or "").strip()
        if before["field"] != after["field"]:
            code = words[after["field"]]
            made[key] = f"{code}{name or _usual_name(before['heading'])}" if code == intake.PREFIX else code
        elif before["attribute"] != name:
            made[key] = f"{intake.PREFIX}{name}" if name else intake.IGNORED
    return made


def _usual_name(heading: str) -> str:
    """The heading, as the workspace writes it already where it does."""
    return intake.attribute_names(reader().workspace).get(fold(heading), heading)


def _rest(draft: Draft) -> None:
    """Columns that feed nothing: kept by one click, or why they cannot be."""
    left = draft.sheet.unkept
    if not left:
        return
    headings = ", ".join(column.heading for column in left)
    _reasons(left)
    if draft.sheet.sheet not in intake.WITH_ATTRIBUTES:
        st.caption(
            t(
                "Not stored: {headings}. They cannot be kept as attributes, since an attribute belongs to a customer and "
                "this file names none.",
                headings=headings,
            )
        )
        return
    count = number_text(len(left), language())
    label = tn("Keep {n} more column as attribute", "Keep {n} more columns as attributes", len(left), n=count)
    st.button(
        label,
        key=f"keep-rest-{draft.draft_id[:8]}",
        help=as_written(headings),
        on_click=answer_next,
        args=(draft, intake.rest_kept(draft, intake.attribute_names(reader().workspace))),
        icon=":material/new_label:",
    )


def _reasons(left: tuple[ColumnDraft, ...]) -> None:
    """Why columns feed nothing although their headings are known, in full; the grid cuts it short."""
    for reason in dict.fromkeys(column.reason for column in left if column.reason != "none"):
        named = ", ".join(column.heading for column in left if column.reason == reason)
        st.caption(t("**{headings}**: {reason}", headings=named, reason=t(intake.REASONS[reason])))


def _column_config(choices: list[str]) -> dict[str, Any]:
    """Headings of the grid; only field and name can be changed."""
    return {
        "heading": st.column_config.TextColumn(t("Column of the file"), disabled=True, width=134),
        "field": st.column_config.SelectboxColumn(t("Field"), options=choices, required=True, width=142),
        "attribute": st.column_config.TextColumn(t("Kept as"), max_chars=intake.LONGEST_NAME, width=102),
        "samples": st.column_config.TextColumn(t("Samples"), disabled=True, width=94),
        "reading": st.column_config.TextColumn(t("Read as"), disabled=True, width=104),
        "filled": st.column_config.TextColumn(t("Filled"), disabled=True, width=58),
        "reason": st.column_config.TextColumn(t("Confidence and reason"), disabled=True, width=184),
    }


def _why(column: ColumnDraft) -> str:
    """How sure a match is, and why it is made or is none."""
    said = t(intake.REASONS[column.reason])
    return f"{share_text(column.confidence / 100, language())} · {said}" if column.feeds else said


def _read_as(column: ColumnDraft) -> str:
    code = column.decimal_mark or column.date_order
    return t(READ_AS[code]) if code else "–"
