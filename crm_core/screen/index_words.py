"""The index by group, and its anchors: groups in words, the form that freezes anchors, and what the editing of them means."""

from datetime import date

import pandas as pd
import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import (
    CONSENT_WORDS,
    GROUPINGS,
    INDICATORS,
    OWN_BOUNDS,
    UNCLASSIFIED,
    Anchors,
    freeze_anchors,
    percentile_bounds,
    practice_of_period,
    relational_groups,
    reset_anchors,
    saved_anchors,
)
from crm_core.screen.asking import ask
from crm_core.screen.fields import Column, choice, number_field
from crm_core.screen.state import language, reader, t
from crm_core.terms import CLASS_WORDS
from crm_core.words import mark

MOST_DRAWN = 15
BASIS_WORDS = {
    "own": mark("The product's own anchors hold; they are this product's design, not a law."),
    "typed": mark("The workspace's own anchors hold, typed in and frozen on {day}."),
    "percentiles": mark("The workspace's own anchors hold: 10th and 90th percentile of one year, frozen on {day}."),
}
NAMES = {indicator.code: indicator.name for indicator in INDICATORS}


def grouping_words() -> dict[str, str]:
    """The kinds of groups, in words."""
    return {code: t(text) for code, text in GROUPINGS.items()}


def grouped_index() -> Answer:
    """The index by the kind of group that the reader chose."""
    by = choice(t("Grouped by"), grouping_words(), key="by", default="branch")
    return ask(relational_groups, by=by)


def group_names(answer: Answer) -> dict[str, str]:
    """Names of the groups: texts of the data, but for consent."""
    return {group: t(CONSENT_WORDS[group]) if group in CONSENT_WORDS else group for group in answer.rows["group"]}


def drawn_groups(answer: Answer) -> pd.DataFrame:
    """The largest groups, as many as an eye can hold."""
    return answer.rows.head(MOST_DRAWN)


def groups_sentence(answer: Answer) -> str:
    """Which groups stand clear of the mean over all, by their intervals."""
    totals = answer.totals
    if not totals["groups"] or totals["value"] != totals["value"]:
        return t("No group can be shown for this choice.")
    shown = [row for row in answer.rows.to_dict("records") if row["reading"] == "full"]
    names = group_names(answer)
    above = [names[row["group"]] for row in shown if row["low"] > totals["value"]]
    below = [names[row["group"]] for row in shown if row["high"] < totals["value"]]
    mean = numbers.number_text(totals["value"], language(), 1)
    if not above and not below:
        return t("No interval lies clear of the mean of all, {mean}: no group stands out.", mean=mean)
    return t(
        "Mean of all {mean}. Clearly above: {above}. Clearly below: {below}.",
        mean=mean,
        above=", ".join(above) or "–",
        below=", ".join(below) or "–",
    )


def group_index_columns() -> list[Column]:
    """Columns of the index by group."""
    return [
        Column("group", t("Group"), words={code: t(text) for code, text in CONSENT_WORDS.items()}),
        Column("value", t("Index R"), "number1"),
        Column("low", t("from"), "number1"),
        Column("high", t("to"), "number1"),
        Column("n", t("Customers with an index"), "number"),
        *(Column(name, t(CLASS_WORDS[name]), "share") for name in ("relational", "mixed", "transactional")),
        Column(UNCLASSIFIED, t("Not classifiable"), "number"),
        Column("contacts_a_year", t("Contacts a customer and year"), "number1"),
    ]


def anchors_form() -> None:
    """The anchors as they hold, and fields that freeze others for the whole workspace."""
    workspace = reader().workspace
    saved = saved_anchors(workspace)
    with st.expander(t("Anchors of the index"), icon=":material/anchor:"):
        st.caption(_basis_sentence(saved))
        st.caption(
            t(
                "A row scores nothing at or below its low anchor and all at or above its high one. Frozen anchors keep the index "
                "of one year comparable with that of another; changing them moves every class."
            )
        )
        typed = {code: _pair(code, bounds) for code, bounds in saved.bounds.items()}
        save, percentiles, own = st.columns(3)
        if save.button(t("Freeze these anchors"), disabled=typed == dict(saved.bounds), icon=":material/save:"):
            freeze_anchors(workspace, typed, "typed", date.today())
            st.rerun()
        if percentiles.button(t("Freeze the percentiles of this year's practice"), icon=":material/percent:"):
            practice = practice_of_period(workspace, reader().filters.of_everybody())
            freeze_anchors(workspace, percentile_bounds(practice.customers), "percentiles", date.today())
            st.rerun()
        if own.button(t("Back to the product's own"), disabled=saved.frozen_on is None, icon=":material/undo:"):
            reset_anchors(workspace)
            st.rerun()


def _pair(code: str, bounds: tuple[float, float]) -> tuple[float, float]:
    """Low and high anchor of one indicator, as typed."""
    low, high = bounds
    name, left, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    own = [numbers.number_text(end, language(), 2) for end in OWN_BOUNDS[code]]
    name.markdown(f"{t(NAMES[code])}  \n:small[{t('product: {low} to {high}', low=own[0], high=own[1])}]")
    key = f"anchor-{code}-{low}-{high}"
    with left:
        typed_low = number_field(t("Low anchor"), low, f"{key}-low", low=0, high=100)
    with right:
        typed_high = number_field(t("High anchor"), high, f"{key}-high", low=0, high=100)
    typed = (float(typed_low), float(typed_high))
    if typed == (round(low, 2), round(high, 2)):
        return bounds
    if typed[0] >= typed[1]:
        st.error(t("The low anchor must lie below the high one; the old pair holds."))
        return bounds
    return typed


def _basis_sentence(anchors: Anchors) -> str:
    if anchors.frozen_on is None:
        return t(BASIS_WORDS["own"])
    return t(BASIS_WORDS[anchors.basis], day=numbers.day_text(anchors.frozen_on, language()))
