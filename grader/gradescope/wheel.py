"""This very installation as a wheel, whether it came from one or is a checkout.

Format: packaging.python.org, "Binary distribution format". Times, order and modes are fixed, so that the
same files make the same bytes.
"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

import grader
from grader.shipped import shipped

PROJECT = "grade-torch"
_WHEEL = b"Wheel-Version: 1.0\nGenerator: grade\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_LEFT_OUT = {"__pycache__", "shipped"}


def wheel() -> tuple[str, bytes]:
    """Return the wheel's file name and its content."""
    installed = distribution(PROJECT)
    stem = f"{PROJECT.replace('-', '_')}-{installed.version}"
    info = f"{stem}.dist-info"
    files = {
        **dict(_package()),
        f"{info}/METADATA": (installed.read_text("METADATA") or "").encode(),
        f"{info}/WHEEL": _WHEEL,
        f"{info}/entry_points.txt": (installed.read_text("entry_points.txt") or "").encode(),
    }
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in sorted(files.items()))
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return f"{stem}-py3-none-any.whl", zipped((name, content, 0o644) for name, content in sorted(files.items()))


def zipped(files: Iterable[tuple[str, bytes, int]]) -> bytes:
    """Return a zip of files, each with its name, content and mode."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, mode in files:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode counts
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _package() -> Iterator[tuple[str, bytes]]:
    root = Path(grader.__file__).parent
    yield from _below(root, "grader", _LEFT_OUT)
    for folder in ("rubrics", "reference"):
        yield from _below(shipped(folder), f"grader/shipped/{folder}", {"__pycache__"})


def _below(folder: Path, name: str, left_out: set[str]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and left_out.isdisjoint(parts) and not path.name.endswith(".pyc"):
            yield "/".join((name, *parts)), path.read_bytes()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
