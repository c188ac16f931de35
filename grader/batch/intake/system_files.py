"""Files that no student wrote: an operating system, an editor or version control left them."""

from grader.batch.intake.tree import Entry, Parts
from grader.submission.folder import SKIPPED

_TOOLS = {
    *("__macosx", ".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information"),
    *(".git", ".github", ".gitignore", ".gitattributes", ".gitkeep", ".gitmodules"),
    *("__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".venv", ".idea", ".vscode"),
}
_SHOWN = 3


def is_a_tools(parts: Parts) -> bool:
    """Say whether a path is one that some tool makes by itself: nobody looks for work there, or wants to be told."""
    return any(part.lower() in _TOOLS for part in parts)


def is_system(parts: Parts) -> bool:
    """Say whether a path is hidden or a system's. A student's own folder may be called `env`."""
    return is_a_tools(parts) or any(p.startswith((".", "~$")) for p in parts) or not SKIPPED.isdisjoint(parts[1:])


def sift(entries: list[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return the files that count, in order, and a note on the others, but for those that tools make by themselves."""
    left_out = [entry for entry in entries if is_system(entry.parts) and not is_a_tools(entry.parts)]
    kept = tuple(sorted((e for e in entries if not is_system(e.parts)), key=lambda entry: entry.parts))
    if not left_out:
        return kept, ()
    shown = ", ".join(sorted(entry.told for entry in left_out)[:_SHOWN])
    more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
    return kept, (f"left out {len(left_out)} hidden or system files: {shown}{more}",)


def without_files(entries: tuple[Entry, ...], folders: list[Parts]) -> tuple[Parts, ...]:
    """Return those of `folders` that hold none of `entries`, at any depth."""
    used = {entry.parts[:depth] for entry in entries for depth in range(1, len(entry.parts))}
    return tuple(sorted({f for f in folders if f not in used and not is_system(f)}))
