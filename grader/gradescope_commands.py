"""`grade gradescope` and `grade pack`: inside the container, and on the way there."""

import sys
from pathlib import Path
from typing import Any

import click

DEADLINE = 570.0
"""Half a minute below the platform's usual limit of ten minutes, seconds."""
FULL_MARKS, MARKS_LOST, INFRASTRUCTURE = 0, 1, 3


@click.command()
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), default=Path("/autograder"),
              show_default=True, help="the container's folder")  # fmt: skip
@click.option("--rubric", help="a rubric's name or its file, instead of the packed one")
@click.option("--deadline", type=click.FloatRange(min=1), default=DEADLINE, show_default=True,
              envvar="GRADE_DEADLINE", help="seconds until it gives up, below the container's limit")  # fmt: skip
@click.option("--sandbox", type=click.Choice(["strict", "best", "none"]), default="strict", show_default=True,
              help="refuse to run unless every layer holds; run with what holds; limits only")  # fmt: skip
def gradescope(root: Path, rubric: str | None, deadline: float, sandbox: Any) -> None:
    """Grade ROOT/submission in a container, and leave ROOT/results/results.json, whatever happens."""
    from grader.gradescope.entry import grade_container, open_container
    from grader.render import terminal

    report = grade_container(open_container(root, deadline), rubric, sandbox)
    click.echo(terminal.render(report, width=100, colour=False))
    for note in report.integrity:
        # Not a row: a hidden one would keep the student's total from the page.
        click.echo(f"for the instructor: {note.message} ({note.code})", err=True)
    if report.outcome == "infrastructure":
        sys.exit(INFRASTRUCTURE)
    sys.exit(FULL_MARKS if report.full_marks else MARKS_LOST)


@click.command()
@click.option("--rubric", required=True, help="a rubric's name, or its file")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="the zip to write")
@click.option("--requirements", type=click.Path(path_type=Path, dir_okay=False),
              help="a requirements.txt with further libraries that students may import")  # fmt: skip
def pack(rubric: str, out: Path, requirements: Path | None) -> None:
    """Make the autograder.zip that is uploaded to Gradescope."""
    from grader.errors import UsageError
    from grader.gradescope.libraries import libraries
    from grader.gradescope.pack import pack as packed
    from grader.rubric import find, load
    from grader.writing import apart, write

    if out.suffix != ".zip":
        raise UsageError(f"expected a name that ends in .zip; found {out}", hint="Gradescope takes only these")
    file = find(rubric)
    apart(out, file, *load(file).files)
    content = packed(file, None if requirements is None else libraries(requirements))
    write(out, content)
    click.echo(f"{out}: {len(content) // 1024} KiB; upload it as the assignment's autograder")
