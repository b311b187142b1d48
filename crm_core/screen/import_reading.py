"""Everything that was understood of a file, with three sample lines each, and the change one click away."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

import streamlit as st

from crm_core import intake
from crm_core.intake import ColumnDraft, Draft
from crm_core.numbers import day_text, moment_text, number_text
from crm_core.screen.as_written import as_written
from crm_core.screen.draft_answers import answer_field, answer_next, answer_with
from crm_core.screen.import_personal import shown_lines
from crm_core.screen.state import language, reader, t
from crm_core.words import mark

DECIMAL_WORDS = {"comma": mark("decimal comma"), "point": mark("decimal point")}
ORDER_WORDS = {"day-first": mark("day first"), "month-first": mark("month first")}
QUOTE_WORDS = {"double": mark('Quotation mark "'), "single": mark("Apostrophe '"), "none": mark("No sign")}
MERGED_WORDS = {"fill": mark("Their value for every row"), "first": mark("For the first row only")}
EFFECT_WORDS = {
    "keep": mark("rows like the others"),
    "out": mark("no sales, left out"),
    "below": mark("returns, below zero"),
}
MOVEMENT_CHOICES = {"apply": mark("By these words"), "keep": mark("Keep every row as it stands")}
LINE_CHOICES = {
    "code": mark("The number in the line"),
    "whole": mark("The whole line"),
    "no": mark("These lines name no customer"),
}
SIDE_CHOICES = {
    "out": mark("Payments: leave them out"),
    "below": mark("Returns: count the credit below zero"),
    "keep": mark("Keep every row as it stands"),
}
NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})
MOST_WORDS = 12
TOTAL_CHOICES = {"drop": mark("Leave them out"), "keep": mark("Keep them as rows")}


def used_before(draft: Draft) -> None:
    """Say that a mapping of an earlier load is proposed, and how to set it aside or forget it."""
    known = intake.saved_mapping(reader().workspace, draft.sheet.file_headings)
    if known is None or not intake.used_before(draft.choices):
        return
    with st.container(border=True):
        st.markdown(
            t(
                "These headings were loaded before, from {name} on {day}; what was chosen then is proposed again.",
                name=known.file_name,
                day=day_text(known.saved_at.date(), language()),
            )
        )
        with st.container(horizontal=True):
            st.button(t("Set it aside for this file"), on_click=_set_aside, args=(draft,), icon=":material/undo:")
            st.button(
                t("Forget this mapping"), on_click=_forget, args=(draft, known.signature), icon=":material/delete:"
            )


def readings(draft: Draft) -> None:
    """Letters, numbers, days and rows of sums as they are read, each with three samples."""
    with st.expander(t("How it was read, with samples"), icon=":material/visibility:"):
        lines = intake.raw_lines(draft)
        if lines:
            st.markdown(t("**Letters and separator**"))
            st.code("\n".join(shown_lines(draft, lines)), language=None)
        _quotation(draft)
        st.markdown(t("**Headings**"))
        st.caption(as_written(" · ".join(draft.sheet.file_headings)))
        _merged(draft)
        sums, printed = intake.sum_rows(draft), intake.repeated_by_print(draft)
        _left_out(draft, "totals", t("Rows with sums"), sums, draft.sheet.keeps_totals)
        _left_out(draft, "printed", t("Rows repeated by printing"), printed, draft.sheet.keeps_printed)
        _lines(draft)
        _movements(draft)
        _sides(draft)
        for column in draft.sheet.columns:
            _reading_of(draft, column)


def _quotation(draft: Draft) -> None:
    """The sign around cells, with lines that hold one and the cells they come to."""
    lines = intake.quoted_lines(draft)
    if lines:
        st.markdown(t("**Sign around cells**"))
        said = [f"{line}   →   {' | '.join(cells)}" for line, cells in lines]
        st.code("\n".join(shown_lines(draft, said)), language=None)
        words = {code: t(word) for code, word in QUOTE_WORDS.items()}
        one_click(draft, "quote", t("Sign around cells"), words, draft.sheet.reading.quote or "double")


def _left_out(draft: Draft, key: str, label: str, rows: tuple[tuple[str, ...], ...], is_kept: bool) -> None:
    """Rows that are no rows of the table, with what becomes of them."""
    if rows:
        st.markdown(f"**{label}**")
        st.code("\n".join(" | ".join(row) for row in rows), language=None)
        words = {code: t(word) for code, word in TOTAL_CHOICES.items()}
        one_click(draft, key, label, words, "keep" if is_kept else "drop")


def _merged(draft: Draft) -> None:
    """Cells merged over several rows, and whether their value stands for each of them."""
    merged = intake.merged_over_rows(draft)
    if merged:
        st.markdown(t("**Merged cells**"))
        st.code("\n".join(merged), language=None)
        words = {code: t(word) for code, word in MERGED_WORDS.items()}
        one_click(draft, "merged", t("Merged cells"), words, draft.choices.get("merged", "fill"))


def _lines(draft: Draft) -> None:
    """Lines that name the customer of the rows below them, and what is taken from them."""
    lines = intake.lines_of_customers(draft)
    if lines:
        st.markdown(t("**Lines above the rows of a customer**"))
        st.code("\n".join(shown_lines(draft, lines)), language=None)
        words = {code: t(word) for code, word in LINE_CHOICES.items()}
        present = intake.used_before(draft.choices).get("down.customer_id", "no")
        one_click(
            draft,
            "down.customer_id",
            t("Customer of the rows below"),
            words,
            draft.choices.get("down.customer_id", present),
        )


def _movements(draft: Draft) -> None:
    """The words of an account's lines and what becomes of their rows."""
    movements = draft.sheet.movements
    if movements is None:
        return
    st.markdown(t("**Lines of an account, by “{heading}”**", heading=movements.heading))
    rows = sorted(movements.rows.items(), key=lambda item: -item[1])[:MOST_WORDS]
    lines = [
        f"{word} ({number_text(count, language())}): {t(EFFECT_WORDS[movements.effects[word]])}" for word, count in rows
    ]
    st.code("\n".join(lines), language=None)
    words = {code: t(word) for code, word in MOVEMENT_CHOICES.items()}
    one_click(draft, "movements", t("Lines of an account"), words, "keep" if movements.is_kept else "apply")


def _sides(draft: Draft) -> None:
    """Rows of an account with a credit alone, and what becomes of them."""
    sides = draft.sheet.sides
    if sides is None or not sides.rows:
        return
    st.markdown(t("**Lines of an account, by “{debit}” and “{credit}”**", debit=sides.debit, credit=sides.credit))
    label = t("Rows with “{credit}” alone ({rows})", credit=sides.credit, rows=number_text(sides.rows, language()))
    words = {code: t(word) for code, word in SIDE_CHOICES.items()}
    one_click(draft, "credits", label, words, sides.effect, {"movements": ""})


def one_click(
    draft: Draft, key: str, label: str, words: dict[str, str], present: str, also: Mapping[str, str] = NOTHING_ELSE
) -> None:
    """One choice of the draft as a row of buttons; pressing another is answered at once, with what it sets aside."""
    field = answer_field(draft, key, present)
    st.segmented_control(
        label,
        list(words),
        default=present,
        format_func=lambda code: words[code],
        key=field,
        required=True,
        on_change=answer_with,
        args=(draft, key, field, also),
    )


def _reading_of(draft: Draft, column: ColumnDraft) -> None:
    """A column of numbers or days: three texts and what they are read as; words that still want a meaning are not shown."""
    cells = intake.read_cells_of(column)
    if all(cell.value is None for cell in cells):
        return
    st.markdown(
        t("**{heading}**: {samples}", heading=column.heading, samples=" · ".join(_sample(cell) for cell in cells))
    )
    if column.decimal_mark:
        words = {code: t(word) for code, word in DECIMAL_WORDS.items()}
        present = "comma" if column.decimal_mark == "," else "point"
        one_click(
            draft, f"decimal.{column.heading}", t("Decimal mark of {heading}", heading=column.heading), words, present
        )
    elif column.date_order:
        words = {code: t(word) for code, word in ORDER_WORDS.items()}
        label = t("Order of day and month in {heading}", heading=column.heading)
        one_click(draft, f"dates.{column.heading}", label, words, column.date_order)


def _sample(cell: intake.ReadCell) -> str:
    return f"“{cell.text}” = {_worded(cell.value)}"


def _worded(value: Decimal | datetime | date | None) -> str:
    if value is None:
        return t("cannot be read")
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute) == (0, 0)
        return day_text(value.date(), language()) if is_day else moment_text(value, language())
    if isinstance(value, date):
        return day_text(value, language())
    digits = min(4, max(0, -int(value.normalize().as_tuple().exponent)))
    return number_text(value, language(), digits)


def _set_aside(draft: Draft) -> None:
    answer_next(draft, {"mapping": "none"})


def _forget(draft: Draft, signature: str) -> None:
    intake.forget_mapping(reader().workspace, signature)
    _set_aside(draft)
