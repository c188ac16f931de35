"""`gradebook.csv`: a line for each student, in columns that stay the same."""

import csv
import io
from collections.abc import Iterator, Sequence

from grader.batch.gradebook import neutral
from grader.batch.intake.handed_in import Student
from grader.batch.row import Row, names_of_checks
from grader.render.readable import readable

_WHO = ("key", "name", "id", "email", "login", "when", "late")
_WHAT = ("outcome", "score", "max_score")


def gradebook(rows: Sequence[Row]) -> bytes:
    """Return the file, UTF-8. A hand-in without a score has an empty cell, never a 0."""
    checks = names_of_checks(rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    of_checks = [f"{check} {what}" for check in checks for what in ("score", "diagnosis")]
    writer.writerow([*_WHO, *_WHAT, *of_checks, "fix_first"])
    for row in rows:
        for student in row.handed_in.students or (Student(""),):
            writer.writerow(_cells(row, student))
    return out.getvalue().encode()


def _cells(row: Row, student: Student) -> Iterator[str]:
    handed_in = row.handed_in
    who = (handed_in.key, student.name, student.id, student.email, student.login)
    yield from map(neutral, who)
    yield handed_in.when.isoformat(sep=" ", timespec="seconds") if handed_in.when else ""
    yield "late" if handed_in.late else ""
    yield row.outcome
    yield "" if row.score is None else f"{row.score:.2f}"
    yield f"{row.max_score:.2f}"
    for mark in row.marks:
        yield "" if row.score is None else f"{mark.score:.2f}"
        yield mark.diagnosis
    yield neutral(readable(row.fix_first))
