"""What a lesson tells after the guess: the true figure with its working, in numbers of the workspace."""

from collections.abc import Mapping

import pandas as pd

from crm_core.learning import CLASSIFIED
from crm_core.numbers import number_text, share_text
from crm_core.screen.state import language, t


def times_sentence(tiers: pd.DataFrame, times: float) -> str:
    """How many times the average one of the most valuable brings, and from which two shares that follows."""
    best = {row["tier"]: row for row in tiers.to_dict("records")}["mvc"]
    return t(
        "Each of the most valuable brings {times} times the average: {value} of the value ÷ {customers} of the customers.",
        times=number_text(times, language(), 1),
        value=share_text(best["share_of_value"], language()),
        customers=share_text(best["share_of_customers"], language()),
    )


def relational_sentence(class_counts: Mapping[str, int], per_hundred: float) -> str:
    """How many of a hundred are dealt with relationally, and from which two counts that follows."""
    return t(
        "It is {share} of 100: {relational} relational customers ÷ {classified} classified ones.",
        share=number_text(per_hundred, language()),
        relational=number_text(class_counts["relational"], language()),
        classified=number_text(sum(class_counts[name] for name in CLASSIFIED), language()),
    )
