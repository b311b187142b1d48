"""Work that goes on in the server while its reader looks elsewhere: begun by a press, followed by the page that shows it.

Streamlit ends a run of the script at the reader's next click, and with it whatever the run was doing. So a load, and the
way back from one, have a thread of their own: a click, a reload or a lost connection takes nothing of them away.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import streamlit as st

MOST_AT_ONCE = 8
SECONDS_BETWEEN_LOOKS = 0.2
Result = TypeVar("Result")


@dataclass
class UnderWay(Generic[Result]):
    """One piece of work on a workspace: how far it has come, and what comes of it."""

    place: Path
    share: float = 0.0
    step: str = ""
    outcome: Future[Result] = field(default_factory=Future)

    def show(self, share: float, step: str) -> None:
        """Progress of the work."""
        self.share, self.step = min(1.0, share), step


_threads = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="under-way")
_turns: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)


def begun(place: Path, work: Callable[[UnderWay[Result]], Result]) -> UnderWay[Result]:
    """The work, begun; what is to be done to one workspace is done one after another."""
    job: UnderWay[Result] = UnderWay(place)

    def in_turn() -> Result:
        with turn_of(place):
            return work(job)

    job.outcome = _threads.submit(in_turn)
    return job


def turn_of(place: Path) -> threading.Lock:
    """Held while something is being done to the workspace."""
    return _turns[place]


class Kept(Generic[Result]):
    """Work that several may ask for: done once, and what came of the last ``most`` pieces is kept; what failed is not."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._present: dict[Hashable, UnderWay[Result]] = {}
        self._lock = threading.Lock()

    def find_or_begin(self, key: Hashable, place: Path, work: Callable[[UnderWay[Result]], Result]) -> UnderWay[Result]:
        """The work of that key that is under way or kept, else begun now."""
        with self._lock:
            self._let_go()
            if key not in self._present:
                self._present[key] = begun(place, work)
            return self._present[key]

    def _let_go(self) -> None:
        over = [key for key, job in self._present.items() if job.outcome.done()]
        failed = [key for key in over if self._present[key].outcome.exception() is not None]
        well = [key for key in over if key not in failed]
        for key in (*failed, *well[: max(0, len(well) - self._most)]):
            del self._present[key]


def follow(job: UnderWay[Result], words: Callable[[str], str]) -> None:
    """A bar that shows how far the work is, until it is over; ``words`` says a step of it."""
    bar = st.progress(job.share, text=words(job.step))
    while wait((job.outcome,), SECONDS_BETWEEN_LOOKS).not_done:
        bar.progress(job.share, text=words(job.step))
    bar.empty()
