"""What ordinary code has to read: Python, its packages, shared libraries. Nothing of the grader but this side."""

import os
import sys
from pathlib import Path

PACKAGE = str(Path(__file__).resolve().parents[2])
SEEN = ("inside", "wire")
"""The rest of the package holds rubrics and reference solutions: it stays out of sight."""
OURS = tuple(f"{PACKAGE}/{part}" for part in SEEN)
SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/fonts")
FILES = ("/etc/ld.so.cache", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def trees() -> tuple[str, ...]:
    """Return the folders to read, none inside another; the grader's own package may lie in one of them."""
    paths = {sys.prefix, sys.base_prefix, *SYSTEM, *(p for p in sys.path if p.endswith("-packages"))}
    kept: list[str] = []
    for path in sorted(filter(os.path.isdir, paths)):
        if not any(inside(path, tree) for tree in kept):
            kept.append(path)
    return tuple(kept)


def package_in(tree: str) -> str:
    """Return the path by which the grader's own package shows in `tree`, maybe through a link; empty if it doesn't."""
    real = os.path.realpath(tree)
    return tree + PACKAGE.removeprefix(real) if inside(PACKAGE, real) else ""


def files() -> tuple[str, ...]:
    """Return the single files to read."""
    return tuple(filter(os.path.isfile, FILES))


def inside(path: str, tree: str) -> bool:
    """Whether `path` is `tree` or lies in it."""
    return f"{path}/".startswith(f"{tree}/")
