"""The report for a terminal: the same story in about thirty lines."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.box import ROUNDED
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from grader.render.audience import Audience, seen_by
from grader.render.first import Fix, first
from grader.render.readable import readable
from grader.render.verdict import verdict
from grader.render.waiting import groups
from grader.render.words import (
    EFFECT,
    EXPLAINED,
    NOT_YOUR_FAULT,
    OUTCOMES,
    SIGNS,
    UNCONFINED,
    VISIBILITIES,
    confinement,
    counted,
    device,
    duration,
    number,
    points,
    sign,
)
from grader.report import CheckResult, Report, Status
from grader.wire.observation import LEFT_OUT

_COLOURS: dict[Status, str] = {
    "passed": "green",
    "partial": "yellow",
    "failed": "red",
    "not_judged": "dim",
    "error": "magenta",
}
_LONGEST = 600
_TRACE_LINES = 12
_BAR = 30
_INDENT = 14


def render(
    report: Report,
    *,
    width: int,
    colour: bool,
    html_path: str | None = None,
    audience: Audience = "student",
) -> str:
    """Return the report as lines of at most `width` columns, without escapes where `colour` is off."""
    seen = seen_by(audience, report)
    console = Console(
        file=StringIO(),
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        _environ={},
    )
    with console.capture() as captured:
        for part in _parts(seen, len(report.checks) - len(seen.checks), html_path, width):
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _parts(report: Report, hidden: int, html_path: str | None, width: int) -> Iterator[RenderableType]:
    fix = first(report)
    yield _text(report.rubric.title, "dim")
    yield _text(report.submission.name, "bold")
    yield ""
    yield _headline(report, width)
    yield ""
    if report.outcome == "infrastructure":
        yield _fault(report)
    else:
        if fix is not None:
            yield _fix(fix)
        for wait, checks in groups(report):
            yield from _waiting(wait, checks) if wait else _judged(checks, fix)
        if hidden:
            yield _text(f"{counted(hidden, 'hidden check')}, not shown and not counted here.", "dim")
    yield ""
    yield from _foot(report, html_path)


def _headline(report: Report, width: int) -> Text:
    if report.score is None:
        return _text(verdict(report), "bold")
    line = _text(f"{number(report.score)} / {number(report.max_score)}", "bold")
    share = report.score / report.max_score if report.max_score else 0
    bar = min(_BAR, width - len(line) - len(verdict(report)) - 4)
    filled = round(share * bar)
    line.append("  ")
    line.append("━" * filled, "green")
    line.append("╌" * (bar - filled), "dim")
    line.append(f"  {verdict(report)}")
    return line


def _fault(report: Report) -> RenderableType:
    why = dict.fromkeys(check.message for check in report.checks)
    told = "There is no score, and nothing counts against you. Try the same file again later."
    return _panel(NOT_YOUR_FAULT, [_text(told), *(_text(message, "dim") for message in why)])


def _fix(fix: Fix) -> RenderableType:
    lines = fix.trace.split("\n") if fix.trace else []
    left_out = len(lines) - _TRACE_LINES
    shown = [f"… {counted(left_out, 'line')} before", *lines[left_out:]] if left_out > 0 else lines
    # What a check found says more than its name, which stands beside its points below.
    heading = fix.message if fix.about[0] == "check" else f"{SIGNS[fix.status].symbol} {fix.title}"
    return _panel(
        "Fix this first",
        [
            _text(heading, "bold"),
            *([_text(fix.message)] if fix.message not in ("", heading) else []),
            *(_text(line) for line in shown),
            *_advice(fix.hint, fix.lab),
        ],
    )


def _panel(title: str, lines: list[Text]) -> Panel:
    return Panel(Group(*lines), title=Text(title, "bold"), title_align="left", box=ROUNDED, border_style="cyan")


def _line(check: CheckResult) -> Table:
    marked = sign(check)
    style = _COLOURS[check.status]
    line = Table.grid(padding=(0, 2, 0, 0), expand=True, pad_edge=False)
    line.add_column(width=_INDENT - 2, no_wrap=True)
    line.add_column(ratio=1)
    line.add_column(justify="right", no_wrap=True)
    title = _text(check.title, "dim" if check.status == "not_judged" else "bold")
    line.add_row(_text(f"{marked.symbol} {marked.word}", style), title, _text(points(check)))
    return line


def _waiting(wait: str, checks: Sequence[CheckResult]) -> Iterator[RenderableType]:
    """Yield checks that all wait for the same, which is said once."""
    for check in checks:
        yield _line(check)
        if where := VISIBILITIES[check.visibility]:
            yield _below(_text(where, "dim"))
    yield _below(_text(wait, "dim"))


def _judged(checks: Iterable[CheckResult], fix: Fix | None) -> Iterator[RenderableType]:
    for check in checks:
        yield _line(check)
        yield _below(_told(check, fix))


def _below(told: RenderableType) -> Padding:
    return Padding(told, (0, 0, 0, _INDENT))


def _told(check: CheckResult, fix: Fix | None) -> Group:
    lines: list[Text] = []
    if where := VISIBILITIES[check.visibility]:
        lines.append(_text(where, "dim"))
    if fix is not None and check.id in fix.explained:
        lines.append(_text(EXPLAINED, "dim"))
    elif fix is not None and check.id in fix.effects:
        lines += [_text(check.message), *([] if check.forgiven else [_text(EFFECT, "dim")])]
    elif check.status == "passed":
        # Beside something to fix, what works is said in one line.
        lines += [] if fix else [_text(check.message, "dim")]
    else:
        lines.append(_text(check.message))
        lines += _advice(check.hint, check.lab)
    return Group(*lines)


def _advice(hint: str, lab: str) -> Iterator[Text]:
    if hint:
        yield _text(f"hint: {hint}")
    if lab:
        yield _text(f"in the lab: {lab}", "dim")


def _foot(report: Report, html_path: str | None) -> Iterator[Text]:
    yield from _joined(_phases(report))
    held = confinement(report)
    yield from _joined(_facts(report) if held == UNCONFINED else [*_facts(report), held])
    if held == UNCONFINED:
        yield _text(held, "yellow")
    if report.environment.gpu is not None:
        yield _text(f"on {device(report)}")
    for note in report.integrity:
        yield _text(f"for the instructor: {note.message} ({note.code})")
    if html_path:
        yield _text(f"the page: {html_path}")


def _phases(report: Report) -> Iterator[str]:
    for phase in report.phases:
        if phase.outcome == "ok":
            yield f"{phase.name} {duration(phase.seconds)}"
        elif phase.outcome != "not_reached":
            yield f"{phase.name} {OUTCOMES[phase.outcome]} ({duration(phase.seconds)})"


def _facts(report: Report) -> Iterator[str]:
    if len(report.attempts) > 1:
        scores = ", ".join(number(attempt.score) for attempt in report.attempts)
        yield f"best of {counted(len(report.attempts), 'attempt')} ({scores})"
    if lines := len(report.output.stdout.splitlines()):
        more = "more than " if LEFT_OUT in report.output.stdout else ""
        yield f"your code printed {more}{counted(lines, 'line')}"


def _joined(facts: Iterable[str]) -> Iterator[Text]:
    if line := " · ".join(facts):
        yield _text(line, "dim")


def _text(text: str, style: str = "") -> Text:
    """Return `text` as it is: never read as markup, long words folded."""
    return Text(readable(text, _LONGEST), style=style, overflow="fold")
