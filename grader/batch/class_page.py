"""The class page: how a class did, which mistakes it made, and a table with a link to every report."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from statistics import median

from jinja2 import Template
from markupsafe import Markup

from grader.batch.intake import Intake
from grader.batch.row import Mark, Row
from grader.render.html import environment

BINS = 10
COMMONEST = 6
_SCRIPT = Path(__file__).parent / "class_page.js"


@dataclass(frozen=True, slots=True)
class Bin:
    """How many scores lie in one tenth of the points; the last includes full marks."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Rate:
    """How one check went over the class."""

    title: str
    passed: int
    partial: int
    judged: int


@dataclass(frozen=True, slots=True)
class Habit:
    """A diagnosis that several students share, in the table's words, with one student's message as the example.

    Where two checks have one, it is followed by the check's title.
    """

    said: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Ungraded:
    """Hand-ins that were not graded for the same reason; without a score, where the fault is the grader's."""

    scored: bool
    why: str
    rows: tuple[Row, ...]


def render(title: str, rows: Sequence[Row], intake: Intake) -> str:
    """Return the page: self-contained, no network; its script only sorts and searches the table."""
    scores = [row.score for row in rows if row.score is not None]
    most = max((row.max_score for row in rows), default=0)
    return _page().render(
        title=title,
        rows=rows,
        ungraded=ungraded(rows),
        timed=any(row.handed_in.when or row.handed_in.late for row in rows),
        intake=intake,
        scored=len(scores),
        middle=median(scores) if scores else None,
        full=sum(score == most for score in scores),
        most=most,
        bins=bins(scores, most),
        rates=rates(rows),
        habits=habits(rows),
        said=said,
        effects=any(mark.effect for row in rows for mark in row.marks),
    )


def ungraded(rows: Sequence[Row]) -> tuple[Ungraded, ...]:
    """Return what was not graded, by reason: the grader's own faults first, then what is commonest."""
    alike: dict[tuple[bool, str], list[Row]] = {}
    for row in rows:
        if row.outcome != "graded":
            alike.setdefault((row.score is not None, row.why), []).append(row)
    found = [Ungraded(scored, why, tuple(group)) for (scored, why), group in alike.items()]
    return tuple(sorted(found, key=lambda group: (group.scored, -len(group.rows))))


def bins(scores: Sequence[float], most: float) -> tuple[Bin, ...]:
    """Return the distribution of scores in tenths of `most`."""
    width = most / BINS if most else 1
    counts = Counter(min(int(score / width), BINS - 1) for score in scores)
    return tuple(Bin(width * place, width * (place + 1), counts[place]) for place in range(BINS))


def rates(rows: Sequence[Row]) -> tuple[Rate, ...]:
    """Return how each check went, in the rubric's order; what was not judged does not count."""
    titles = {mark.id: mark.title for row in rows for mark in row.marks}
    statuses: dict[str, Counter[str]] = {name: Counter() for name in titles}
    for row in rows:
        for mark in row.marks:
            statuses[mark.id][mark.status] += 1
    return tuple(
        Rate(titles[name], found["passed"], found["partial"], found["passed"] + found["partial"] + found["failed"])
        for name, found in statuses.items()
    )


def habits(rows: Sequence[Row]) -> tuple[Habit, ...]:
    """Return the commonest reasons why marks were lost: causes, not what they bring about in other checks."""
    lost = (mark for row in rows for mark in (row.stopped, *row.marks) if mark and mark.status in ("failed", "partial"))
    marks = [mark for mark in lost if not mark.effect]
    counts = Counter((mark.id, said(mark)) for mark in marks)
    first = {(mark.id, said(mark)): mark for mark in reversed(marks)}
    commonest = counts.most_common(COMMONEST)
    alike = Counter(found for (_, found), _ in commonest)
    return tuple(
        Habit(f"{found} ({first[name, found].title})" if alike[found] > 1 else found, count, first[name, found].message)
        for (name, found), count in commonest
    )


def said(mark: Mark) -> str:
    """Return what was found in the fewest words: those of the diagnosis, where there is one."""
    return mark.diagnosis.replace("_", " ") or mark.title


@cache
def _page() -> Template:
    pages = environment("class.css")
    script = _SCRIPT.read_text(encoding="utf-8")
    pages.globals |= {
        "script": Markup(script),  # noqa: S704  our own file
        "script_hash": b64encode(sha256(script.encode()).digest()).decode(),
    }
    return pages.get_template("class.html")
