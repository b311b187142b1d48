"""A file on disk to cells on disk, whatever kind of file it is; understands nothing yet.

The cells are kept as an Arrow file beside the original, so a large file is read once and mapped into memory after.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from crm_core.errors import FileFault
from crm_core.intake.cells import UNPACKED_TIMES, FileReading, too_large_inside
from crm_core.intake.text_file import read_text
from crm_core.intake.workbook import read_book
from crm_core.settings import upload_limit_mb
from crm_core.words import mark

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
BOOK_ENDINGS = (".xlsx",)


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
        mark("Files named {ending} are not taken in. Bring .csv, .tsv, .txt, .xlsx, or a .zip holding one of them."),
        ending=ending or name,
    )


def unpacked(source: Path) -> Path:
    """The single table inside a zip file, unpacked beside it; refuses more than the limit, whatever the zip says."""
    member = _only_member(source)
    limit = upload_limit_mb() * UNPACKED_TIMES * 1_000_000
    target = source.with_name("unpacked")
    if target.exists() and target.stat().st_size == member.file_size:
        return target
    written = 0
    with zipfile.ZipFile(source) as archive, archive.open(member) as packed, target.open("wb") as file:
        while chunk := packed.read(1 << 20):
            written += len(chunk)
            if written > limit:
                break
            file.write(chunk)
    if written > limit:
        target.unlink()
        raise too_large_inside()
    return target


def _only_member(source: Path) -> zipfile.ZipInfo:
    try:
        with zipfile.ZipFile(source) as archive:
            members = [item for item in archive.infolist() if not item.is_dir() and "__MACOSX" not in item.filename]
    except zipfile.BadZipFile as cause:
        raise FileFault(mark("The zip file is damaged. Pack it anew.")) from cause
    if len(members) != 1:
        raise FileFault(mark("The zip file holds {count} files. Pack one table per zip file."), count=len(members))
    if members[0].flag_bits & 1:
        raise FileFault(mark("The file is protected by a password. Save it without one."))
    if members[0].file_size > upload_limit_mb() * UNPACKED_TIMES * 1_000_000:
        raise too_large_inside()
    return members[0]
