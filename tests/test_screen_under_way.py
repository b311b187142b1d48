"""By hand: work that goes on by itself is done once for all who ask for it, and what failed is begun anew."""

from pathlib import Path
from threading import Event

import pytest

from crm_core.errors import LoadFault
from crm_core.screen.under_way import Kept, UnderWay

HERE, SECONDS = Path("shop.duckdb"), 10
Job = UnderWay[int]


def done(job: Job) -> int:
    return job.outcome.result(SECONDS)


def test_what_two_ask_for_at_once_is_done_once() -> None:
    kept: Kept[int] = Kept(1)
    may_end, times = Event(), []

    def work(job: Job) -> int:
        times.append(1)
        job.show(1.5, "half way")
        may_end.wait(SECONDS)
        return 7

    first, second = kept.find_or_begin("a", HERE, work), kept.find_or_begin("a", HERE, work)
    assert first is second
    may_end.set()
    assert (done(first), len(times)) == (7, 1)
    assert (first.share, first.step) == (1.0, "half way")


def test_the_last_outcomes_are_kept_and_the_oldest_let_go() -> None:
    kept: Kept[int] = Kept(2)
    for number, key in enumerate("abc"):
        done(kept.find_or_begin(key, HERE, lambda job, number=number: number))
    assert done(kept.find_or_begin("c", HERE, lambda job: 99)) == 2
    assert done(kept.find_or_begin("b", HERE, lambda job: 99)) == 1
    assert done(kept.find_or_begin("a", HERE, lambda job: 99)) == 99


def test_what_failed_is_begun_anew() -> None:
    kept: Kept[int] = Kept(2)

    def fail(job: Job) -> int:
        raise LoadFault("no")

    with pytest.raises(LoadFault):
        done(kept.find_or_begin("a", HERE, fail))
    assert done(kept.find_or_begin("a", HERE, lambda job: 3)) == 3


def test_what_is_done_to_one_workspace_is_done_one_after_another() -> None:
    kept: Kept[int] = Kept(2)
    may_end, order = Event(), []

    def slow(job: Job) -> int:
        may_end.wait(SECONDS)
        order.append("slow")
        return 1

    def quick(job: Job) -> int:
        order.append("quick")
        return 2

    first, second = kept.find_or_begin("slow", HERE, slow), kept.find_or_begin("quick", HERE, quick)
    elsewhere = kept.find_or_begin("elsewhere", Path("other.duckdb"), lambda job: 3)
    assert done(elsewhere) == 3
    may_end.set()
    assert (done(first), done(second)) == (1, 2)
    assert order == ["slow", "quick"]
