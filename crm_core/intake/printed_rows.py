"""Rows that printing put between the rows of a table: headings again, titles again, numbers of pages. Changes no row."""

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from crm_core.intake.encoding import SEPARATORS
from crm_core.intake.fields import SHEET_FIELDS, squeezed
from crm_core.intake.headings import is_drawn, is_total_word
from crm_core.intake.plain_texts import contains, letters_of, trimmed, whole_column
from crm_core.intake.quotation import QUOTES, split_line
from crm_core.intake.sheet_drafts import SheetDraft
from crm_core.words import fold

pc: Any = pyarrow.compute

MOST_FILLED = 3
_PAGE = re.compile(r"^(?:sayfa|page|sf)(?: no)? \d+(?: (?:of )?\d+)?(?: sayfa)?$|^\d+ (?:sayfa|page)$")
_TWICE = re.compile(r" \(\d+\)$")


def printed_rows(cells: pa.Table, draft: SheetDraft) -> np.ndarray:
    """Rows that repeat the headings or a title line, or say nothing but the number of a page."""
    found = _repeated_headings(cells, draft)
    candidates = np.flatnonzero(_lacks_a_required_text(cells, draft) & ~found)
    if len(candidates):
        titles = {squeezed(line) for line in draft.reading.title_lines} - {""}
        said = filled_texts(cells.take(pa.array(candidates)), draft)
        found[candidates] = [
            0 < len(texts) <= MOST_FILLED
            and (squeezed(" ".join(texts)) in titles or any(map(is_page_number, texts)))
            or _says_headings(texts, draft)
            or is_drawn(texts)
            for texts in said
        ]
    return found


def is_page_number(text: str) -> bool:
    """Sayfa 1/2, Page 3 of 4 …"""
    return bool(_PAGE.match(fold(text)))


def short_sums(cells: pa.Table, draft: SheetDraft) -> np.ndarray:
    """Rows of another width than the table that begin with a word for a sum."""
    found = cells.column("ragged").combine_chunks().is_valid().to_numpy(zero_copy_only=False)
    places = np.flatnonzero(found)
    if len(places):
        said = filled_texts(cells.take(pa.array(places)), draft)
        found = found.copy()
        found[places] = [any(map(is_total_word, texts)) for texts in said]
    return found


def filled_texts(cells: pa.Table, draft: SheetDraft) -> list[list[str]]:
    """The filled cells of each row, those of rows of another width told apart as the file tells them."""
    separator = SEPARATORS.get(draft.reading.separator or "", ";")
    quote = QUOTES[draft.reading.quote or "none"]
    width = len(draft.file_headings)
    texts = []
    for row in cells.to_pylist():
        ragged = row["ragged"]
        own = list(row.values())[:width] if ragged is None else split_line(ragged, separator, quote).cells
        texts.append([cell.strip() for cell in own if cell and cell.strip()])
    return texts


def _repeated_headings(cells: pa.Table, draft: SheetDraft) -> np.ndarray:
    """Rows whose every filled cell says what its heading says."""
    found = np.zeros(cells.num_rows, dtype=bool)
    column = next((column for column in draft.columns if column.field is not None), None)
    if column is None or column.place >= len(draft.file_headings):
        return found
    texts = whole_column(cells, column.place)
    heading = _TWICE.sub("", column.heading)
    longest = max(re.findall(r"[A-Za-z]+", heading), key=len, default="")
    if longest and not contains(texts, [longest.lower().encode()]):
        return found
    pattern = r"^\s*" + r"\s+".join(map(re.escape, heading.split())) + r"\s*$"
    places = np.flatnonzero(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False))
    if len(places):
        headings = [squeezed(_TWICE.sub("", name)) for name in draft.file_headings]
        for place, row in zip(places, cells.take(pa.array(places)).to_pylist(), strict=True):
            own = list(row.values())[: len(headings)]
            filled = [(said, name) for said, name in zip(own, headings, strict=True) if said.strip()]
            found[place] = len(filled) > 1 and all(squeezed(said) == name for said, name in filled)
    return found


def _says_headings(texts: list[str], draft: SheetDraft) -> bool:
    """Whether the texts of a row of another width are the headings, empty ones left out."""
    headings = [squeezed(_TWICE.sub("", name)) for name in draft.file_headings]
    said = [squeezed(text) for text in texts]
    return len(said) > 1 and len(said) >= 0.6 * len(headings) and all(text in headings for text in said)


def _lacks_a_required_text(cells: pa.Table, draft: SheetDraft) -> np.ndarray:
    """Rows of another width, or with nothing in a column that every row must fill."""
    lacks = cells.column("ragged").combine_chunks().is_valid().to_numpy(zero_copy_only=False).copy()
    required = {item.name for item in SHEET_FIELDS[draft.sheet] if item.is_required}
    for column in draft.columns:
        if column.field in required:
            lacks |= letters_of(trimmed(whole_column(cells, column.place))).lengths == 0
    return lacks
