"""Random classes: every file is in a hand-in, listed as nobody's, or told of in a note."""

import re
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from classes import folder, opened, stored
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.batch.intake import Intake
from grader.batch.intake.names import printable
from grader.errors import UsageError

SUFFIXES = st.sampled_from(["", ".py", ".ipynb", ".zip", ".txt", "-1.py", "-2.py", ".PY"])
TELLING = st.sampled_from(
    [
        *(
            "doe_1_2_a",
            "doe_LATE_1_3_a",
            "anon_x_4_a",
            "doe_1_text.html",
            "A B_7_assignsubmission_file_",
            "timestamp.txt",
        ),
        *("A B_7_assignsubmission_onlinetext_", "A B_7_assignfeedback_file_", "submission_1", "submitted", "ps1"),
        *(
            "lab-submissions",
            "lab-ada",
            "lab-",
            ".git",
            "__MACOSX",
            "Thumbs.db",
            "~$a",
            "again-2",
            "A",
            "a",
            "venv",
            "con",
        ),
        *("doe_1_2_..", "A B_7_assignsubmission_file_..", "..", ".", "download"),
    ]
)
ODD = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=60)
NAMES = st.one_of(TELLING, st.builds(str.__add__, TELLING, SUFFIXES), st.builds(str.__add__, ODD, SUFFIXES))
TOPS = (
    [
        "doe_1_2_a.py",
        "doe_1_4_a-1.py",
        "doe_LATE_1_3_b",
        "anon_x_4_a",
        "doe_1_text.html",
        "doe_1_2_..",
        "eve_2_9_a.zip",
    ],
    [
        "A B_7_assignsubmission_file_",
        "A B_7_assignsubmission_file_a.py",
        "A B_7_assignsubmission_onlinetext_",
        "C_8_assignfeedback_file_",
    ],
    ["submission_metadata.yml", "submission_1", "submission_2", "submission_3"],
    ["submitted/ada/ps1", "submitted/bob/ps1", "submitted/bob/ps2", "submitted/eve", "source/ps1"],
    ["lab-submissions/lab-ada", "lab-submissions/lab-bob", "lab-submissions/lab-", "lab-submissions"],
    [""],
)
"""What lies at the top in each platform's layout."""
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
CLASSES = st.sampled_from(TOPS).flatmap(
    lambda tops: st.lists(
        st.one_of(PATHS, st.sampled_from(tops), st.builds("{}/{}".format, st.sampled_from(tops), PATHS)).map(
            lambda path: path.lstrip("/")
        ),
        min_size=1,
        max_size=12,
        unique=True,
    )
)
METADATA = b"""---
submission_1:
  :submitters:
  - :name: Ada
    :sid: '1'
  :created_at: 2026-01-02 10:00:00 Z
submission_2:
  :submitters:
  - :name: Ada
    :sid: '1'
  :created_at: 2026-01-03 10:00:00 Z
"""
TOOLS = {".git", "__macosx", "thumbs.db"}
LAYOUTS = st.sampled_from([None, None, None, "canvas", "moodle", "gradescope", "nbgrader:ps1", "github", "plain"])


def content(path: str, number: int) -> bytes:
    """Return what a file holds: nothing else that any other holds, or the platform's metadata."""
    return METADATA if shown(path) == "submission_metadata.yml" else f"# {number}".encode()


def lost(intake: Intake, contents: dict[str, bytes]) -> list[str]:
    """Return the paths of which nothing is to be seen, and should be.

    System files and other assignments' are told by number; those that tools make by themselves are not told.
    """
    kept = {held for one in intake.handed_in for held in stored(one).values()} | {METADATA}
    listed = {*intake.unattributed, *(text for one in intake.handed_in for text in one.earlier)}
    missing = [
        path
        for path, held in contents.items()
        if TOOLS.isdisjoint(path.lower().replace("\\", "/").split("/"))
        and held not in kept
        and shown(path) not in listed
        and not any(note.startswith(f"left out {shown(path)}: ") for note in intake.notes)
    ]
    counted = sum(int(n) for note in intake.notes for n in re.findall(r"^left out (?:the )?(\d+) ", note))
    return missing if len(missing) > counted else []


def shown(path: str) -> str:
    """Return a path as it is told: as it stands in the tree."""
    if path.startswith("/") or ".." in path.replace("\\", "/").split("/"):
        return printable(path.replace("\\", "/"))
    return printable("/".join(part for part in path.split("/") if part not in {"", "."}) or path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(paths=CLASSES, layout=LAYOUTS)
def test_no_folder_loses_a_file(paths: list[str], layout: str | None) -> None:
    """A tree on disk: whatever it is called, it is taken in, listed or told."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "download"
        source.mkdir()
        contents: dict[str, bytes] = {}
        for number, path in enumerate(paths):
            if {"..", "."} & set(path.split("/")):
                continue
            try:
                folder(source, {path: content(path, number)})
            except (OSError, ValueError):
                continue
            contents[path] = content(path, number)
        judge(source, contents, layout)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(paths=CLASSES, layout=LAYOUTS)
def test_no_zip_loses_a_file(paths: list[str], layout: str | None) -> None:
    """A zip, whose names need not be possible ones."""
    with tempfile.TemporaryDirectory() as place:
        contents: dict[str, bytes] = {}
        with zipfile.ZipFile(Path(place) / "download.zip", "w") as archive:
            for number, path in enumerate(paths):
                if path.endswith("/"):
                    continue
                archive.writestr(zipfile.ZipInfo(path), content(path, number))
                contents[path.replace("\\", "/")] = content(path, number)
        judge(Path(place) / "download.zip", contents, layout)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_damage_is_a_traceback(data: st.DataObject) -> None:
    """Bytes of a zip are changed at random: it is read, or refused as a whole."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"student{number}/a.py", f"x = {number}\n" * 20)
    damaged = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "download.zip"
        source.write_bytes(damaged)
        try:
            intake = opened(source)
        except UsageError:
            return
        wrong = [h for h in intake.handed_in if not h.problem and any(b"x = " not in c for c in stored(h).values())]
        assert wrong == []


def judge(source: Path, contents: dict[str, bytes], layout: str | None) -> None:
    """Open a class, and see that it is all there, twice the same."""
    try:
        intake = opened(source, layout)
    except UsageError as error:
        if layout or "nbgrader" in str(error) or "empty folder" in str(error):
            return
        raise
    assert lost(intake, contents) == []
    assert len({one.key for one in intake.handed_in}) == len(intake.handed_in)
    assert all(re.fullmatch(r"[a-z0-9-]{1,90}", one.key) and one.path.exists() for one in intake.handed_in)
    assert opened(source, layout) == intake


def test_losing_is_noticed(tmp_path: Path) -> None:
    """The judge of the tests above sees a file that is missing."""
    source = folder(tmp_path / "download", {"ada.py": "# 1"})
    with pytest.raises(AssertionError):
        judge(source, {"ada.py": b"# 1", "bob.py": b"# 2"}, None)
