"""Customer value in sentences: tiers, whale curve, months and cohorts, and what to do with each tier."""

from dataclasses import replace

import pandas as pd

from crm_core.answers import Answer
from crm_core.numbers import compact_money_text, number_text, share_text
from crm_core.screen.fields import Column
from crm_core.screen.headlines import Measure, change_sentence
from crm_core.screen.showing import KeyFigure
from crm_core.screen.state import language, reader, t, tn
from crm_core.screen.value_words import loss_parts, tier_words
from crm_core.terms import TIERS
from crm_core.value import TierSettings
from crm_core.value.tiers import BADGES
from crm_core.words import mark

STRATEGIES = {
    "mvc": mark(
        "Keep them: a named owner, a promise of service with a deadline, an alarm when orders fade. No discounts; they "
        "come without."
    ),
    "mgc": mark(
        "Grow them: list the categories that look-alikes buy and they do not, and agree on a plan with each. Measure the "
        "gap again after a year."
    ),
    "migrator": mark(
        "Test with them: low-cost offers to one half, nothing to the other, and keep what works. Those who are "
        "recoverable first."
    ),
    "bz": mark(
        "Mend the cost first: self-service, a minimum order, a fee. Then the price; only then let go, and never before "
        "asking whether our own failures, a household or a contract stand behind the loss."
    ),
}
REASONS = {
    "top_value": mark("Among the few who together bring {theta} of all positive value."),
    "top_value_and_growth": mark("Among the few who bring {theta} of all positive value, with a potential on top."),
    "room_to_grow": mark("Look-alikes spend far more; the gap is at least as large as the value today."),
    "loss_beyond_potential": mark("Costs more than it brings, and {pi} of its potential would not make up for it."),
    "loss_within_potential": mark("Costs more than it brings, but {pi} of its potential would make up for it."),
    "first_loss": mark("Below zero for the first time; the period before it was not."),
    "worth_more_than_gap": mark("Already brings more than look-alikes suggest it could add."),
    "little_room": mark("Neither among the largest nor with much room to grow."),
    "held_in_tier": mark("Stays in the tier of the period before: it is less than {hysteresis} past the threshold."),
}
BADGE_WORDS = {
    "super_growth": mark("super growth"),
    "recoverable": mark("recoverable"),
    "first_loss": mark("first loss"),
    "early": mark("early"),
}


def tier_cards(tiers: Answer) -> list[KeyFigure]:
    """One card a tier: how many customers, and their share of the value."""
    rows = {row["tier"]: row for row in tiers.rows.to_dict("records")}
    return [_tier_card(tiers, tier, rows[tier]) for tier in TIERS if tier in rows]


def _tier_card(tiers: Answer, tier: str, row: dict[str, float]) -> KeyFigure:
    sentence = t(
        "{share} of customers, {value} ({value_share} of all value). Tier sure to {sure} on average.",
        share=share_text(row["share_of_customers"], language()),
        value=_money(row["actual_value"]),
        value_share=share_text(row["share_of_value"], language()),
        sure=share_text(row["probability"], language()),
    )
    return KeyFigure(
        label=tier_words()[tier],
        value=number_text(row["customers"], language()),
        sentence=sentence if row["customers"] else t("Nobody stands in this tier."),
        answer=tiers,
    )


def steadiness_sentence(tiers: Answer) -> str:
    """How sure the tiers are, whom the year before holds, and whose potential was told."""
    totals = tiers.totals
    if tiers.is_empty:
        return ""
    held, told = int(totals["held_customers"]), int(totals["stated_wallets"])
    said = [
        t(
            "The noise of the months leaves a tier sure to {sure} on average; the list of customers says it for each.",
            sure=share_text(totals["probability"], language()),
        )
    ]
    if held:
        said.append(
            tn(
                "{n} customer stays in the tier of the period before, being less than {share} past the threshold.",
                "{n} customers stay in the tier of the period before, being less than {share} past the threshold.",
                held,
                n=number_text(held, language()),
                share=share_text(totals["settings"].hysteresis, language()),
            )
        )
    if told:
        said.append(
            tn(
                "{n} customer told its share of wallet; that takes the place of the estimate.",
                "{n} customers told their share of wallet; that takes the place of the estimate.",
                told,
                n=number_text(told, language()),
            )
        )
    return " ".join(said)


def months_sentence(months: Answer) -> str:
    """What the months of the period came to together, and how that differs from before; a margin without costs is said to be none."""
    totals = months.totals
    if totals.get("value") is None or months.is_empty:
        return ""
    if not totals.get("is_measured", True):
        return t("Not measured: no cost of any kind is known, so these are the net sales once more.")
    whole = t("{value} in the period.", value=_money(totals["value"]))
    return f"{whole} {change_sentence(months, Measure('money'))}"


def below_zero_sentence(tiers: Answer) -> str:
    """All customers who cost more than they bring, and how they split."""
    totals = tiers.totals
    count = int(totals["below_zero_customers"])
    if not count:
        return t("No customer costs more than it brings.")
    return tn(
        "{n} customer has a value below zero ({value}): {parts}.",
        "{n} customers have a value below zero (together {value}): {parts}.",
        count,
        n=number_text(count, language()),
        value=_money(totals["below_zero_value"]),
        parts=loss_parts(tiers),
    )


def whale_sentence(whale: Answer) -> str:
    """How far the value is concentrated, in customers."""
    totals = whale.totals
    if totals.get("top_share") is None or totals.get("effective_customers") is None:
        return t("Shares of the value cannot be said here.")
    return t(
        "The best fifth of customers brings {top} of the value; it is spread as if {effective} equal customers brought it. "
        "Value skew {skew} (1 even, 5 all in the best fifth), area index {area} (0 even).",
        top=share_text(totals["top_share"], language()),
        effective=number_text(totals["effective_customers"], language()),
        skew=number_text(totals["skew_index"], language(), 2),
        area=number_text(totals["area_index"], language(), 2),
    )


def peak_words(whale: Answer) -> str:
    """The words at the peak of the whale curve."""
    totals = whale.totals
    if totals.get("peak_share") is None or totals.get("peak_place") is None:
        return ""
    if totals["peak_place"] > 0.995:
        return t("nobody takes value away")
    return t(
        "{place} of customers bring {share}; the rest takes away",
        place=share_text(totals["peak_place"], language()),
        share=share_text(totals["peak_share"], language()),
    )


def map_sentence(points: Answer) -> str:
    """What the map shows, and whether it shows everyone."""
    shown, count = points.totals["shown"], points.totals["customers"]
    meaning = t("Far right are the most valuable, high up those with room to grow, left of zero those who cost money.")
    if shown == count:
        return meaning
    sampled = t(
        "Shown are {shown} of {all} customers, evenly picked by value.",
        shown=number_text(shown, language()),
        all=number_text(count, language()),
    )
    return f"{meaning} {sampled}"


def cohort_sentence(cohorts: Answer) -> str:
    """How many of the customers won came back in the month after."""
    totals = cohorts.totals
    if totals["followed_customers"] == 0:
        return t("Nobody won in this period can have come back yet.")
    return t(
        "Of {won} customers won in {cohorts} months, {share} ordered again in the month after.",
        won=number_text(totals["followed_customers"], language()),
        cohorts=number_text(totals["followed_cohorts"], language()),
        share=share_text(totals["back_next_month_share"], language(), 1),
    )


def customer_columns(customers: Answer) -> list[Column]:
    """Columns of the list of customers, with words for its codes."""
    settings = customers.totals["settings"]
    reasons = reason_words(settings)
    return [
        Column("customer_id", t("Customer number")),
        Column("actual_value", t("Actual value"), "money"),
        Column("potential_value", t("Unrealised potential"), "money"),
        Column("reason_code", t("Why this tier"), words=reasons),
        Column("tier_probability", t("How sure the tier is"), "share"),
        Column("badges", t("Badges"), words=_badge_words(customers.rows)),
        Column("revenue", t("Net revenue"), "money"),
        Column("cost_to_serve", t("Cost to serve"), "money"),
        Column("orders", t("Orders"), "number"),
        Column("last_order_on", t("Last order"), "day"),
        Column("peer_group", t("Look-alikes"), words={"": t("All customers")}),
        Column("peer_count", t("Number of look-alikes"), "number"),
        Column("is_potential_stated", t("Potential told by the customer"), "yes"),
        Column("tier", t("Tier"), words=tier_words()),
    ]


def reason_words(settings: TierSettings) -> dict[str, str]:
    """Every reason for a tier, with the workspace's numbers in it."""
    numbers = {name: share_text(getattr(settings, name), language()) for name in ("theta", "pi", "hysteresis")}
    return {
        code: t(text, **{name: number for name, number in numbers.items() if f"{{{name}}}" in text})
        for code, text in REASONS.items()
    }


def said_above(answer: Answer) -> Answer:
    """The answer without its notes, where the page has said the same ones already."""
    return replace(answer, notes=())


def _badge_words(rows: pd.DataFrame) -> dict[str, str]:
    """Words for every combination of badges that the rows have."""
    words = {badge: t(BADGE_WORDS[badge]) for badge in BADGES}
    return {held: ", ".join(words[badge] for badge in held.split()) for held in rows["badges"].unique().tolist()}


def _money(amount: float) -> str:
    return compact_money_text(amount, reader().currency, language())
