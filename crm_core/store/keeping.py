"""Costly intermediates kept between questions in this process; refuses to grow: what was asked longest ago goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from typing import Generic, TypeVar

Held = TypeVar("Held", bound=Sized)


class Kept(Generic[Held]):
    """Things by what they were made of (build and choice among it), at most ``most`` items of all things together."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: OrderedDict[Hashable, Held] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], Held]) -> Held:
        """What is kept under ``key``, made now where it is not; two who ask at once make it once.

        Only those who ask for the same thing wait for each other.
        """
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            alone = self._making.setdefault(key, threading.Lock())
        with alone:
            with self._lock:
                if key in self._held:
                    self._held.move_to_end(key)
                    return self._held[key]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._held[key] = made
                while len(self._held) > 1 and sum(len(held) for held in self._held.values()) > self.most:
                    self._held.popitem(last=False)
            return made
