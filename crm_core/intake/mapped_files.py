"""Arrow files mapped into memory, whose pages can be let go of as soon as they were read."""

import mmap
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa


def mapped(path: Path) -> tuple[pa.Table, Callable[[], None]]:
    """The table of an Arrow file, and what lets go of its pages in memory.

    Whoever still holds the table reads it from disk again; the database does so until its transaction ends.
    """
    with path.open("rb") as file:
        pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def let_go() -> None:
        if hasattr(mmap, "MADV_DONTNEED"):
            pages.madvise(mmap.MADV_DONTNEED)

    return pa.ipc.open_file(pa.py_buffer(pages)).read_all(), let_go
