"""Names written in several ways, found by OpenRefine's fingerprint rule; proposed as one, never made one unasked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from crm_core.intake.drafts import Draft
from crm_core.intake.sheet_drafts import distinct_texts
from crm_core.store import Workspace
from crm_core.words import fold, turkish_upper

NAMES = (
    "region", "sector", "capacity", "acquisition_channel", "product", "category", "channel", "campaign", "branch",
    "department", "programme", "brand",
)  # fmt: skip
MOST_SHOWN = 30
MOST_STORED = 5000


@dataclass(frozen=True)
class Spelling:
    """Ways of writing that may be one name, the most frequent first, capitals last; ``settled`` is the way chosen for all, if one.

    ``stored`` is the way the workspace writes it already, where it does.
    """

    field: str
    heading: str
    variants: tuple[tuple[str, int], ...]
    settled: str | None
    stored: str | None = None

    @property
    def proposed(self) -> str:
        """The way the workspace writes it already, else the way most rows write it."""
        return self.stored or self.variants[0][0]

    def choices(self, name: str) -> dict[str, str]:
        """The choices of a draft that write every other way as ``name``; an empty name takes them back."""
        others = [text for text, _ in self.variants if text != name]
        return {f"value.{self.field}.{text}": name for text in others}


@lru_cache(maxsize=200_000)
def fingerprint(text: str) -> str:
    """The words of a text in small plain letters, each once, in the order of the alphabet."""
    return " ".join(sorted(set(fold(text).split())))


def stored_names(workspace: Workspace, sheet: str) -> dict[str, dict[str, str]]:
    """By field the name of each fingerprint as most stored rows of the sheet write it."""
    rows, _ = workspace.ask("intake/stored_names", {"sheet": sheet, "most_names": MOST_STORED})
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for field, name in zip(rows["field"], rows["name"], strict=True):
        found[field].setdefault(fingerprint(name), name)
    return dict(found)


def spellings(draft: Draft, stored: Mapping[str, Mapping[str, str]] = MappingProxyType({})) -> tuple[Spelling, ...]:
    """Names of cities, channels, products … that stand in several ways, here or beside those ``stored``, most rows first."""
    cells = draft.cells()
    found: list[Spelling] = []
    for column in draft.sheet.columns:
        if column.field not in NAMES or (draft.sheet.sheet, column.field) == ("interactions", "channel"):
            continue
        texts = distinct_texts(cells, column.place)
        counts = np.bincount(texts.indices.to_numpy(), minlength=len(texts.dictionary))
        ways: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for text, count in zip(texts.dictionary.to_pylist(), counts.tolist(), strict=True):
            if text and count and (key := fingerprint(text)):
                ways[key][text] += count
        known = stored.get(column.field, {})
        for key, variants in ways.items():
            there = known.get(key)
            if len({*variants, *([there] if there else [])}) < 2:
                continue
            ranked = tuple(
                sorted(variants.items(), key=lambda item: (-item[1], item[0] == turkish_upper(item[0]), item[0]))
            )
            written = {column.value_map.get(text, text) for text in variants}
            is_one = len(written) == 1 and there in (None, *written)
            found.append(Spelling(column.field, column.heading, ranked, written.pop() if is_one else None, there))
    return tuple(sorted(found, key=lambda item: -sum(count for _, count in item.variants)))[:MOST_SHOWN]
