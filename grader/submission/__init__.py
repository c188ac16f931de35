"""What was handed in: a Python file with the files it imports, a notebook, a folder or a zip of one."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.submission import notebook
from grader.submission.folder import MAX_FILES, folder, main_file, module_name, modules, zipped
from grader.submission.history import current
from grader.submission.problem import MAX_FILE, Unusable, check_name
from grader.submission.python import binds, check, emptied, imported, makes, overlooks, trains
from grader.submission.written import written
from grader.wire.cells import cell_file
from grader.wire.observation import Failure
from grader.wire.plan import SourceFile

__all__ = ["MAX_FILE", "Submission", "of_history", "of_notebook", "read"]


@dataclass(frozen=True, slots=True)
class Submission:
    """One hand-in. `problem` says why it can't be loaded; then `main` is empty.

    `cells` names the files that hold a notebook's cells, in order; a Python file has none.
    """

    name: str
    main: str
    files: tuple[SourceFile, ...]
    problem: Failure | None = None
    cells: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Changes whenever a file's path or content does. Of a notebook, its code counts."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{len(file.path)}:{file.path}:{len(file.content)}:".encode() + file.content)
        return digest.hexdigest()

    def is_script(self, network: str, train: str, trained: str) -> bool:
        """Whether no function `train` can be asked to train, and it makes a `network`, or a variable `trained`."""
        code = [file.content for file in self.files if file.path in (self.cells or (self.main,))]
        own = {module_name(file) for file in self.files}
        made = makes(code, network) or any(binds(part, trained) for part in code)
        asked = any(trains(part, train) or emptied(part) & own for part in code)
        return made and not asked and not overlooks(code, train)

    @property
    def handed_in(self) -> tuple[str, ...]:
        """Paths of the files as their author knows them: a notebook, not its cells."""
        paths = {file.path for file in self.files if file.path not in self.cells}
        return tuple(sorted(paths | {self.main} if self.main else paths))


def read(path: Path, network: str | None, train: str | None = None) -> Submission:
    """Read what lies at `path`; the class `network` and the function `train` tell a folder's main file, if given.

    Raises `UsageError` where nothing can be read there. Content that can't be graded is no error
    of the person who runs the grader: it comes back as `problem`.
    """
    if not path.exists():
        near = sorted(p.name for p in path.parent.glob("*.[pi][yp]*")) if path.parent.is_dir() else []
        raise UsageError(
            f"expected a Python file, a notebook, a zip or a folder; found nothing at {path}",
            hint=f"there are: {', '.join(near[:5])}" if near else "check the path and its spelling",
        )
    files: tuple[SourceFile, ...] = ()
    name = path.resolve().name if path.is_dir() else path.resolve().stem
    try:
        check_name(name)
        if path.is_dir() or path.suffix.lower() == ".zip":
            files = folder(path) if path.is_dir() else zipped(path)
            return _submission(name, main_file(files, network, train), files)
        main = SourceFile(path.name, _content(path))
        files = (main,)
        return _submission(name, main, _beside(path, main))
    except OSError as error:
        raise UsageError(f"expected to read {path}; found: {error.strerror or error}") from error
    except Unusable as problem:
        return Submission(os.fsencode(name).decode("utf-8", "replace"), "", files, problem.failure)


def of_notebook(name: str, content: bytes) -> Submission:
    """Return a notebook that was never a file, in the bytes that one would have, as a submission."""
    try:
        return _submission(name, SourceFile(f"{name}.ipynb", content), ())
    except Unusable as problem:
        return Submission(name, "", (), problem.failure)


def of_history(name: str, ran: Mapping[int, str]) -> Submission:
    """Return the cells that ran in a notebook, by the number in their brackets, as a submission."""
    try:
        sources = {number: source for number, source in ran.items() if source.strip()}
        python = dict(zip(sources, notebook.neutral(list(sources.values())), strict=True))
        return _of_cells(name, f"{name}.ipynb", current(python), written(sources.values()))
    except Unusable as problem:
        return Submission(name, "", (), problem.failure)


def _submission(name: str, main: SourceFile, files: tuple[SourceFile, ...]) -> Submission:
    """Return the submission that runs `main`, with what lies beside it. Raises `Unusable`."""
    others = tuple(file for file in files if not notebook.is_notebook(file.path))
    if notebook.is_notebook(main.path):
        cells = notebook.sources(main)
        beside = {file.path: file for file in (*others, *written(cells))}
        return _of_cells(name, main.path, dict(enumerate(notebook.neutral(cells), 1)), tuple(beside.values()))
    check(main)
    by_path = {file.path: file for file in (*others, notebook.exported(main))}
    return Submission(name, main.path, tuple(by_path[path] for path in sorted(by_path)))


def _of_cells(name: str, main: str, sources: Mapping[int, str], beside: tuple[SourceFile, ...]) -> Submission:
    """Return a submission whose cells are files of their own, so that tracebacks name the cell and its line."""
    cells = tuple(SourceFile(cell_file(n), source.encode("utf-8", "replace")) for n, source in sources.items())
    names = tuple(cell.path for cell in cells)
    others = (file for file in beside if file.path not in names)
    return Submission(name, main, (*others, *cells), cells=names)


def _content(path: Path) -> bytes:
    most = notebook.MAX_NOTEBOOK if notebook.is_notebook(path.name) else MAX_FILE
    if path.stat().st_size > most:
        raise Unusable.too_large(path.name, path.stat().st_size, most)
    return path.read_bytes()


def _beside(path: Path, main: SourceFile) -> tuple[SourceFile, ...]:
    """Return the files beside `path` that it imports, directly or through one another."""
    found: dict[str, bytes] = {}
    frontier: list[str | bytes] = [*notebook.cells(main)] if notebook.is_notebook(main.path) else [main.content]
    while frontier:
        for name in imported(frontier.pop()):
            for file in modules(path.parent, name):
                beside = file.relative_to(path.parent).as_posix()
                if beside not in {path.name, *found} and len(found) < MAX_FILES:
                    found[beside] = _content(file)
                    frontier.append(found[beside])
    return tuple(SourceFile(name, found[name]) for name in sorted(found))
