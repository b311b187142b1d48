"""Competitors in words, and the form by which a single rating is entered."""

import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.satisfaction import enter_rating
from crm_core.screen.day_field import day_words, read_day
from crm_core.screen.headlines import Measure
from crm_core.screen.state import language, reader, t
from crm_core.words import mark

KIND_WORDS = {"nps": mark("Recommendation (0–10)"), "csat": mark("Satisfaction (1–5)")}
SCALES = {"nps": range(11), "csat": range(1, 6)}
TOLD = "rating-told"


def rating_words() -> dict[str, str]:
    """The two questions that brands are compared by."""
    return {code: t(text) for code, text in KIND_WORDS.items()}


def brand_words() -> dict[str, str]:
    """Our own brand; others are words of the data."""
    return {"ours": t("Our brand")}


def competitor_sentence(answer: Answer) -> str:
    """Whom we are rated above or below, beyond the noise."""
    rows = [row for row in answer.rows.to_dict("records") if row["reading"] != "hidden"]
    if not rows:
        return ""
    points = Measure("points")
    said = [
        t(
            "{brand}: {difference} points (95 %: {low} to {high}), we are above at {win} of customers and below at {loss}.",
            brand=str(row["group"]),
            difference=points.difference(row["value"]),
            low=points.difference(row["low"]),
            high=points.difference(row["high"]),
            win=numbers.share_text(row["win"], language()),
            loss=numbers.share_text(row["loss"], language()),
        )
        for row in rows
    ]
    return " ".join(said)


def wallet_sentence(answer: Answer) -> str:
    """What the rule assumes."""
    if answer.totals["shares"].empty:
        return ""
    return t(
        "A rule of thumb from ranks alone: {several} of customers rated several brands, {brands} on average. It guesses shares of "
        "wallet; it does not measure them.",
        several=numbers.share_text(answer.totals["several"], language()),
        brands=numbers.number_text(answer.totals["brands"], language(), 1),
    )


def rating_form() -> None:
    """One customer's rating of a competitor, with ours in the same wave where it is not in the data yet."""
    with st.expander(t("Enter a rating of a competitor"), icon=":material/edit:"):
        st.caption(
            t(
                "Many ratings come faster as a surveys sheet with a brand column. What is entered here can be taken back under Loads."
            )
        )
        told = st.session_state.pop(TOLD, "")
        if told:
            st.success(told)
        kind = st.segmented_control(
            t("Question"), list(KIND_WORDS), format_func=lambda code: rating_words()[code], key=f"entered-kind@{language()}",
            default="nps", required=True,
        )  # fmt: skip
        scale = SCALES[kind or "nps"]
        with st.form("rating", border=False):
            one, two, three = st.columns(3)
            customer = one.text_input(t("Customer number"))
            brand = two.text_input(t("Competitor"))
            day = three.text_input(t("Day of the rating"), value=day_words(reader().state.as_of))
            theirs = one.selectbox(t("Rating of the competitor"), list(scale), index=len(scale) - 1)
            ours = two.selectbox(
                t("Rating of us"), [None, *scale], format_func=lambda score: t("already in the data") if score is None else str(score)
            )  # fmt: skip
            if st.form_submit_button(t("Store the rating"), icon=":material/save:"):
                enter_rating(reader().workspace, customer.strip(), brand, kind or "nps", read_day(day), theirs, ours)
                st.session_state[TOLD] = t(
                    "Stored: {brand}, rated {score} by {customer}. A competitor stands in the chart from ten customers on who rated us too "
                    "in the same month; Loads takes it back.",
                    brand=brand.strip(),
                    score=numbers.number_text(theirs, language()),
                    customer=customer.strip(),
                )
                st.rerun()
