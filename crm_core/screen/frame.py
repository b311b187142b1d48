"""The frame around every page: language, workspace, menu, filters, as-of date; shows the faults of the page inside."""

import json
import threading
from pathlib import Path

import streamlit as st

from crm_core import cockpit, demo
from crm_core.charts import Look
from crm_core.errors import Fault
from crm_core.screen.customer_words import customer_search
from crm_core.screen.faults import show_fault
from crm_core.screen.fields import choice, pick
from crm_core.screen.filter_bar import LINK_KEYS, chosen_filters, filter_bar, sources_sentence
from crm_core.screen.filter_words import workspace_title
from crm_core.screen.link import begin_page_choices, choose, chosen, read_link, write_link
from crm_core.screen.load_job import begin_pressed_load
from crm_core.screen.navigation import PageEntry, navigation, page_path
from crm_core.screen.state import Reader, language, set_language, set_reader, t
from crm_core.screen.warming import preparing, warm_up
from crm_core.store import Workspace
from crm_core.words import LANGUAGES, Language

ICON = Path(__file__).parent / "icon.png"
STYLE = Path(__file__).parent / "frame.css"
SKIP_LINK = Path(__file__).parent / "skip_link.js"
UPLOAD_BUTTON = (
    '[data-testid="stFileUploaderDropzone"] button[data-testid^="stBaseButton"] [data-testid="stMarkdownContainer"]'
)
STOP_BUTTON = '[data-testid="stStatusWidget"] button'
FIRST_SCENARIO = "baseline"
_first_start = threading.Lock()


def run() -> None:
    """One run of the whole screen."""
    begin_pressed_load()
    read_link()
    set_language(_language())
    st.set_page_config(page_title=t("Customer Value Cockpit"), page_icon=str(ICON), layout="wide")
    _dress_the_browser()
    begin_page_choices()
    entry, page = navigation()
    st.session_state["page_file"] = entry.file
    try:
        _frame_and_page(entry, page)
    except Fault as fault:
        show_fault(fault)
    write_link(("lang", "workspace", *LINK_KEYS))


def _frame_and_page(entry: PageEntry, page: st.Page) -> None:
    """Sidebar, demo banner, filters, and the page itself."""
    _first_workspace()
    workspace = _sidebar()
    state = workspace.state()
    look = Look(language=language(), is_dark=st.context.theme.type == "dark", currency=state.currency)
    present = Reader(workspace, state, chosen_filters(workspace, state), look)
    set_reader(present)
    with st.sidebar:
        customer_search()
        preparing(warm_up(workspace, state))
    if state.is_demo:
        _demo_banner(present)
    if state.as_of is None and entry.shows_figures:
        _nothing_yet(t(entry.title))
        return
    if entry.reads_filters and state.as_of is not None:
        filter_bar(present)
    else:
        st.caption(sources_sentence(present))
    begin_page_choices()
    page.run()


def _nothing_yet(title: str) -> None:
    """What a newcomer sees where figures will stand: what to do first, and where."""
    st.title(title, anchor=False)
    st.info(t("There is nothing to show before the first load."), icon=":material/upload_file:")
    st.markdown(
        t(
            "Bring a spreadsheet with orders; customers, contacts and surveys may follow in any order. "
            "A template and a real sample are at hand."
        )
    )
    with st.container(horizontal=True):
        st.page_link(page_path("import_data"), label=t("Import"), icon=":material/upload_file:")
        st.page_link(page_path("workspaces"), label=t("Workspaces and settings"), icon=":material/science:")


def _language() -> Language:
    """Language of the link, else of the browser, else Turkish."""
    said = chosen("lang")
    if said and said[0] in LANGUAGES:
        return "tr" if said[0] == "tr" else "en"
    browser = st.context.locale or "tr"
    return "tr" if browser.lower().startswith("tr") else "en"


def _dress_the_browser() -> None:
    """Streamlit ships ``<html lang="en">`` and English words of its own; choices stand above the menu, paper holds the whole page."""
    skip_link = f"{SKIP_LINK.read_text(encoding='utf-8').strip()}({json.dumps(t('Skip the menu'))})"
    st.html(
        f"<script>document.documentElement.lang = '{language()}'; {skip_link}</script>"
        f"<style>{STYLE.read_text(encoding='utf-8')}{_streamlits_words()}{_readable_inks()}</style>",
        unsafe_allow_javascript=True,
    )


def _readable_inks() -> str:
    """Style that gives captions, chosen buttons and the skip link 4.5:1 on their ground; Streamlit's own captions stay below it."""
    paper = Look(language(), st.context.theme.type == "dark", "").paper
    return (
        f'[data-testid="stCaptionContainer"] {{ color: {paper.quiet}; opacity: 1; }}'
        f'button[data-variant="segmented_control"][data-selected="true"] p {{ color: {paper.ink}; }}'
        f"#skip-link {{ color: {paper.ink}; background: {paper.panel}; }}"
    )


def _streamlits_words() -> str:
    """Style that puts our words on the button of the file field and on the one that breaks a run off."""
    return (
        f'{UPLOAD_BUTTON}::after {{ content: "{t("Choose files")}"; font-size: 1rem; }}'
        f"{STOP_BUTTON} {{ font-size: 0; }}"
        f'{STOP_BUTTON}::after {{ content: "{t("Stop")}"; font-size: 0.875rem; }}'
    )


def _first_workspace() -> None:
    """A first start opens on a demo workspace; made once, however many readers come."""
    if cockpit.workspace_names():
        return
    with _first_start, st.spinner(t("Making a demo workspace; this happens once and takes some seconds …")):
        if not cockpit.workspace_names():
            path = cockpit.workspace_path(f"demo-{FIRST_SCENARIO}")
            made = demo.create_demo(path, FIRST_SCENARIO, derivations=cockpit.DERIVATIONS)
            cockpit.keep_open(made)


def _sidebar() -> Workspace:
    """Switches of language and workspace; gives the chosen workspace, open."""
    names = cockpit.workspace_names()
    with st.sidebar:
        said = choice("Dil · Language", {"tr": "Türkçe", "en": "English"}, "lang-switch", language())
        if said != language():
            choose("lang", (said,))
            choose("lang-switch", ())
            st.rerun()
        name = pick(t("Workspace"), {name: name for name in names}, "workspace", names[0])
    return cockpit.open_workspace(cockpit.workspace_path(name))


def _demo_banner(present: Reader) -> None:
    """Says that the data are invented; they are removed by a click and a second word."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t("Demo workspace"), icon=":material/science:", color="violet")
        st.caption(t("Invented customers with known truth."), width="content")
        with st.popover(t("Remove the demo and start with my own data"), icon=":material/delete:", type="tertiary"):
            workspace = workspace_title(present.state)
            st.markdown(
                t("Deletes {workspace} with all its loads and files. This cannot be undone.", workspace=workspace)
            )
            st.button(t("Remove for good"), on_click=_remove_demo, args=(present.workspace.name,))


def _remove_demo(name: str) -> None:
    """Delete the demo workspace; where none is left, an empty one takes its place."""
    cockpit.remove_workspace(name)
    if not cockpit.workspace_names():
        cockpit.create_workspace(t("my company"), t("My company"), "TRY")
    choose("workspace", ())
