"""Classes on disk: a folder or a zip from a mapping of paths to contents."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from grader.batch.intake import HandedIn, Intake, open_intake

CODE = b"class MyNetwork: pass\n"

Files = Mapping[str, bytes | str | None]
"""Contents by path; None makes an empty folder."""


def folder(root: Path, files: Files) -> Path:
    """Write `files` below `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def zipped(path: Path, files: Files) -> Path:
    """Write `files` into a zip at `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}/" if content is None else name, content or b"")
    return path


def opened(source: Path, layout: str | None = None) -> Intake:
    """Open a class into a folder beside it."""
    return open_intake(source, source.parent / "into", layout)


def only(intake: Intake) -> HandedIn:
    """Return the only hand-in."""
    (one,) = intake.handed_in
    return one


def stored(handed_in: HandedIn) -> dict[str, bytes]:
    """Return the contents of all that was stored for a hand-in."""
    root = next(p for p in (handed_in.path, *handed_in.path.parents) if p.parent.name == "into")
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
