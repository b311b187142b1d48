"""What of a draft lies on disk: the file as it arrived, its cells under each way of reading, and the choices made.

Small files are written whole or not at all; cells that were read once are not read again.
"""

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from crm_core.errors import FileFault
from crm_core.intake.cells import FileReading
from crm_core.intake.reading import read_cells
from crm_core.intake.used_choices import USED
from crm_core.settings import upload_limit_mb
from crm_core.words import mark

READING_CHOICES = ("encoding", "separator", "quote", "header", "tab", "merged")
READING_VERSION = 11
CHUNK = 1 << 18
"""Taken in at once: a larger piece is new memory each time, which costs more than copying it."""


def taken_in(source: BinaryIO, files: Path) -> tuple[str, Path]:
    """Copy the bytes to disk at once, hashing them meanwhile; too many are refused."""
    limit = upload_limit_mb() * 1_000_000
    digest, written = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=files, prefix="arriving-", delete=False) as target, ThreadPoolExecutor(1) as worker:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > limit:
                break
            hashed = worker.submit(digest.update, chunk)
            target.write(chunk)
            hashed.result()
    if written > limit:
        Path(target.name).unlink()
        raise FileFault(mark("The file is larger than {limit} MB. Split it."), limit=upload_limit_mb())
    return digest.hexdigest(), Path(target.name)


def reading_of(path: Path) -> FileReading:
    """How the file was read, as kept beside its cells."""
    kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    lists = {key: tuple(value) for key, value in kept.items() if isinstance(value, list)}
    lists["sample"] = tuple(tuple(row) for row in kept["sample"])
    return FileReading(**(kept | lists))


def read_once(folder: Path, file_name: str, choices: Mapping[str, str]) -> None:
    """Read the file, and once more where a decimal mark was chosen for a column that holds typed numbers."""
    whole = {key: choices[key] for key in READING_CHOICES if key in choices}
    for said in (whole, dict(choices)):
        path = path_of_cells(folder, said)
        if path.with_suffix(".json").exists() and path.exists():
            continue
        try:
            reading = read_cells(folder / "original", file_name, said, path)
        except FileFault as fault:
            raise fault.about(file_name) from fault.__cause__
        write_whole(path.with_suffix(".json"), json.dumps(asdict(reading), ensure_ascii=False))


def path_of_cells(folder: Path, choices: Mapping[str, str]) -> Path:
    """Where the cells lie: apart for every decimal mark chosen for a column that holds typed numbers."""
    whole = _path_of(folder, [choices.get(key) for key in READING_CHOICES])
    marks = {key: choice for key, choice in choices.items() if key.removeprefix(USED).startswith("decimal.")}
    if not marks or not whole.with_suffix(".json").exists():
        return whole
    keys = [f"{layer}decimal.{name}" for name in reading_of(whole).columns_with_typed for layer in ("", USED)]
    chosen = {key: marks[key] for key in sorted(keys) if key in marks}
    return _path_of(folder, [choices.get(key) for key in READING_CHOICES], chosen) if chosen else whole


def _path_of(folder: Path, *choices: object) -> Path:
    said = json.dumps([READING_VERSION, *choices])
    return folder / f"cells-{hashlib.sha256(said.encode()).hexdigest()[:8]}.arrow"


def kept_draft(folder: Path) -> dict:
    """The name of the file, the choices made, and the hash of the whole file, as :func:`keep_draft` wrote them."""
    return json.loads((folder / "draft.json").read_text(encoding="utf-8"))


def keep_draft(folder: Path, file_name: str, choices: Mapping[str, str], file_hash: str | None = None) -> None:
    """Keep a draft; the hash of the whole file stays with the draft of one of its tabs."""
    if file_hash is None:
        file_hash = (
            kept_draft(folder).get("file_hash", folder.name) if (folder / "draft.json").exists() else folder.name
        )
    kept = {"file_name": file_name, "choices": dict(choices), "file_hash": file_hash}
    write_whole(folder / "draft.json", json.dumps(kept, ensure_ascii=False))


def write_whole(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    half = path.with_suffix(path.suffix + ".half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
