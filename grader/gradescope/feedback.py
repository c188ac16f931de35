"""A report as rows for Gradescope: short, safe HTML, and points that add up."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from markupsafe import Markup, escape

from grader.gradescope.results import MOST_CHARACTERS, Leader, Results, Test
from grader.render.first import first
from grader.render.readable import readable
from grader.render.words import number
from grader.report import CheckResult, Report
from grader.rubric import Rubric

NOT_YOUR_FAULT = "This is not your fault: the grader could not work. Please ask your instructor for a re-run."
NOT_YET = (
    "Not graded yet: the grader was stopped before it could finish. This is not your fault; "
    "please ask your instructor for a re-run."
)
_MOST_OUTPUT = MOST_CHARACTERS // 5
_CENTS = 100


def results(report: Report, rubric: Rubric, total: float | None, seconds: float) -> Results:
    """Return the file for a report; with a `total`, points are scaled to it and the page says so."""
    if report.outcome == "infrastructure":
        return fault(rubric, report.checks[0].message, total, seconds)
    most = _scaled([check.max_score for check in report.checks], total)
    tests = [_test(check, points) for check, points in zip(report.checks, most, strict=True)]
    if report.integrity:
        notes = "".join(f"<p>{_text(note.message)}</p>" for note in report.integrity)
        tests.append(Test(name="For the instructor", score=0, max_score=0, output=notes, visibility="hidden"))
    return Results(
        tests=tuple(tests),
        output=_cut("".join(_head(report, total))),
        execution_time=round(seconds, 2),
        leaderboard=tuple(_leaders(report, rubric.leaderboard)) or None,
        extra_data={"report": report.model_dump(mode="json")},
    )


def fault(rubric: Rubric, details: str, total: float | None, seconds: float, said: str = NOT_YOUR_FAULT) -> Results:
    """Return the file for a fault of the grader: every row says whose it is, and instructors see why."""
    most = _scaled([check.points for check in rubric.checks], total)
    rows = [
        Test(name=check.title or check.heading, score=0, max_score=points, output=f"<p>{_text(said)}</p>")
        for check, points in zip(rubric.checks, most, strict=True)
    ]
    # A hidden row also keeps the page from showing a total, which would be a zero that nobody earned.
    rows.append(
        Test(name="Details for the instructor", score=0, max_score=0, output=_cut(_text(details)), visibility="hidden")
    )
    return Results(tests=tuple(rows), output=f"<p><strong>{_text(said)}</strong></p>", execution_time=round(seconds, 2))


def _test(check: CheckResult, points: float) -> Test:
    share = check.score / check.max_score if check.max_score else 0.0
    said = [f"<p>{_prose(check.message)}</p>"]
    if check.hint:
        said.append(f"<p>{_prose(check.hint)}</p>")
    if check.lab:
        said.append(f"<p>In the lab: <em>{_prose(check.lab)}</em></p>")
    return Test(
        name=check.title,
        score=round(share * points, 4),
        max_score=points,
        status="passed" if check.status == "passed" else "failed",
        output=_cut("".join(said)),
        visibility=check.visibility,
    )


def _head(report: Report, total: float | None) -> Iterator[str]:
    visible = report.model_copy(update={"checks": tuple(c for c in report.checks if c.visibility == "visible")})
    if fix := first(visible):
        yield f"<p><strong>Fix this first: {_text(fix.title)}</strong></p><p>{_prose(fix.message)}</p>"
        yield f"<p>{_prose(fix.hint)}</p>" if fix.hint else ""
    for phase in report.phases:
        if phase.outcome not in ("ok", "not_reached") and phase.detail:
            yield f"<pre>{_text(phase.detail)}</pre>"
    if total is not None and total != report.max_score:
        yield f"<p>The rubric's {number(report.max_score)} points are scaled to this assignment's {number(total)}.</p>"
    printed = (report.output.stdout + report.output.stderr).strip()
    if printed:
        yield f"<details><summary>What your code printed</summary><pre>{_text(printed[:_MOST_OUTPUT])}</pre></details>"


def _leaders(report: Report, wanted: Sequence[str]) -> Iterator[Leader]:
    evidence = {check.kind: check.evidence for check in report.checks}
    for name, kind, key in (
        ("held_out_loss", "held_out_loss", "loss"),
        ("parameters", "parameter_count", "trainable"),
    ):
        value = evidence.get(kind, {}).get(key)
        if name in wanted and isinstance(value, int | float):
            yield Leader(name=name.replace("_", " "), value=float(f"{value:.4g}"))


def _scaled(points: Sequence[float], total: float | None) -> list[float]:
    """Return the points scaled to `total`, in whole hundredths that add up to it exactly."""
    before = [Fraction(str(p)) for p in points]
    wanted = sum(before) if total is None else Fraction(str(total))
    exact = [p * wanted / sum(before) * _CENTS for p in before]
    cents = [int(p) for p in exact]
    # The hundredths that are left go where the most was cut off.
    left = round(wanted * _CENTS) - sum(cents)
    for place in sorted(range(len(cents)), key=lambda place: cents[place] - exact[place])[:left]:
        cents[place] += 1
    return [c / _CENTS for c in cents]


def _text(text: str) -> Markup:
    return escape(readable(text))


def _prose(text: str) -> Markup:
    """Set what stands between backticks as code."""
    parts = _text(text).split("`")
    if len(parts) % 2 == 0:
        return Markup("`").join(parts)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def _cut(text: str) -> str:
    """Keep a text below the site's limit: it would cut in the middle, perhaps inside a tag."""
    most = MOST_CHARACTERS // 2
    if len(text) <= most:
        return text
    plain = Markup(text).striptags()  # noqa: S704  to take the tags off, so that none is left open
    return f"{escape(plain[: most // 2])} …"
