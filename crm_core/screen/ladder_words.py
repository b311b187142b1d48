"""The ladder of relationship quality in words: its stages, who rose and fell, and the form of its thresholds."""

from math import isnan

import pandas as pd
import streamlit as st

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.relations import (
    ALL_STAGES,
    NOT_PLACED,
    QUALITY_PARTS,
    STAGES,
    LadderSettings,
    save_ladder,
    saved_ladder,
)
from crm_core.screen.fields import Column, number_field
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t
from crm_core.terms import TIER_WORDS
from crm_core.words import mark

SHORT_STAGES = {1: mark("Stage 1"), 2: mark("Stage 2"), 3: mark("Stage 3"), 4: mark("Stage 4"), 0: mark("Not placed")}


def stage_words() -> dict[str, str]:
    """Stages in words, by their number as text."""
    return {str(stage): t(text) for stage, text in STAGES.items()}


def short_stage_words() -> dict[str, str]:
    """Stages by number alone, for the table of moves."""
    return {str(stage): t(SHORT_STAGES[stage]) for stage in ALL_STAGES}


def band_words(answer_part: str) -> list[str]:
    """The four bands of index or quality, between the workspace's thresholds."""
    settings = saved_ladder(reader().workspace)
    steps = [_number(step) for step in (settings.index if answer_part == "index" else settings.quality)]
    return [f"< {steps[0]}", f"{steps[0]}–{steps[1]}", f"{steps[1]}–{steps[2]}", f"≥ {steps[2]}"]


def ladder_cards(answer: Answer) -> list[KeyFigure]:
    """One card per stage: customers, share of those placed, and who rose into it or fell to it."""
    cards = []
    for row in answer.rows.to_dict("records"):
        if row["stage"] == NOT_PLACED:
            continue
        said = t(
            "{share} of those placed; {rose} rose here since the quarter before, {fell} fell here.",
            share=numbers.share_text(row["customers"] / answer.n if answer.n else None, language()),
            rose=_number(row["rose"]),
            fell=_number(row["fell"]),
        )
        cards.append(KeyFigure(t(SHORT_STAGES[row["stage"]]), _number(row["customers"]), said, answer))
    return cards


def ladder_sentence(answer: Answer) -> str:
    """How many are placed, and the balance of rises and falls."""
    if not answer.n:
        return t("Nobody can be placed for this choice; the note says what is missing.")
    totals = answer.totals
    return t(
        "{n} of {all} customers can be placed. Of {both} placed a quarter earlier too, {rose} rose and {fell} fell.",
        n=_number(answer.n),
        all=_number(totals["customers"]),
        both=_number(totals["both"]),
        rose=_number(totals["rose"]),
        fell=_number(totals["fell"]),
    )


def step_columns() -> list[Column]:
    """Columns of the stages."""
    return [
        Column("stage", t("Step of the ladder")),
        Column("customers", t("Customers"), "number"),
        Column("share", t("Share of all"), "share"),
        Column("value", t("Net margin a customer"), "money"),
        Column("low", t("from"), "money"),
        Column("high", t("to"), "money"),
        Column("net_margin", t("Net margin in all"), "money"),
        Column("r", t("Mean index R"), "number1"),
        Column("quality", t("Mean quality Q"), "number1"),
        Column("rose", t("Rose here"), "number"),
        Column("fell", t("Fell here"), "number"),
    ]


def step_table(answer: Answer) -> pd.DataFrame:
    """The stages with their names."""
    names = [t(STAGES.get(stage, SHORT_STAGES[NOT_PLACED])) for stage in answer.rows["stage"].tolist()]
    return answer.rows.assign(stage=names)


def ladder_customer_columns() -> list[Column]:
    """Columns of the customers behind a stage."""
    return [
        Column("customer_id", t("Customer")),
        Column("stage_before", t("A quarter earlier")),
        Column("r", t("Index R"), "number1"),
        Column("quality", t("Quality Q"), "number1"),
        *(Column(name, t(text), "share") for name, text in QUALITY_PARTS.items()),
        Column("net_margin", t("Net margin of the year"), "money"),
        Column("tier", t("Value tier"), words={tier: t(text) for tier, text in TIER_WORDS.items()}),
    ]


def customers_of_stage(answer: Answer, stage: str) -> pd.DataFrame:
    """The customers of one stage, the largest net margin first."""
    own = answer.rows.loc[(answer.rows["stage"] == int(stage)).to_numpy()]
    worded = own.assign(stage_before=[_worded_stage(place) for place in own["stage_before"].tolist()])
    return worded.sort_values(["net_margin", "customer_id"], ascending=[False, True])


def ladder_form() -> None:
    """The thresholds as they hold, and fields that save others for the workspace."""
    workspace = reader().workspace
    saved = saved_ladder(workspace)
    with st.expander(t("Thresholds of the ladder"), icon=":material/tune:"):
        st.caption(t("The thresholds are this product's own design, no law: edit them to fit your company."))
        index, quality = [], []
        for place, stage in enumerate((2, 3, 4)):
            name, left, right = st.columns([2, 1, 1], vertical_alignment="bottom")
            name.markdown(t(STAGES[stage]))
            with left:
                index.append(_field(t("Index R from"), saved.index[place], f"ladder-r{stage}", 100))
            with right:
                quality.append(_field(t("Quality Q from"), saved.quality[place], f"ladder-q{stage}", 100))
        left, right = st.columns(2)
        with left:
            kept = _field(t("Stage 4: share of promises kept from"), saved.kept, "ladder-kept", 1)
        with right:
            days = _field(t("Days within which a case is solved in time"), saved.service_days, "ladder-days", 365)
        _keep(saved, (index[0], index[1], index[2]), (quality[0], quality[1], quality[2]), kept, days)


def _field(label: str, value: float, key: str, high: float) -> float:
    return float(number_field(label, value, f"{key}-{value}", low=0, high=high))


def _keep(
    saved: LadderSettings,
    index: tuple[float, float, float],
    quality: tuple[float, float, float],
    kept: float,
    days: float,
) -> None:
    """The two buttons: save what was typed, or put the product's own back; what does not rise is said and not saved."""
    workspace = reader().workspace
    is_rising = all(steps[0] < steps[1] < steps[2] for steps in (index, quality)) and days > 0
    if not is_rising:
        st.error(t("The thresholds must rise from stage to stage and the days be above zero; nothing is saved."))
    entered = LadderSettings(index, quality, kept, days) if is_rising else saved
    left, right = st.columns(2)
    if left.button(t("Save for the workspace"), disabled=entered == saved, key="ladder-save", icon=":material/save:"):
        save_ladder(workspace, entered)
        st.rerun()
    if right.button(
        t("Back to the product's own"), disabled=saved == LadderSettings(), key="ladder-own", icon=":material/undo:"
    ):
        save_ladder(workspace, None)
        st.rerun()


def _worded_stage(stage: float) -> str:
    """A stage in words; nothing where the customer was not there yet."""
    if isnan(stage):
        return numbers.NOTHING
    return t(SHORT_STAGES[int(stage)])


def _number(value: float) -> str:
    return numbers.number_text(value, language())
