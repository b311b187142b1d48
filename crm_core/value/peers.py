"""What look-alikes spend: peer groups, their upper quantiles, and the potential not yet realised. Arrays only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from crm_core.value.tier_settings import TierSettings

PEER_COLUMNS = ("sector", "capacity", "region")
TEN_THOUSANDTHS = 1e4
AMOUNT_BITS = 46


@dataclass(frozen=True)
class PeerGroups:
    """Nested groups of customers, from all of them (level 0) to the narrowest.

    ``codes[level][customer]`` is the customer's group, ``sizes[level][group]`` its number of customers, and
    ``parents[level][group]`` its group one level up. ``levels[customer]`` is the narrowest level that is large enough.
    """

    codes: tuple[np.ndarray, ...]
    sizes: tuple[np.ndarray, ...]
    parents: tuple[np.ndarray, ...]
    levels: np.ndarray

    def counts_at(self, places: np.ndarray) -> np.ndarray:
        """Number of customers in the group that each customer at ``places`` is held against."""
        sizes = np.stack([size[code[places]] for size, code in zip(self.sizes, self.codes, strict=True)])
        return np.take_along_axis(sizes, self.levels[places].astype(np.int64)[np.newaxis, :], axis=0)[0]


@dataclass(frozen=True)
class Spending:
    """Spending of customers by category, as three arrays of one length; what is not listed is zero.

    ``customers`` are places in the list of customers, ``categories`` places in the list of margin rates. Net returns
    (an amount below zero) count as no spending. ``whole``: the amounts as whole ten-thousandths, where they are known so.
    """

    customers: np.ndarray
    categories: np.ndarray
    amounts: np.ndarray
    whole: np.ndarray | None = None


def peer_groups(segments: pd.DataFrame, settings: TierSettings, places: np.ndarray | None = None) -> PeerGroups:
    """Groups by sector, capacity and region, backing off (region first, then capacity, then all) below the minimum.

    ``places`` gives each customer's row of ``segments``; without it every row is one customer.
    """
    rows = np.arange(len(segments)) if places is None else places
    codes = [np.zeros(len(segments), dtype=np.int64)]
    parents = [np.array([0])]
    for column in PEER_COLUMNS:
        values, uniques = pd.factorize(segments[column], use_na_sentinel=False)
        combined = codes[-1] * max(len(uniques), 1) + values
        _, firsts, inner = np.unique(combined, return_index=True, return_inverse=True)
        parents.append(codes[-1][firsts])
        codes.append(inner.astype(np.int64))
    of_customers = tuple(code.astype(np.int32)[rows] for code in codes)
    sizes = tuple(np.bincount(code, minlength=len(parent)) for code, parent in zip(of_customers, parents, strict=True))
    levels = np.zeros(len(rows), dtype=np.int8)
    for level in range(1, len(codes)):
        levels[sizes[level][of_customers[level]] >= settings.min_peers] = level
    return PeerGroups(of_customers, sizes, tuple(parents), levels)


def peer_group_names(
    segments: pd.DataFrame, peers: PeerGroups, segment_of: np.ndarray, places: np.ndarray
) -> np.ndarray:
    """Words of the data that name the peer group of each customer at ``places``; empty for "all customers".

    ``segment_of`` gives the row of ``segments`` of each of these customers.
    """
    words = segments[list(PEER_COLUMNS)].fillna("–").to_numpy(dtype=object)
    names = np.array(
        [[" · ".join(row[:level]) for row in words] for level in range(len(PEER_COLUMNS) + 1)], dtype=object
    ).reshape(len(PEER_COLUMNS) + 1, len(words))
    return names[peers.levels[places], segment_of]


def unrealised_potential(
    spending: Spending, peers: PeerGroups, margin_rates: Sequence[float] | np.ndarray, settings: TierSettings
) -> np.ndarray:
    """Yearly margin between each customer's spending and what the upper peers spend, summed over categories.

    For every category: margin rate × max(0, quantile ``tau`` of the peers' spending, zeros included, − own spending).
    A group's quantile is drawn to that of the wider group by n / (n + ``shrinkage``). A workspace without categories has
    one: all spending.
    """
    rates = np.asarray(margin_rates, dtype=float)
    own = np.maximum(spending.amounts.astype(float), 0.0)
    reachable = _reachable_spending(spending, own, peers, len(rates), settings)
    groups = peers.codes[-1]
    if not len(groups):
        return np.array([], dtype=float)
    realised = np.zeros(len(groups))
    for category, part in enumerate(_parts(spending.categories, len(rates))):
        places = spending.customers[part]
        np.add.at(realised, places, rates[category] * np.minimum(reachable[:, category][groups[places]], own[part]))
    return np.maximum((reachable @ rates)[groups] - realised, 0.0)


def stated_potential(sums: pd.DataFrame, wallets: pd.DataFrame, gross_margin: np.ndarray) -> np.ndarray:
    """Margin of what customers who told their share of wallet spend elsewhere; NaN for those who did not.

    Own spending / share − own spending, at the customer's own margin rate between 0 and 1; a customer without spending
    in the period has no wallet to be told of. ``wallets`` are rows of ``value/stated_wallets``.
    """
    revenue = sums["revenue"].to_numpy(float)
    told = pd.Series(wallets["share_of_wallet"].to_numpy(float), index=wallets["customer_key"].to_numpy())
    share = told.reindex(sums["customer_key"].to_numpy()).to_numpy(float)
    is_told = (revenue > 0) & (share > 0)
    spent = np.where(is_told, revenue, 1.0)
    rate = np.clip(gross_margin / spent, 0.0, 1.0)
    return np.where(is_told, rate * spent * (1 / np.where(is_told, share, 1.0) - 1), np.nan)


def _reachable_spending(
    spending: Spending, own: np.ndarray, peers: PeerGroups, categories: int, settings: TierSettings
) -> np.ndarray:
    """Quantile of spending by narrowest group (rows) and category (columns), shrunk and backed off level by level."""
    is_bought = own > 0
    places, kinds, amounts = spending.customers[is_bought], spending.categories[is_bought], own[is_bought]
    whole = _whole(amounts, None if spending.whole is None else spending.whole[is_bought])
    by_category = _parts(kinds, categories)
    reachable = quantiles = np.zeros((1, categories))
    for level, sizes in enumerate(peers.sizes):
        if level > 0 and len(sizes) == len(quantiles):  # it parts no group of the level above
            quantiles = quantiles[peers.parents[level]]
        else:
            quantiles = np.empty((len(sizes), categories))
            for category, part in enumerate(by_category):
                groups = peers.codes[level][places[part]]
                ascending = _ascending(groups, amounts[part], None if whole is None else whole[part], len(sizes))
                quantiles[:, category] = _quantiles_with_zeros(groups, ascending, sizes, settings.tau)
        if level == 0:
            reachable = quantiles
            continue
        wider = reachable[peers.parents[level]]
        weight = (sizes / (sizes + settings.shrinkage))[:, np.newaxis]
        is_enough = (sizes >= settings.min_peers)[:, np.newaxis]
        reachable = np.where(is_enough, weight * quantiles + (1 - weight) * wider, wider)
    return reachable


def _parts(kinds: np.ndarray, categories: int) -> Sequence[slice | np.ndarray]:
    """Where the rows of each category stand: numbers that stay near are worked on fastest, so each is taken by itself."""
    if np.all(kinds[1:] >= kinds[:-1]):
        bounds = np.searchsorted(kinds, np.arange(categories + 1)).tolist()
        return [slice(start, end) for start, end in pairwise(bounds)]
    order = np.argsort(kinds, kind="stable")
    return np.split(order, np.searchsorted(kinds[order], np.arange(1, categories)))


def _whole(amounts: np.ndarray, known: np.ndarray | None) -> np.ndarray | None:
    """The amounts as whole ten-thousandths, where that is what they are and they leave room beside them; else None."""
    whole = np.rint(amounts * TEN_THOUSANDTHS) if known is None else known
    if np.max(whole, initial=0.0) >= 1 << AMOUNT_BITS:
        return None
    if known is None and not np.array_equal(whole / TEN_THOUSANDTHS, amounts):
        return None
    return whole.astype(np.int64)


def _ascending(cells: np.ndarray, amounts: np.ndarray, whole: np.ndarray | None, count: int) -> np.ndarray:
    """The amounts in ascending order within each cell, one cell after the other.

    Cell and amount side by side in one whole number are sorted several times faster than places by two keys.
    """
    if whole is None or count > 1 << (63 - AMOUNT_BITS):
        return amounts[np.lexsort((amounts, cells))]
    packed = cells.astype(np.int64) << AMOUNT_BITS
    packed |= whole
    packed.sort()
    return (packed & ((1 << AMOUNT_BITS) - 1)) / TEN_THOUSANDTHS


def _quantiles_with_zeros(cells: np.ndarray, ascending: np.ndarray, sizes: np.ndarray, tau: float) -> np.ndarray:
    """Continuous quantile per cell of ``sizes[cell]`` customers, of whom only those listed spend more than nothing.

    ``ascending``: the listed amounts, cell by cell. The zeros stand before the listed amounts, so no zero is ever stored.
    """
    listed = np.bincount(cells, minlength=len(sizes))
    starts = np.cumsum(listed) - listed
    zeros = sizes - listed
    place = tau * np.maximum(sizes - 1, 0)
    lower = np.floor(place).astype(np.int64)
    upper = np.minimum(lower + 1, np.maximum(sizes - 1, 0))

    def amount_at(rank: np.ndarray) -> np.ndarray:
        is_listed = (rank >= zeros) & (listed > 0)
        where = np.where(is_listed, starts + rank - zeros, 0)
        return np.where(is_listed, ascending[where], 0.0) if len(ascending) else np.zeros(len(sizes))

    low, high = amount_at(lower), amount_at(upper)
    return low + (place - lower) * (high - low)
