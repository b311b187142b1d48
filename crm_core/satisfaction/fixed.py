"""Causes of complaints said to be fixed: who said so, why it had come about, and whether it came back.

Kept as a setting of the workspace. Refuses to believe a word: complaints per order before and after decide.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.rates import confint_poisson_2indep

from crm_core.answers import Answer, Note, Query, metric
from crm_core.errors import QuestionFault
from crm_core.filters import Filters
from crm_core.satisfaction.headline import as_of
from crm_core.store import Workspace
from crm_core.words import mark

SETTING = "fixed_causes"
WATCHED_DAYS = 90
FEWEST = 10
FIXED_COLUMNS = (
    "cause", "fixed_on", "owner", "why", "days", "complaints_before", "complaints_after", "before", "after", "value", "low", "high",
    "came_back_on", "verdict", "n",
)  # fmt: skip
NOBODY_SAID = mark(
    "No cause is said to be fixed yet; enter one below, and its complaints are watched from that day on."
)
BEFORE_AND_AFTER = mark("Before and after, nothing more: what else changed in these days changed this too.")


@metric(rows_behind="satisfaction/complaint_rows")
def fixed_causes(workspace: Workspace, filters: Filters) -> Answer:
    """Causes said to be fixed: their complaints per 100 orders in the 90 days before and after, and the first that came back.

    Formula: complaints of the cause / orders × 100, in the days before the day of the fix and in as many days after it (90 at most,
        up to the last day of the data); ratio of the two rates with the score interval; less: the whole interval below 1, more:
        above 1, undecided between; too few: under ten complaints in all.
    Unit: complaints per 100 orders, ratio; n counts complaints before and after.
    Grain: one row per cause said to be fixed, whatever the period.
    Source: Kangxia Gu, Hon Keung Tony Ng, Man Lai Tang and William R. Schucany, Testing the Ratio of Two Poisson Rates, 2008.
    """
    last = as_of(workspace, filters)
    said = said_to_be_fixed(workspace)
    rows: list[dict[str, Any]] = []
    queries: list[Query] = []
    for fix in said:
        counted, query = workspace.ask("satisfaction/cause_rates", _places(filters, fix, last))
        rows.append(_row(fix, counted.iloc[0].to_dict(), last))
        queries.append(query)
    if not queries:
        places = filters.parameters() | {"department": ""}
        queries.append(workspace.ask("satisfaction/complaint_causes", places)[1])
    frame = pd.DataFrame(rows, columns=pd.Index(FIXED_COLUMNS))
    n = int(frame["n"].to_numpy(dtype="int64").sum()) if rows else 0
    notes = (Note(BEFORE_AND_AFTER),) if rows else (Note(NOBODY_SAID),)
    return Answer("fixed_causes", frame, tuple(queries), last, n, notes, {"fixes": len(rows)})


def said_to_be_fixed(workspace: Workspace) -> list[dict[str, str]]:
    """What was entered: cause, fixed_on (ISO), owner and why, the latest first."""
    return sorted(workspace.setting(SETTING, []), key=lambda fix: fix["fixed_on"], reverse=True)


def say_fixed(workspace: Workspace, cause: str, fixed_on: date, owner: str = "", why: str = "") -> None:
    """Put a cause on record as fixed; an earlier word on the same cause and day is replaced."""
    if not cause.strip():
        raise QuestionFault(mark("Choose the cause that was fixed."))
    kept = [
        fix for fix in said_to_be_fixed(workspace) if (fix["cause"], fix["fixed_on"]) != (cause, fixed_on.isoformat())
    ]
    word = {"cause": cause, "fixed_on": fixed_on.isoformat(), "owner": owner.strip(), "why": why.strip()}
    workspace.set_setting(SETTING, [*kept, word])


def take_back_fix(workspace: Workspace, cause: str, fixed_on: str) -> None:
    """Take a cause off the record."""
    kept = [fix for fix in said_to_be_fixed(workspace) if (fix["cause"], fix["fixed_on"]) != (cause, fixed_on)]
    workspace.set_setting(SETTING, kept)


def rate_ratio(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float, float]:
    """Ratio of two Poisson rates (after / before), each (events, exposure), with its 95 % score interval; NaN without events.

    With none after, the upper end is the exact one of the conditional binomial.
    """
    if min(before[1], after[1]) == 0 or before[0] == 0 or before[0] + after[0] < FEWEST:
        return np.nan, np.nan, np.nan
    value = (after[0] / after[1]) / (before[0] / before[1])
    if after[0] == 0:
        share = 1 - 0.025 ** (1 / before[0])
        return 0.0, 0.0, share / (1 - share) * before[1] / after[1]
    low, high = confint_poisson_2indep(after[0], after[1], before[0], before[1], method="score", compare="ratio")
    return value, float(low), float(high)


def _places(filters: Filters, fix: Mapping[str, str], last: date) -> dict[str, Any]:
    places = filters.parameters() | {"cause": fix["cause"], "fixed_on": date.fromisoformat(fix["fixed_on"])}
    return places | {"days": _days(date.fromisoformat(fix["fixed_on"]), last)}


def _days(fixed_on: date, last: date) -> int:
    """Days after the fix that the data cover, at least one and at most ninety."""
    return max(1, min(WATCHED_DAYS, (last - fixed_on + timedelta(days=1)).days))


def _row(fix: Mapping[str, str], counted: Mapping[str, Any], last: date) -> dict[str, Any]:
    """One cause with its rates before and after."""
    before = int(counted["complaints_before"]), int(counted["orders_before"])
    after = int(counted["complaints_after"]), int(counted["orders_after"])
    value, low, high = rate_ratio(before, after)
    is_known = np.isfinite(value)
    verdict = "few" if not is_known else "less" if high < 1 else "more" if low > 1 else "undecided"
    return dict(fix) | {
        "fixed_on": pd.Timestamp(fix["fixed_on"]),
        "days": _days(date.fromisoformat(fix["fixed_on"]), last),
        "complaints_before": before[0],
        "complaints_after": after[0],
        "before": 100 * before[0] / before[1] if before[1] else np.nan,
        "after": 100 * after[0] / after[1] if after[1] else np.nan,
        "value": value,
        "low": low,
        "high": high,
        "came_back_on": counted["came_back_on"],
        "verdict": verdict,
        "n": before[0] + after[0],
    }
