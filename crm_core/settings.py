"""Where things lie and how large they may be; each value can be set by an environment variable."""

import getpass
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def workspaces_folder() -> Path:
    """Folder of the workspaces' DuckDB files (``CRM_WORKSPACES``; default ``data/workspaces``)."""
    return Path(os.environ.get("CRM_WORKSPACES") or ROOT / "data" / "workspaces")


def memory_limit() -> str:
    """Memory that one workspace's engine may use (``CRM_MEMORY_LIMIT``; default 1GB)."""
    return os.environ.get("CRM_MEMORY_LIMIT") or "1GB"


def upload_limit_mb() -> int:
    """Largest file taken in, in megabytes (``CRM_UPLOAD_LIMIT_MB``; default 500)."""
    return int(os.environ.get("CRM_UPLOAD_LIMIT_MB") or 500)


def loaded_by() -> str | None:
    """Who loads from the command line (``CRM_LOADED_BY``; default the user of the operating system)."""
    try:
        return os.environ.get("CRM_LOADED_BY") or getpass.getuser()
    except OSError:  # a process of a number that no user bears
        return None


def line_limit_mb() -> int:
    """Longest line of a text file taken in, in megabytes (``CRM_LINE_LIMIT_MB``; default 32)."""
    return int(os.environ.get("CRM_LINE_LIMIT_MB") or 32)


def user_headers() -> tuple[str, ...]:
    """Headers in which a proxy names the reader (``CRM_USER_HEADERS``; default X-Forwarded-User, Remote-User)."""
    said = os.environ.get("CRM_USER_HEADERS", "X-Forwarded-User,Remote-User")
    return tuple(name.strip() for name in said.split(",") if name.strip())


def packed_files_limit() -> int:
    """Most files inside one zip file (``CRM_PACKED_FILES``; default 50)."""
    return int(os.environ.get("CRM_PACKED_FILES") or 50)


def drafts_kept_days() -> int:
    """Days that drafts are kept which no committed load came from (``CRM_DRAFTS_KEPT_DAYS``; default 30)."""
    return int(os.environ.get("CRM_DRAFTS_KEPT_DAYS") or 30)


def originals_kept_days() -> int:
    """Days that the original files of loads are kept (``CRM_ORIGINALS_KEPT_DAYS``; default 3650)."""
    return int(os.environ.get("CRM_ORIGINALS_KEPT_DAYS") or 3650)


def attribute_limit() -> int:
    """Most columns of one file kept as attributes of its customers (``CRM_ATTRIBUTES``; default 50)."""
    return int(os.environ.get("CRM_ATTRIBUTES") or 50)


def row_limit() -> int:
    """Most rows of one sheet taken in at once (``CRM_ROW_LIMIT``; default 20 million)."""
    return int(os.environ.get("CRM_ROW_LIMIT") or 20_000_000)


def large_from_lines() -> int:
    """Order lines from which the pages' first answers are prepared beforehand (``CRM_LARGE_FROM_LINES``; 500 thousand)."""
    return int(os.environ.get("CRM_LARGE_FROM_LINES") or 500_000)


def release_after_seconds() -> float:
    """Seconds after which the server lets go of a workspace nobody looks at (``CRM_RELEASE_AFTER_SECONDS``; 600)."""
    return float(os.environ.get("CRM_RELEASE_AFTER_SECONDS") or 600)
