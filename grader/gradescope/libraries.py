"""The libraries that students may import besides torch and NumPy, as pip reads them."""

import re
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from grader.errors import UsageError

_ADVICE = "name one library in each line, such as pandas>=2"


def libraries(path: Path) -> bytes:
    """Return a requirements.txt that pip can read in the container, where no other file of this machine is.

    Raises `UsageError` with the line that it could not.
    """
    try:
        content = path.read_bytes()
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError("expected text in UTF-8; found other bytes", where=str(path), hint=_ADVICE) from error
    except OSError as error:
        raise UsageError(f"expected a file to read; found: {error.strerror}", where=str(path)) from error
    for number, line in enumerate(lines, 1):
        named = re.sub(r"(^|\s)#.*$", "", line).strip()
        if not named or named.startswith(("--index-url http", "--extra-index-url http")):
            continue
        if not _is_installable(named):
            raise UsageError(f"expected a library; found `{named}`", where=f"{path}:{number}", hint=_ADVICE)
    return content


def _is_installable(named: str) -> bool:
    """Whether pip can get it there. Torch is installed already, in the one build that the container is to have."""
    try:
        library = Requirement(named)
    except InvalidRequirement:
        return False
    return not (library.url or "").startswith("file:") and library.name != "torch"
