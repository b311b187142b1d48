"""The path to satisfaction in words: who is unhappy, where it comes from, which few causes bring most of it."""

from crm_core import numbers
from crm_core.answers import Answer
from crm_core.screen.state import language, reader, t
from crm_core.words import mark

STAGE_WORDS = {
    "pre-sale": mark("before the sale"),
    "sale": mark("at the sale"),
    "after-sale": mark("after the sale"),
    "unknown": mark("Not known"),
}
CHANNEL_WORDS = {
    "written": mark("written"),
    "spoken": mark("spoken"),
    "visual": mark("visual"),
    "face-to-face": mark("face to face"),
    "unknown": mark("Not known"),
}

FIXED_WORDS = {
    "less": mark("Fewer than before"),
    "more": mark("More than before"),
    "undecided": mark("Undecided"),
    "few": mark("Too few to judge"),
}


def stage_words() -> dict[str, str]:
    """Stages of the sale."""
    return {code: t(text) for code, text in STAGE_WORDS.items()}


def channel_words() -> dict[str, str]:
    """Ways of communication."""
    return {code: t(text) for code, text in CHANNEL_WORDS.items()}


def department_words(sources: Answer) -> dict[str, str]:
    """Departments that complaints came from, and all of them together."""
    named = {name: t("Not known") if name == "unknown" else name for name in sources.totals["departments"]}
    return {"": t("All departments")} | named


def followed_sentence(sources: Answer, department: str) -> str:
    """Whose complaints the last step speaks of: the department that is followed, or all."""
    return t("Complaints of: {department}.", department=department_words(sources).get(department, department))


def unhappy_sentence(answer: Answer) -> str:
    """How many are unhappy, what they brought in a year, and how much of it is still to be saved."""
    if answer.is_empty:
        return ""
    return t(
        "{n} customers are unhappy; they left {margin} in the last twelve months, of which {at_stake} is at stake: the part of those "
        "who, by the lifetime model, are still customers.",
        n=numbers.number_text(answer.n, language()),
        margin=numbers.compact_money_text(answer.totals["margin"], reader().currency, language()),
        at_stake=numbers.compact_money_text(answer.totals["at_stake"], reader().currency, language()),
    )


def across_words() -> dict[str, str]:
    """By what the columns of the map are cut."""
    return {"stage": t("Stage"), "channel": t("Channel")}


def source_sentence(answer: Answer) -> str:
    """Which cells lie below the whole with their interval."""
    if answer.is_empty or answer.totals["overall"] is None:
        return ""
    columns = stage_words() if answer.totals["across"] == "stage" else channel_words()
    below = [
        f"{_department(row['department'])}, {columns.get(row[answer.totals['across']], '')} "
        f"({numbers.share_text(row['value'], language())})"
        for row in answer.rows.to_dict("records")
        if row["is_below"]
    ]
    overall = numbers.share_text(answer.totals["overall"], language())
    if not below:
        return t("No cell lies surely below the whole ({overall}).", overall=overall)
    return t("Surely below the whole ({overall}): {cells}.", overall=overall, cells="; ".join(below))


def losses_sentence(answer: Answer) -> str:
    """Which causes lose most of the margin, and that part would be lost anyway."""
    few = [str(row["cause"]) for row in answer.totals["by_loss"].to_dict("records") if row["is_vital"]]
    if not few:
        return ""
    return t(
        "Margin of the year before the complaint of customers who have not ordered in the 90 days after it. Most of it: {names}. Part "
        "of it would have gone without the complaint.",
        names=", ".join(few),
    )


def _department(name: str) -> str:
    return t("Not known") if name == "unknown" else name


def fixed_verdicts() -> dict[str, str]:
    """What complaints say of a cause that is said to be fixed."""
    return {code: t(text) for code, text in FIXED_WORDS.items()}


def causes_sentence(answer: Answer) -> str:
    """The vital few causes."""
    if answer.is_empty:
        return ""
    few = [str(row["cause"]) for row in answer.rows.to_dict("records") if row["is_vital"]]
    return t(
        "{few} of {all} causes bring four fifths of the {n} complaints: {names}.",
        few=numbers.number_text(len(few), language()),
        all=numbers.number_text(len(answer.rows), language()),
        n=numbers.number_text(answer.n, language()),
        names=", ".join(few),
    )
