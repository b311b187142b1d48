"""The quality of data on the screen: the score of one file with its parts, and its course over the loads."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from crm_core.intake import CheckResult, Draft
from crm_core.intake.quality import PART_MEANINGS, PART_WORDS, PARTS, Quality, quality, quality_of_load
from crm_core.numbers import NOTHING, number_text, share_text
from crm_core.screen.rolled_rows import whole_table
from crm_core.screen.state import language, t
from crm_core.terms import SHEET_WORDS


def file_quality(draft: Draft, result: CheckResult) -> None:
    """The score of the file that is being checked, its parts one click away."""
    found = quality(draft, result, date.today())
    with st.expander(t("Quality of this file: {score} of 100", score=_score(found)), icon=":material/verified:"):
        lines = [
            {t("Dimension"): t(PART_WORDS[name]), t("Share"): _share(found, name), t("Meaning"): t(PART_MEANINGS[name])}
            for name in PARTS
        ]
        whole_table(pd.DataFrame(lines), t("Parts of the quality score"))
        st.caption(
            t("The score is 100 × the share of loadable rows × the mean of the other parts that can be measured.")
        )


def quality_over_loads(loads: pd.DataFrame) -> None:
    """The course of the score over the loads that stand, and each load's parts, latest first."""
    standing = [row for row in reversed(_rows(loads)) if row.state == "committed"]
    found = [(row, known) for row in standing if (known := quality_of_load(row.understood))]
    if not found:
        return
    st.subheader(t("Quality of the data"), anchor=False)
    sheet = found[-1][0].sheet
    scores = [known.score for row, known in found if row.sheet == sheet]
    change = scores[-1] - scores[-2] if len(scores) > 1 else None
    st.metric(
        t("Score of the latest load ({sheet}), of 100", sheet=t(SHEET_WORDS[sheet])),
        number_text(scores[-1], language(), 1),
        delta=None if change is None else t("{change} against the load of this sheet before", change=_points(change)),
        delta_color="off",
        delta_arrow="off",
        chart_data=scores if len(scores) > 1 else None,
        chart_type="line",
    )
    lines = [
        {
            t("Load"): str(row.load_id),
            t("Sheet"): t(SHEET_WORDS[row.sheet]),
            t("File"): row.file_name,
            t("Score"): _score(known),
            **{t(PART_WORDS[name]): _share(known, name) for name in PARTS},
        }
        for row, known in reversed(found)
    ]
    st.dataframe(pd.DataFrame(lines), hide_index=True, key="quality-loads", alt=t("Quality of the data"))


def _points(change: float) -> str:
    worded = number_text(change, language(), 1)
    return f"+{worded}" if change > 0 else worded


def _score(found: Quality) -> str:
    return number_text(found.score, language(), 1)


def _share(found: Quality, name: str) -> str:
    share = found.parts[name]
    return NOTHING if share is None else share_text(share, language(), 1)


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))
