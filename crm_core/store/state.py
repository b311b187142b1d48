"""What every screen says of a workspace: title, currency, build and the days that its facts cover."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm_core.store.session import Session


@dataclass(frozen=True)
class WorkspaceState:
    """What every screen says of the workspace. ``as_of`` and ``first_day`` are None while there are no facts."""

    title: str
    currency: str
    build_id: int
    as_of: date | None
    first_day: date | None
    is_demo: bool
    loads: int
    last_loaded_at: datetime | None


def read_state(session: Session) -> WorkspaceState:
    """The state as it stands now."""
    days = session.first("store/as_of") or {}
    build = session.first("store/build") or {}
    sources = session.first("store/sources") or {}
    stored = session.frame("store/settings")
    settings: dict[str, Any] = {
        key: json.loads(value) for key, value in zip(stored["key"], stored["value"], strict=True)
    }
    return WorkspaceState(
        title=settings["title"],
        currency=settings["currency"],
        build_id=build.get("build_id", 0),
        as_of=days.get("as_of"),
        first_day=days.get("first_day"),
        is_demo=settings["is_demo"],
        loads=sources.get("loads", 0),
        last_loaded_at=sources.get("last_loaded_at"),
    )
