"""Timing in words: second purchases, long silences and gaps, by group, with what the log-rank test may say."""

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from crm_core.answers import Answer
from crm_core.numbers import NOTHING, number_text, share_text
from crm_core.screen.as_written import begun, unobeyed
from crm_core.screen.cohort_words import cohort_name
from crm_core.screen.fields import Column
from crm_core.screen.state import language, t
from crm_core.screen.value_words import tier_words
from crm_core.words import mark

EVENTS = {
    "second": mark("Second purchase"),
    "quiet_90": mark("First silence of more than 90 days"),
    "quiet_180": mark("First silence of more than 180 days"),
    "quiet_365": mark("First silence of more than 365 days"),
}
WAITING_WORDS = {
    "second": mark("Share who have not come a second time"),
    "quiet_90": mark("Share not yet fallen silent"),
    "quiet_180": mark("Share not yet fallen silent"),
    "quiet_365": mark("Share not yet fallen silent"),
}
GROUPS = {
    "all": mark("All together"),
    "channel": mark("Acquisition channel"),
    "product": mark("First product"),
    "category": mark("First category"),
    "tier": mark("Value tier"),
    "sector": mark("Sector"),
    "region": mark("Region"),
    "capacity": mark("Capacity"),
}
GAP_GROUPS = ("all", "tier", "sector", "region", "capacity")
WHICH = {"all": mark("Every purchase to the next"), "first": mark("First to second purchase")}
EVERY_GROUP = "every group"
FOLLOWED_WORDS = {
    "everybody": mark("All who are followed in the figure"),
    "happened": mark("It has happened to them"),
    "waiting": mark("Not yet, as far as was seen"),
}
LATE_WORDS = {"once": mark("Came once only"), "quiet": mark("Silent for more than 180 days")}
LESSON = (
    mark(
        "Ask the class for the average gap, then show why an average is wrong: those who never came back have no gap, and "
        "leaving them out makes everybody look fast."
    ),
    mark("Show the share that comes again within 30, 60 and 90 days: it says when a reminder is early and when it is late."),
    mark("Compare two tiers or channels, read the bands before the lines, and let the class say what else differs between them."),
    mark("Switch to the first silence: nobody tells you that they leave; a rule has to say so, and another rule says another day."),
)  # fmt: skip


def event_words() -> dict[str, str]:
    """What can be waited for."""
    return {code: t(text) for code, text in EVENTS.items()}


def waiting_word(event: str) -> str:
    """What the stair measures."""
    return t(WAITING_WORDS[event])


def group_choices() -> dict[str, str]:
    """What customers can be told apart by."""
    return {code: t(text) for code, text in GROUPS.items()}


def gap_choices() -> dict[str, str]:
    """What gaps can be told apart by."""
    return {code: t(GROUPS[code]) for code in GAP_GROUPS}


def which_words() -> dict[str, str]:
    """Which gaps are meant."""
    return {code: t(text) for code, text in WHICH.items()}


def late_words(event: str) -> dict[str, str]:
    """Which customers to list: late ones, or those whom the figure of ``event`` follows."""
    followed = {
        code: t("{event}: {which}", event=t(EVENTS[event]), which=t(text)) for code, text in FOLLOWED_WORDS.items()
    }
    return {code: t(text) for code, text in LATE_WORDS.items()} | followed


def member_choices(answer: Answer) -> dict[str, str]:
    """The groups of the figure whose customers can be listed, before them all together."""
    by = answer.totals.get("by", "all")
    groups = [] if by == "all" else [str(row["group"]) for row in answer.totals.get("groups", ())]
    named = (
        tier_words() if by == "tier" else {code: cohort_name(code) if code in ("", "*") else code for code in groups}
    )
    return {EVERY_GROUP: t("All together")} | {code: named[code] for code in groups}


def listed_options(by: str, member: str, which: str, event: str) -> dict[str, Any]:
    """What the list must know: the group, which of its customers, and of which figure they are."""
    place = {"by": "all", "member": ""} if member == EVERY_GROUP else {"by": by, "member": member}
    return {**place, "which": which, "is_ever": True, "event": event if which in FOLLOWED_WORDS else ""}


def list_heading(answer: Answer, member: str, which: str, event: str) -> str:
    """Heading of the list: the group, where one is chosen, and which of its customers."""
    said = late_words(event)[which]
    return said if member == EVERY_GROUP else f"{begun(unobeyed(member_choices(answer)[member]))} – {said}"


def group_names(answer: Answer) -> dict[str, str]:
    """Names of the groups of an answer; the whole has none."""
    by = answer.totals.get("by", "all")
    codes = [str(code) for code in answer.rows["group"].unique()] if len(answer.rows) else []
    if by == "all":
        return {"": ""}
    return tier_words() if by == "tier" else {code: cohort_name(code) if code in ("", "*") else code for code in codes}


def waiting_sentence(answer: Answer) -> str:
    """Median wait of all or of each group, and whether groups differ beyond chance, as an association."""
    groups = answer.totals.get("groups", ())
    if not answer.n:
        return ""
    if answer.totals["by"] == "all":
        return _median_of_all(answer)
    named = group_names(answer)
    said = [
        t(
            "{group}: {median} days ({range}), n = {n}",
            group=named.get(row["group"], row["group"]), median=_days(row["median"]),
            range=day_range(_days(row["low"]), _days(row["high"])), n=number_text(row["n"], language()),
        )
        for row in groups[:3] if row["n"] >= 10
    ]  # fmt: skip
    return t("Days until half: {groups}.", groups="; ".join(said)) + " " + difference_words(answer)


def _median_of_all(answer: Answer) -> str:
    row = answer.totals["groups"][0]
    happened = number_text(row["happened"], language())
    if isnan(row["median"]):
        return t(
            "It has happened to {happened} of {n} customers; fewer than half would get there in the time seen.",
            happened=happened, n=number_text(row["n"], language()),
        )  # fmt: skip
    return t(
        "It has happened to {happened} of {n} customers; half of them all get there within {median} days ({range}).",
        happened=happened,
        n=number_text(row["n"], language()),
        median=_days(row["median"]),
        range=day_range(_days(row["low"]), _days(row["high"])),
    )


def difference_words(answer: Answer) -> str:
    """The log-rank test in words."""
    p = answer.totals.get("p_value")
    if p is None:
        return ""
    if p < 0.05:
        return t(
            "The groups shown differ by more than chance (log-rank, p {p}). That goes with the group; it does not show that the "
            "group is the cause.",
            p=_p(p),
        )
    return t("The groups shown do not differ by more than chance (log-rank, p {p}).", p=_p(p))


def gap_sentence(answer: Answer) -> str:
    """Median, quartiles and who comes again within 30, 60 and 90 days, over all gaps of the choice."""
    totals = answer.totals
    if not answer.n or totals.get("reading") == "hidden":
        return t("Fewer than ten gaps: nothing can be said.") if answer.n else ""
    shares = {f"in_{days}": share_text(totals[f"within_{days}"], language()) for days in (30, 60, 90)}
    second = t("Again within 30 days: {in_30}; 60 days: {in_60}; 90 days: {in_90}.", **shares)
    third = t(
        "{open} of {n} gaps are still open and count as long as they were seen.",
        open=number_text(answer.n - totals["closed"], language()), n=number_text(answer.n, language()),
    )  # fmt: skip
    return " ".join(part for part in (_quartiles(totals), second, third, difference_words(answer)) if part)


def _quartiles(totals: Mapping[str, Any]) -> str:
    """After how many days a quarter, half and three quarters come again, as far as the curve reaches them."""
    if isnan(totals["value"]):
        return t("Fewer than half come again in the time seen.")
    said = {
        "median": _days(totals["value"]),
        "range": day_range(_days(totals["low"]), _days(totals["high"])),
        "lower": _days(totals["lower"]),
    }
    if isnan(totals["upper"]):
        return t(
            "Half come again within {median} days ({range}), a quarter within {lower}; three quarters do not in the time seen.",
            **said,
        )
    return t(
        "Half come again within {median} days ({range}), a quarter within {lower}, three quarters within {upper}.",
        upper=_days(totals["upper"]),
        **said,
    )


def gap_columns() -> list[Column]:
    """Columns of the table of gaps."""
    return [
        Column("group_name", t("Group")),
        Column("n", t("Gaps"), "number"),
        Column("closed", t("of them closed"), "number"),
        Column("lower", t("A quarter within, days"), "number"),
        Column("value", t("Half within, days"), "number"),
        Column("low", t("Half: low"), "number"),
        Column("high", t("Half: high"), "number"),
        Column("upper", t("Three quarters within, days"), "number"),
        Column("within_30", t("Again in 30 days"), "share"),
        Column("within_60", t("Again in 60 days"), "share"),
        Column("within_90", t("Again in 90 days"), "share"),
        Column("within_90_low", t("In 90 days: low"), "share"),
        Column("within_90_high", t("In 90 days: high"), "share"),
    ]


def gap_table(answer: Answer) -> pd.DataFrame:
    """Rows of the table of gaps with their groups named."""
    named = group_names(answer) | ({"": t("All together")} if answer.totals.get("by") == "all" else {})
    return answer.rows.assign(group_name=[named.get(code, code) for code in answer.rows["group"]])


def last_shown_day(answer: Answer) -> float | None:
    """The curve of gaps is shown up to four upper quartiles, where it has one."""
    upper = answer.totals.get("upper")
    return None if upper is None or isnan(upper) else max(120.0, 4 * float(upper))


def lesson() -> str:
    """What a trainer shows on this page, step by step."""
    return "\n".join(f"{place}. {t(text)}" for place, text in enumerate(LESSON, start=1))


def day_range(low: str, high: str) -> str:
    """A 95 % range of days in words; an end that the time seen does not reach is left open."""
    if high == NOTHING:
        return t("at least {low}", low=low) if low != NOTHING else t("its range is not known yet")
    return t("{low} to {high}", low=low, high=high)


def _days(value: float) -> str:
    return number_text(value, language()) if not isnan(value) else NOTHING


def _p(value: float) -> str:
    return f"< {number_text(0.001, language(), 3)}" if value < 0.001 else f"= {number_text(value, language(), 3)}"
