"""The executive's three questions on the overview: which customers, is satisfaction falling, do relations pay."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import DIRECTIONS, OUTCOME_NAMES, programme_list, relational_outcomes_raw, relational_scorecard
from crm_core.screen.asking import ask
from crm_core.screen.headlines import Measure, change_sentence
from crm_core.screen.navigation import page_path
from crm_core.screen.scorecard_words import claim_of, compared_groups, group_words
from crm_core.screen.state import language, reader, t
from crm_core.screen.value_words import tier_sentence
from crm_core.settings import large_from_lines
from crm_core.words import mark

MONEY_LEFT = "net_margin"
RELATION_WORDS = {
    ("A", "higher"): mark("Yes"),
    ("B", "higher"): mark("Yes, by estimate"),
    ("C", "higher"): mark("They go with more margin"),
    ("D", "higher"): mark("Higher, the cause unknown"),
    ("A", "lower"): mark("No, they cost margin"),
    ("B", "lower"): mark("No, by estimate"),
    ("C", "lower"): mark("They go with less margin"),
    ("D", "lower"): mark("Lower, the cause unknown"),
}


@dataclass(frozen=True)
class BoardAnswer:
    """One question with its answer in a word, the sentence that stands behind it, and where to go on."""

    question: str
    word: str
    sentence: str
    page: str


def board_places() -> list[Any]:
    """Three places side by side; on a narrow screen one below the other."""
    with st.grid(3, min_column_width=240, key="board", border=True) as grid:
        return [grid.cell() for _ in range(3)]


def show_board_answer(place: Any, answer: BoardAnswer) -> None:
    """The answer in its place."""
    with place:
        st.caption(answer.question)
        st.subheader(answer.word, anchor=False)
        st.markdown(answer.sentence)
        st.page_link(page_path(answer.page), label=t("More"), icon=":material/arrow_forward:")


def value_answer(tiers: Answer) -> BoardAnswer:
    """How few customers bring how much of the value."""
    question, page = t("Which customers are worth most?"), "value"
    best = next((row for row in tiers.rows.to_dict("records") if row["tier"] == "mvc" and row["customers"]), None)
    if best is None:
        return BoardAnswer(question, t("Not measured"), tier_sentence(tiers), page)
    word = t(
        "{customers} of {all} customers bring {share}",
        customers=numbers.number_text(best["customers"], language()),
        all=numbers.number_text(tiers.n, language()),
        share=numbers.share_text(best["share_of_value"], language()),
    )
    return BoardAnswer(question, word, tier_sentence(tiers), page)


def satisfaction_answer(csat: Answer, nps: Answer) -> BoardAnswer:
    """Whether satisfaction fell against the comparison; by NPS where nobody was asked for CSAT."""
    question, page = t("Is satisfaction falling?"), "satisfaction"
    by = next((answer for answer in (csat, nps) if answer.totals.get("value") is not None), None)
    if by is None:
        return BoardAnswer(question, t("Not measured"), t("No answers to CSAT or NPS in this period."), page)
    name, measure = (
        (t("Satisfied (CSAT)"), Measure("share")) if by is csat else (t("Promoters (NPS)"), Measure("points"))
    )
    sentence = t(
        "{name}: {value}, n = {n}.",
        name=name,
        value=measure.value(by.totals["value"]),
        n=numbers.number_text(by.n, language()),
    )
    return BoardAnswer(question, _direction_word(by), f"{sentence} {change_sentence(by, measure)}", page)


def _direction_word(answer: Answer) -> str:
    totals = answer.totals
    if totals.get("difference") is None or totals.get("is_change") is None:
        return t("It cannot be said")
    if not totals["is_change"]:
        return t("No change beyond the noise")
    return t("Yes, it is falling") if totals["difference"] < 0 else t("No, it is rising")


def relations_answer() -> BoardAnswer:
    """Whether relational customers leave more net margin, by the largest programme; in a large workspace the raw difference."""
    workspace = reader().workspace
    counted, _ = workspace.ask("store/order_line_count", {})
    if int(counted["lines"].iloc[0]) >= large_from_lines():
        return _raw_answer(ask(relational_outcomes_raw))
    programmes, _ = programme_list(workspace)
    programme = str(programmes["programme"].iloc[0]) if len(programmes) else ""
    return _scorecard_answer(ask(relational_scorecard, programme=programme), programme)


def _scorecard_answer(card: Answer, programme: str) -> BoardAnswer:
    question, page = _relations_question(), "scorecard_relations"
    groups = compared_groups(card)
    rows = [row for row in card.rows.to_dict("records") if row["group"] in groups and row["outcome"] == MONEY_LEFT]
    told = [row for row in rows if row["grade"]]
    if not told or told[0]["direction"] == "unknown":
        lacking = t(
            "Needed: enough customers managed in each way, orders with their costs, and contacts or a programme."
        )
        return BoardAnswer(question, t("Not measured"), lacking, page)
    row = told[0]
    word = (
        t(RELATION_WORDS[(row["grade"], row["direction"])]) if row["direction"] != "unclear" else t("It is not shown")
    )
    under = t("Programme: {name}", name=programme) if programme else group_words(card)[row["group"]]
    return BoardAnswer(question, word, f"{under}. {claim_of(card, row['group'], MONEY_LEFT)}", page)


def _raw_answer(outcomes: Answer) -> BoardAnswer:
    """The raw difference of margin between the classes, quick at any size."""
    rows = [row for row in outcomes.rows.to_dict("records") if row["outcome"] in ("margin", "revenue")]
    question, page = _relations_question(), "scorecard_relations"
    if not rows or rows[0]["direction"] == "unknown":
        return BoardAnswer(question, t("Not measured"), t("The page says what is missing."), page)
    way = rows[0]["direction"]
    word = t(RELATION_WORDS[("D", way)]) if way != "unclear" else t("It is not shown")
    return BoardAnswer(question, word, t(DIRECTIONS[way], measure=t(OUTCOME_NAMES[rows[0]["outcome"]])), page)


def _relations_question() -> str:
    return t("Do relations pay?")
