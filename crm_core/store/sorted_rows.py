"""Rows put in order and summed by what they share: several times faster than grouping millions of them by hash."""

import numpy as np
import pyarrow as pa

CENT_OF_CENT = 10_000
"""Money has four decimals, so whole ten-thousandths hold it without loss."""


def order_of(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Places of the rows by two columns of whole numbers, the first from 0; equal rows stay as they stand.

    Both and the place are put in order as one number where they fit into one.
    """
    if not len(first):
        return np.empty(0, np.int64)
    since = second - second.min()
    bits, place_bits = int(since.max()).bit_length(), (len(second) - 1).bit_length()
    if int(first.max()).bit_length() + bits + place_bits > 63:
        return np.lexsort((second, first))
    keys = first.astype(np.int64) << (bits + place_bits)
    keys |= since.astype(np.int64) << place_bits
    keys |= np.arange(len(keys))
    keys.sort()
    return keys & ((1 << place_bits) - 1)


def begins(*columns: np.ndarray) -> np.ndarray:
    """True where any of the columns changes, at the first row too."""
    is_begin = np.zeros(len(columns[0]), dtype=bool)
    is_begin[:1] = True
    for column in columns:
        is_begin[1:] |= column[1:] != column[:-1]
    return is_begin


def scaled(money: pa.Array) -> np.ndarray:
    """Money of the store in whole ten-thousandths, zero where it is empty."""
    whole = np.frombuffer(money.buffers()[1], np.int64)[money.offset : money.offset + len(money)]
    return np.where(is_known(money), whole, 0) if money.null_count else whole


def is_known(column: pa.Array) -> np.ndarray:
    """True where a column is not empty."""
    return column.is_valid().to_numpy(zero_copy_only=False)
