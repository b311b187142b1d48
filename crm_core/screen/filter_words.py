"""The filters as one sentence: it stands on every screen and goes with every export."""

from crm_core.filters import Filters
from crm_core.numbers import day_text
from crm_core.periods import Period
from crm_core.screen.state import Reader, language, t
from crm_core.store import WorkspaceState
from crm_core.terms import TIER_WORDS


def filter_sentence(present: Reader) -> str:
    """What is looked at, in the reader's language: period, comparison, segment."""
    filters = present.filters
    return " · ".join((period_words(filters.period), comparison_words(filters), segment_words(filters)))


def workspace_title(state: WorkspaceState) -> str:
    """Name of the workspace; a demo's is worded in the reader's language."""
    return t(state.title) if state.is_demo else state.title


def period_words(period: Period) -> str:
    """First and last day of the period."""
    return t("{start} to {end}", start=day_text(period.start, language()), end=day_text(period.end, language()))


def comparison_words(filters: Filters) -> str:
    """What the period is compared with, or why it is not."""
    compared = filters.compared()
    if compared is None:
        reasons = {
            "": t("no comparison"),
            "unfinished": t("no comparison, since the last month is unfinished"),
            "no data": t("no comparison, since the data do not reach that far back"),
        }
        return reasons[filters.why_not_compared()]
    return t("compared with {period}", period=period_words(compared.period))


def segment_words(filters: Filters) -> str:
    """Which customers are looked at."""
    tiers = tuple(t(TIER_WORDS[tier]) for tier in filters.tiers)
    parts = [", ".join(values) for values in (filters.sectors, filters.regions, filters.capacities, tiers) if values]
    parts += attribute_words(filters)
    return t("only {segment}", segment=" · ".join(parts)) if parts else t("all customers")


def attribute_words(filters: Filters) -> list[str]:
    """Each attribute that is chosen by, with its values."""
    names = dict.fromkeys(name for name, _ in filters.attributes)
    return [
        t(
            "{attribute}: {values}",
            attribute=name,
            values=", ".join(v for other, v in filters.attributes if other == name),
        )
        for name in names
    ]
