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


def unhappy_sentence(answer: Answer) -> str:
    """How many are unhappy and what they brought in a year."""
    if answer.is_empty:
        return ""
    return t(
        "{n} customers are unhappy; they left {margin} in the last twelve months.",
        n=numbers.number_text(answer.n, language()),
        margin=numbers.compact_money_text(answer.totals["at_stake"], reader().currency, language()),
    )


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
