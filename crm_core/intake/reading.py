"""A file on disk to cells on disk, whatever kind of file it is; understands nothing yet.

The cells are kept as an Arrow file beside the original, so a large file is read once and mapped into memory after.
"""

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from crm_core.errors import FileFault
from crm_core.intake.cells import UNPACKED_TIMES, FileReading, too_large_inside
from crm_core.intake.text_file import read_text
from crm_core.intake.workbook import filled_tabs, read_book
from crm_core.settings import packed_files_limit, upload_limit_mb
from crm_core.words import mark

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
BOOK_ENDINGS = (".xlsx", ".xls", ".ods")
TABLE_ENDINGS = (*TEXT_ENDINGS, *BOOK_ENDINGS)


def read_cells(source: Path, name: str, choices: Mapping[str, str], target: Path) -> FileReading:
    """Read ``source`` (known to the reader as ``name``) and write its cells to ``target``.

    The cells have columns ``c0``, ``c1`` … of text, ``row_number`` as a spreadsheet counts, and ``ragged``: the text
    of a row that has another number of cells than the headings.
    """
    if source.stat().st_size == 0:
        raise FileFault(mark("The file {name} is empty."), name=name)
    ending = Path(name).suffix.lower()
    if ending == ".zip":
        source, ending = unpacked(source), Path(_only_member(source).filename).suffix.lower()
    if ending in BOOK_ENDINGS:
        return read_book(source, choices, target)
    if ending in TEXT_ENDINGS:
        return read_text(source, choices, target)
    raise FileFault(
        mark(
            "Files named {ending} are not taken in. Bring .csv, .tsv, .txt, .xlsx, .xls, .ods, or a .zip holding them."
        ),
        ending=ending or name,
    )


def tabs_of(source: Path, name: str) -> tuple[str, ...]:
    """Sheets of a workbook that hold a table; none for other files."""
    return filled_tabs(source) if Path(name).suffix.lower() in BOOK_ENDINGS else ()


def packed_tables(source: Path, folder: Path) -> tuple[Path, ...]:
    """The tables inside a zip file, each unpacked into a folder of its own under ``folder``, in the order of packing.

    Refuses a damaged or locked zip, too many files, and more than the limit, whatever the zip says of itself.
    """
    members = [item for item in _members(source) if Path(item.filename).suffix.lower() in TABLE_ENDINGS]
    if not members:
        raise FileFault(mark("The zip file holds no table (.csv, .tsv, .txt, .xlsx, .xls, .ods)."))
    if len(members) > packed_files_limit():
        raise FileFault(mark("The zip file holds more than {limit} files. Split it."), limit=packed_files_limit())
    left = upload_limit_mb() * UNPACKED_TIMES * 1_000_000
    paths: list[Path] = []
    with zipfile.ZipFile(source) as archive:
        for place, member in enumerate(members):
            target = folder / str(place) / Path(member.filename.replace("\\", "/")).name
            target.parent.mkdir(parents=True)
            left -= _unpack(archive, member, target, left)
            paths.append(target)
    return tuple(paths)


def unpacked(source: Path) -> Path:
    """The single table inside a zip file, unpacked beside it; refuses more than the limit, whatever the zip says."""
    member = _only_member(source)
    target = source.with_name("unpacked")
    if target.exists() and target.stat().st_size == member.file_size:
        return target
    try:
        with zipfile.ZipFile(source) as archive:
            _unpack(archive, member, target, upload_limit_mb() * UNPACKED_TIMES * 1_000_000)
    except FileFault:
        target.unlink(missing_ok=True)
        raise
    return target


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, limit: int) -> int:
    """Unpack one file; the bytes written, or a fault where they are more than ``limit``."""
    written = 0
    try:
        with archive.open(member) as packed, target.open("wb") as file:
            while chunk := packed.read(1 << 20):
                written += len(chunk)
                if written > limit:
                    raise too_large_inside()
                file.write(chunk)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as cause:
        raise FileFault(mark("The zip file is damaged. Pack it anew.")) from cause
    return written


def _only_member(source: Path) -> zipfile.ZipInfo:
    members = _members(source)
    if len(members) != 1:
        raise FileFault(mark("The zip file holds {count} files. Pack one table per zip file."), count=len(members))
    return members[0]


def _members(source: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(source) as archive:
            members = [item for item in archive.infolist() if not item.is_dir() and "__MACOSX" not in item.filename]
    except zipfile.BadZipFile as cause:
        raise FileFault(mark("The zip file is damaged. Pack it anew.")) from cause
    if any(item.flag_bits & 1 for item in members):
        raise FileFault(mark("The file is protected by a password. Save it without one."))
    if sum(item.file_size for item in members) > upload_limit_mb() * UNPACKED_TIMES * 1_000_000:
        raise too_large_inside()
    return members
