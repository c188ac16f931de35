"""Notebooks for tests, as each program writes them."""

import json
from pathlib import Path
from typing import Any


def colab(*sources: str, **metadata: Any) -> bytes:
    """Return a notebook of format 4 with one code cell for each source, written as Colab does."""
    cells = [
        {"cell_type": "code", "metadata": {"id": f"c{n}"}, "execution_count": n, "outputs": [], "source": lines(source)}
        for n, source in enumerate(sources)
    ]
    return dump({"nbformat": 4, "nbformat_minor": 0, "metadata": {"colab": {}, **metadata}, "cells": cells})


def old(*sources: str) -> bytes:
    """Return a notebook of format 3: cells stand in a worksheet, and their text is `input`."""
    cells: list[dict[str, Any]] = [{"cell_type": "heading", "level": 1, "metadata": {}, "source": "Challenge"}]
    cells += [
        {"cell_type": "code", "collapsed": False, "input": lines(source), "language": "python", "metadata": {},
         "outputs": [{"output_type": "pyout", "prompt_number": 1, "text": ["3"]}], "prompt_number": 1}
        for source in sources
    ]  # fmt: skip
    return dump({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]})


def vs_code(*sources: str, shell: str) -> bytes:
    """Return a notebook of format 4.5 whose first code cell is in another language."""
    cells = [
        {"cell_type": "markdown", "id": "m", "metadata": {}, "source": ["# Challenge"]},
        {"cell_type": "code", "id": "s", "metadata": {"vscode": {"languageId": "shellscript"}}, "execution_count": None,
         "outputs": [], "source": lines(shell)},
        *({"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": n, "outputs": [], "source": lines(s)}
          for n, s in enumerate(sources)),
    ]  # fmt: skip
    about = {"kernelspec": {"name": "python3"}, "language_info": {"name": "python", "version": "3.12.3"}}
    return dump({"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells})


def saved(folder: Path, content: bytes, name: str = "hw.ipynb") -> Path:
    """Write a notebook and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path


def lines(source: str) -> list[str]:
    """Return text as notebooks hold it."""
    return source.splitlines(keepends=True)


def dump(document: Any) -> bytes:
    """Return a document as the bytes of a file."""
    return json.dumps(document).encode()
