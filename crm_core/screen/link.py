"""What a reader chose, kept for the session and carried by the link as language-neutral codes.

Streamlit's own ``bind`` writes the worded label into the link, so a link made in Turkish would not open in English;
here the codes travel. A link that says something impossible is put right silently by the field that reads it.
"""

import json
import secrets
import time
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Link = dict[str, tuple[str, ...]]
_CHOICES = "choices"
_WRITTEN = "link_as_written"
_PAGE = "link_page"
_OF_PAGE = "page_link_keys"
_MOVES, _MOVED = "link_moves", "link_has_moved"
_TURNS = "link_turns"
PUT_RIGHT = """((session, move, page, link) => {
    const made = (window.linkMoves ??= {});
    if ((made[session] ?? 0) >= move || location.pathname.replace(/\\/$/, '') !== page) return;
    made[session] = move;
    history.replaceState(history.state, '', '?' + link);
})"""
_BEHIND, SECONDS_BEHIND = "links_before", 10.0
"""A browser that is busy drawing takes up a new link late; what is clicked until then comes with the link before."""


def read_link() -> None:
    """Take up what a newly opened link says; called once at the start of each run.

    A page opened from the menu has an empty link, and the choices stay; a link that changed on the same page was
    opened or gone back to by the reader, and what it does not say goes back to its default. A click made before the browser
    had taken up the last link brings the one before, and changes nothing. A link is taken up once, also by a run that a click
    ends before its time.
    """
    said = _said()
    written = st.session_state.get(_WRITTEN, {})
    page, page_before = st.context.url, st.session_state.get(_PAGE)
    st.session_state[_PAGE] = page
    if said == written:
        return
    if not said and page != page_before:
        _keep_through_the_menu(written)
        return
    if page == page_before and _is_behind(said):
        return
    if page == page_before:
        forget(key for key in written if key not in said)
    choices = st.session_state.setdefault(_CHOICES, {})
    for key, codes in said.items():
        if choices.get(key) != codes:
            choices[key] = codes
            _forget_widgets(key)
    st.session_state[_WRITTEN] = said


def write_link(shown: Iterable[str]) -> None:
    """Write the choices named in ``shown`` into the link, and those of the page; called once at the end of each run.

    After a move through the menu the link of the page before is put right: what that page chose stays behind, what was
    chosen here earlier comes back. What else a link says stays until the next choice.
    """
    choices, said = st.session_state.get(_CHOICES, {}), _said()
    keys = dict.fromkeys((*shown, *st.session_state.get(_OF_PAGE, ())))
    wanted = {key: tuple(choices[key]) for key in keys if choices.get(key)}
    if st.session_state.pop(_MOVED, False):
        if wanted != said:
            _put_right(wanted)
            said = wanted
    elif wanted != {key: codes for key, codes in said.items() if key in keys}:
        _remember_as_behind(said)
        st.query_params.from_dict({key: list(codes) for key, codes in wanted.items()})
        said = wanted
    st.session_state[_WRITTEN] = said


def begin_page_choices() -> None:
    """Called by the frame before a page runs: what is chosen from here on belongs to the page."""
    st.session_state[_OF_PAGE] = ()


def put_in_link(*keys: str) -> None:
    """Let choices of the page travel with its link."""
    st.session_state[_OF_PAGE] = (*st.session_state.get(_OF_PAGE, ()), *keys)


def chosen(key: str) -> tuple[str, ...]:
    """Codes chosen for ``key``; empty where the reader chose nothing."""
    return st.session_state.setdefault(_CHOICES, {}).get(key, ())


def link_with(**codes: str) -> dict[str, list[str]]:
    """The present link without the page's own choices and with others put in, for links that lead to another page."""
    own = st.session_state.get(_OF_PAGE, ())
    kept = {key: list(said) for key, said in st.session_state.get(_WRITTEN, {}).items() if key not in own}
    return kept | {key: [code] for key, code in codes.items()}


def choose(key: str, codes: Iterable[str]) -> None:
    """Keep a choice; an empty one goes back to the default."""
    st.session_state.setdefault(_CHOICES, {})[key] = tuple(codes)


def field_name(key: str, language: str) -> str:
    """Name of the field of a choice: another one for each language, since Streamlit keeps the worded label."""
    turn = st.session_state.get(_TURNS, {}).get(key, 0)
    return f"{key}@{language}.{turn}" if turn else f"{key}@{language}"


def forget(keys: Iterable[str]) -> None:
    """Let choices go back to their defaults, and their fields with them."""
    for key in tuple(keys):
        st.session_state.setdefault(_CHOICES, {}).pop(key, None)
        _forget_widgets(key)


def _remember_as_behind(said: Link) -> None:
    """The browser shows this link until it has taken up the one that is written now."""
    until = time.monotonic() + SECONDS_BEHIND
    st.session_state[_BEHIND] = [*_links_behind(), (said, until)]


def _is_behind(said: Link) -> bool:
    """Whether a click came with a link from before the last one; Back and Forward bring old links on purpose."""
    context = get_script_run_ctx()
    is_gone_back_to = context is not None and context.is_history_navigation
    return not is_gone_back_to and any(said == before for before, _ in _links_behind())


def _links_behind() -> list[tuple[Link, float]]:
    now = time.monotonic()
    return [(link, until) for link, until in st.session_state.get(_BEHIND, ()) if until > now]


def _said() -> Link:
    return {key: tuple(st.query_params.get_all(key)) for key in st.query_params}


def _keep_through_the_menu(written: Link) -> None:
    """Say the old link again before the menu is drawn, so that Streamlit moves to the new page and link in one step.

    Otherwise the browser remembers the new page twice, once without its link, and Back leads to that one.
    """
    st.session_state[_MOVED] = True
    if written:
        st.query_params.from_dict({key: list(codes) for key, codes in written.items()})


def _put_right(link: Link) -> None:
    """Say this link in the browser in place of the one it shows, which is no step back; Streamlit itself can only add one.

    A browser on its way to the next page draws what stood here once more: the script counts its moves, makes each once,
    and none on another page.
    """
    session, move = st.session_state.get(_MOVES) or (secrets.token_hex(4), 0)
    st.session_state[_MOVES] = (session, move + 1)
    said = (session, move + 1, urlsplit(st.context.url or "").path.rstrip("/"), urlencode(link, doseq=True))
    st.html(f"<script>{PUT_RIGHT}({', '.join(map(json.dumps, said))})</script>", unsafe_allow_javascript=True)


def _forget_widgets(key: str) -> None:
    """Let fields of ``key`` be filled anew from the choice.

    They come back under another name: the browser still holds the old value of a field that is folded away, and would
    send it with the next click. What the old ones hold stays until the run ends: a click on its way comes with it too,
    and would count as a change of a field that nobody knows any more.
    """
    if any(str(name).startswith(f"{key}@") for name in st.session_state):
        turns = st.session_state.setdefault(_TURNS, {})
        turns[key] = turns.get(key, 0) + 1
