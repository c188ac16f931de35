"""Gradescope's export: `submission_N/…`, and `submission_metadata.yml` that says whose they are.

The YAML is Ruby's: its keys are symbols (`:submitters:`) and its times may be objects.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import yaml

from grader.batch.intake.claim import Attribution, Claim, Owner
from grader.batch.intake.copying import DAMAGED
from grader.batch.intake.handed_in import Student
from grader.batch.intake.times import moment
from grader.batch.intake.tree import Parts, Tree
from grader.errors import UsageError

METADATA = "submission_metadata.yml"
_LARGEST = 256 * 1024**2


def recognise(tree: Tree) -> bool:
    """The metadata lies at the top."""
    return METADATA in tree.files


def read(tree: Tree) -> Attribution:
    """Return who handed in what. Raises `UsageError` where the metadata can't be read."""
    submissions = {
        folder: submission for folder, submission in _metadata(tree).items() if isinstance(submission, Mapping)
    }
    claims: dict[Parts, Claim] = {}
    for folder, submission in submissions.items():
        claims[folder,] = _claim(folder, submission, ())
    for path in tree.paths:
        if path[0] in submissions:
            claims[path] = _claim(path[0], submissions[path[0]], path[1:])
    return Attribution(claims, frozenset({(METADATA,)}))


def _metadata(tree: Tree) -> Mapping[str, Any]:
    entry = next((entry for entry in tree.entries if entry.parts == (METADATA,)), None)
    if entry is None or entry.unreadable or entry.size > _LARGEST:
        raise UsageError(f"expected Gradescope's {METADATA}; found none that can be read", where=tree.name)
    try:
        with entry.open() as file:
            # The base loader builds nothing but text, lists and mappings, whatever Ruby's tags ask for.
            data = yaml.load(file.read(), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
    except (yaml.YAMLError, RecursionError, *DAMAGED) as error:
        raise UsageError(
            f"expected Gradescope's {METADATA} in YAML; found that {' '.join(str(error).split())}",
            where=entry.told,
            hint="export it again",
        ) from error
    if not isinstance(data, Mapping):
        raise UsageError("expected a mapping of submissions; found something else", where=entry.told)
    return {str(folder): submission for folder, submission in data.items()}


def _claim(folder: str, submission: Mapping[str, Any], place: Parts) -> Claim:
    students = tuple(_students(submission.get(":submitters")))
    identity = "\n".join(sorted(s.id or s.email or s.name for s in students)) or folder
    when = moment(_text(submission.get(":created_at")))
    version = int((when or datetime.fromtimestamp(0, UTC)).timestamp() * 1e6)
    owner = Owner(identity, students or (Student(folder),))
    return Claim(owner, place, version=version, when=when, earlier=tuple(_history(submission.get(":history"))))


def _history(earlier: Any) -> Iterator[str]:
    for one in earlier if isinstance(earlier, list) else ():
        if isinstance(one, Mapping):
            yield " ".join(filter(None, ("submission", _text(one.get(":id")), _text(one.get(":created_at")))))


def _students(submitters: Any) -> Iterator[Student]:
    for one in submitters if isinstance(submitters, list) else ():
        if isinstance(one, Mapping):
            name, email, sid = (_text(one.get(symbol)) for symbol in (":name", ":email", ":sid"))
            yield Student(name or email or sid, id=sid, email=email)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("utc", "")
    return value.strip() if isinstance(value, str) and value not in {"~", "null"} else ""
