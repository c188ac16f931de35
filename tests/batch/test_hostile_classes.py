"""Whatever lies in a class's folder or zip: nothing is lost in silence, nothing gets out, nothing is a traceback."""

import os
import random
import stat
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from classes import CODE, folder, only, opened, stored, zipped

from grader.batch import intake as intake_package
from grader.batch.intake import open_intake
from grader.batch.intake import zipped as zipped_module
from grader.batch.intake.gather import MOST_BYTES
from grader.errors import UsageError
from grader.submission import read
from grader.submission.folder import MAX_FILES

Make = Callable[..., Path]


def told_of(notes: tuple[str, ...], *words: str) -> bool:
    """Whether one note has all the words."""
    return any(all(word in note for word in words) for note in notes)


@pytest.mark.parametrize(
    "name", ["../evil.py", "a/../../evil.py", "/evil.py", "C:/evil.py", "a\\..\\..\\evil.py", "C:evil.py"]
)
def test_a_zip_slip_is_left_out_and_told(tmp_path: Path, name: str) -> None:
    """No entry is written outside, or quietly renamed."""
    intake = opened(zipped(tmp_path / "x.zip", {name: CODE, "ada.py": CODE}))
    assert [h.key for h in intake.handed_in] == ["ada"]
    assert told_of(intake.notes, "evil.py", "points out of the folder")
    assert not list(tmp_path.rglob("evil*"))


def test_a_canvas_name_can_not_climb(tmp_path: Path) -> None:
    """A file that Canvas's pattern would call `..` stays in its folder."""
    intake = opened(folder(tmp_path / "x", {"doe_1_2_..": CODE, "doe_1_3_a.py": CODE}))
    assert set(stored(only(intake))) == {"_", "a.py"}


def test_links_and_special_files_are_left_out_and_told(tmp_path: Path) -> None:
    """No link is followed, wherever it leads, and no pipe is waited for."""
    source = folder(tmp_path / "x", {"ada/main.py": CODE, "bob": None})
    (tmp_path / "secret.py").write_text("secret")
    (source / "ada" / "out.py").symlink_to(tmp_path / "secret.py")
    (source / "ada" / "loop").symlink_to(source)
    (source / "bob" / "main.py").symlink_to(source / "ada" / "main.py")
    (source / "eve").symlink_to(tmp_path)
    os.mkfifo(source / "ada" / "pipe.py")
    intake = opened(source)
    ada, bob = intake.handed_in
    assert (stored(ada), ada.problem) == ({"main.py": CODE}, "")
    assert bob.problem == "no file was handed in"
    for name in ("ada/out.py", "ada/loop", "bob/main.py", "eve"):
        assert told_of(intake.notes, f"left out {name}: it is a link")
    assert told_of(intake.notes, "ada/pipe.py", "no ordinary file")


def test_a_link_in_a_zip_is_left_out_and_told(tmp_path: Path) -> None:
    """A link's text is not taken for a file."""
    source = zipped(tmp_path / "x.zip", {"ada.py": CODE})
    with zipfile.ZipFile(source, "a") as archive:
        for name, kind in (("link.py", stat.S_IFLNK), ("pipe.py", stat.S_IFIFO)):
            info = zipfile.ZipInfo(name)
            info.external_attr = (kind | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
    intake = opened(source)
    assert [h.key for h in intake.handed_in] == ["ada"]
    assert told_of(intake.notes, "link.py: it is a link")
    assert told_of(intake.notes, "pipe.py: it is no ordinary file")


def test_hidden_files_are_counted_and_those_of_tools_are_no_news(make: Make) -> None:
    """What no student wrote is no hand-in. Where work might lie, it is told once."""
    hidden = ["bob/~$notes.docx", "bob/.main.py", "bob/venv/main.py"]
    tools = ["__MACOSX/._ada.py", ".DS_Store", "Thumbs.db", "bob/desktop.ini", "bob/.git/HEAD", "__macosx/x.py"]
    tools += ["bob/__pycache__/a.pyc", "bob/.ipynb_checkpoints/main.ipynb", "bob/.venv/lib/torch.py", "ada/.gitignore"]
    intake = opened(make({**dict.fromkeys([*hidden, *tools], "x"), "ada/main.py": CODE, "bob/main.py": CODE}))
    assert [h.key for h in intake.handed_in] == ["ada", "bob"]
    assert stored(intake.handed_in[1]) == {"main.py": CODE}
    (told,) = intake.notes
    assert told.startswith("left out 3 hidden or system files: ")
    assert intake.unattributed == ()


def test_who_handed_in_nothing_but_such_files_is_listed(make: Make) -> None:
    """With score 0, and why; also where a zip does not name the folder itself."""
    intake = opened(make({"ada/main.py": CODE, "bob/.git/HEAD": "x", "eve/.main.py": CODE}))
    assert [(h.key, bool(h.problem)) for h in intake.handed_in] == [("ada", False), ("bob", True), ("eve", True)]


def test_links_in_what_tools_made_are_no_news(tmp_path: Path) -> None:
    """Every virtual environment has some."""
    source = folder(tmp_path / "class", {"ada/main.py": CODE, "ada/.venv/pyvenv.cfg": "x"})
    (source / "ada/.venv/python").symlink_to(sys.executable)
    assert opened(source).notes == ()


def patched(source: Path, name: str, offset: int, value: bytes) -> None:
    """Write `value` into both of the headers of an entry, at an offset counted as in the central one."""
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as archive:
        local = archive.getinfo(name).header_offset
        central = archive.start_dir
    while data[central + 46 :][: len(name)] != name.encode():
        central += 46 + sum(struct.unpack_from("<HHH", data, central + 28))
    data[central + offset : central + offset + len(value)] = value
    data[local + offset - 2 : local + offset - 2 + len(value)] = value
    source.write_bytes(data)


@pytest.mark.parametrize(
    ("offset", "value", "why"),
    [
        (8, b"\x01\x00", "ada.py is encrypted"),
        (10, struct.pack("<H", 9), "is packed by a method (9)"),
        (10, struct.pack("<H", 14), "is packed by a method (14)"),
        (16, b"\x00\x00\x00\x00", "can't be read"),
        (24, struct.pack("<I", 5), "can't be read"),
    ],
    ids=["encrypted", "deflate64", "lzma", "checksum", "size"],
)
def test_a_file_that_can_not_be_read_is_its_students_problem_only(
    tmp_path: Path, offset: int, value: bytes, why: str
) -> None:
    """It is told with the hand-in and in the notes; nothing half-written stays, and the others go on."""
    source = zipped(tmp_path / "x.zip", {"ada.py": CODE * 10, "bob.py": CODE})
    patched(source, "ada.py", offset, value)
    intake = opened(source)
    ada, bob = intake.handed_in
    assert why in ada.problem
    assert stored(ada) == {}
    assert told_of(intake.notes, "ada.py", why.removeprefix("ada.py "))
    assert stored(bob) == {"bob.py": CODE}


def test_nothing_stays_of_a_file_that_breaks_off(tmp_path: Path) -> None:
    """A file whose damage shows only after its first piece leaves no first piece behind."""
    source = zipped(tmp_path / "x.zip", {"ada.py": random.Random(7).randbytes(3 * 1024**2)})
    patched(source, "ada.py", 16, bytes(4))
    ada = only(opened(source))
    assert "can't be read" in ada.problem
    assert stored(ada) == {}


def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    """Neither a file nor a folder that can't be opened stops the class."""
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    source = folder(tmp_path / "x", {"ada.py": CODE, "bob/a.py": CODE, "eve.py": CODE})
    (source / "ada.py").chmod(0)
    (source / "bob").chmod(0)
    intake = opened(source)
    (source / "bob").chmod(0o700)
    assert [h.key for h in intake.handed_in if not h.problem] == ["eve"]
    assert told_of(intake.notes, "bob")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"PK\x05\x06" + b"\xff" * 18])
def test_a_damaged_zip_is_a_usage_error(tmp_path: Path, content: bytes) -> None:
    """The person who runs the grader is told what to do."""
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UsageError, match="expected a whole zip file"):
        opened(tmp_path / "x.zip")


def test_nothing_is_a_usage_error(make: Make, tmp_path: Path) -> None:
    """An empty class, and a path with nothing at it."""
    with pytest.raises(UsageError, match="found an empty folder"):
        opened(make({".DS_Store": "x"}))
    with pytest.raises(UsageError, match="found neither"):
        opened(tmp_path / "none")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What unpacks to a thousand times its size is refused by what it says of itself."""
    intake = opened(zipped(tmp_path / "x.zip", {"ada.py": bytes(30 * 1024**2), "bob.py": CODE}))
    ada, bob = intake.handed_in
    assert "would unpack to 30 MiB from 0.0 MiB" in ada.problem
    assert (stored(ada), bob.problem) == ({}, "")


def test_a_hand_in_is_bounded(tmp_path: Path) -> None:
    """Too large and too many are told, and not copied."""
    source = folder(tmp_path / "x", {f"ada/{n}.py": CODE for n in range(MAX_FILES + 1)} | {"bob/a.py": CODE})
    with (source / "bob" / "data.bin").open("wb") as file:
        file.truncate(MOST_BYTES)
    intake = opened(source)
    ada, bob = intake.handed_in
    assert "found 501 files and 0 MiB" in ada.problem
    assert "found 2 files and 64 MiB" in bob.problem
    assert (stored(ada), stored(bob)) == ({}, {})
    assert told_of(intake.notes, "left out the 501 files of ada")


def test_a_class_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class has a bound in bytes, and a zip one in entries; beyond them nothing is unpacked."""
    source = zipped(tmp_path / "x.zip", {"ada.py": CODE, "bob.py": CODE})
    monkeypatch.setattr(intake_package, "MOST_BYTES", len(CODE))
    with pytest.raises(UsageError, match="GiB of hand-ins"):
        opened(source)
    monkeypatch.setattr(zipped_module, "MOST_ENTRIES", 1)
    with pytest.raises(UsageError, match="expected at most 1 files; found 2"):
        opened(source)


def test_a_students_zip_is_left_to_the_reader_of_submissions(tmp_path: Path) -> None:
    """A zip is what is graded only if it is the only thing that can be; two are one too many."""
    files = {
        "ada/a.zip": b"PK",
        "ada/notes.txt": "x",
        "bob/a.zip": b"PK",
        "bob/b.py": CODE,
        "eve/a.zip": b"1",
        "eve/b.zip": b"2",
    }
    ada, bob, eve = opened(folder(tmp_path / "x", files)).handed_in
    assert (ada.path.name, ada.problem) == ("a.zip", "")
    assert (bob.path.name, bob.problem) == ("bob", "")
    assert read(bob.path, "MyNetwork").problem is None
    assert eve.problem == "expected one zip file; found 2: a.zip, b.zip"


def test_a_zip_in_a_zip_is_opened_once(tmp_path: Path) -> None:
    """A student's zip in the class's is read as a submission; one in it is not opened in its turn."""
    inner = zipped(tmp_path / "inner.zip", {"lab/main.py": CODE}).read_bytes()
    deeper = zipped(tmp_path / "deeper.zip", {"inner.zip": inner}).read_bytes()
    ada, bob = opened(zipped(tmp_path / "x.zip", {"ada.zip": inner, "bob.zip": deeper})).handed_in
    assert read(ada.path, "MyNetwork").main.endswith("main.py")
    assert read(bob.path, "MyNetwork").problem is not None


def test_an_entry_called_like_a_folder_with_content_is_a_file(tmp_path: Path) -> None:
    """A zip may call a file what only a folder is called; its content is not lost."""
    source = zipped(tmp_path / "x.zip", {"ada/a.py": CODE, "ada/b.py|": "x"})
    source.write_bytes(source.read_bytes().replace(b"b.py|", b"b.py/"))
    assert stored(only(opened(source))) == {"a.py": CODE, "b.py": b"x"}


def test_a_name_that_is_taken_loses_no_file(tmp_path: Path) -> None:
    """Doubles in a zip, and a file where another has a folder, are all kept and told."""
    source = zipped(
        tmp_path / "x.zip", {"ada/a.py": "1", "ada/2.py": "2", "ada/b": "3", "ada/b/c.py": "4", "ada/A.py": "5"}
    )
    source.write_bytes(source.read_bytes().replace(b"ada/2.py", b"ada/a.py"))
    intake = opened(tmp_path / "x.zip")
    assert sorted(stored(only(intake)).values()) == [b"1", b"2", b"3", b"4", b"5"]
    assert stored(only(intake))["again-2/a.py"] == b"2"
    assert told_of(intake.notes, "stored ada/a.py as again-2/a.py")


def test_names_that_differ_by_case_only_are_two_students(make: Make) -> None:
    """Keys differ even where a file system takes both names for one."""
    intake = opened(make({"Ada.py": "1", "ada.py": "2", "ADA/a.py": "3"}))
    assert len({h.key.lower() for h in intake.handed_in}) == 3


def test_long_and_odd_names_are_shortened_and_kept(tmp_path: Path) -> None:
    """No name is too long, too deep or too odd, and an import finds a file that a Mac composed otherwise."""
    long, deep = "x" * 3000 + ".py", "/".join(["d" * 50] * 120)
    names = [
        f"ada/{long}",
        f"ada/{deep}/a.py",
        "ada/mode\u0301le.py",
        "ada/a\nb.py",
        "ada/ q .py",
        f"{'n' * 3000}.py",
        "ada/nul:x?.py",
    ]
    intake = opened(zipped(tmp_path / "x.zip", {name: name for name in names}))
    ada, other = intake.handed_in
    assert sorted(c.decode() for c in (*stored(ada).values(), *stored(other).values())) == sorted(names)
    assert "mod\u00e9le.py" in stored(ada)
    assert "a_b.py" in stored(ada)
    assert len(other.key) < 60
    assert not told_of(intake.notes, "\n")


def test_names_in_another_encoding(tmp_path: Path) -> None:
    """A Mac's zip says nothing of its UTF-8; a byte that is no text at all is shown as an escape."""
    zipped(tmp_path / "x.zip", {"Zo\u00eb.py": CODE})
    data = (tmp_path / "x.zip").read_bytes()
    flag = struct.pack("<H", 0x800)
    (tmp_path / "x.zip").write_bytes(data.replace(b"\x14\x00" + flag, b"\x14\x00\x00\x00"))
    assert only(opened(tmp_path / "x.zip")).students[0].name == "Zo\u00eb"
    source = folder(tmp_path / "y", {"ada/a.py": CODE})
    Path(os.fsdecode(os.fsencode(source) + b"/ada/\xff.txt")).write_text("x")
    Path(os.fsdecode(os.fsencode(source) + b"/\xfe.py")).write_text("x")
    intake = opened(source)
    repr([(h.path, h.students) for h in intake.handed_in]).encode()
    assert {name for h in intake.handed_in for name in stored(h)} == {"a.py", "_.txt", "_.py"}
    assert told_of(intake.notes, r"ada/\udcff.txt")


def test_the_folder_of_ours_is_only_ours(tmp_path: Path) -> None:
    """It is emptied and filled again, with the same result; others' files are never deleted."""
    source = folder(tmp_path / "x", {"ada.py": CODE, "bob.py": CODE})
    first = opened(source)
    (source / "bob.py").unlink()
    assert opened(source).handed_in == first.handed_in[:1]
    assert not first.handed_in[1].path.exists()
    theirs = folder(tmp_path / "theirs", {"thesis.tex": "x"})
    with pytest.raises(UsageError, match="found others' files"):
        open_intake(source, theirs)
    assert (theirs / "thesis.tex").exists()
    for into in (source, source / "out", tmp_path):
        with pytest.raises(UsageError, match="outside the hand-ins"):
            open_intake(source, into)
