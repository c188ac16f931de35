"""A report as rows for Gradescope: short, safe HTML, and points that add up.

Every text is cut before it is escaped, so that no tag is left open and nothing comes near the site's own cut.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from grader.gradescope.picture import picture
from grader.gradescope.points import scaled
from grader.gradescope.results import Leader, Results, Test
from grader.render.audience import seen_by
from grader.render.first import Fix, first
from grader.render.readable import readable
from grader.render.words import EFFECT, EXPLAINED, LATER, number
from grader.report import CheckResult, Report
from grader.rubric import Rubric

NOT_YOUR_FAULT = "This is not your fault: the grader could not work. Please ask your instructor for a re-run."
NOT_YET = (
    "Not graded yet: the grader was stopped before it could finish. This is not your fault; "
    "please ask your instructor for a re-run."
)
_PROSE, _VERBATIM = 1_500, 2_500
"""Most characters of one text. Escapes and tags make it up to seven times as long, and a page has at most seven."""


def results(report: Report, rubric: Rubric, total: float | None, seconds: float) -> Results:
    """Return the file for a report; with a `total`, points are scaled to it and the page says so."""
    if report.outcome == "infrastructure":
        return fault(rubric, NOT_YOUR_FAULT, report.checks[0].message, total, seconds)
    most = scaled([check.max_score for check in report.checks], total)
    seen = seen_by("student", report)
    public = {check.id: check for check in seen.checks}
    checks = [public.get(check.id, check) for check in report.checks]
    fix = first(seen)
    return Results(
        tests=tuple(_test(check, points, fix) for check, points in zip(checks, most, strict=True)),
        output=(f"<p>{LATER}.</p>" if seen.score is None else "") + "".join(_head(report, fix, total)),
        execution_time=round(seconds, 2),
        leaderboard=tuple(_leaders(seen, rubric.leaderboard)) or None,
        extra_data={"report": report.model_dump(mode="json")},
    )


def fault(rubric: Rubric | None, said: str, details: str, total: float | None, seconds: float) -> Results:
    """Return the file for a fault of the grader: every row says whose it is, and instructors see why.

    Where the rubric itself is at fault, and None, one row stands for all its checks.
    """
    names = [check.title or check.heading for check in rubric.checks] if rubric else ["Grading"]
    most = scaled([check.points for check in rubric.checks], total) if rubric else [total or 0]
    rows = [
        Test(name=name, score=0, max_score=points, output=f"<p>{_text(said)}</p>")
        for name, points in zip(names, most, strict=True)
    ]
    # A hidden row also keeps the page from showing a total, which would be a zero that nobody earned.
    hidden = Test(
        name="Details for the instructor", score=0, max_score=0, output=f"<pre>{_text(details)}</pre>",
        visibility="hidden",
    )  # fmt: skip
    head = f"<p><strong>{_text(said)}</strong></p>"
    return Results(tests=(*rows, hidden), output=head, execution_time=round(seconds, 2))


def _test(check: CheckResult, points: float, fix: Fix | None) -> Test:
    share = check.score / check.max_score if check.max_score else 0.0
    said = [f"<p>{_prose(check.message)}</p>"]
    if check.status != "passed":
        said.append(picture(check))
    if fix is None or check.id not in fix.repeated | fix.effects:
        said += _advice(check.hint, check.lab)
    elif not check.forgiven:
        said.append(f"<p>This {EFFECT if check.id in fix.effects else f'is {EXPLAINED}'}.</p>")
    return Test(
        name=check.title,
        score=round(share * points, 4),
        max_score=points,
        status="passed" if check.status == "passed" or check.forgiven else "failed",
        output="".join(said),
        visibility=check.visibility,
    )


def _advice(hint: str, lab: str) -> Iterator[str]:
    if hint:
        yield f"<p>{_prose(hint)}</p>"
    if lab:
        yield f"<p>In the lab: <em>{_prose(lab)}</em></p>"


def _head(report: Report, fix: Fix | None, total: float | None) -> Iterator[str]:
    if fix is not None:
        yield f"<p><strong>Fix this first: {_prose(fix.title)}</strong></p>"
        yield f"<p>{_prose(fix.message)}</p>" if fix.message else ""
        yield f"<pre>{_text(fix.trace, _VERBATIM)}</pre>" if fix.trace else ""
        # What to try about a check stands in its own row.
        yield from _advice(fix.hint, fix.lab) if fix.about[0] == "phase" else ()
    if total is not None and total != report.max_score:
        yield f"<p>The rubric's {number(report.max_score)} points are scaled to this assignment's {number(total)}.</p>"
    for title, printed in (
        ("What your code printed", report.output.stdout),
        ("Errors and warnings", report.output.stderr),
    ):
        if shown := printed.strip():
            yield f"<details><summary>{title}</summary><pre>{_text(shown, _VERBATIM)}</pre></details>"


def _leaders(report: Report, wanted: Sequence[str]) -> Iterator[Leader]:
    evidence = {check.kind: check.evidence for check in report.checks}
    for name, kind, key in (
        ("held_out_loss", "held_out_loss", "loss"),
        ("parameters", "parameter_count", "trainable"),
    ):
        value = evidence.get(kind, {}).get(key)
        if name in wanted and isinstance(value, int | float):
            yield Leader(name=name.replace("_", " "), value=float(f"{value:.4g}"))


def _text(text: str, most: int = _PROSE) -> Markup:
    return escape(readable(text, most))


def _prose(text: str) -> Markup:
    """Set what stands between backticks as code."""
    parts = _text(text).split("`")
    if len(parts) % 2 == 0:
        return Markup("`").join(parts)
    code = Markup("<code>{}</code>")
    return Markup().join(code.format(part) if place % 2 else part for place, part in enumerate(parts))
