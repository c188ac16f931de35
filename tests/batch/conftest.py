"""Each layout is tried as a folder and as a zip."""

from collections.abc import Callable
from pathlib import Path

import classes
import pytest

Make = Callable[..., Path]


@pytest.fixture(params=["folder", "zip", "zip with a folder around"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Return what makes a class from a mapping of paths to contents."""

    def made(files: classes.Files, name: str = "download") -> Path:
        if request.param == "folder":
            return classes.folder(tmp_path / name, files)
        around = "" if request.param == "zip" else f"{name}/"
        return classes.zipped(tmp_path / f"{name}.zip", {f"{around}{path}": c for path, c in files.items()})

    return made
