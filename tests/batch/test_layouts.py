"""What each platform hands out is recognised, and read as it was meant."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from classes import CODE, folder, only, opened, stored

from grader.batch.intake import Student
from grader.errors import UsageError

Make = Callable[..., Path]

METADATA = """---
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :email: ada@uni.edu
    :sid: '007'
  - :name: 李明
    :email: li@uni.edu
    :sid: '008'
  :created_at: 2026-01-02 10:00:00.123456000 Z
  :score: 3.0
  :history:
  - :id: 10
    :created_at: 2026-01-01 09:00:00.000000000 Z
submission_12:
  :submitters:
  - :name: "Zoë: O'Neill"
    :email: zoe@uni.edu
    :sid:
  :created_at: &1 !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-01-03 10:00:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: UTC
    time: 2026-01-03 10:00:00.000000000 Z
  :score:
submission_13:
  :submitters:
  - :name: Nobody's Files
    :email: none@uni.edu
    :sid: '009'
  :created_at: *1
"""


def test_canvas(make: Make) -> None:
    """Names tell who, whether late, and which file replaces which."""
    intake = opened(
        make(
            {
                "doejane_101_9001_my_solution.py": "old",
                "doejane_101_9005_my_solution-1.py": CODE,
                "doejane_101_9002_helper.py": "x = 1",
                "o_neillzoe_LATE_102_9003_lab_1_2_x.ipynb": "{}",
                "李明_103_text.html": "<p>hi</p>",
                "roster.csv": "a,b",
            }
        )
    )
    jane, zoe, li = sorted(intake.handed_in, key=lambda one: one.students[0].id)
    assert intake.layout == "canvas"
    assert (jane.students, jane.late, jane.problem) == ((Student("doejane", id="101"),), False, "")
    assert stored(jane) == {"my_solution.py": CODE, "helper.py": b"x = 1"}
    assert [Path(e).name for e in jane.earlier] == ["doejane_101_9001_my_solution.py"]
    assert (zoe.students, zoe.late) == ((Student("o_neillzoe", id="102"),), True)
    assert zoe.path.name == "lab_1_2_x.ipynb"
    assert li.problem == "no .py or .ipynb file among text.html (text typed into Canvas)"
    assert [Path(u).name for u in intake.unattributed] == ["roster.csv"]


def test_canvas_anonymous(make: Make) -> None:
    """Without names, the anonymous id is all there is, and its case counts."""
    intake = opened(
        make(
            {
                "anon_aB3xY_5_a.py": "a",
                "LATE_anon_ab3xy_6_a.py": "b",
                "anon_77777_8_a.py": "c",
                "LATE_anon_q_text.html": "",
            }
        )
    )
    found = {h.students[0].id: h for h in intake.handed_in}
    assert intake.layout == "canvas"
    assert set(found) == {"aB3xY", "ab3xy", "77777", "q"}
    assert [found[i].late for i in ("aB3xY", "ab3xy", "77777", "q")] == [False, True, False, True]
    assert len({h.key for h in intake.handed_in}) == 4


def test_canvas_numbers_that_are_no_versions(make: Make) -> None:
    """Two files whose numbers run against their uploads are two files, and `part-1.py` keeps its name."""
    intake = opened(make({"a_1_20_part-1.py": "1", "a_1_10_part-2.py": "2"}))
    assert stored(only(intake)) == {"part-1.py": b"1", "part-2.py": b"2"}
    assert only(intake).earlier == ()


@pytest.mark.parametrize(
    ("names", "who"),
    [
        (["Jane Doe_501_assignsubmission_file_/a.py", "Jane Doe_501_assignsubmission_file_/sub/b.py"], "Jane Doe"),
        (["Jane Doe_501_assignsubmission_file/a.py", "Jane Doe_501_assignsubmission_file/sub/b.py"], "Jane Doe"),
        (["Jane Doe_501_assignsubmission_file_a.py", "Jane Doe_501_assignsubmission_file_/sub/b.py"], "Jane Doe"),
        (
            ["Participant_501_assignsubmission_file_/a.py", "Participant_501_assignsubmission_file_/sub/b.py"],
            "Participant",
        ),
        (["Группа 7_501_assignsubmission_file_a.py", "Группа 7_501_assignsubmission_file_/sub/b.py"], "Группа 7"),
    ],
    ids=["folders with _", "folders", "flat", "blind", "team"],
)
def test_moodle(make: Make, names: list[str], who: str) -> None:
    """Folders, flat, blind and team: the prefix says who, and typed text belongs to the same hand-in."""
    intake = opened(
        make(
            {
                names[0]: CODE,
                names[1]: "x",
                f"{who}_501_assignsubmission_onlinetext/onlinetext.html": "hi",
                f"{who}_501_assignfeedback_file_/marks.pdf": "pdf",
                "Li_502_assignsubmission_file_": None,
            }
        )
    )
    found = {h.students[0]: h for h in intake.handed_in}
    assert intake.layout == "moodle"
    assert set(found) == {Student(who, id="501"), Student("Li", id="502")}
    assert stored(found[Student(who, id="501")]) == {"a.py": CODE, "sub/b.py": b"x", "onlinetext.html": b"hi"}
    assert found[Student("Li", id="502")].problem == "no file was handed in"
    assert [Path(u).name for u in intake.unattributed] == ["marks.pdf"]


def test_gradescope(make: Make) -> None:
    """The metadata says who, when and what came before; a folder that it doesn't know is nobody's."""
    intake = opened(
        make(
            {
                "assignment_5_export/submission_metadata.yml": METADATA,
                "assignment_5_export/submission_11/a.py": CODE,
                "assignment_5_export/submission_12/b.py": CODE,
                "assignment_5_export/submission_99/c.py": CODE,
            }
        )
    )
    found = {h.students[0].email: h for h in intake.handed_in}
    assert intake.layout == "gradescope"
    group = found["ada@uni.edu"]
    assert group.students == (Student("Ada Lovelace", "007", "ada@uni.edu"), Student("李明", "008", "li@uni.edu"))
    assert group.when == datetime(2026, 1, 2, 10, 0, 0, 123456, UTC)
    assert group.earlier == ("submission 10 2026-01-01 09:00:00.000000000 Z",)
    assert found["zoe@uni.edu"].students == (Student("Zoë: O'Neill", "", "zoe@uni.edu"),)
    assert found["zoe@uni.edu"].when == datetime(2026, 1, 3, 10, tzinfo=UTC)
    assert found["none@uni.edu"].problem == "no file was handed in"
    assert [Path(u).name for u in intake.unattributed] == ["c.py"]


def test_gradescope_resubmission(make: Make) -> None:
    """Of two submissions of one student, the later counts and the other is listed, whatever their order."""
    one = "submission_{}:\n  :submitters:\n  - :name: A\n    :sid: '1'\n  :created_at: 2026-01-0{} 10:00:00 Z\n"
    files = {
        "submission_metadata.yml": one.format(1, 5) + one.format(2, 3),
        "submission_1/a.py": "new",
        "submission_2/b.py": "old",
    }
    handed_in = only(opened(make(files)))
    assert stored(handed_in) == {"a.py": b"new"}
    assert [e.split("/", 1)[-1].removeprefix("download/") for e in handed_in.earlier] in (
        ["b.py"],
        ["submission_2/b.py"],
    )


@pytest.mark.parametrize("metadata", ["[", "- a", "\tx: 1", "\0", "x: " + "[" * 5000, ""])
def test_gradescope_metadata_that_is_broken(tmp_path: Path, metadata: str) -> None:
    """Broken metadata is told, not raised."""
    source = folder(tmp_path / "x", {"submission_metadata.yml": metadata, "submission_1/a.py": CODE})
    with pytest.raises(UsageError, match=r"submission_metadata\.yml"):
        opened(source)


def test_nbgrader(make: Make) -> None:
    """One assignment of a course, with its times; another one's files are told of."""
    files = {
        "submitted/ada/ps1/problem1.ipynb": "{}",
        "submitted/ada/ps1/timestamp.txt": "2015-02-02 15:58:23.948203 America/Los_Angeles",
        "submitted/bob/ps1/problem1.ipynb": "{}",
        "submitted/bob/ps1/timestamp.txt": "2015-02-02 15:58:23.948203 UTC\n",
        "submitted/eve/ps1": None,
        "source/ps1/problem1.ipynb": "{}",
    }
    intake = opened(make(files))
    found = {h.students[0].id: h for h in intake.handed_in}
    assert intake.layout == "nbgrader"
    assert set(found) == {"ada", "bob", "eve"}
    assert found["ada"].when is not None
    assert found["ada"].when.astimezone(UTC) == datetime(2015, 2, 2, 23, 58, 23, 948203, UTC)
    assert found["bob"].when == datetime(2015, 2, 2, 15, 58, 23, 948203, UTC)
    assert found["eve"].problem == "no file was handed in"
    assert len(intake.unattributed) == 1


def test_nbgrader_with_several_assignments(make: Make) -> None:
    """Which one is meant is asked, and can be named."""
    source = make({f"submitted/{who}/{what}/a.ipynb": "{}" for who in ("ada", "bob") for what in ("ps1", "ps2")})
    with pytest.raises(UsageError, match="found 2: ps1, ps2") as caught:
        opened(source)
    assert "--layout nbgrader:ps1" in caught.value.hint
    with pytest.raises(UsageError, match="found `ps3`"):
        opened(source, "nbgrader:ps3")
    intake = opened(source, "nbgrader:ps2")
    assert [h.key for h in intake.handed_in] == ["ada", "bob"]
    assert intake.unattributed == ()
    assert "left out 2 files of other assignments than ps2" in intake.notes


def test_github_classroom(make: Make) -> None:
    """The slug before each user name is known from the folder's name; what git put there is no news."""
    files = {
        "lab-1-submissions/lab-1-ada-l/train.py": CODE,
        "lab-1-submissions/lab-1-ada-l/.git/HEAD": "ref",
        "lab-1-submissions/lab-1-ada-l/.github/workflows/classroom.yml": "on: push",
        "lab-1-submissions/lab-1-ada-l/.gitignore": "*.pt",
        "lab-1-submissions/lab-1-bob/src/train.py": CODE,
        "lab-1-submissions/notes.md": "x",
    }
    intake = opened(make(files))
    assert intake.layout == "github"
    assert [h.students for h in intake.handed_in] == [
        (Student("ada-l", login="ada-l"),),
        (Student("bob", login="bob"),),
    ]
    assert [h.key for h in intake.handed_in] == ["ada-l", "bob"]
    assert stored(intake.handed_in[1]) == {"src/train.py": CODE}
    assert [Path(u).name for u in intake.unattributed] == ["notes.md"]
    assert intake.notes == ()


def test_github_classroom_in_a_folder_of_another_name(tmp_path: Path) -> None:
    """Asked for, the slug is what all folders begin with."""
    intake = opened(folder(tmp_path / "x", {"hw-2-ada/a.py": CODE, "hw-2-adam/a.py": CODE}), "github")
    assert [h.students[0].login for h in intake.handed_in] == ["ada", "adam"]


def test_a_plain_folder(make: Make) -> None:
    """A file or a folder is a student; names in any script give stable keys; what can't be a hand-in is nobody's."""
    files = {
        "Ada Lovelace.py": CODE,
        "李明.py": CODE,
        "bob/main.py": CODE,
        "bob/helper.py": "x",
        "bob.ipynb": "{}",
        "zoe@uni.edu.zip": b"PK",
        "empty": None,
        "handout.pdf": "pdf",
        "con.py": CODE,
    }
    intake = opened(make(files))
    found = {h.students[0].name: h for h in intake.handed_in}
    assert intake.layout == "plain"
    assert set(found) == {"Ada Lovelace", "李明", "bob", "zoe@uni.edu", "empty", "con"}
    assert found["bob"].key == "bob"
    assert set(stored(found["bob"])) == {"main.py", "helper.py", "bob.ipynb"}
    assert found["Ada Lovelace"].path.name == "Ada Lovelace.py"
    assert found["zoe@uni.edu"].students[0].email == "zoe@uni.edu"
    assert found["empty"].problem == "no file was handed in"
    assert found["con"].key != "con"
    assert all(h.key.isascii() and h.key == h.key.lower() and h.path.exists() for h in intake.handed_in)
    assert [Path(u).name for u in intake.unattributed] == ["handout.pdf"]
    assert opened(make({**files, "ADA LOVELACE.py": CODE})).handed_in[0].key == intake.handed_in[0].key


def test_a_time_with_an_offset(tmp_path: Path) -> None:
    """A zone may be a number too."""
    files = {"submitted/a/p/x.py": CODE, "submitted/a/p/timestamp.txt": "2026-01-02T10:00:00+0200"}
    assert only(opened(folder(tmp_path / "x", files))).when == datetime(
        2026, 1, 2, 10, tzinfo=timezone(timedelta(hours=2))
    )


def test_an_unknown_layout_names_the_nearest(tmp_path: Path) -> None:
    """A slip of the pen is answered with the word that was meant."""
    with pytest.raises(UsageError, match="found `cavnas`") as caught:
        opened(folder(tmp_path / "x", {"a.py": CODE}), "cavnas")
    assert "canvas" in caught.value.hint


def test_a_layout_that_fits_nothing_is_an_error(tmp_path: Path) -> None:
    """An override that attributes no file would lose the class."""
    with pytest.raises(UsageError, match="found no file that it knows"):
        opened(folder(tmp_path / "x", {"a.py": CODE}), "moodle")


def test_plain_can_be_asked_for(tmp_path: Path) -> None:
    """What looks like Canvas is read as a plain folder if somebody says so."""
    intake = opened(folder(tmp_path / "x", {"doe_1_2_a.py": CODE}), "plain")
    assert (intake.layout, only(intake).students[0].name) == ("plain", "doe_1_2_a")
