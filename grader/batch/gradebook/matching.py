"""Which row of a sheet is whose. One that fits two is nobody's: a score is never given by chance."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from grader.batch.gradebook.platforms import Plan
from grader.batch.intake.handed_in import Student

Index = dict[str, set[int]]


class Rows:
    """The rows of a sheet, found by id, then login, email and name."""

    def __init__(self, plan: Plan) -> None:
        value = plan.sheet.value
        self._ids = [_index(plan.rows, partial(plan.id, column=column), _plain) for column in plan.ids]
        self._logins = [_index(plan.rows, partial(value, column=column), _plain) for column in plan.logins]
        self._emails = [_index(plan.rows, partial(value, column=column), _plain) for column in plan.emails]
        self._names = [_index(plan.rows, partial(value, column=column), _spellings) for column in plan.names]

    def of(self, student: Student) -> tuple[int, ...]:
        """Return the rows that fit a student by the first thing that fits any: one, none, or too many."""
        for indices, spellings in (
            (self._ids, _plain(student.id)),
            (self._logins, _plain(student.login)),
            (self._emails, _plain(student.email)),
            (self._names, _spellings(student.name)),
        ):
            for index in indices:
                if rows := {row for spelling in spellings for row in index.get(spelling, ())}:
                    return tuple(sorted(rows))
        return ()


def _index(rows: Iterable[int], value: Callable[[int], str], spelt: Callable[[str], set[str]]) -> Index:
    index: Index = defaultdict(set)
    for row in rows:
        for spelling in spelt(value(row)):
            index[spelling].add(row)
    return index


def _plain(text: str) -> set[str]:
    return {found} if (found := unicodedata.normalize("NFKC", text).strip().casefold()) else set()


def _spellings(name: str) -> set[str]:
    """Return a name's words in any order, and as Canvas writes them in a file's name: `Doe, Jane` is `doejane`."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold())
    return {" ".join(sorted(words)), "".join(words)} if words else set()
