"""The rubric's reference: the file that mistakes are made in, and what the rubric says of it."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from grader.columns import as_torch
from grader.errors import RubricError
from grader.inputs import Inputs
from grader.rehearsal.mistakes import Mutant, mutants
from grader.rehearsal.place import Place
from grader.rubric import Rubric
from grader.submission import Submission, read
from grader.wire.plan import SourceFile


def read_reference(rubric: Rubric) -> Submission:
    """Return the reference as a submission. Raises `RubricError` where there is none that can be read."""
    if rubric.reference is None:
        raise RubricError(
            "expected a `reference` solution to try the rubric on; found none",
            where=rubric.name,
            hint="write one that earns full marks, and name it in the rubric: `reference: my_reference.py`",
        )
    reference = read(rubric.reference, rubric.submission.network, rubric.submission.train)
    if reference.problem is not None:
        raise RubricError(reference.problem.message, where=str(rubric.reference))
    return reference


def mutants_of(rubric: Rubric, reference: Submission) -> list[Mutant]:
    """Return the reference with each mistake that can be made in it. Raises `RubricError` where it is not Python."""
    source = next(f.content for f in reference.files if f.path == reference.main).decode()
    try:
        return list(mutants(source, lambda tree: _place(rubric, tree)))
    except SyntaxError as error:
        where = f"{rubric.reference}:{error.lineno}"
        raise RubricError(f"expected a reference in Python; found: {error.msg}", where=where) from error


def with_main(submission: Submission, source: str) -> Submission:
    """Return the submission with another text of its main file."""
    files = (SourceFile(f.path, source.encode()) if f.path == submission.main else f for f in submission.files)
    return replace(submission, files=tuple(files))


def _place(rubric: Rubric, tree: ast.Module) -> Place:
    answers, names = next(_answers(rubric), ((), ()))
    return Place(tree, rubric.submission.network or "", rubric.submission.train, names, answers)


def _answers(rubric: Rubric) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the right answers as arithmetic, and the names they are about, where a check has both."""
    for check in rubric.checks:
        target, inputs = getattr(check, "target", None), getattr(check, "inputs", None)
        if target and isinstance(inputs, Inputs):
            yield tuple(as_torch(text, inputs.names) for text in target), inputs.names
