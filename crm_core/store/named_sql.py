"""SQL has rooms of its own: one named query a file, ``crm_core/<room>/sql/<name>.sql``; values are bound, never pasted."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

ROOMS = Path(__file__).parent.parent
_PLACE = re.compile(r"\$([a-z_]+)")
_COMMENT = re.compile(r"--[^\n]*")


@cache
def named_sql(name: str) -> str:
    """Text of the query ``room/name``; a name that does not exist is a ``FileNotFoundError``."""
    room, _, query = name.partition("/")
    return (ROOMS / room / "sql" / f"{query}.sql").read_text(encoding="utf-8").strip()


@cache
def places(text: str) -> frozenset[str]:
    """Names of the ``$places`` that a query binds; those in comments do not count."""
    return frozenset(_PLACE.findall(_COMMENT.sub("", text)))


def bound(text: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that the query asks for; one that is missing is a ``KeyError`` naming it."""
    return {name: parameters[name] for name in places(text)}
