"""How answers stand on a page: heads, key figures, figures and tables, each with its explanation one click away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer, Note
from crm_core.charts import Figure
from crm_core.screen.customer_link import open_selected
from crm_core.screen.explaining import explain_button
from crm_core.screen.fields import Column
from crm_core.screen.state import language, reader, t, worded_value
from crm_core.screen.worded_rows import worded_rows

ROWS_ON_SCREEN = 200
CARD_WIDTH = 185
Tone = Literal["good", "bad", "quiet"]
_PLOT_CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


@dataclass(frozen=True)
class KeyFigure:
    """One card: the figure already worded, what it is compared with in words, and where to go next.

    ``caveats`` stand on the card itself, where no figure below says them.
    ``tone`` says whether the change is good ("good", "bad") or neither ("quiet", also inside the noise).
    """

    label: str
    value: str
    sentence: str
    answer: Answer
    change: str = ""
    tone: Tone = "quiet"
    target: str = ""
    spark: tuple[float, ...] = ()
    page: str = ""
    page_label: str = ""
    caveats: tuple[Note, ...] = ()


def page_head(title: str, question: str) -> None:
    """The page's title and the question it answers."""
    st.title(title, anchor=False)
    st.markdown(question)


def key_figures(figures: Sequence[KeyFigure], key: str, columns: int = 4) -> None:
    """Cards side by side, as many as fit; each says its figure, its change in words, its target and one sentence."""
    with st.grid(columns, min_column_width=CARD_WIDTH, key=key, border=True) as grid:
        for place, card in enumerate(figures):
            with grid.cell():
                _card(card, f"{key}-{place}")


def _card(card: KeyFigure, key: str) -> None:
    colours: dict[Tone, Literal["blue", "orange", "off"]] = {"good": "blue", "bad": "orange", "quiet": "off"}
    st.metric(
        card.label,
        card.value,
        delta=card.change or None,
        delta_color=colours[card.tone],
        delta_arrow="off",
        chart_data=list(card.spark) or None,
        chart_type="line",
    )
    if card.target:
        st.markdown(card.target)
    st.caption(card.sentence)
    for note in card.caveats:
        st.caption(f":material/info: {note_words(note)}")
    with st.container(horizontal=True, gap="small"):
        if card.page:
            st.page_link(card.page, label=card.page_label, icon=":material/arrow_forward:")
        explain_button(card.answer, card.label, key)


def figure(answer: Answer, chart: Figure, title: str, sentence: str, key: str, with_notes: bool = True) -> None:
    """A chart under a title that says what it answers, over a sentence that says what is seen.

    Where several charts of one answer stand together, one of them says its notes.
    """
    with st.container(border=True):
        st.subheader(title, anchor=False)
        st.plotly_chart(chart, theme=None, key=key, config=_PLOT_CONFIG, alt=f"{title}. {sentence}")
        if sentence:
            st.markdown(sentence)
        if with_notes:
            notes(answer)
        explain_button(answer, title, key)


def table(
    answer: Answer,
    columns: Sequence[Column],
    key: str,
    title: str = "",
    rows: pd.DataFrame | None = None,
) -> None:
    """Rows with worded headings and values; long tables show their first rows and say so.

    ``totals["rows_in_all"]`` of the answer says how many rows there are where it holds only the first of them.
    """
    shown = answer.rows if rows is None else rows
    count = max(len(shown), int(answer.totals.get("rows_in_all") or 0))
    with st.container(border=True):
        if title:
            st.subheader(title, anchor=False)
        if shown.empty:
            st.info(t("No rows for this choice."))
        else:
            _rows(shown.head(ROWS_ON_SCREEN), columns, key, title)
        if count > ROWS_ON_SCREEN:
            st.caption(
                t(
                    "The first {shown} of {all} rows; the download holds all of them.",
                    shown=numbers.number_text(ROWS_ON_SCREEN, language()),
                    all=numbers.number_text(count, language()),
                )
            )
        explain_button(answer, title, key)


def _rows(shown: pd.DataFrame, columns: Sequence[Column], key: str, title: str) -> None:
    """The rows themselves; where they are customers, marking one opens its page."""
    settings: dict[str, Any] = {"hide_index": True, "key": key, "alt": title or None, "placeholder": numbers.NOTHING}
    if "customer_id" not in shown.columns:
        st.dataframe(_worded(shown, columns), **settings)
        return
    marked = st.dataframe(_worded(shown, columns), on_select="rerun", selection_mode="single-row", **settings)
    st.caption(t("Mark a row to open the customer."))
    open_selected(shown, marked["selection"]["rows"])


def notes(answer: Answer) -> None:
    """What must be said beside the figure; warnings stand out."""
    for note in answer.notes:
        if note.level == "warning":
            st.warning(note_words(note), icon=":material/info:")
        else:
            st.caption(note_words(note))


def note_words(note: Note) -> str:
    """One note in the reader's language."""
    return t(note.text, **{name: worded_value(value) for name, value in note.values.items()})


def _worded(rows: pd.DataFrame, columns: Sequence[Column]) -> Any:
    """Rows with the chosen columns, values shown in the reader's language but sorted by what they are."""
    values: dict[str, pd.Series] = {}
    words: dict[str, Any] = {}
    for column in columns:
        if column.name not in rows.columns:
            continue
        own = pd.Series(rows[column.name]).reset_index(drop=True)
        if column.words:
            own = own.map(lambda code, words=column.words: words.get(code, code))
        values[column.heading] = own
        words[column.heading] = _format(column)
    return worded_rows(values, words)


def _format(column: Column) -> Any:
    """Function that words one value of the column."""
    tongue, currency = language(), reader().currency
    formats = {
        "text": str,
        "number": lambda value: numbers.number_text(value, tongue),
        "number1": lambda value: numbers.number_text(value, tongue, 1),
        "number2": lambda value: numbers.number_text(value, tongue, 2),
        "number3": lambda value: numbers.number_text(value, tongue, 3),
        "share": lambda value: numbers.share_text(value, tongue, 1),
        "money": lambda value: numbers.money_text(value, currency, tongue),
        "points": lambda value: numbers.points_text(value, tongue, 1),
        "day": lambda value: numbers.day_text(value, tongue),
        "month": lambda value: numbers.month_text(value, tongue),
        "yes": lambda value: t("yes") if value else t("no"),
    }
    return formats[column.kind]
