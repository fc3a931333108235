"""A copy of the home in one file, without any key or name, and the way back.

What goes in is a list, and not everything but: keys, names, the inbox and whatever else lies in the
home stay out, so that a backup in the wrong hands leads to no person. Databases are copied as they
are at one moment, while people go on working.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import get_args

from features.home import Home
from features.prevented import Prevented
from serving.database import store_url
from serving.published import UNFINISHED, Kind

MANIFEST = "backup.json"
STORE, REGISTRY = "store.sqlite", "mlflow.sqlite"
FOLDERS = ("imports", "models", "plans", *get_args(Kind))
FILES = ("audit.head",)
LEFT_OUT = ("*.key", "identities*", "inbox")
"""What must be kept apart, for the message only: whatever is not named above stays out."""
BLOCK = 1 << 20
CHANGED = "the records were replaced while they were copied; run the backup again"


@dataclass(frozen=True)
class Copied:
    """What a backup holds, and what has to be kept apart from it."""

    n_files: int
    n_bytes: int
    apart: tuple[str, ...]
    store_is_elsewhere: bool


def back_up(home: Path, file: Path) -> Copied:
    """Write the home to a .zip file, whole or not at all; raises `Prevented` without a home."""
    if file.suffix != ".zip":
        raise Prevented(f"{file.name}: name the file .zip")
    if file.exists():
        raise Prevented(f"{file.name} exists already; choose another name")
    if not home.is_dir() or not any(home.iterdir()):
        raise Prevented(f"{home} holds nothing to back up")
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        digests = _written(home, unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    elsewhere = not store_url(home).startswith("sqlite:")
    return Copied(len(digests), file.stat().st_size, _apart(home), elsewhere)


def restore(file: Path, home: Path) -> int:
    """Bring a backup into an empty home and return how many files it has.

    Raises `Prevented` where the home is not empty, or the file is damaged or not a backup.
    """
    if home.exists() and any(home.iterdir()):
        raise Prevented(f"{home} is not empty; restore into a new folder with --home")
    home.parent.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(file) as found, TemporaryDirectory(dir=home.parent) as folder:
            digests = _manifest(found, file)
            for name, digest in digests.items():
                _unpack(found, name, digest, Path(folder))
            shutil.copytree(folder, home, dirs_exist_ok=True)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError):
        raise _damaged(file) from None
    return len(digests)


def _written(home: Path, file: Path) -> dict[str, str]:
    """Write the parts of the home and a list of their digests, and return the list."""
    digests: dict[str, str] = {}
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        TemporaryDirectory() as folder,
    ):
        for name, path in _parts(home, Path(folder)):
            digests[name] = _copied(path, name, made)
        heading = {
            "bina": version("bina"),
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": digests,
        }
        made.writestr(MANIFEST, json.dumps(heading, indent=1))
    return digests


def _copied(path: Path, name: str, made: zipfile.ZipFile) -> str:
    """Write a file and return the digest of what was written, though it be replaced meanwhile."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        raise Prevented(CHANGED) from None
    about, digest = zipfile.ZipInfo.from_file(path, name), hashlib.sha256()
    about.compress_type = made.compression
    with source, made.open(about, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _parts(home: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name in the backup and the file, each after those that name it.

    The registry comes before the models and the head of the access log before the store, so that
    what is made meanwhile may be in it, and nothing is named that is not.
    """
    current = Home(home).current
    if current is not None:
        pointer = folder / "current.json"
        pointer.write_text(current.as_json(), encoding="utf-8")
        yield "records/current.json", pointer
        for part in sorted(current.rows, key=attrgetter("file")):
            path = home / "records" / current.name / part.file
            yield path.relative_to(home).as_posix(), path
    yield from _database(home, REGISTRY, folder)
    for name in FOLDERS:
        yield from _within(home, name)
    for name in FILES:
        if (home / name).is_file():
            yield name, home / name
    yield from _database(home, STORE, folder)


def _within(home: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder but those that are still being written."""
    for path in sorted((home / name).rglob("*")):
        written = path.suffix == UNFINISHED or path.name.startswith(".")
        if path.is_file() and not written:
            yield path.relative_to(home).as_posix(), path


def _database(home: Path, name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    if (home / name).is_file():
        yield name, _as_it_is(home / name, folder / name)


def _as_it_is(database: Path, copy: Path) -> Path:
    """Return a copy of a SQLite file as it is at one moment, with what its log still holds."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _apart(home: Path) -> tuple[str, ...]:
    return tuple(sorted({path.name for one in LEFT_OUT for path in home.glob(one)}))


def _manifest(found: zipfile.ZipFile, file: Path) -> Mapping[str, str]:
    """Return the digests by name; raises `Prevented` for a name that leads out of the home."""
    try:
        digests: dict[str, str] = json.loads(found.read(MANIFEST))["files"]
    except (ValueError, TypeError):
        raise _damaged(file) from None
    for name in digests:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
            raise _damaged(file)
    return digests


def _unpack(found: zipfile.ZipFile, name: str, digest: str, folder: Path) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with found.open(name) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, BLOCK)
    if _digest(path) != digest:
        raise zipfile.BadZipFile


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(file: Path) -> Prevented:
    return Prevented(f"{file.name} is damaged or not a backup of Bina; take another one")
