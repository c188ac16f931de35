"""`grade rubric …`: look at rubrics, and try them out."""

import os
import sys
from pathlib import Path

import click


@click.group()
def rubric() -> None:
    """Try rubrics before students meet them."""


@rubric.command()
@click.argument("name")
@click.option("--title", prompt="Title, as students see it", help="the heading of reports")
@click.option("--inputs", prompt="Names of the inputs", default="a, b, c", show_default=True,
              help="names of the numbers that go in, with commas between")  # fmt: skip
@click.option("--target", prompt="Right answers, as arithmetic in them", default="a, b, c, c + 1, c + 2",
              show_default=True, help="the right answers, with commas between")  # fmt: skip
@click.option("--network", prompt="Name of the class", default="MyNetwork", show_default=True, help="the class")
@click.option("--train", prompt="Name of the training function", default="train", show_default=True,
              help="the function that trains")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=".", help="where the files go")
def new(name: str, title: str, inputs: str, target: str, network: str, train: str, folder: Path) -> None:  # noqa: PLR0917  click passes options by name
    """Write a commented rubric NAME.yaml and a reference that solves it; asks for what no option says."""
    from grader.errors import UsageError
    from grader.starter import Answers, start

    if Path(name).name != name or not name.replace("-", "_").isidentifier():
        raise UsageError(f"expected a name of letters, digits, - and _; found `{name}`", hint="such as lab-3")
    if not _listed(inputs) or not _listed(target):
        raise UsageError("expected at least one input and one right answer; found none", hint="such as --inputs 'a, b'")
    says = Answers(name, title, network, train, _listed(inputs), _listed(target))
    for path in start(says, folder):
        click.echo(path)
    click.echo(f"next: change the reference, then `grade rubric check {folder / name}.yaml`", err=True)


def _listed(text: str) -> tuple[str, ...]:
    """Split at the commas that are in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return tuple(part.strip() for part in parts if part.strip())


@rubric.command()
@click.option("--report", "of_report", is_flag=True, help="the schema of the report instead")
def schema(of_report: bool) -> None:
    """Print the JSON Schema of rubric files."""
    if of_report:
        from grader.render.json import schema as report_schema

        click.echo(report_schema(), nl=False)
    else:
        import json

        from grader.rubric import Rubric

        click.echo(json.dumps(Rubric.model_json_schema(), indent=2))


@rubric.command()
@click.argument("name", metavar="RUBRIC")
@click.option("--seeds", type=click.IntRange(1, 10_000), default=20, show_default=True, help="runs of the reference")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, show_default="cores", help="lanes")
@click.option("--json", "json_", type=click.Path(path_type=Path, dir_okay=False), help="write what was found as JSON")
def check(name: str, seeds: int, jobs: int, json_: Path | None) -> None:
    """Validate RUBRIC, then try it: its reference on many seeds, and on mistakes made on purpose.

    Exit code 1 where the reference loses marks or a mistake keeps them.
    """
    from grader.rehearsal import rehearse
    from grader.rehearsal.words import words
    from grader.rubric import find, load
    from grader.sandbox.zygote import Zygote
    from grader.writing import apart, write_to

    file = find(name)
    rules = load(file)
    apart(json_, file, *rules.files)
    with Zygote() as zygote:
        found = rehearse(rules, zygote, jobs, _tell, seeds)
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    click.echo(words(found), nl=False)
    if json_ is not None:
        from grader.rehearsal.written import as_json

        write_to(json_, as_json(found))
    sys.exit(0 if found.good else 1)


def _tell(done: int, of: int) -> None:
    """Say how far it is, in one line that is written over; nothing where nobody watches."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[Ktrying the rubric: {done} of {of} runs", nl=False, err=True)
