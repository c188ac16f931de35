"""A folder, or a zip of one: its files, and which of them is graded."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from grader.archive import ArchiveError, Bounds, unpack
from grader.submission import notebook
from grader.submission.problem import MAX_FILE, MIB, Unusable, check_name, is_utf8
from grader.submission.python import binds, defines, emptied, goes_back, imported, makes, trains
from grader.wire.plan import SourceFile

MAX_FILES = 500
MOST_SEEN = 5000
"""Entries of one package that are looked at: a folder of data may have the name of a library."""
SKIPPED = {"__pycache__", "__MACOSX", "node_modules", "venv", "env"}
_BOUNDS = Bounds(files=MAX_FILES, archive=64 * MIB, one=notebook.MAX_NOTEBOOK, total=64 * MIB)


def folder(path: Path) -> tuple[SourceFile, ...]:
    """Return a folder's files in a stable order, without hidden, system and linked ones. Raises `Unusable`."""
    found: list[SourceFile] = []
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_symlink() or not file.is_file() or not _wanted(name):
            continue
        if len(found) == MAX_FILES:
            raise Unusable("too_many_files", f"expected at most {MAX_FILES} files; found more in {path.name}")
        _admit(name, file.stat().st_size)
        found.append(SourceFile(name, file.read_bytes()))
    return tuple(found)


def modules(path: Path, name: str) -> list[Path]:
    """Return the files in a folder that `import name` may load: one module, or those of a package."""
    module, package = path / f"{name}.py", path / name
    if module.is_file():
        return [] if module.is_symlink() else [module]
    if package.is_symlink():
        return []
    # What lies deepest is the least likely to be imported.
    near = sorted(islice(package.rglob("*"), MOST_SEEN), key=lambda file: (len(file.parts), file))
    return [file for file in near if file.suffix == ".py" and file.is_file() and _is_taken(file, path)][:MAX_FILES]


def _is_taken(file: Path, folder: Path) -> bool:
    name = file.relative_to(folder).as_posix()
    return is_utf8(name) and not file.is_symlink() and _wanted(name) and file.stat().st_size <= MAX_FILE


def zipped(path: Path) -> tuple[SourceFile, ...]:
    """Return the files of a zip, without the one folder that many programs put around them. Raises `Unusable`."""
    try:
        files = unpack(path, _BOUNDS, _wanted)
    except ArchiveError as error:
        raise Unusable(error.kind, str(error)) from error
    for file in files:
        _admit(file.path, len(file.content))
    tops = {file.path.partition("/")[0] for file in files}
    if len(tops) > 1 or any("/" not in file.path for file in files):
        return files
    return tuple(SourceFile(file.path.partition("/")[2], file.content) for file in files)


def main_file(files: Sequence[SourceFile], network: str | None, train: str | None = None) -> SourceFile:
    """Return the file that defines the network's class, if there is to be one, or the only one there is.

    Where that file does not train, the one is graded that imports the class and has the function `train`, or else the
    only one that imports it.
    A notebook beside a Python file of the same name counts as that file's source: the file is graded.
    Raises `Unusable` where several are left, or none.
    """
    graded = [f for f in files if f.path.lower().endswith(".py") or notebook.is_notebook(f.path)]
    if not graded:
        found = ", ".join(f.path for f in files[:6]) or "nothing"
        raise Unusable("no_python", f"expected a .py file or a notebook (.ipynb); found {found}")
    defining = [f for f in graded if network and _defines(f, network)]
    candidates = defining or graded
    exported = {_stem(f) for f in candidates if not notebook.is_notebook(f.path)}
    candidates = [f for f in candidates if not (notebook.is_notebook(f.path) and _stem(f) in exported)]
    if len(candidates) == 1:
        return _where_trained(candidates[0], graded, network, train) if network else candidates[0]
    names = ", ".join(f.path for f in candidates[:6])
    if network is None:
        raise Unusable("ambiguous", f"expected one file; found {len(candidates)}: {names}")
    raise Unusable(
        "ambiguous",
        f"expected one file with the class `{network}`; found {len(candidates)} files "
        f"{'that define' if defining else 'and none of them defines'} it: {names}",
    )


def _wanted(name: str) -> bool:
    return not any(part.startswith(".") or part in SKIPPED for part in name.split("/") if part not in {"..", "."})


def _admit(name: str, size: int) -> None:
    check_name(name)
    most = notebook.MAX_NOTEBOOK if notebook.is_notebook(name) else MAX_FILE
    if size > most:
        raise Unusable.too_large(name, size, most)


def _defines(file: SourceFile, name: str) -> bool:
    return any(defines(part, name) for part in _parts(file))


def _where_trained(home: SourceFile, graded: Sequence[SourceFile], network: str, train: str | None) -> SourceFile:
    """Return the file that trains the class that `home` defines: `home` itself where that is not clear."""
    if _has(home, train) or (makes(_parts(home), network) and _goes_back(home)):
        return home
    users = [f for f in graded if _takes(f, network, home)]
    training = [f for f in users if _has(f, train)]
    own = [f for f in training if _defines(f, train or "")]
    going = [] if _goes_back(home) else [f for f in users if _goes_back(f)] or users
    return next((found[0] for found in (training, own, going) if len(found) == 1), home)


def _has(file: SourceFile, train: str | None) -> bool:
    return train is not None and any(trains(part, train) for part in _parts(file))


def _takes(file: SourceFile, network: str, source: SourceFile) -> bool:
    """Whether `file` imports the class from `source`."""
    parts, module = _parts(file) if file is not source else [], module_name(source)
    bound = any(binds(part, network) or module in emptied(part) for part in parts)
    return bound and any(module in imported(part) for part in parts)


def _goes_back(file: SourceFile) -> bool:
    return any(goes_back(part) for part in _parts(file))


def _parts(file: SourceFile) -> Sequence[str | bytes]:
    """Return a notebook's cells, none where it can't be read; of a file its content."""
    if not notebook.is_notebook(file.path):
        return [file.content]
    try:
        return notebook.cells(file)
    except Unusable:
        return []


def module_name(file: SourceFile) -> str:
    """Return by which name a file is imported, or the folder that it lies in."""
    return PurePosixPath(file.path).with_suffix("").parts[0]


def _stem(file: SourceFile) -> str:
    return str(PurePosixPath(file.path).with_suffix("")).lower()
