"""`grade pack`: the zip that an instructor uploads, with all that the container needs besides torch."""

import os
from collections.abc import Iterator
from pathlib import Path

from grader.errors import RubricError
from grader.gradescope.wheel import wheel, zipped
from grader.rubric import load

_HERE = Path(__file__).parent
_SCRIPTS = ("setup.sh", "run_autograder")


def pack(rubric: Path, requirements: bytes | None = None) -> bytes:
    """Return the zip for `rubric`. The same rubric and version of grade make the same bytes.

    `requirements` are the libraries besides torch and NumPy that students may import, as pip reads them.
    Raises `RubricError` for a rubric that can't be loaded, or that names files which could not lie beside it there.
    """
    files = list(_files(rubric))
    if requirements is not None:
        files.append(("requirements.txt", requirements, 0o644))
    return zipped(sorted(files))


def _files(rubric: Path) -> Iterator[tuple[str, bytes, int]]:
    for script in _SCRIPTS:
        yield script, (_HERE / script).read_bytes(), 0o755
    yield (*wheel(), 0o644)
    # Read by a path from here, so that what the rubric itself names by a whole path still shows as one.
    relative = Path(os.path.relpath(rubric))
    for path in load(relative).files:
        yield from _named(path, relative)
    yield "rubric/rubric.yaml", rubric.read_bytes(), 0o644


def _named(path: Path, rubric: Path) -> Iterator[tuple[str, bytes, int]]:
    """Yield what lies at `path`, where the rubric's own words for the place will find it."""
    inside = Path(os.path.normpath("rubric" / Path(os.path.relpath(path, rubric.parent))))
    if path.is_absolute() or ".." in inside.parts:
        raise RubricError(
            f"expected files at most one folder above the rubric, to pack; found {path}",
            where=str(rubric),
            hint="put it beside the rubric, or into a folder beside the rubric's, and name it from there",
        )
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    for file in files:
        place = inside / file.relative_to(path)
        if not any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(path).parts):
            yield place.as_posix(), file.read_bytes(), 0o644
