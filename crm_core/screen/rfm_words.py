"""Recency, frequency and money in words: the segments, the rules for ties, and the form in which rules are edited."""

import pandas as pd
import streamlit as st

from crm_core.answers import Answer
from crm_core.numbers import compact_money_text, number_text, share_text
from crm_core.screen.day_choice import USUAL, day_choice, months_to_pick, period_end_word
from crm_core.screen.fields import Column, choice
from crm_core.screen.link import put_in_link
from crm_core.screen.state import language, reader, t
from crm_core.value.rfm_metrics import save_rules
from crm_core.value.rfm_scores import (
    BY_VALUE,
    DOUBLES_DROPPED,
    EQUAL_CLASSES,
    OTHERS,
    PLUS_ONE,
    RULES,
    SegmentRule,
)
from crm_core.words import mark

SEGMENT_WORDS = {
    "champions": mark("Champions"),
    "cannot_lose": mark("Cannot lose them"),
    "loyal": mark("Loyal"),
    "need_attention": mark("Need attention"),
    "at_risk": mark("At risk"),
    "new": mark("New"),
    "promising": mark("Promising"),
    "potential_loyal": mark("Could become loyal"),
    "about_to_sleep": mark("About to sleep"),
    "lost": mark("Lost"),
    OTHERS: mark("Other customers"),
}
TIE_NAMES = {
    BY_VALUE: mark("By value alone (ours)"),
    PLUS_ONE: mark("Quantile edges plus one"),
    DOUBLES_DROPPED: mark("Doubles dropped"),
    EQUAL_CLASSES: mark("Equal-sized classes"),
}
TIES = (
    mark("**Quantile edges plus one** (one day, one order, one unit of money): scores move when the currency changes."),
    mark(
        "**Quantile edges with doubles dropped**: many equal values silently leave three or two classes instead of five."
    ),
    mark(
        "**Equal-sized classes (NTILE)**: equal customers get different scores, by nothing but their order in the file."
    ),
)
SCORES = ("recency", "frequency", "monetary")
DAY = "as-of"


def tie_choice() -> str:
    """The rule for equal values that the reader chose; ours unless another is tried."""
    return choice(t("Equal values are scored"), {code: t(text) for code, text in TIE_NAMES.items()}, "ties", BY_VALUE)


def as_of_choice() -> str:
    """The day that is looked at, as the metrics name it: nothing where it is the last of the period."""
    put_in_link(DAY)
    day = day_choice(t("As of"), {**period_end_word(), **months_to_pick()}, DAY, USUAL)
    return "" if day == USUAL else day


def segment_words() -> dict[str, str]:
    """Name of each segment in the reader's language."""
    return {code: t(text) for code, text in SEGMENT_WORDS.items()}


def segment_columns() -> list[Column]:
    """Columns of the list of segments."""
    return [
        Column("segment", t("Segment"), words=segment_words()),
        Column("customers", t("Customers"), "number"),
        Column("share_of_customers", t("Share of customers"), "share"),
        Column("orders", t("Orders"), "number"),
        Column("revenue", t("Net revenue"), "money"),
        Column("share_of_revenue", t("Share of revenue"), "share"),
    ]


def rfm_customer_columns() -> list[Column]:
    """Columns of the list of customers."""
    return [
        Column("customer_id", t("Customer number")),
        Column("recency_days", t("Days since the last order"), "number"),
        Column("orders", t("Orders"), "number"),
        Column("revenue", t("Net revenue"), "money"),
        Column("recency_score", t("Recency score"), "number"),
        Column("frequency_score", t("Frequency score"), "number"),
        Column("monetary_score", t("Money score"), "number"),
        Column("segment", t("Segment"), words=segment_words()),
        Column("last_order_on", t("Last order"), "day"),
    ]


def grid_sentence(answer: Answer) -> str:
    """From which values on the highest score is given."""
    if answer.is_empty:
        return t("Nobody had ordered by this date.")
    edges = answer.totals["edges"]
    return t(
        "Top right: often and lately. The highest scores begin below {days} days, above {orders} orders and above {revenue}.",
        days=number_text(edges["recency"][-1], language()),
        orders=number_text(edges["frequency"][-1], language()),
        revenue=compact_money_text(edges["monetary"][-1], reader().currency, language()),
    )


def tie_rules(answer: Answer) -> None:
    """The three rules for equal values that are in use, and the one used here."""
    with st.expander(t("How equal values are scored"), icon=":material/balance:"):
        st.markdown(t("Three rules are in use, and each moves customers:"))
        for text in TIES:
            st.markdown(f"- {t(text)}")
        st.markdown(
            t(
                "Ours takes the value alone: 1 + the fifths of customers who have less, rounded down. Equal "
                "values have equal scores, whatever the order or the currency; fewer than five classes are said. "
                "Equal-sized classes would give {share} of these customers another frequency score.",
                share=share_text(answer.totals["split_by_ntile"], language()),
            )
        )


def rules_form(answer: Answer) -> None:
    """The segment rules, first match first, to be edited and saved for the whole workspace."""
    words = segment_words()
    with st.expander(t("Segment rules: edit"), icon=":material/tune:"):
        st.caption(t("The first rule that fits names the customer. From and to are scores, 1 (low) to 5 (high)."))
        headings = {name: t(text) for name, text in zip(SCORES, _SCORE_WORDS, strict=True)}
        given = pd.DataFrame(
            [
                {
                    t("Segment"): words.get(rule.segment, rule.segment),
                    **{
                        _heading(headings[name], end): getattr(rule, name)[place]
                        for name in SCORES
                        for place, end in enumerate((t("from"), t("to")))
                    },
                }
                for rule in answer.totals["rules"]
            ]
        )
        edited = st.data_editor(
            given, hide_index=True, disabled=[t("Segment")], key=f"rfm-rules@{language()}", width="stretch"
        )
        save, usual = st.columns(2)
        if save.button(t("Use these rules for the whole workspace"), icon=":material/save:"):
            save_rules(reader().workspace, _rules(edited, [rule.segment for rule in answer.totals["rules"]], headings))
            st.rerun()
        if usual.button(t("Back to the usual rules"), icon=":material/undo:"):
            save_rules(reader().workspace, RULES)
            st.rerun()


_SCORE_WORDS = (mark("Recency"), mark("Frequency"), mark("Money"))


def _heading(name: str, end: str) -> str:
    return f"{name}: {end}"


def _rules(edited: pd.DataFrame, segments: list[str], headings: dict[str, str]) -> tuple[SegmentRule, ...]:
    """Rules from the edited table."""
    table = edited.fillna(0)

    def ends(name: str, place: int) -> tuple[int, int]:
        low, high = (table[_heading(headings[name], end)].to_numpy(int)[place] for end in (t("from"), t("to")))
        return int(low), int(high)

    return tuple(
        SegmentRule(segment, ends("recency", place), ends("frequency", place), ends("monetary", place))
        for place, segment in enumerate(segments)
    )
