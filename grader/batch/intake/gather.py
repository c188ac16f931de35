"""From claims on files to hand-ins: the latest versions, copied, with what is wrong with them."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from grader.batch.intake.claim import Claim
from grader.batch.intake.copying import UnreadableError, copy
from grader.batch.intake.handed_in import HandedIn
from grader.batch.intake.names import key, printable
from grader.batch.intake.tree import Entry, Parts
from grader.batch.intake.usable import is_archive, is_code
from grader.errors import InfrastructureError
from grader.submission.folder import MAX_FILES

_MIB = 1024**2
MOST_BYTES = 64 * _MIB
_SHOWN = 5


@dataclass(slots=True)
class Pile:
    """All that one owner's files and folders are claimed with."""

    claims: list[tuple[Claim, Parts]] = field(default_factory=list)
    files: dict[Parts, list[Entry]] = field(default_factory=lambda: defaultdict(list))


def gather(pile: Pile, into: Path) -> tuple[HandedIn, tuple[str, ...]]:
    """Return one owner's hand-in, its files copied into a folder below `into`, and notes on them.

    Raises `InfrastructureError` where nothing can be written there.
    """
    owner = pile.claims[0][0].owner
    newest: dict[str, int] = {}
    for claim, _ in pile.claims:
        newest[claim.slot] = max(claim.version, newest.get(claim.slot, claim.version))
    latest = [(claim, path) for claim, path in pile.claims if claim.version == newest[claim.slot]]
    counting = {path for _, path in latest}
    told_earlier = [text for claim, _ in latest for text in claim.earlier]
    replaced = [e.told for _, path in pile.claims if path not in counting for e in pile.files[path]]
    name = key(owner.identity, owner.students)
    folder = into / name
    try:
        folder.mkdir()
    except OSError as error:
        raise InfrastructureError(f"expected to make {folder}; found: {error.strerror}") from error
    copied = _copied([(claim, entry) for claim, path in latest for entry in pile.files[path]], folder)
    path, missing = _main(folder, copied.stored, [claim.instead for claim, _ in latest if claim.instead])
    handed_in = HandedIn(
        key=name,
        students=owner.students,
        path=path,
        when=max((claim.when for claim, _ in latest if claim.when), default=None),
        late=any(claim.late for claim, _ in latest),
        earlier=tuple(sorted({printable(text) for text in (*told_earlier, *replaced)})),
        problem="; ".join(copied.problems) or missing,
    )
    return handed_in, tuple(copied.notes)


@dataclass(slots=True)
class _Copied:
    stored: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _copied(files: list[tuple[Claim, Entry]], folder: Path) -> _Copied:
    done = _Copied()
    total = sum(entry.size for _, entry in files if not entry.unreadable)
    if len(files) > MAX_FILES or total > MOST_BYTES:
        done.problems.append(
            f"expected at most {MAX_FILES} files and {MOST_BYTES // _MIB} MiB; "
            f"found {len(files)} files and {total / _MIB:.0f} MiB"
        )
        done.notes.append(f"left out the {len(files)} files of {folder.name}: they are too many or too large")
        return done
    for claim, entry in files:
        try:
            renamed = copy(entry, claim.place or entry.parts[-1:], folder)
        except UnreadableError as error:
            done.problems.append(f"{entry.told} {error}")
            done.notes.append(f"left out {entry.told}: it {error}")
        else:
            done.stored.append(renamed or "/".join(claim.place or entry.parts[-1:]))
            if renamed:
                done.notes.append(f"stored {entry.told} as {renamed}: its own name was taken or is no safe one")
    return done


def _main(folder: Path, stored: list[str], instead: list[str]) -> tuple[Path, str]:
    """Return what to grade, a file or the folder, and why there is nothing usable if so."""
    archives = [name for name in stored if is_archive(name)]
    if any(is_code(name) for name in stored):
        return (folder / stored[0] if len(stored) == 1 else folder), ""
    if len(archives) == 1:
        return folder / archives[0], ""
    if archives:
        return folder, f"expected one zip file; found {len(archives)}: {_list(archives)}"
    if not stored:
        return folder, "no file was handed in"
    return folder, f"no .py or .ipynb file among {_list(stored)}" + (f" ({', '.join(instead)})" if instead else "")


def _list(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(printable(name) for name in sorted(names)[:_SHOWN]) + more
