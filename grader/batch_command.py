"""`grade batch`: a whole class, from the platform's download to the gradebook."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader import device

if TYPE_CHECKING:
    from grader.batch.grade_class import Graded
    from grader.batch.gradebook import Filled

MOST_SAID = 10
"""Lines of one kind that are worth saying on a terminal."""
ALL_GRADED, SOME_UNUSABLE, INFRASTRUCTURE, STOPPED = 0, 1, 3, 130


@click.command()
@click.argument("source", metavar="FOLDER_OR_ZIP", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="where results go")
@click.option("--rubric", default="challenge", show_default=True, help="a rubric's name, or its file")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, show_default="cores",
              help="lanes, and processes that judge again")  # fmt: skip
@click.option("--layout", help="the platform's layout, where it is not recognised")
@click.option("--gradebook", "sheet", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="a downloaded Canvas or Moodle sheet; a copy of it is filled in")  # fmt: skip
@click.option("--column", help="the sheet's column to fill in, where it has several: its title or its number")
@click.option("--dask", "address", metavar="ADDRESS", help="the scheduler of a Dask cluster to run on")
@click.option("--device", "asked", callback=device.option, metavar="DEVICE",
              help="cpu, cuda, cuda:N or auto, instead of the rubric's")  # fmt: skip
@click.option("--gpu-jobs", type=click.IntRange(1, 64), default=device.GPU_JOBS, show_default=True,
              help="lanes on each GPU, at most")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), help="the first attempt's seed, instead of the rubric's")
@click.option("--sandbox", type=click.Choice(["strict", "best", "none"]), default="strict", show_default=True,
              help="refuse to run unless every layer holds; run with what holds; limits only")  # fmt: skip
def batch(  # noqa: PLR0917  click passes options by name
    source: Path,
    out: Path,
    rubric: str,
    jobs: int,
    layout: str | None,
    sheet: Path | None,
    column: str | None,
    address: str | None,
    asked: str | None,
    gpu_jobs: int,
    seed: int | None,
    sandbox: Any,
) -> None:
    """Grade all hand-ins in a platform's folder or zip. The same command goes on where it was stopped.

    Exit codes: 0 all graded, 1 some could not be loaded, 2 wrong usage or rubric, 3 the grader was at fault for some.
    """
    zygote = None
    if not address and not out.exists():
        # On a first run all has to be run, and torch takes a second to import: start that first.
        from grader.sandbox.zygote import Zygote

        zygote = click.get_current_context().with_resource(Zygote())

    from rich.console import Console

    from grader.batch.grade_class import COPIES, grade_class, local, require_ours, write_results
    from grader.batch.gradebook import require
    from grader.batch.intake import require_apart
    from grader.batch.locked import locked
    from grader.batch.progress import Watch
    from grader.errors import UsageError
    from grader.rubric import find, load
    from grader.sandbox.devices import lanes, resolve

    rules = load(find(rubric))
    require_apart(source, out / COPIES)  # before the lock, which is a file in it
    require_ours(out, sheet)
    if sheet is not None:
        require(sheet, column)
    elif column is not None:
        raise UsageError("expected a sheet for --column; found none", hint="name it with `--gradebook`")
    on = asked or rules.run.device
    if address:
        from grader.batch.cluster import cluster

        places = cluster(address, sandbox, on)
    else:
        on = resolve(on)
        places = local(lanes(on, jobs, gpu_jobs), sandbox, on, zygote)
    try:
        with locked(out), Watch(Console(stderr=True)) as watch:
            graded = grade_class(
                source, out, rules, places, jobs=jobs, layout=layout, seed=seed, device=on, watch=watch
            )
            graded = write_results(graded, rules, out, sheet, column)
    except KeyboardInterrupt:
        click.echo(f"stopped; what is graded lies in {out}, and the same command goes on from there", err=True)
        # Lanes may be waiting for a child; their lifelines end with this process.
        os._exit(STOPPED)
    _say(graded, out)
    sys.exit(INFRASTRUCTURE if graded.faults else SOME_UNUSABLE if graded.unusable else ALL_GRADED)


def _say(graded: "Graded", out: Path) -> None:
    from grader.batch.grading import left_over

    progress = graded.progress
    why = ", ".join(f"{reason}: {count}" for reason, count in progress.why.most_common())
    click.echo(f"{len(graded.rows)} hand-ins (layout: {graded.intake.layout}), their reports in {out}")
    click.echo(f"run: {progress.ran}{f' ({why})' if why else ''}; judged without running: "
               f"{progress.judged_again}")  # fmt: skip
    for row in graded.unusable:
        where = f" ({row.where})" if row.where else ""
        click.echo(f"score 0, nothing could be judged: {row.name}: {row.why}{where}")
    for row in graded.faults:
        click.echo(f"no score, by a fault of the grader: {row.name}: {row.why}")
    again = [row for row in graded.rows if row.handed_in.earlier]
    for row in again[:MOST_SAID]:
        click.echo(f"handed in again, and the latest graded: {row.name}; earlier: {', '.join(row.handed_in.earlier)}")
    if len(again) > MOST_SAID:
        click.echo(f"handed in again, and the latest graded: {len(again) - MOST_SAID} more; the class page has them")
    for file in graded.intake.unattributed:
        click.echo(f"nobody's file: {file}")
    for note in graded.intake.notes:
        click.echo(f"note: {note}")
    if left := left_over(out, graded.rows):
        more = f" and {len(left) - MOST_SAID} more" if len(left) > MOST_SAID else ""
        click.echo(f"left in {out} by an earlier batch, with no hand-in now: {', '.join(left[:MOST_SAID])}{more}; "
                   "keep each class in an --out of its own, or delete these folders")  # fmt: skip
    if graded.filled is not None:
        _say_filled(graded.filled, out)
    click.echo(f"the class page: {out / 'index.html'}")


def _say_filled(filled: "Filled", out: Path) -> None:
    click.echo(f"sheet: {filled.filled} cells of “{filled.column}” filled in, a copy in {out}")
    for told, names in (
        ("in the sheet, without a hand-in", filled.unmatched_rows),
        ("handed in, not in the sheet", filled.unmatched_students),
        ("another score was there", filled.replaced),
        ("left as it was", filled.kept),
    ):
        for name in names:
            click.echo(f"  {told}: {name}")
