"""Unpacking a zip file that somebody handed in."""

import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from grader.archive import ArchiveError, Bounds, unpack


def zipped(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Return a new archive with `entries` as they stand, whatever their names are."""
    path = folder / "work.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def refused(path: Path, bounds: Bounds | None = None) -> str:
    """Return the kind of the error with which an archive is refused."""
    with pytest.raises(ArchiveError, match=r"expected .* found") as caught:
        unpack(path, bounds)
    return caught.value.kind


def test_files_come_sorted_by_path_and_folders_are_left_out(tmp_path: Path) -> None:
    """Every file comes with its path and its bytes, empty ones too."""
    path = zipped(tmp_path, ("b/", b""), ("b/two.py", b"2"), ("a.py", b""))
    assert [(f.path, f.content) for f in unpack(path)] == [("a.py", b""), ("b/two.py", b"2")]


def test_what_is_not_wanted_is_neither_read_nor_counted(tmp_path: Path) -> None:
    """A folder of libraries beside the work does no harm."""
    path = zipped(tmp_path, ("a.py", b"x"), *((f"venv/{n}", bytes(100)) for n in range(10)))
    files = unpack(path, Bounds(files=1, one=10), lambda name: not name.startswith("venv/"))
    assert [f.path for f in files] == ["a.py"]


def test_backslashes_part_folders_too(tmp_path: Path) -> None:
    """Some programs for Windows write them."""
    assert [f.path for f in unpack(zipped(tmp_path, ("work\\a.py", b"x")))] == ["work/a.py"]


@pytest.mark.parametrize(
    "name",
    ["../a.py", "work/../../a.py", "..\\a.py", "/etc/passwd", "C:\\a.py", "C:a.py", "a//b.py", "./a.py", "a\nb.py",
     "x" * 256, "ä" * 128],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    """No name leaves the folder, is absolute, or can't be a file's name."""
    assert refused(zipped(tmp_path, (name, b"x"))) == "unsafe_path"


def test_a_file_that_is_a_folder_as_well_is_refused(tmp_path: Path) -> None:
    """Both can't be written."""
    assert refused(zipped(tmp_path, ("a", b"x"), ("a/b.py", b"x"))) == "unsafe_path"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(tmp_path: Path, kind: int) -> None:
    """Only ordinary files are taken."""
    entry = zipfile.ZipInfo("a.py")
    entry.external_attr = (kind | 0o644) << 16
    assert refused(zipped(tmp_path, (entry, b"/etc/passwd"))) == "link"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Nobody knows which one is meant."""
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zipped(tmp_path, ("a.py", b"1"), ("a.py", b"2"))
    assert refused(path) == "same_name"


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    """There is nobody to ask for a password."""
    path = zipped(tmp_path, ("a.py", b"x" * 20))
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert refused(path) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_without_bounds_is_refused(tmp_path: Path, method: int) -> None:
    """Bzip2 and LZMA can't be unpacked a bounded piece at a time."""
    assert refused(zipped(tmp_path, ("a.py", b"x"), method=method)) == "unknown_method"


def test_counts_and_sizes_have_bounds(tmp_path: Path) -> None:
    """The archive, each file, all files together, and their number."""
    path = zipped(tmp_path, ("a.py", bytes(1000)), ("b.py", bytes(1000)))
    assert refused(path, Bounds(files=1)) == "too_many_files"
    assert refused(path, Bounds(one=999)) == "too_large"
    assert refused(path, Bounds(total=1999)) == "too_large"
    assert refused(path, Bounds(archive=100)) == "too_large"
    assert len(unpack(path, Bounds(files=2, one=1000, total=2000))) == 2


def test_a_file_that_unpacks_to_more_than_it_says_is_broken(tmp_path: Path) -> None:
    """A bomb that lies about its size is found out before it is held."""
    path = zipped(tmp_path, ("a.py", bytes(10_000_000)))
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<I", 10_000_000), struct.pack("<I", 10)))
    tracemalloc.start()
    assert refused(path) == "broken_zip"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("cut", [0, 4, 40, -1, -30])
def test_a_cut_off_archive_is_broken(tmp_path: Path, cut: int) -> None:
    """A download that stopped midway, or a file that never was an archive."""
    path = zipped(tmp_path, ("a.py", b"x = 1\n" * 50))
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path) == "broken_zip"


def test_every_changed_byte_is_an_error_of_ours_or_a_file(tmp_path: Path) -> None:
    """Whatever byte of an archive is changed, no other exception comes out."""
    path = zipped(tmp_path, ("work/a.py", b"x = 1\n" * 5))
    raw = path.read_bytes()
    for place in range(len(raw)):
        for value in (0, 255, raw[place] ^ 1):
            path.write_bytes(raw[:place] + bytes([value]) + raw[place + 1 :])
            try:
                unpack(path)
            except ArchiveError as error:
                assert str(error).startswith("expected ")  # noqa: PT017  either way is right
