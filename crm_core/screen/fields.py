"""Fields that readers fill in: choices that travel with the link, numbers read by our own parser, downloads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pandas as pd
import streamlit as st

from crm_core.exports import csv_bytes, xlsx_bytes
from crm_core.numbers import day_text, number_text, read_own_number
from crm_core.screen.as_written import off_screen
from crm_core.screen.filter_words import filter_sentence
from crm_core.screen.link import choose, chosen, field_name, put_in_link
from crm_core.screen.state import language, reader, reading_as, t
from crm_core.words import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = Literal["text", "number", "number1", "number2", "number3", "share", "money", "points", "day", "month", "yes"]


@dataclass(frozen=True)
class Column:
    """One column of a table on the screen: which column of the rows, under which heading, worded how."""

    name: str
    heading: str
    kind: Kind = "text"
    words: Mapping[str, str] | None = None


def choice(label: str, options: Mapping[str, str], key: str, default: str, label_visibility: str = "visible") -> str:
    """One of a few: a row of buttons. ``options`` are words by code; the code is returned and travels with the link."""
    field = field_name(key, language())
    _fill(field, key, default, options)
    st.segmented_control(
        label,
        list(options),
        format_func=lambda code: options[code],
        key=field,
        required=True,
        on_change=_keep_one,
        args=(key, field, default),
        label_visibility="visible" if label_visibility == "visible" else "collapsed",
    )
    return st.session_state[field]


def pick(label: str, options: Mapping[str, str], key: str, default: str, help: str | None = None) -> str:
    """One of many: a drop-down list, otherwise as :func:`choice`."""
    field = field_name(key, language())
    _fill(field, key, default, options)
    st.selectbox(
        label,
        list(options),
        format_func=lambda code: options[code],
        key=field,
        on_change=_keep_one,
        args=(key, field, default),
        help=help,
    )
    return st.session_state[field]


def pick_some(label: str, options: Mapping[str, str], key: str, placeholder: str) -> tuple[str, ...]:
    """Any number of many; none means all."""
    field = field_name(key, language())
    put_in_link(key)
    if field not in st.session_state:
        st.session_state[field] = [code for code in chosen(key) if code in options]
    st.multiselect(
        label,
        list(options),
        format_func=lambda code: options[code],
        key=field,
        on_change=_keep_some,
        args=(key, field),
        placeholder=placeholder,
        select_all=False,
    )
    kept = tuple(st.session_state[field])
    choose(key, kept)
    return kept


def number_field(
    label: str,
    value: float | Decimal,
    key: str,
    help: str | None = None,
    digits: int = 2,
    low: float | None = None,
    high: float | None = None,
) -> Decimal:
    """A number typed by the marks of the reader's language; one that cannot be read is said and the old one holds."""
    typed = typed_number(label, value, key, help, digits, low, high)
    return Decimal(str(value)) if typed is None else typed


def typed_number(
    label: str,
    value: float | Decimal,
    key: str,
    help: str | None = None,
    digits: int = 2,
    low: float | None = None,
    high: float | None = None,
) -> Decimal | None:
    """As :func:`number_field`, but None where what was typed cannot be read, for those who must not answer for it."""
    field = field_name(key, language())
    _follow(field, number_text(value, language(), digits).replace("−", "-"))
    typed = st.text_input(label, key=field, help=help)
    number = read_own_number(typed or "", language())
    if number is None:
        st.error(t("“{text}” is not a number. Write it like {example}.", text=typed, example=_example()))
        return None
    if (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high))):
        st.error(
            t(
                "{text} is outside the range from {low} to {high}.",
                text=typed,
                low=number_text(low, language(), digits),
                high=number_text(high, language(), digits),
            )
        )
        return None
    return number


def _follow(field: str, usual: str) -> None:
    """Let a field that still says its usual number say the usual one of now; what the reader typed stays."""
    before = f"{field}|usual"
    if st.session_state.get(field) in (None, st.session_state.get(before)):
        st.session_state[field] = usual
    st.session_state[before] = usual


def download(
    rows: pd.DataFrame | Callable[[], pd.DataFrame],
    file_name: str,
    key: str,
    about: Sequence[str] = (),
    columns: Sequence[Column] = (),
) -> None:
    """Two buttons that give the rows as XLSX and CSV, made when pressed; formulas in texts are made harmless.

    With ``columns`` the file has their worded headings and codes, as the table on the screen.
    """
    present = reader()
    said, sheets = tuple(map(off_screen, about or _about())), (t("data"), t("about"))

    def made() -> pd.DataFrame:
        with reading_as(present):
            found = rows() if callable(rows) else rows
        return _in_words(found, columns) if columns else found

    plain = "-".join(fold(file_name).split())
    left, right = st.columns(2)
    left.download_button(
        t("Download as XLSX"),
        data=lambda: xlsx_bytes(made(), said, sheets),
        file_name=f"{plain}.xlsx",
        mime=XLSX,
        key=f"{key}-xlsx",
        on_click="ignore",
        icon=":material/download:",
    )
    right.download_button(
        t("Download as CSV"),
        data=lambda: csv_bytes(made()),
        file_name=f"{plain}.csv",
        mime="text/csv",
        key=f"{key}-csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _in_words(rows: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """The rows as their table shows them, for a download: worded headings and codes, numbers left as numbers."""
    return pd.DataFrame(
        {
            column.heading: rows[column.name].map(lambda code, words=column.words: words.get(code, code))
            if column.words
            else rows[column.name]
            for column in columns
            if column.name in rows.columns
        }
    )


def _about() -> tuple[str, ...]:
    """What a file says of itself: filters and as-of date."""
    return filter_sentence(reader()), t("as of {day}", day=day_text(reader().state.as_of, language()))


def _fill(field: str, key: str, default: str, options: Mapping[str, str]) -> None:
    put_in_link(key)
    wanted = (chosen(key) or (default,))[0]
    if wanted not in options:
        wanted = default
        choose(key, ())
    if st.session_state.get(field) != wanted:
        st.session_state[field] = wanted


def _keep_one(key: str, field: str, default: str) -> None:
    code = st.session_state[field]
    choose(key, () if code == default else (code,))


def _keep_some(key: str, field: str) -> None:
    choose(key, st.session_state[field])


def _example() -> str:
    return number_text(1234.5, language(), 1)
