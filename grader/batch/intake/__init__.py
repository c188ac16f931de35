"""Opening what a platform hands out: a folder or a zip, in any of the known layouts."""

from pathlib import Path

from grader.batch.intake.handed_in import Intake


def open_intake(source: Path, into: Path, layout: str | None = None) -> Intake:
    """Return the hand-ins in `source`, their files copied below `into`, a folder of ours that is emptied first.

    Raises `UsageError` where `source` can't be read as a class, and for an unknown `layout`.
    """
    raise NotImplementedError(source, into, layout)
