"""Opening what a platform hands out: a folder or a zip, in any of the known layouts."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from grader.batch.intake.claim import Attribution
from grader.batch.intake.folder import scan
from grader.batch.intake.gather import Pile, gather
from grader.batch.intake.handed_in import HandedIn, Intake, Student
from grader.batch.intake.layouts import Layout, named, recognised
from grader.batch.intake.tree import Tree
from grader.batch.intake.zipped import look_into
from grader.errors import InfrastructureError, UsageError

__all__ = ["HandedIn", "Intake", "Student", "open_intake", "require_apart"]

_MARK = ".grade-intake"
_GIB = 1024**3
MOST_BYTES = 16 * _GIB


def open_intake(source: Path, into: Path, layout: str | None = None) -> Intake:
    """Return the hand-ins in `source`, their files copied below `into`, a folder of ours that is emptied first.

    `layout` is a word that `layouts.named` knows; without it, the layout is recognised.
    Raises `UsageError` where `source` can't be read as a class, where `into` is not ours, and for an unknown
    `layout`; `InfrastructureError` where nothing can be written to `into`.
    """
    wanted = named(layout) if layout else None
    require_apart(source, into)
    with _looked_into(source) as tree:
        return _taken(tree, into, wanted)


def require_apart(source: Path, into: Path) -> None:
    """Raise `UsageError` where what is written to `into` would lie among the hand-ins, or they in it."""
    ours, theirs = into.resolve(), source.resolve()
    if ours == theirs or ours in theirs.parents or theirs in ours.parents:
        raise UsageError(
            f"expected an output folder outside the hand-ins; found {into}",
            where=str(source),
            hint="name another --out",
        )


def _taken(tree: Tree, into: Path, wanted: Layout | None) -> Intake:
    chosen, tree = recognised(tree, wanted)
    attribution = chosen.read(tree)
    piles = _piles(tree, attribution)
    if wanted and not piles:
        raise UsageError(
            f"expected the layout `{wanted.name}`; found no file that it knows",
            hint="leave out --layout, and the layout is recognised",
        )
    _empty(into)
    handed_in: list[HandedIn] = []
    notes = [*tree.notes, *attribution.notes]
    for pile in piles:
        one, about = gather(pile, into)
        handed_in.append(one)
        notes.extend(about)
    known = attribution.claims.keys() | attribution.spoken_for
    nobodys = tuple(entry.told for entry in tree.entries if entry.parts not in known)
    return Intake(chosen.name, tuple(sorted(handed_in, key=lambda one: one.key)), nobodys, tuple(notes))


@contextmanager
def _looked_into(source: Path) -> Iterator[Tree]:
    with ExitStack() as stack:
        try:
            if source.is_dir():
                tree = scan(source)
            elif source.is_file():
                tree = stack.enter_context(look_into(source))
            else:
                raise UsageError("expected a folder or a zip file with hand-ins; found neither", where=str(source))
        except OSError as error:
            raise UsageError(f"expected to read {source}; found: {error.strerror or error}") from error
        if not tree.paths:
            hint = "; ".join(tree.notes[:3])
            raise UsageError("expected hand-ins; found an empty folder", where=str(source), hint=hint)
        yield tree


def _piles(tree: Tree, attribution: Attribution) -> list[Pile]:
    """Return the claims by owner. Raises `UsageError` for more than `MOST_BYTES`."""
    piles: dict[str, Pile] = defaultdict(Pile)
    for path, claim in attribution.claims.items():
        piles[claim.owner.identity].claims.append((claim, path))
    total = 0
    for entry in tree.entries:
        if entry.parts in attribution.claims:
            piles[attribution.claims[entry.parts].owner.identity].files[entry.parts].append(entry)
            total += 0 if entry.unreadable else entry.size
    if total > MOST_BYTES:
        raise UsageError(f"expected at most {MOST_BYTES // _GIB} GiB of hand-ins; found {total / _GIB:.0f} GiB")
    return list(piles.values())


def _empty(into: Path) -> None:
    """Make `into` an empty folder. What we didn't make we don't empty."""
    try:
        if into.exists() and any(into.iterdir()):
            if not (into / _MARK).exists():
                raise UsageError(
                    f"expected an empty folder, or one of an earlier intake; found others' files in {into}"
                )
            shutil.rmtree(into)
        into.mkdir(parents=True, exist_ok=True)
        (into / _MARK).touch()
    except OSError as error:
        raise InfrastructureError(f"expected to write to {into}; found: {error.strerror or error}") from error
