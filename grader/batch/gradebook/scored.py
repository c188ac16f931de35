"""What goes into a platform's sheet, and what came of it."""

from dataclasses import dataclass

from grader.batch.intake.handed_in import Student


@dataclass(frozen=True, slots=True)
class Scored:
    """One hand-in's score out of `max_score`, for each of its students. None: there is no score to give."""

    students: tuple[Student, ...]
    score: float | None
    max_score: float
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was done to a sheet: how many cells of `column` were filled, and all that a person should look at.

    `replaced` and `kept` tell of cells that were not empty: a score gives way, and what is no number stays.
    """

    platform: str
    column: str
    filled: int
    unmatched_rows: tuple[str, ...] = ()
    unmatched_students: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
