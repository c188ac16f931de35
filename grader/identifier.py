"""Names in rubric files."""

from keyword import iskeyword
from typing import Annotated

from pydantic import AfterValidator, Field

from grader.fault import expected


def _identifier(name: str) -> str:
    if not (name.isascii() and name.isidentifier()):
        hint = "write it with straight quotes, or with none" if any(mark in name for mark in "“”„‘’«»") else ""
        raise expected("a short name of letters, digits and `_`", name, hint)
    if iskeyword(name):
        raise expected("a name that Python allows", name, "this word has a meaning of its own in Python")
    return name


Identifier = Annotated[
    str,
    AfterValidator(_identifier),
    Field(json_schema_extra={"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}),
]
"""A short name, such as a check's id or a column of the inputs."""
