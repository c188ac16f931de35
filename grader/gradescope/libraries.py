"""The libraries that students may import besides torch and NumPy, as pip reads them."""

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
        lines = content.decode().splitlines()
    except UnicodeDecodeError as error:
        raise UsageError("expected text in UTF-8; found other bytes", where=str(path), hint=_ADVICE) from error
    except OSError as error:
        raise UsageError(f"expected a file to read; found: {error.strerror}", where=str(path)) from error
    for number, line in enumerate(lines, 1):
        named = line.partition(" #")[0].strip()
        if not named or named.startswith(("#", "--index-url", "--extra-index-url")):
            continue
        try:
            Requirement(named)
        except InvalidRequirement as error:
            raise UsageError(f"expected a library; found `{named}`", where=f"{path}:{number}", hint=_ADVICE) from error
    return content
