"""A platform's zip as a tree: looked at through its directory, unpacked file by file, never trusted."""

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from grader.batch.intake.names import printable
from grader.batch.intake.system_files import is_system, sift, without_files
from grader.batch.intake.tree import Entry, Parts, Tree
from grader.errors import UsageError

MIB = 1024**2
MOST_ENTRIES = 500_000
RATIO = 200
_SMALL = 4 * MIB
"""Below this size no ratio is suspicious: an array of zeros packs well."""
_ENCRYPTED = 0x1
_UTF8 = 0x800
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
"""The others may ask for any amount of memory."""
_DRIVE = re.compile(r"[A-Za-z]:")


@contextmanager
def look_into(path: Path) -> Iterator[Tree]:
    """Yield what lies in the zip file at `path`, whose files can be read until the context ends.

    Raises `UsageError` where it is no whole zip file or has more than `MOST_ENTRIES`, `OSError` where it can't be read.
    """
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise UsageError(
                f"expected a whole zip file; found that it can't be opened: {error}",
                where=str(path),
                hint="download it again, or unpack it and name the folder",
            ) from error
        if len(archive.infolist()) > MOST_ENTRIES:
            found = f"{len(archive.infolist()):,}"
            raise UsageError(f"expected at most {MOST_ENTRIES:,} files; found {found}", where=str(path))
        yield _tree(path.stem, archive)


def _tree(name: str, archive: zipfile.ZipFile) -> Tree:
    entries: list[Entry] = []
    folders: list[Parts] = []
    notes: list[str] = []
    for info in archive.infolist():
        path = _name(info)
        parts = tuple(part for part in path.split("/") if part not in {"", "."})
        if refusal := _refusal(path, parts, info):
            notes.append(f"left out {printable(path)}: {refusal}")
        elif path.endswith("/") and not info.file_size:
            folders.append(parts)
        else:
            entries.append(_entry(archive, info, parts))
    kept, left_out = sift(entries)
    if kept:
        # Who handed in nothing but system files is to be listed; a zip need not name its folders.
        folders += [e.parts[:depth] for e in entries if is_system(e.parts) for depth in range(1, len(e.parts))]
    return Tree(name, kept, without_files(kept, folders), (*left_out, *notes))


def _name(info: zipfile.ZipInfo) -> str:
    """Return an entry's path. A Mac writes UTF-8 without saying so, some programs for Windows write backslashes."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _refusal(name: str, parts: Parts, info: zipfile.ZipInfo) -> str:
    if name.startswith("/") or ".." in parts or _DRIVE.match(name):
        return "it points out of the folder"
    if not parts:
        return "" if name.endswith("/") else "it has no name"
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode == stat.S_IFLNK:
        return "it is a link"
    return "" if mode in {0, stat.S_IFREG, stat.S_IFDIR} else "it is no ordinary file"


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: Parts) -> Entry:
    return Entry(parts, printable("/".join(parts)), info.file_size, partial(_open, archive, info), _unreadable(info))


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    return cast("BinaryIO", archive.open(info))


def _unreadable(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if info.compress_type not in _METHODS:
        return f"is packed by a method ({info.compress_type}) that is not opened here"
    if info.file_size > max(_SMALL, RATIO * info.compress_size):
        return f"would unpack to {info.file_size / MIB:.0f} MiB from {info.compress_size / MIB:.1f} MiB"
    return ""
