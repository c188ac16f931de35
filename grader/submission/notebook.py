"""A notebook's code cells, as Python: Jupyter's, Colab's or VS Code's, of format 3 or 4. Outputs are not looked at."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from grader.submission.problem import MAX_FILE, MIB, Unusable
from grader.submission.python import statements
from grader.wire.plan import SourceFile

MAX_NOTEBOOK = 20 * MIB
MAX_CELLS = 1000
FORMATS = (3, 4)
_ESCAPES = re.compile(r"^\s*[%!?/,;]|[=]\s*[%!]|\?\s*$", re.MULTILINE)
_MOST_WORK = 5_000_000
"""IPython reads a cell anew for each of its magics: characters times magics, about a second for a million."""


def is_notebook(name: str) -> bool:
    """Whether a file's name says that it is a notebook."""
    return name.lower().endswith(".ipynb")


def cells(file: SourceFile) -> tuple[str, ...]:
    """Return the source of each code cell that is not blank, in order, without magics and shell lines.

    A cell's number is what the brackets beside it show after “Restart and run all”.
    Raises `Unusable` for what is no notebook, or one without code.
    """
    return neutral(sources(file))


def sources(file: SourceFile) -> tuple[str, ...]:
    """Return the source of each code cell as it was written. Raises `Unusable` for what is no notebook."""
    return tuple(_code(_document(file), file.path))


def exported(file: SourceFile) -> SourceFile:
    """Return a Python file that was downloaded from a notebook's page as Python.

    Its shell lines and magics become no-ops; one that is Python, or is none without them either, stays as it is.
    """
    if statements(file.content) is not None or not _ESCAPES.search(text := file.content.decode("utf-8-sig", "replace")):
        return file
    if len(text) * len(_ESCAPES.findall(text)) > _MOST_WORK:
        return file
    from grader.submission.magics import without_magics  # noqa: PLC0415  as below

    written = without_magics(text)
    return file if statements(written) is None else SourceFile(file.path, written.encode())


def neutral(cells: Sequence[str]) -> tuple[str, ...]:
    """Return code cells, blank ones left out, with magics and shell lines as no-ops and all lines in their places.

    Raises `Unusable` where there is no code, or more than a notebook can have.
    """
    written = [source for source in cells if source.strip()]
    if not written:
        raise Unusable("empty", "expected a notebook with code cells; found none with code in it")
    if len(written) > MAX_CELLS:
        raise Unusable("too_many_cells", f"expected at most {MAX_CELLS} code cells; found {len(written):,}")
    if (size := sum(map(len, written))) > MAX_FILE:
        raise Unusable.too_large("code", size, MAX_FILE)
    if all(statements(source) is not None for source in written):
        return tuple(written)
    if sum(len(source) * len(_ESCAPES.findall(source)) for source in written) > _MOST_WORK:
        raise Unusable("too_large", "expected a few magics (`%…`) and shell lines (`!…`) in a cell; found very many")
    from grader.submission.magics import without_magics  # noqa: PLC0415  it loads IPython, and few notebooks need it

    return tuple(source if statements(source) is not None else without_magics(source) for source in written)


def _document(file: SourceFile) -> Any:
    """Return the notebook as the newest format. Raises `Unusable`."""
    if not file.content.strip():
        raise Unusable("empty", f"expected a notebook in {file.path}; found an empty file")
    try:
        raw = json.loads(file.content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unusable("not_utf8", f"expected {file.path} saved as UTF-8; found other bytes") from error
    except (ValueError, RecursionError) as error:
        raise _broken(
            file.path, "it is not JSON" if isinstance(error, ValueError) else "it is nested too deep"
        ) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("nbformat"), int):
        raise _broken(file.path, "it does not say which format of notebook it is")
    if raw["nbformat"] not in FORMATS:
        raise Unusable(
            "unknown_format",
            f"expected a notebook of format 3 or 4; found {file.path} of format {raw['nbformat']}",
        )
    import nbformat  # noqa: PLC0415  a fifth of a second that only notebooks take

    try:
        _drop_outputs(raw)
        minor = int(raw.get("nbformat_minor", 0))
        written = nbformat.versions[raw["nbformat"]].to_notebook_json(raw, minor=minor)
        return nbformat.convert(written, 4)  # type: ignore[no-untyped-call]
    except Exception as error:
        raise _broken(file.path, f"a part of it is not as it should be ({type(error).__name__})") from error


def _drop_outputs(raw: dict[str, Any]) -> None:
    for holder in (raw, *raw.get("worksheets", ())):
        for cell in holder.get("cells", ()):
            cell.pop("outputs", None)
            if cell["cell_type"] == "code":
                cell["outputs"] = []


def _code(document: Any, name: str) -> Iterator[str]:
    """Yield the code cells' sources. Raises `Unusable` for another language than Python, or an odd structure."""
    about = document.get("metadata", {})
    language = _at(about, "language_info", "name") or _at(about, "kernelspec", "language") or "python"
    if "python" not in str(language).lower():
        raise Unusable("not_python", f"expected a Python notebook; found {name} in {language}")
    if not isinstance(document.get("cells"), list):
        raise _broken(name, "it has no list of cells")
    for cell in document["cells"]:
        if _at(cell, "cell_type") != "code" or _at(cell, "metadata", "vscode", "languageId") not in (None, "python"):
            continue
        if not isinstance(cell.get("source"), str):
            raise _broken(name, "a cell has no text")
        yield cell["source"]


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _broken(name: str, why: str) -> Unusable:
    return Unusable("broken_notebook", f"expected a notebook; found that {name} can't be read: {why}")
