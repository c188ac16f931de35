"""Why a submission can't be loaded."""

import os
from typing import Self

from grader.wire.observation import Failure

MIB = 1024**2
MAX_FILE = 8 * MIB


class Unusable(Exception):  # noqa: N818  becomes the submission's `problem`
    """What was handed in can't be graded. `kind` is stable; the message is for the student."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.failure = Failure(kind, "", message)

    @classmethod
    def too_large(cls, name: str, found: int, most: int, advice: str = "") -> Self:
        """Return the problem of a file with `found` bytes where `most` are taken."""
        return cls(
            "too_large",
            f"expected a file of at most {most // MIB} MiB; found {name} with {found / MIB:.0f} MiB{advice}",
        )


def is_utf8(name: str) -> bool:
    """Whether a file's name is text: of other bytes neither a report nor a message can be made."""
    return os.fsencode(name) == name.encode("utf-8", "replace")


def check_name(name: str) -> None:
    """Raise `Unusable` for a name whose bytes are no UTF-8."""
    if not is_utf8(name):
        shown = os.fsencode(name).decode("utf-8", "replace")
        raise Unusable(
            "odd_name", f"expected file names in UTF-8; found {shown}: rename the file, and hand it in again"
        )
