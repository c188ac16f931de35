"""`grade`: arguments and exit codes; the only printer."""

import contextlib
import itertools
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from grader import __version__, batch_command, device, gradescope_commands, rubric_commands
from grader.errors import GradeError

if TYPE_CHECKING:
    from grader.report import Report
    from grader.rubric import Rubric
    from grader.sandbox.observe import Place
    from grader.session import Session

FULL_MARKS, MARKS_LOST, USAGE, INFRASTRUCTURE = 0, 1, 2, 3
DEFAULT = "submission"


class _Group(click.Group):
    """`grade FILE` without a command's name grades the file; its options stand in `grade --help`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "--version"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("grade", "SUBMISSION [OPTIONS]")
        formatter.write_usage("grade", "COMMAND [ARGS]...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        submission = self.commands[DEFAULT]
        rows = [record for p in submission.get_params(ctx) if (record := p.get_help_record(ctx))]
        with formatter.section("Options for a submission"):
            formatter.write_dl(rows)
        super().format_options(ctx, formatter)


@click.group(cls=_Group, no_args_is_help=True, context_settings={"max_content_width": 100})
@click.version_option(__version__, prog_name="grade")
def grade() -> None:
    """Grade PyTorch course work: SUBMISSION is a .py file, a notebook, a zip or a folder.

    Exit codes: 0 full marks, 1 marks lost, 2 wrong usage or rubric, 3 the grader itself could not work.
    """


@grade.command(DEFAULT, hidden=True)
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--rubric", default="challenge", show_default=True, help="a rubric's name, or its file")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="write the report as a page")
@click.option("--json", "json_", type=click.Path(path_type=Path, dir_okay=False), help="write the report as JSON")
@click.option("--device", callback=device.option, metavar="DEVICE",
              help="cpu, cuda, cuda:N or auto, instead of the rubric's")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), help="the first attempt's seed, instead of the rubric's")
@click.option("--sandbox", type=click.Choice(["strict", "best", "none"]), default="best", show_default=True,
              help="refuse to run unless every layer holds; run with what holds; limits only")  # fmt: skip
@click.option("--watch", "watch_", is_flag=True, help="grade again on every save")
@click.option("--open", "open_", is_flag=True, help="open the page in a browser")
def submission(  # noqa: D103, PLR0917  the group's help describes it; click passes options by name
    submission: Path,
    rubric: str,
    html: Path | None,
    json_: Path | None,
    device: str | None,
    seed: int | None,
    sandbox: str,
    watch_: bool,
    open_: bool,
) -> None:
    # Torch takes a second to import: start that first, and read the rubric meanwhile.
    from grader.sandbox.zygote import Zygote

    if open_ and html is None:
        html = Path("report.html")
    how = _How(rubric, device, seed, sandbox)
    delivery = _Delivery(html, json_, open_)
    if watch_:
        _watch(submission, how, delivery)
        return
    with Zygote() as zygote:
        delivery.prepare()
        report = _graded(zygote, submission, how, delivery)
    delivery.deliver(report)
    sys.exit(_exit_code(report))


@grade.command()
def doctor() -> None:
    """Show versions, which layers of the sandbox hold on this machine, and how each device trains."""
    from grader.doctor import examine, try_devices
    from grader.sandbox.devices import why_none
    from grader.sandbox.zygote import Zygote

    with Zygote() as zygote:
        found = examine(zygote)
        tried = try_devices(zygote)
    click.echo(f"grade {__version__}, Python {found.machine.python}, torch {found.machine.torch}")
    click.echo("sandbox, each layer tried in a real child:")
    for layer in found.layers:
        click.echo(f"  {'holds' if layer.active else 'absent':7} {layer.layer:16} {layer.detail}".rstrip())
    click.echo("devices, each tried with a training step:")
    for one in tried:
        click.echo(f"  {one}")
    if len(tried) == 1:
        click.echo(f"  no GPU: {why_none()}")
    if found.lacking:
        click.echo(f"strict mode refuses to run here; it lacks {', '.join(found.lacking)}")
        sys.exit(INFRASTRUCTURE)
    click.echo("strict mode runs here")


grade.add_command(rubric_commands.rubric)
grade.add_command(batch_command.batch)
grade.add_command(gradescope_commands.gradescope)
grade.add_command(gradescope_commands.pack)


@dataclass(frozen=True)
class _How:
    """By which rubric, on which device and how confined, as the options say it."""

    rubric: str
    device: str | None
    seed: int | None
    sandbox: Any

    def session(self, rules: "Rubric", place: "Place") -> "Session":
        from grader.sandbox.devices import resolve
        from grader.session import open_session

        return open_session(rules, place, self.seed, resolve(self.device or rules.run.device))


def _rules(path: Path, how: _How, delivery: "_Delivery") -> "Rubric":
    """Return the rubric, once it is sure that no report takes its place, or that of what is graded."""
    from grader.rubric import find, load

    file = find(how.rubric)
    rules = load(file)
    delivery.spare(path, file, *rules.files)
    return rules


def _graded(zygote: Any, path: Path, how: _How, delivery: "_Delivery") -> "Report":
    from grader.sandbox.observe import Place
    from grader.submission import read

    rules = _rules(path, how, delivery)
    handed_in = read(path, rules.submission.network, rules.submission.train)
    session = how.session(rules, Place(zygote, sandbox=how.sandbox))
    with _progress(session.seed) as line:
        return replace(session, place=Place(zygote, sandbox=how.sandbox, listener=line)).grade(handed_in)


def _progress(seed: int) -> Any:
    """Return the line that says how far a run is: on a terminal only, beside the report and not in it."""
    if not sys.stderr.isatty():
        from grader.sandbox.listener import SILENT

        return contextlib.nullcontext(SILENT)
    from rich.console import Console

    from grader.progress import ProgressLine

    return ProgressLine(Console(stderr=True), seed)


@dataclass(frozen=True)
class _Delivery:
    """Where reports go besides the terminal, and whether the page is opened."""

    html: Path | None
    json: Path | None
    open: bool

    def spare(self, *read: Path) -> None:
        """Raise `UsageError` where a report would take the place of what is read."""
        from grader.writing import apart

        for written in (self.html, self.json):
            apart(written, *read)

    def prepare(self) -> None:
        """Import what delivering takes, so that it is there when the report is."""
        from grader.render import json, terminal  # noqa: F401

        if self.html is not None:
            from grader.render import html  # noqa: F401

    def deliver(self, report: "Report") -> None:
        from grader.render import json as data
        from grader.writing import write_to

        if self.html is not None:
            from grader.render import html as page

            write_to(self.html, page.render(report))
        if self.json is not None:
            write_to(self.json, data.render(report))
        _show(report, self.html)
        if self.open and self.html is not None:
            import webbrowser

            webbrowser.open(self.html.resolve().as_uri())


def _watch(path: Path, how: _How, delivery: _Delivery) -> None:
    """Grade on every save until Ctrl-C, which is the way to end it and no failure."""
    from grader.sandbox.observe import Place
    from grader.sandbox.zygote import Zygote
    from grader.watch import watch

    deliveries = itertools.chain([delivery], itertools.repeat(replace(delivery, open=False)))

    def show(report: "Report") -> None:
        line.ended()
        if sys.stdout.isatty():
            click.clear()
        next(deliveries).deliver(report)
        click.echo(f"{time.strftime('%H:%M:%S')} · watching {path}: save it to grade it again, Ctrl-C ends")

    own = [file for file in (delivery.html, delivery.json) if file is not None]
    with Zygote() as zygote, contextlib.suppress(KeyboardInterrupt):
        delivery.prepare()
        session = how.session(_rules(path, how, delivery), Place(zygote, sandbox=how.sandbox))
        with _progress(session.seed) as line:
            watch(path, session, Place(zygote, sandbox=how.sandbox, listener=line), show, own=own)


def _show(report: "Report", html: Path | None) -> None:
    from rich.console import Console

    from grader.render import terminal

    console = Console()
    text = terminal.render(
        report,
        width=min(console.width, 100),
        colour=console.color_system is not None and console.is_terminal,
        html_path=None if html is None else str(html),
    )
    click.echo(text, color=True, nl=False)
    if html is None:
        click.echo("all that was measured, as a page: --html report.html, or --open")


def _exit_code(report: "Report") -> int:
    if report.outcome == "infrastructure":
        return INFRASTRUCTURE
    return FULL_MARKS if report.full_marks else MARKS_LOST


def main() -> NoReturn:
    """Run the command line; every error a person can meet is said without a traceback."""
    try:
        grade(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except GradeError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001  a fault of ours: say where, never with a traceback
        import traceback

        last = traceback.extract_tb(error.__traceback__)[-1]
        click.echo(
            f"error: grade itself failed: {type(error).__name__}: {error} ({last.filename}:{last.lineno})", err=True
        )
        click.echo("hint: please report this line; no submission is at fault", err=True)
        sys.exit(INFRASTRUCTURE)
    sys.exit(0)


if __name__ == "__main__":
    main()
