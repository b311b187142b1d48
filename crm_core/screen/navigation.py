"""Which pages there are, for whom, and under which title in the reader's language."""

from dataclasses import dataclass

import streamlit as st

from crm_core.screen.state import t
from crm_core.settings import ROOT
from crm_core.words import mark


@dataclass(frozen=True)
class PageEntry:
    """One page: its file and address, its title, and the fields of the frame that it reads."""

    file: str
    title: str
    icon: str
    group: str
    reads_filters: bool = True
    is_first: bool = False

    @property
    def shows_figures(self) -> bool:
        """True where the page has nothing to show before the first load."""
        return self.group not in (DATA, LEARN)

    @property
    def path(self) -> str:
        """Absolute path of the page's script."""
        return str(ROOT / "pages" / f"{self.file}.py")


FIRST, VALUE, SATISFACTION = "", mark("Value"), mark("Satisfaction")
RELATIONS, DATA, LEARN = mark("Relations"), mark("Data"), mark("Learn")
GROUPS = (FIRST, VALUE, SATISFACTION, RELATIONS, DATA, LEARN)

PAGES = (
    PageEntry("overview", mark("Overview"), ":material/space_dashboard:", FIRST, is_first=True),
    PageEntry("customer", mark("One customer"), ":material/person:", FIRST),
    PageEntry("value", mark("Customer value"), ":material/diamond:", VALUE),
    PageEntry("lifetime", mark("Lifetime value"), ":material/hourglass_bottom:", VALUE),
    PageEntry("rfm", mark("Recency, frequency, money"), ":material/grid_on:", VALUE),
    PageEntry("equity", mark("Customer equity"), ":material/account_balance:", VALUE),
    PageEntry("cohorts", mark("Cohorts"), ":material/view_timeline:", VALUE),
    PageEntry("timing", mark("Time between purchases"), ":material/timer:", VALUE),
    PageEntry("migration", mark("Moves between tiers"), ":material/swap_vert:", VALUE),
    PageEntry("satisfaction", mark("Satisfaction"), ":material/sentiment_satisfied:", SATISFACTION),
    PageEntry("satisfaction_signals", mark("Signal or noise"), ":material/ssid_chart:", SATISFACTION),
    PageEntry("satisfaction_compare", mark("Compare satisfaction"), ":material/compare_arrows:", SATISFACTION),
    PageEntry("scorecard_people", mark("Departments and employees"), ":material/groups:", SATISFACTION),
    PageEntry("complaints", mark("Complaints"), ":material/support_agent:", SATISFACTION),
    PageEntry("drivers", mark("What goes with satisfaction"), ":material/insights:", SATISFACTION),
    PageEntry("path", mark("The path to satisfaction"), ":material/route:", SATISFACTION),
    PageEntry("expectations", mark("Expectations"), ":material/checklist:", SATISFACTION),
    PageEntry("who_answers", mark("Who answers"), ":material/how_to_vote:", SATISFACTION),
    PageEntry("competitors", mark("Against competitors"), ":material/leaderboard:", SATISFACTION),
    PageEntry("later_behaviour", mark("Satisfaction and later behaviour"), ":material/trending_up:", SATISFACTION),
    PageEntry("relations", mark("Relational or transactional"), ":material/handshake:", RELATIONS),
    PageEntry("relational_index", mark("The relationship index"), ":material/speed:", RELATIONS),
    PageEntry("ladder", mark("The relationship ladder"), ":material/stairs:", RELATIONS),
    PageEntry("scorecard_relations", mark("Does the relationship pay?"), ":material/balance:", RELATIONS),
    PageEntry("levers", mark("Which lever pays most?"), ":material/fitness_center:", RELATIONS),
    PageEntry("four_groups", mark("Loyal and profitable?"), ":material/loyalty:", RELATIONS),
    PageEntry("campaigns", mark("Campaigns and channels"), ":material/campaign:", RELATIONS),
    PageEntry("contacts", mark("Contacts and promises"), ":material/forum:", RELATIONS),
    PageEntry("import_data", mark("Import"), ":material/upload_file:", DATA, reads_filters=False),
    PageEntry("loads", mark("Loads and data"), ":material/history:", DATA, reads_filters=False),
    PageEntry("workspaces", mark("Workspaces and settings"), ":material/tune:", DATA, reads_filters=False),
    PageEntry("learn_tiers", mark("Card: value tiers"), ":material/school:", LEARN),
    PageEntry("learn_relations", mark("Card: relational or transactional"), ":material/school:", LEARN),
    PageEntry("leaky_bucket", mark("Simulator: the leaky bucket"), ":material/water_drop:", LEARN),
)


def navigation() -> tuple[PageEntry, st.Page]:
    """The chosen page, with the menu drawn in the reader's language."""
    pages = {
        entry.file: st.Page(
            entry.path,
            title=t(entry.title),
            icon=entry.icon,
            url_path=None if entry.is_first else entry.file.replace("_", "-"),
            default=entry.is_first,
        )
        for entry in PAGES
    }
    groups = {
        t(group) if group else "": [pages[entry.file] for entry in PAGES if entry.group == group] for group in GROUPS
    }
    present = st.navigation(groups, expanded=True)
    entry = next(entry for entry in PAGES if pages[entry.file].url_path == present.url_path)
    return entry, present


def page_path(file: str) -> str:
    """Absolute path of a page, for links between pages."""
    return next(entry.path for entry in PAGES if entry.file == file)
