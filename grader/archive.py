"""A zip file, unpacked in memory: nothing is written, and nothing larger than the bounds is ever held."""

import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from grader.wire.plan import SourceFile

_MIB = 1024**2
_ENCRYPTED = 0x1
_LONGEST_NAME = 255
"""Bytes in one part of a path: what file systems take."""
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Other methods can't be unpacked a bounded piece at a time."""
_ODD = re.compile(r"[\x00-\x1f\x7f]|^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that is unpacked: a count of files, and bytes of the archive, of one file and of all together."""

    files: int = 500
    archive: int = 64 * _MIB
    one: int = 20 * _MIB
    total: int = 64 * _MIB


class ArchiveError(Exception):
    """The archive can't be unpacked. `kind` is stable; the message says what was expected and found."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def unpack(
    path: Path, bounds: Bounds | None = None, wanted: Callable[[str], bool] = lambda _: True
) -> tuple[SourceFile, ...]:
    """Return the wanted files of a zip file, sorted by path. What is not wanted is neither read nor counted.

    Raises `ArchiveError` of kind `broken_zip`, `encrypted`, `unsafe_path`, `link`, `same_name`,
    `unknown_method`, `too_many_files` or `too_large`; `OSError` where the file can't be read.
    """
    bounds = bounds or Bounds()
    _within(bounds.archive, path.stat().st_size, path.name)
    held = BytesIO(path.read_bytes())
    try:
        with zipfile.ZipFile(held) as archive:
            entries = _by_name(archive, wanted)
            _admit(entries, bounds, path.name)
            return tuple(SourceFile(name, _content(archive, entry)) for name, entry in sorted(entries.items()))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ArchiveError(
            "broken_zip", f"expected a whole zip file; found that {path.name} can't be unpacked: {error}"
        ) from error


def _by_name(archive: zipfile.ZipFile, wanted: Callable[[str], bool]) -> dict[str, zipfile.ZipInfo]:
    """Return the wanted files by path. Some programs for Windows write backslashes into it."""
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/")
        if name.endswith("/") or not wanted(name):
            continue
        if name in found:
            raise ArchiveError("same_name", f"expected each file once; found {name} twice in the archive")
        found[name] = entry
    return found


def _admit(entries: Mapping[str, zipfile.ZipInfo], bounds: Bounds, archive: str) -> None:
    """Look at what the archive says of its files, before any is unpacked."""
    if len(entries) > bounds.files:
        raise ArchiveError("too_many_files", f"expected at most {bounds.files} files; found more in {archive}")
    for name, entry in entries.items():
        parts = name.split("/")
        folders = {"/".join(parts[:depth]) for depth in range(1, len(parts))}
        too_long = any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts)
        if too_long or _ODD.search(name) or {"", ".", ".."} & set(parts) or folders & entries.keys():
            raise ArchiveError(
                "unsafe_path", f"expected names of files that stay in one folder; found {name[:_LONGEST_NAME]!r}"
            )
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise ArchiveError("link", f"expected ordinary files; found that {name} is a link or a special file")
        if entry.flag_bits & _ENCRYPTED:
            raise ArchiveError("encrypted", f"expected a zip file without a password; found {name} encrypted")
        if entry.compress_type not in _PLAIN:
            raise ArchiveError(
                "unknown_method", f"expected an ordinary zip file; found {name} compressed in another way"
            )
        _within(bounds.one, entry.file_size, name)
    _within(bounds.total, sum(entry.file_size for entry in entries.values()), archive)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # A size is named, so that a file which unpacks to more than it says is never held whole.
    with archive.open(entry) as file:
        return file.read(entry.file_size + 1)


def _within(most: int, found: int, name: str) -> None:
    if found > most:
        raise ArchiveError(
            "too_large", f"expected at most {most / _MIB:.0f} MiB; found {name} with {found / _MIB:,.0f} MiB"
        )
