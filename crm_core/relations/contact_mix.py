"""Contacts: which stages of the sale they cover, who began them, in which way, and which promises were kept."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from crm_core.answers import Answer, Note, metric
from crm_core.filters import Filters
from crm_core.relations.indicators import CLASSES
from crm_core.relations.intervals import reading
from crm_core.relations.practice import customer_practice, window_of
from crm_core.store import Workspace
from crm_core.words import mark

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "stage": ("pre_sale", "sale", "after_sale"),
        "beginner": ("proactive", "reactive"),
        "way": ("written", "spoken_visual", "face_to_face"),
        "promises": ("kept",),
    }
)
PART_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "pre_sale": mark("Before the sale"),
        "sale": mark("At the sale"),
        "after_sale": mark("After the sale"),
        "proactive": mark("We began (proactive)"),
        "reactive": mark("The customer began (reactive)"),
        "written": mark("Written"),
        "spoken_visual": mark("Spoken and visual"),
        "face_to_face": mark("Face to face"),
        "kept": mark("Promises kept of those due"),
    }
)
ALL = "all"
NOTHING_LOGGED = Note(
    mark("No contacts are logged in this period. Needed: the interactions sheet with stage, channel and direction."),
    {},
    "warning",
)
Z = 1.959964


@metric(rows_behind="relations/contact_mix_rows")
def contact_mix(workspace: Workspace, filters: Filters) -> Answer:
    """How contacts are spread over the stages of the sale, the ways of communication and who begins them, per class.

    Formula: share of contacts (complaints left out) of each stage, way or beginner among those for which it is known;
        promises kept = kept / due up to the period's end. Interval: ratio of sums with the customer as the unit
        (linearised). Class as on the page of the seven rows, by the 365 days up to the period's end.
    Unit: share from 0 to 1; n counts contacts, for promises those due.
    Grain: one row per part and class, all chosen customers first.
    Source: Grönroos, From Marketing Mix to Relationship Marketing, 1994, for promises; Cochran, Sampling Techniques, 1977,
        for the interval of a ratio.
    """
    counts, asked = workspace.ask("relations/contact_mix", filters.parameters())
    practice = customer_practice(workspace, filters, window_of(workspace, filters))
    classed = counts.merge(practice.customers[["customer_key", "class"]], on="customer_key", how="left")
    groups = {ALL: classed, **{name: classed.loc[(classed["class"] == name).to_numpy()] for name in CLASSES}}
    rows = [row for group, own in groups.items() for row in _rows(group, own)]
    contacts = int(counts["contacts"].to_numpy().sum())
    return Answer(
        metric="contact_mix",
        rows=pd.DataFrame(rows),
        queries=(asked, *practice.queries),
        as_of=workspace.state().as_of or filters.period.end,
        n=contacts,
        notes=() if contacts else (NOTHING_LOGGED,),
        totals={
            "contacts": contacts,
            "customers": int((counts["contacts"].to_numpy() > 0).sum()),
            "promised": int(counts["promised"].to_numpy().sum()),
        },
    )


def part_rows(answer: Answer, dimension: str) -> pd.DataFrame:
    """The rows of one dimension as the figure of classes wants them (``row``, ``class``, ``kind``)."""
    own = answer.rows.loc[(answer.rows["dimension"] == dimension).to_numpy()]
    return own.loc[own["class"] != ALL].assign(row=own["part"], kind="share")


def _rows(group: str, own: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for dimension, parts in PARTS.items():
        known = own["due"] if dimension == "promises" else own[list(parts)].sum(axis=1)
        whole = known.to_numpy(dtype=float)
        for part in parts:
            share, low, high = ratio(own[part].to_numpy(dtype=float), whole)
            n = int(whole.sum())
            is_shown = reading(n) != "hidden"
            rows.append(
                {
                    "dimension": dimension,
                    "part": part,
                    "class": group,
                    "value": share if is_shown else np.nan,
                    "low": low if is_shown else np.nan,
                    "high": high if is_shown else np.nan,
                    "n": n,
                    "reading": reading(n),
                }
            )
    return rows


def ratio(part: np.ndarray, whole: np.ndarray) -> tuple[float, float, float]:
    """Ratio of sums over customers with its 95 % interval; unknown where the whole is nothing."""
    total, customers = float(whole.sum()), int((whole > 0).sum())
    if total == 0:
        return np.nan, np.nan, np.nan
    share = float(part.sum()) / total
    if customers < 2:
        return share, np.nan, np.nan
    apart = part - share * whole
    error = float(np.sqrt(customers / (customers - 1) * (apart**2).sum())) / total
    return share, max(0.0, share - Z * error), min(1.0, share + Z * error)
