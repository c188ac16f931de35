"""Names in rubric files."""

from typing import Annotated

from pydantic import AfterValidator, Field

from grader.fault import expected


def _identifier(name: str) -> str:
    if not (name.isascii() and name.isidentifier()):
        raise expected("a short name of letters, digits and `_`", name)
    return name


Identifier = Annotated[
    str,
    AfterValidator(_identifier),
    Field(json_schema_extra={"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}),
]
"""A short name, such as a check's id or a column of the inputs."""
