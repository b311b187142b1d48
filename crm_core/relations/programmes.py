"""A programme as two or more groups from its first day: members by arm, those held back, and the windows around it."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from crm_core.answers import Query
from crm_core.filters import Filters
from crm_core.store import Workspace

CONTROL, MEMBER = "control", "member"
CONTROL_WORDS = ("control", "kontrol")
JOINING_DAYS = 31
FEWEST_DAYS_AFTER = 7
DAYS_A_MONTH = 365 / 12
TERMS_SETTING = "programme_terms"


@dataclass(frozen=True)
class Terms:
    """What the data cannot say of a programme: its cost per member and month, and the planned share of members."""

    monthly_cost: float = 0.0
    planned_share: float = 0.0


@dataclass(frozen=True)
class Cohort:
    """Customers listed for a programme around its first day, by group, and what is known of their assignment."""

    groups: pd.DataFrame
    starts_on: date
    is_random: bool
    has_list: bool
    left_out: int
    query: Query


def programme_list(workspace: Workspace) -> tuple[pd.DataFrame, Query]:
    """The programmes of the workspace, the largest first."""
    return workspace.ask("relations/programme_starts", {})


def saved_terms(workspace: Workspace, programme: str) -> Terms:
    """The terms entered for a programme; nothing entered is no cost and equal arms."""
    found = workspace.setting(TERMS_SETTING, {}).get(programme, {})
    return Terms(**found)


def save_terms(workspace: Workspace, programme: str, terms: Terms) -> None:
    """Keep the terms of a programme with the workspace."""
    kept = dict(workspace.setting(TERMS_SETTING, {}))
    kept[programme] = {"monthly_cost": terms.monthly_cost, "planned_share": terms.planned_share}
    workspace.set_setting(TERMS_SETTING, kept)


def recorded_cost(workspace: Workspace, programme: str, starts_on: date, until: date) -> tuple[float, Query]:
    """Cost per member and month by the campaigns sheet, where a campaign has the programme's name; else nothing."""
    places = {"programme": programme, "starts_on": starts_on, "until": until}
    found, asked = workspace.ask("relations/programme_spend", places)
    spend, days = float(found["spend"].iloc[0]), float(found["member_days"].iloc[0])
    return (spend / days * DAYS_A_MONTH if days > 0 else 0.0), asked


def cohort_of(workspace: Workspace, filters: Filters, programme: str, starts_on: date, until: date) -> Cohort:
    """Who was listed within a month of the first day, and in which arm; later joiners are counted and left out."""
    members, asked = workspace.ask(
        "relations/programme_members", {**filters.parameters(), "programme": programme, "until": until}
    )
    joined = pd.to_datetime(members["started_on"])
    days = (joined - pd.Timestamp(starts_on)).dt.days
    is_first = ((days >= 0) & (days < JOINING_DAYS)).to_numpy()
    arms = members["arm"].astype(str)
    is_control = arms.str.lower().isin(CONTROL_WORDS).to_numpy()
    several = set(arms[~is_control & is_first]) - {""}
    named = arms.to_numpy() if len(several) > 1 else np.full(len(arms), MEMBER)
    groups = members.assign(group=np.where(is_control, CONTROL, named))
    assigned = set(members.loc[is_first, "assignment"])
    return Cohort(
        groups.assign(is_first=is_first).reindex(columns=["customer_key", "group", "member_days", "is_first"]),
        starts_on,
        assigned == {"random"},
        bool(is_control[is_first].any()),
        int((~is_first).sum()),
        asked,
    )


def grouped(customers: pd.DataFrame, cohort: Cohort) -> pd.DataFrame:
    """The followed customers who belong to a group; without a list of those held back, all active others stand in."""
    joined = customers.merge(cohort.groups, on="customer_key", how="left", validate="one_to_one")
    is_listed = joined["group"].notna()
    is_alone = not cohort.has_list and bool(cohort.groups["is_first"].any())
    stands_in = ~is_listed & joined["is_active_before"] if is_alone else np.zeros(len(joined), dtype=bool)
    group = joined["group"].where(is_listed & joined["is_first"].eq(True), None)
    filled = joined.assign(group=np.where(stands_in, CONTROL, group), member_days=joined["member_days"].fillna(0))
    return filled.loc[filled["group"].notna()]


def days_after(starts_on: date, as_of: date, longest: int) -> date:
    """First day after the days in which outcomes are counted."""
    return min(starts_on + timedelta(days=longest), as_of + timedelta(days=1))
