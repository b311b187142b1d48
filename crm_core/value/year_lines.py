"""What customers bought in a year, added up from its order lines as they come; and in two years mixed of two real ones.

Lines come in parts of which each is added up before the next one is taken: numbers that stay near are added fastest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from crm_core.answers import Query
from crm_core.periods import Period
from crm_core.store import CENT_OF_CENT, Kept, Session, Workspace, is_known, named_sql, scaled
from crm_core.value.peers import Spending
from crm_core.value.years import MONTHS, nothing

NAME = "value/category_lines"
FIRST_DAY = date(1970, 1, 1)
LINES_AT_ONCE = 1 << 18
MOST_CELLS = 40_000_000
MOST_COINS_KEPT = 20_000_000


class Lines(NamedTuple):
    """Order lines: customer, day, category (0 where there is none), and money as whole ten-thousandths."""

    keys: np.ndarray
    days: np.ndarray
    categories: np.ndarray
    amounts: np.ndarray
    costs: np.ndarray
    is_uncosted: np.ndarray

    def taken(self, is_taken: np.ndarray) -> "Lines":
        """The lines of the mask."""
        return Lines._make(column[is_taken] for column in self)


class Bought:
    """Money of customers below a highest key, by key and by category, in whole ten-thousandths; added to as lines come.

    Whole numbers add up exactly, so the order of the lines does not matter.
    """

    def __init__(self, keys: int, categories: int) -> None:
        self.is_there = np.zeros(keys, dtype=bool)
        self._categories = categories
        self._is_dense = keys * categories <= MOST_CELLS
        self._spent = np.zeros(keys * categories if self._is_dense else 0)
        self._listed: list[tuple[np.ndarray, np.ndarray]] = []
        self._by_key = {name: np.zeros(keys) for name in ("revenue", "known_cost", "uncosted_revenue")}
        self._by_category = {name: np.zeros(categories) for name in self._by_key}

    def add(self, lines: Lines) -> None:
        """Add the lines of known keys."""
        size = len(self.is_there)
        if np.max(lines.keys, initial=0) >= size:
            lines = lines.taken(lines.keys < size)
        self.is_there[lines.keys] = True
        cells = lines.categories.astype(np.int64) * size + lines.keys
        if self._is_dense:
            np.add.at(self._spent, cells, lines.amounts)
        else:
            self._listed.append((cells, lines.amounts))
        without = np.flatnonzero(lines.is_uncosted)
        uncosted = lines.keys[without], lines.categories[without], lines.amounts[without]
        money = {"revenue": lines.amounts, "known_cost": lines.costs}
        for name, sums in money.items():
            np.add.at(self._by_key[name], lines.keys, sums)
            self._by_category[name] += np.bincount(lines.categories, sums, self._categories)
        np.add.at(self._by_key["uncosted_revenue"], uncosted[0], uncosted[2])
        self._by_category["uncosted_revenue"] += np.bincount(uncosted[1], uncosted[2], self._categories)

    def of_customers(self, keys: np.ndarray) -> Mapping[str, np.ndarray]:
        """Money of the customers."""
        return {name: sums[keys] / CENT_OF_CENT for name, sums in self._by_key.items()}

    def of_categories(self) -> Mapping[str, np.ndarray]:
        """Money of the categories, the first one being no category."""
        return {name: sums / CENT_OF_CENT for name, sums in self._by_category.items()}

    def spending(self, keys: np.ndarray) -> Spending:
        """Spending of the customers, category by category."""
        size = len(self.is_there)
        if not self._is_dense:
            cells = np.concatenate([np.empty(0, np.int64), *(cells for cells, _ in self._listed)])
            amounts = np.concatenate([np.empty(0), *(amounts for _, amounts in self._listed)])
            held, inner = np.unique(cells, return_inverse=True)
            place_of = np.full(size, -1, dtype=np.int32)
            place_of[keys] = np.arange(len(keys), dtype=np.int32)
            who, what, whole = place_of[held % size], held // size, np.bincount(inner, amounts, len(held))
            return _spending(who[who >= 0], what[who >= 0], whole[who >= 0])
        who, whole = [], []
        for row in self._spent.reshape(self._categories, size):
            spent = row[keys]
            who.append(np.flatnonzero(spent).astype(np.int32))
            whole.append(spent[who[-1]])
        what = np.repeat(np.arange(self._categories, dtype=np.int32), [len(places) for places in who])
        return _spending(np.concatenate(who), what, np.concatenate(whole))


def _spending(who: np.ndarray, what: np.ndarray, whole: np.ndarray) -> Spending:
    return Spending(who, what, whole / CENT_OF_CENT, whole)


@dataclass(frozen=True)
class Coins:
    """Twelve coins of every customer, as bits, by key."""

    by_key: np.ndarray

    def __len__(self) -> int:
        return 1 + len(self.by_key)


_kept_coins: Kept[Coins] = Kept(MOST_COINS_KEPT)


def bought_in(session: Session, year: Period, keys: int) -> tuple[Bought, Query]:
    """What customers below the key bought in the year."""
    bought = Bought(keys, _categories(session))
    places = _places(year, nothing(year.end))
    for lines in _lines(session, places):
        bought.add(lines)
    return bought, Query(NAME, named_sql(NAME), places)


def bought_in_mixed(
    session: Session, earlier: Period, later: Period, coins: Coins, keys: int
) -> tuple[tuple[Bought, Bought], Query]:
    """What they bought in two made-up years: a day that both years hold stands in both, any other in one, as its coin fell."""
    count = _categories(session)
    first, second = Bought(keys, count), Bought(keys, count)
    places = _places(earlier, later)
    since, last = day_number(earlier.start), day_number(later.end)
    months = np.arange(since, last + 1).astype("datetime64[D]").astype("datetime64[M]").astype(int)
    turn = ((months - (earlier.start.month - 1)) % MONTHS).astype(np.uint16)
    for lines in _lines(session, places):
        is_later = lines.days > day_number(earlier.end)
        coin = coins.by_key.take(lines.keys, mode="clip") >> turn[lines.days - since] & 1
        is_first = (coin == 0) ^ is_later
        is_both = ~is_later & (lines.days >= day_number(later.start))
        first.add(lines.taken(is_both | is_first))
        second.add(lines.taken(is_both | ~is_first))
    return (first, second), Query(NAME, named_sql(NAME), places)


def coins_of(workspace: Workspace) -> Coins:
    """The coins of this build's customers: they fall the same way whenever they are asked for."""

    def read() -> Coins:
        with workspace.session() as session:
            found = session.frame("value/coins")
        keys = found["customer_key"].to_numpy()
        by_key = np.zeros(int(np.max(keys, initial=0)) + 1, dtype=np.uint16)
        by_key[keys] = found["coins"].to_numpy()
        return Coins(by_key)

    return _kept_coins.of((str(workspace.path), workspace.state().build_id), read)


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - FIRST_DAY).days


def _places(year: Period, also: Period) -> dict[str, date]:
    return {"start": year.start, "end": year.end, "also_start": also.start, "also_end": also.end}


def _categories(session: Session) -> int:
    """Categories of the order lines, and none as one more."""
    return 1 + int((session.first("value/category_count") or {"categories": 0})["categories"])


def _lines(session: Session, places: Mapping[str, date]) -> Iterator[Lines]:
    """The order lines of the days, some at a time."""
    for batch in session.batches(NAME, **places):
        for start in range(0, len(batch), LINES_AT_ONCE):
            yield _numbers(batch.slice(start, LINES_AT_ONCE))


def _numbers(part: pa.RecordBatch) -> Lines:
    keys, days, categories = (part.column(name).to_numpy() for name in ("customer_key", "day_number", "category"))
    amount, cost = part.column("amount"), part.column("cost")
    return Lines(keys, days, categories, scaled(amount).astype(float), scaled(cost).astype(float), ~is_known(cost))
