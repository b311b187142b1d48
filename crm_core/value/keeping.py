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
        self._lock = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], Held]) -> Held:
        """What is kept under ``key``, made now where it is not; two who ask at once make it once."""
        with self._lock:
            if key not in self._held:
                self._held[key] = make()
                while len(self._held) > 1 and sum(len(held) for held in self._held.values()) > self.most:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]
