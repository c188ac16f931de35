"""What was handed in: one Python file with the files it imports, or a folder."""

import ast
import hashlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.wire.observation import Failure, Frame
from grader.wire.plan import SourceFile

MAX_FILE = 8 * 1024**2
MAX_FILES = 500
SKIPPED = {"__pycache__", "__MACOSX", "node_modules", "venv", "env"}


@dataclass(frozen=True, slots=True)
class Submission:
    """One hand-in. `problem` says why it can't be loaded; then `main` is empty."""

    name: str
    main: str
    files: tuple[SourceFile, ...]
    problem: Failure | None = None

    @property
    def sha256(self) -> str:
        """Changes whenever a file's path or content does."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{len(file.path)}:{file.path}:{len(file.content)}:".encode() + file.content)
        return digest.hexdigest()


class _Unusable(Exception):  # noqa: N818  becomes the submission's `problem`
    def __init__(self, kind: str, message: str, frames: tuple[Frame, ...] = ()) -> None:
        super().__init__(message)
        self.failure = Failure(kind, "", message, frames)


def read(path: Path, network: str) -> Submission:
    """Read what lies at `path`; `network` names the class that tells a folder's main file.

    Raises `UsageError` where nothing can be read there. Content that can't be graded is no error
    of the person who runs the grader: it comes back as `problem`.
    """
    if not path.exists():
        near = sorted(p.name for p in path.parent.glob("*.py"))[:5] if path.parent.is_dir() else []
        raise UsageError(
            f"expected a Python file or a folder; found nothing at {path}",
            hint=f"Python files there: {', '.join(near)}" if near else "check the path and its spelling",
        )
    files: tuple[SourceFile, ...] = ()
    try:
        if path.is_dir():
            files = tuple(_folder(path))
            main = _main(files, network)
        else:
            content = _content(path)
            files = (SourceFile(path.name, content),)
            _python(files[0])
            main = path.name
            files = tuple(_with_imports(path, content))
    except OSError as error:
        raise UsageError(f"expected to read {path}; found: {error.strerror or error}") from error
    except _Unusable as problem:
        return Submission(path.stem or path.name, "", files, problem.failure)
    return Submission(path.resolve().stem if path.is_file() else path.resolve().name, main, files)


def _content(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise _Unusable(
            "too_large",
            f"expected a file of at most {MAX_FILE // 1024**2} MiB; found {path.name} with "
            f"{path.stat().st_size / 1024**2:.0f} MiB",
        )
    return path.read_bytes()


def _python(file: SourceFile) -> None:
    """Check that a file is Python text. Its syntax is Python's own business, behind the wall."""
    if file.path.lower().endswith((".ipynb", ".zip")):
        raise _Unusable(
            "not_python",
            f"expected a .py file; found {file.path} (in Colab: File ▸ Download ▸ Download .py)",
        )
    if not file.path.lower().endswith(".py"):
        raise _Unusable("not_python", f"expected a .py file; found {file.path}")
    if file.content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _Unusable("not_utf8", f"expected {file.path} saved as UTF-8; found UTF-16: save it again as UTF-8")
    if b"\0" in file.content:
        raise _Unusable("binary", f"expected Python text in {file.path}; found binary data")
    try:
        text = importlib.util.decode_source(file.content)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        line = file.content[: getattr(error, "start", 0) or 0].count(b"\n") + 1
        raise _Unusable(
            "not_utf8",
            f"expected {file.path} saved as UTF-8; found bytes on line {line} that are not: save it again as UTF-8",
        ) from error
    if not text.strip():
        raise _Unusable("empty", f"expected Python code in {file.path}; found an empty file")


def _folder(folder: Path) -> Iterator[SourceFile]:
    """Yield a folder's files in a stable order, without hidden, system and linked ones."""
    count = 0
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_symlink() or not path.is_file() or any(p.startswith(".") or p in SKIPPED for p in parts):
            continue
        count += 1
        if count > MAX_FILES:
            raise _Unusable("too_many_files", f"expected at most {MAX_FILES} files; found more in {folder.name}")
        yield SourceFile("/".join(parts), _content(path))


def _main(files: tuple[SourceFile, ...], network: str) -> str:
    """Return the file that defines the network's class, or the only Python file there is."""
    python = [f for f in files if f.path.lower().endswith(".py")]
    candidates = [f for f in python if _defines(f, network)] or python
    if len(candidates) == 1:
        _python(candidates[0])
        return candidates[0].path
    if not python:
        raise _Unusable("no_python", f"expected a .py file in the folder; found {len(files)} files and none is Python")
    names = ", ".join(f.path for f in candidates[:6])
    defining = "that define" if _defines(candidates[0], network) else "and none of them defines"
    raise _Unusable(
        "ambiguous",
        f"expected one file with the class `{network}`; found {len(candidates)} files {defining} it: {names}",
    )


def _defines(file: SourceFile, name: str) -> bool:
    return any(isinstance(s, ast.ClassDef) and s.name == name for s in _statements(file.content))


def _with_imports(path: Path, content: bytes) -> Iterator[SourceFile]:
    """Yield the file, and the files beside it that it imports, directly or through one another."""
    found = {path.name: content}
    frontier = [content]
    while frontier and len(found) < MAX_FILES:
        for name in _imported(frontier.pop()):
            beside = path.parent / f"{name}.py"
            if beside.name not in found and beside.is_file() and not beside.is_symlink():
                found[beside.name] = _content(beside)
                frontier.append(found[beside.name])
    for name in sorted(found):
        yield SourceFile(name, found[name])


def _imported(content: bytes) -> set[str]:
    """Names of modules that lie beside the file, if they are the student's."""
    names: set[str] = set()
    for top in _statements(content):
        for node in ast.walk(top):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return names


def _statements(content: bytes) -> list[ast.stmt]:
    try:
        return ast.parse(content).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
