"""Headline figures before and after, and customers who change their tier: of a load, tried or done, and of an undo."""

from typing import Any

import pandas as pd
import streamlit as st

from crm_core import intake
from crm_core.intake import Effect
from crm_core.numbers import money_text, number_text
from crm_core.screen.rolled_rows import whole_table
from crm_core.screen.state import language, reader, t
from crm_core.terms import TIER_WORDS
from crm_core.words import mark

MOVE_WORDS = TIER_WORDS | {intake.ABSENT: mark("not there")}


def effect_tables(effect: Effect) -> None:
    """Two small tables side by side, every figure whole."""
    before, after = effect.before, effect.after
    figures = (
        (t("Customers"), _number(before.customers), _number(after.customers)),
        (t("Revenue"), _money(before.revenue), _money(after.revenue)),
        (t("Customers below zero"), _number(before.below_zero), _number(after.below_zero)),
    )
    rows = pd.DataFrame(list(figures), columns=[t("Figure"), t("Before"), t("After")])
    left, right = st.columns(2)
    with left:
        whole_table(rows, t("Figures before and after"))
    if effect.moves:
        moves = [
            {
                t("Tier before"): t(MOVE_WORDS[move.before]),
                t("Tier after"): t(MOVE_WORDS[move.after]),
                t("Customers"): _number(move.customers),
            }
            for move in effect.moves
        ]
        with right:
            whole_table(pd.DataFrame(moves), t("Customers who change their tier"))


def _money(amount: Any) -> str:
    return money_text(amount, reader().currency, language())


def _number(value: Any) -> str:
    return number_text(int(value), language())
