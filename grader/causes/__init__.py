"""Why student code stopped, in words a beginner can use."""

import re

from grader.causes.cause import Cause
from grader.causes.exceptions import EXCEPTIONS
from grader.causes.lacking import LACKING
from grader.wire.observation import Failure

__all__ = ["UNKNOWN", "Cause", "cause"]

UNKNOWN = Cause("", "Read it from the bottom: the last line says what went wrong, the lines above it say where.")


def cause(failure: Failure) -> Cause | None:
    """Return the known cause of what an exception says, or of what the submission lacks; None where there is none."""
    if failure.kind != "exception":
        return LACKING.get(failure.kind)
    line = failure.frames[-1].text if failure.frames else ""
    text = f"{failure.type}: {failure.message}\n{line}"
    return next((cause for pattern, cause in EXCEPTIONS.items() if re.search(pattern, text)), None)
