"""Scores land in the right cells of a downloaded sheet, and nowhere else."""

import codecs
import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.batch.gradebook import Scored, fill
from grader.batch.intake import Student
from grader.errors import UsageError

CANVAS = (
    'Student,ID,SIS User ID,SIS Login ID,Section,Lab 0 (70),"Lab 1, ""Nets"" (77)",Current Score\r\n'
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10,20.0,(read only)\r\n"
    '"Doe, Jane",101,s1,jane@uni.edu,"A, B",5,,50\r\n'
    '"=cmd()",102,s2,eve,A , 7.50 ,"",0\r\n'
    '"O\'Neill, Zoë",103,s3,zoe,A,,12.5,\r\n'
    '"Li, 明",104,s4,li,A,,EX,\r\n'
    "Short Row,105,s5,short\r\n"
    '"Student, Test",199,,test,A,,,\r\n'
)
MOODLE = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 501","Jane Doe",jane@uni.edu,"Submitted for grading - ",,100.00,Yes,"Monday, 2 March, 10:00 AM",-,\n'
    '"Participant 502","Jane Doe",jane2@uni.edu,"No submission - ",,50.00,Yes,-,-,"well done"\n'
    '"Participant 503","Zoë O\'Neill",zoe@uni.edu,"Submitted",70.00,100.00,Yes,-,-,""\n'
)


def scored(score: float | None, *students: Student, out_of: float = 100.0, feedback: str = "") -> Scored:
    """Return a hand-in's score."""
    return Scored(students, score, out_of, feedback)


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8], ids=["plain", "BOM"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_canvas_byte_for_byte(tmp_path: Path, bom: bytes, line_end: str) -> None:
    """Scaled to the points possible, rounded half up; every other byte stays, odd quoting and blanks too."""
    original = CANVAS.replace("\r\n", line_end)
    (tmp_path / "in.csv").write_bytes(bom + original.encode())
    filled = fill(
        tmp_path / "in.csv",
        [
            scored(72.525, Student("somebody else", id="101")),
            scored(0.0, Student("", login="EVE")),
            scored(100.0, Student("Zoë O'Neill")),
            scored(50.0, Student("李", id="104")),
            scored(80.0, Student("x", id="s5")),
            scored(10.0, Student("stranger", id="999")),
        ],
        tmp_path / "out.csv",
        "77",
    )
    expected = (
        original.replace('"A, B",5,,50', '"A, B",5,14.51,50')
        .replace('A , 7.50 ,"",0', 'A , 7.50 ,"0.00",0')
        .replace("zoe,A,,12.5,", "zoe,A,,20.00,")
        .replace("105,s5,short", "105,s5,short,,,16.00")
    )
    assert (tmp_path / "out.csv").read_bytes() == bom + expected.encode()
    assert (filled.platform, filled.column, filled.filled) == ("canvas", 'Lab 1, "Nets" (77)', 4)
    assert filled.unmatched_students == ("stranger",)
    assert filled.unmatched_rows == ("Student, Test",)
    assert filled.replaced == ("O'Neill, Zoë: 12.5, now 20.00",)
    assert filled.kept == ("Li, 明: EX",)


@pytest.mark.parametrize("column", ["Lab 0", "lab 0 (70)", "70"])
def test_canvas_columns_can_be_named_in_three_ways(tmp_path: Path, column: str) -> None:
    """By title, by number, or by both."""
    (tmp_path / "in.csv").write_text(CANVAS, newline="")
    assert fill(tmp_path / "in.csv", [], tmp_path / "out.csv", column).column == "Lab 0 (70)"


@pytest.mark.parametrize(
    ("column", "found"), [(None, "found 2"), ("Lab 3", "found 0 for `Lab 3`"), ("Section", "found 0")]
)
def test_canvas_asks_which_column(tmp_path: Path, column: str | None, found: str) -> None:
    """Where more than one may be meant, or none, all are named and nothing is written."""
    (tmp_path / "in.csv").write_text(CANVAS)
    with pytest.raises(UsageError, match=found) as caught:
        fill(tmp_path / "in.csv", [], tmp_path / "out.csv", column)
    assert "Lab 0 (70)" in caught.value.hint
    assert not (tmp_path / "out.csv").exists()


def test_canvas_two_assignments_of_one_title(tmp_path: Path) -> None:
    """A title that two share is no choice; the number is."""
    (tmp_path / "in.csv").write_text("Student,ID,Section,Lab (1),Lab (2)\nA,7,s,,\n")
    with pytest.raises(UsageError, match="found 2 for `lab`"):
        fill(tmp_path / "in.csv", [], tmp_path / "out.csv", "lab")
    filled = fill(tmp_path / "in.csv", [scored(70.0, Student("A", id="7"))], tmp_path / "out.csv", "Lab (2)")
    assert filled.column == "Lab (2)"
    assert (tmp_path / "out.csv").read_text().endswith("A,7,s,,70.00\n"), "without points possible, as it is"


def test_moodle_byte_for_byte(tmp_path: Path) -> None:
    """Each row's own maximum counts, the identifier's number is the folder's, and feedback is harmless text."""
    (tmp_path / "in.csv").write_text(MOODLE)
    filled = fill(
        tmp_path / "in.csv",
        [
            scored(0.5, Student("Jane Doe", id="501"), out_of=1.0, feedback='=1+1, <b>\n"x"'),
            scored(0.5, Student("Jane Doe", email="JANE2@uni.edu"), out_of=1.0, feedback="again"),
            scored(None, Student("Zoë O'Neill", id="503"), feedback="not graded"),
        ],
        tmp_path / "out.csv",
    )
    expected = MOODLE.replace(' - ",,100.00', ' - ",50.00,100.00').replace(' - ",,50.00', ' - ",25.00,50.00')
    expected = expected.replace('10:00 AM",-,\n', '10:00 AM",-,"\'=1+1, &lt;b&gt;\n""x"""\n')
    assert (tmp_path / "out.csv").read_text() == expected
    assert (filled.platform, filled.column, filled.filled) == ("moodle", "Grade", 2)
    assert filled.unmatched_rows == filled.unmatched_students == filled.replaced == ()


def test_what_only_looks_like_a_number_stays(tmp_path: Path) -> None:
    """A slip of the pen is no score."""
    (tmp_path / "in.csv").write_text(MOODLE.replace("70.00", "--5"))
    filled = fill(tmp_path / "in.csv", [scored(50.0, Student("", id="503"))], tmp_path / "out.csv")
    assert filled.kept == ("Zoë O'Neill: --5",)


def test_moodle_in_another_language(tmp_path: Path) -> None:
    """Headers and decimal signs are the course's; the column is asked for, and the comma kept."""
    sheet = (
        "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert werden\r\n"
        "Teilnehmer/in501;Jörg Groß;jg@uni.de;Abgegeben;;20,00;Ja\r\n"
    )
    (tmp_path / "in.csv").write_bytes(sheet.encode("cp1252"))
    with pytest.raises(UsageError, match="found 0") as caught:
        fill(tmp_path / "in.csv", [], tmp_path / "out.csv")
    assert "Bewertung" in caught.value.hint
    scores = [scored(33.3, Student("groß jörg"))]
    assert fill(tmp_path / "in.csv", scores, tmp_path / "out.csv", "Bewertung").filled == 1
    assert (tmp_path / "out.csv").read_bytes() == sheet.replace(";;20", ";6,66;20").encode("cp1252")


def test_a_score_is_never_given_by_chance(tmp_path: Path) -> None:
    """A name that fits two rows, and two hand-ins for one row, are listed and not filled in."""
    (tmp_path / "in.csv").write_text(MOODLE)
    filled = fill(
        tmp_path / "in.csv",
        [
            scored(1.0, Student("Jane Doe")),
            scored(2.0, Student("Zoë", email="zoe@uni.edu")),
            scored(3.0, Student("O'Neill Zoë", id="503")),
        ],
        tmp_path / "out.csv",
    )
    assert (tmp_path / "out.csv").read_text() == MOODLE
    assert filled.unmatched_students == (
        "Jane Doe (fits 2 rows)",
        "Zoë (one of 2 for Zoë O'Neill)",
        "O'Neill Zoë (one of 2 for Zoë O'Neill)",
    )
    assert len(filled.unmatched_rows) == 3


def test_an_id_comes_before_a_name(tmp_path: Path) -> None:
    """Whoever has an id is not taken for a namesake, and each of a group gets the score."""
    (tmp_path / "in.csv").write_text(CANVAS, newline="")
    group = scored(50.0, Student("Doe, Jane", id="102"), Student("doejane", login="zoe"), Student("shortrow"))
    filled = fill(tmp_path / "in.csv", [group], tmp_path / "out.csv", "Lab 0")
    rows = list(csv.reader(StringIO((tmp_path / "out.csv").read_text())))
    assert [row[5] for row in rows[3:8]] == ["5", "5.00", "5.00", "", "5.00"]
    assert filled.replaced == ("=cmd(): 7.50, now 5.00",)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"a,b\n1,2\n", b"\xff\xfe\x00", b"\x00" * 50, b'"unclosed', b"Student,Section\nA,B", b"PK\x03\x04"],
)
def test_another_file_is_a_usage_error(tmp_path: Path, content: bytes) -> None:
    """What is no such sheet is told, and nothing is written."""
    (tmp_path / "in.csv").write_bytes(content)
    with pytest.raises(UsageError, match="expected"):
        fill(tmp_path / "in.csv", [], tmp_path / "out.csv")
    with pytest.raises(UsageError, match="expected to read"):
        fill(tmp_path / "none.csv", [], tmp_path / "out.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["in.csv"]


def test_the_original_is_never_overwritten(tmp_path: Path) -> None:
    """The downloaded sheet stays as it was."""
    (tmp_path / "in.csv").write_text(MOODLE)
    with pytest.raises(UsageError, match="expected another file"):
        fill(tmp_path / "in.csv", [], tmp_path / "in.csv")
    assert (tmp_path / "in.csv").read_text() == MOODLE


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)
"""Python 3.11 writes a single carriage return without quotes, and reads it back as the end of a row."""


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\r\n", "\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_the_other_cells_hold_they_stay(
    tmp_path: Path, rows: list[list[str]], quoting: int, line_end: str, encoding: str
) -> None:
    """As Python's own reader sees it, only the score's cells differ; without scores no byte does."""
    text = StringIO()
    writer = csv.writer(text, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]
    writer.writerow(["Student", "ID", "Section", "Lab (1)", "Notes"])
    before = [[name, f"{n:04}", section, "", notes] for n, (name, section, notes) in enumerate(rows)]
    writer.writerows(before)
    (tmp_path / "in.csv").write_bytes(text.getvalue().encode(encoding))
    scores = [scored(n + 0.5, Student("", id=f"{n:04}")) for n in range(len(rows))]
    fill(tmp_path / "in.csv", scores, tmp_path / "out.csv")
    content = (tmp_path / "out.csv").read_bytes().decode(encoding)
    after = list(csv.reader(StringIO(content, newline="")))[1:]
    assert after == [[*row[:3], f"{n}.50", *row[4:]] for n, row in enumerate(before)]
    fill(tmp_path / "in.csv", [], tmp_path / "same.csv")
    assert (tmp_path / "same.csv").read_bytes() == (tmp_path / "in.csv").read_bytes()
