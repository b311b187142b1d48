"""The debrief of the leaky bucket: what was decided in each round, what came out, and why; kept until the lesson starts again."""

from dataclasses import dataclass

import streamlit as st

from crm_core.learning import HORIZON_MONTHS, BucketChoice, BucketOutcome, Lesson
from crm_core.numbers import compact_money_text, number_text, share_text
from crm_core.screen.bucket_controls import FACTOR_WORDS
from crm_core.screen.lessons import keep, kept, restarts, rounds_key
from crm_core.screen.state import language, reader, t


@dataclass(frozen=True)
class Round:
    """What was set, what came of it, and why it was set so."""

    made: BucketChoice
    customers: float
    margin: float
    why: str


def bucket_rounds(told: Lesson, made: BucketChoice, outcome: BucketOutcome) -> None:
    """A reason to write down, a button that keeps the round, and the rounds kept so far."""
    key = rounds_key(told.name)
    rounds: tuple[Round, ...] = kept(key, ())
    with st.container(border=True):
        st.subheader(t("Debrief"), anchor=False)
        field = f"learn-{key}-why-{len(rounds)}-{restarts()}"
        st.text_input(t("What did we decide, and why?"), key=field)
        st.button(t("Keep this round"), on_click=_keep_round, args=(key, made, outcome, field), key=f"{key}-keep")
        for number, one in enumerate(rounds, start=1):
            st.markdown(f"**{number_text(number, language())}** · {_round_words(one)}")
            if one.why:
                st.text(one.why)


def _keep_round(key: str, made: BucketChoice, outcome: BucketOutcome, field: str) -> None:
    """Add the round to those kept; the reason is read when the button is pressed, since it may have been typed just before."""
    now = Round(made, outcome.customers, outcome.margin, st.session_state[field].strip())
    keep(key, (*kept(key, ()), now))


def _round_words(one: Round) -> str:
    """One round: what was set and what came of it."""
    return t(
        "{acquired} in per month, {churn} out in a year, newcomers leave {factor}: {customers} customers after {months} months, "
        "margin {margin}.",
        acquired=number_text(one.made.acquired_per_month, language()),
        churn=share_text(one.made.annual_churn_percent / 100, language()),
        factor=t(FACTOR_WORDS[one.made.newcomer_factor]),
        customers=number_text(one.customers, language()),
        months=number_text(HORIZON_MONTHS, language()),
        margin=compact_money_text(one.margin, reader().currency, language()),
    )
